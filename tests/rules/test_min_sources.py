"""min_sources: how many values each deliver enough of the demand."""

from tests.builders import demand, item, offer, process, rule
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_min_sources_binds_at_a_share_of_demand() -> None:
    """5% of 100 from the second country: 950 + 70; 20% if min_each says so."""
    two = rule("min_sources", "country:*", limit=2)
    assert binding(two).objective == approx(950 + 70)
    large = rule("min_sources", "country:*", limit=2, min_each=0.2)
    assert under(large).objective == approx(800 + 280)


def test_the_demand_of_a_mineral_is_counted_by_content_and_of_an_item_in_units() -> (
    None
):
    """Demand 100 metal + 100 powder of content 0.5 is 150 of gallium: 0.2 are 30.

    30 of gallium from B are 60 powder (or 30 metal, which B does not sell); of
    powder itself 0.2 of 100 are 20.
    """
    parts = (
        *(item("metal", mineral="gallium"), demand(100)),
        *(item("powder", mineral="gallium", content=0.5),),
        demand(100, "second", item="powder"),
        *(offer("M", 10, 100, country="China"),),
        *(offer("A", 10, 100, country="China", item="powder"),),
        offer("B", 14, 100, item="powder"),
    )
    mineral = rule("min_sources", "country:*", limit=2, min_each=0.2)
    assert under(mineral, parts=parts).objective == approx(1000 + 400 + 60 * 14)
    named = rule("min_sources", "country:*", limit=2, min_each=0.2, item="powder")
    assert under(named, parts=parts).objective == approx(1000 + 800 + 20 * 14)


def test_a_bucket_without_demand_is_satisfied() -> None:
    """Nothing is needed in the second year; in the first both sell: 950 + 70."""
    parts = (CHEAP, DEAR, demand([100, 0]), item(max_stock=0))
    two = rule("min_sources", "country:*", limit=2, per="year")
    assert under(two, parts=parts, periods=2).objective == approx(950 + 70)


def test_a_year_in_part_asks_for_the_demand_of_that_part() -> None:
    """From the fourth quarter on: 5% of its 100 and of the next year's 100."""
    parts = (CHEAP, DEAR, demand([100] * 5), item(max_stock=0))
    two = rule("min_sources", "country:*", limit=2, per="year", start=3)
    result = under(two, parts=parts, periods=5, per_year=4)
    assert result.objective == approx(3000 + 2 * (950 + 70))


def test_refining_counts_processes_and_those_without_a_country_by_themselves() -> None:
    """5% of 100 from a second value: 95 at 2 and 5 at 6."""
    parts = (
        *(offer("ore", 1, item="ore"), demand(100)),
        *(process("cheap", cost=1), process("dear", cost=5)),
    )
    two = rule("min_sources", "country:*", stage="refining", limit=2)
    assert under(two, parts=parts).objective == approx(95 * 2 + 5 * 6)
