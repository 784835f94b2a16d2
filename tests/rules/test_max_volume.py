"""max_volume: of the target alone, its commitments included."""

from tests.builders import demand, item, offer, rule
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_max_volume_binds_with_the_commitments_of_the_plan() -> None:
    """At most 60 of A; B's 40 include 20 committed: 600 + 560."""
    parts = (CHEAP, offer("B", 14, 100, commitment={0: 20}))
    most = rule("max_volume", "offer:A", limit=60)
    assert binding(most, parts=parts).objective == approx(600 + 560)


def test_a_year_counts_only_the_periods_from_and_to() -> None:
    """Quarters 2 to 5 of two years: 150 each of the second to fourth and of the fifth.

    2026Q2–Q4 need 300, of which 150 may be A's; 2027Q1 needs 100, all A's.
    """
    parts = (CHEAP, DEAR, item(max_stock=0), demand([100] * 5))
    most = rule("max_volume", "offer:A", limit=150, per="year", start=1, end=4)
    result = under(most, parts=parts, periods=5, per_year=4)
    assert result.objective == approx(1000 + (1500 + 150 * 14) + 1000)


def test_the_targets_own_frozen_bucket_is_not_enforced() -> None:
    """A's 80 are ordered and it can take no more; that B can change does not matter."""
    parts = (offer("A", 10, 80, commitment={0: 80}), DEAR)
    most = rule("max_volume", "offer:A", limit=60)
    assert under(most, parts=parts).objective == approx(800 + 280)
    open_ = (offer("A", 10, 90, commitment={0: 80}), DEAR)
    assert under(most, parts=open_).status == "infeasible"


def test_a_named_item_counts_in_its_units_and_a_mineral_by_content() -> None:
    """60 of powder at content 0.5 are 60 of powder, but 30 of gallium."""
    parts = (
        item("powder", mineral="gallium", content=0.5),
        demand(100, item="powder"),
        *(offer("A", 10, 100, item="powder"), offer("B", 14, 100, item="powder")),
    )
    powder = rule("max_volume", "offer:A", item="powder", limit=30)
    assert under(powder, parts=parts).objective == approx(300 + 980)
    mineral = rule("max_volume", "offer:A", item="gallium", limit=30)
    assert under(mineral, parts=parts).objective == approx(600 + 560)
