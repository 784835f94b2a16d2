"""What rules add up: minerals by content, frozen buckets, refining."""

from tests.builders import demand, item, offer, process, rule
from tests.rules.hand import approx, under


def test_a_blank_item_is_each_mineral_by_content_and_a_named_item_in_its_units() -> (
    None
):
    """Powder holds 0.5 of gallium: 100 metal and 100 powder are 150, 60 from China.

    A unit of gallium is 2 cheaper there as powder (A) and 4 as metal (C): all 60 as C.
    Of powder alone, 40 of 100 may come from A.
    """
    metal, powder = (
        item("metal", mineral="gallium"),
        item("powder", mineral="gallium", content=0.5),
    )
    parts = (
        *(metal, powder, demand(100), demand(100, "second", item="powder")),
        *(offer("A", 10, 100, item="powder", country="China"),),
        *(offer("B", 11, 100, item="powder"),),
        *(offer("C", 10, 100, country="China"), offer("D", 14, 100)),
    )
    each = under(rule("max_share", "country:China", limit=0.4), parts=parts)
    assert each.objective == approx(1100 + 600 + 40 * 14)
    named = rule("max_share", "country:China", item="powder", limit=0.4)
    assert under(named, parts=parts).objective == approx(40 * 10 + 60 * 11 + 1000)


def test_a_bucket_that_can_no_longer_change_is_not_enforced() -> None:
    """Period 0 is all committed from China, for both lead times; period 1 obeys."""
    parts = (
        offer("A", 10, 100, country="China", lead_time=1, commitment={0: 100}),
        offer("B", 14, 100, lead_time=1),
        item(max_stock=0),
    )
    strict = rule("max_share", "country:China", per="period", limit=0.5)
    result = under(strict, parts=parts, periods=2)
    assert result.objective == approx(1000 + 1200)
    whole = rule("max_share", "country:China", limit=0.5)
    assert under(whole, parts=parts, periods=2).objective == approx(1000 + 1400)


def test_rules_of_refining_look_at_outputs() -> None:
    """Half of what is refined may come from China; metal bought does not count."""
    parts = (
        *(offer("ore", 1, item="ore"), offer("B", 14, 20), demand(100)),
        process("cheap", country="China", cost=1),
        process("dear", country="Japan", cost=5),
    )
    half = rule("max_share", "country:China", stage="refining", limit=0.5)
    assert under(half, parts=parts).objective == approx(50 * 2 + 50 * 6)
    none = rule("exclude", "country:China", stage="refining")
    assert under(none, parts=parts).objective == approx(600)
    assert under(rule("exclude", "country:China"), parts=parts).objective == approx(200)


def test_a_process_outside_its_window_can_change_nothing() -> None:
    """The dear smelter runs in the second year only: the first is China's alone.

    Half and half from then on: 50 at 2 and 50 at 6. Bought metal does not count.
    """
    parts = (
        *(offer("ore", 1, item="ore"), demand([100, 100]), item(max_stock=0)),
        process("cheap", country="China", cost=1, first=1),
        process("dear", country="Japan", cost=5, first=1),
        offer("B", 14, 100),
    )
    half = rule("max_share", "country:China", stage="refining", limit=0.5, per="period")
    result = under(half, parts=parts, periods=2)
    assert result.objective == approx(1400 + 50 * 2 + 50 * 6)


def test_a_capacity_that_is_all_ordered_leaves_nothing_to_change() -> None:
    """A and B have ordered all they can: a share of 0.1 is reported, not enforced."""
    parts = (
        offer("A", 10, 80, country="China", commitment={0: 80}),
        offer("B", 14, 20, commitment={0: 20}),
    )
    tenth = rule("max_share", "country:China", limit=0.1)
    assert under(tenth, parts=parts).objective == approx(800 + 280)


def test_a_name_of_item_and_mineral_means_the_item() -> None:
    """Its 60 units hold 30 of the mineral; at most 30 units may come from A."""
    parts = (
        item("gallium", content=0.5),
        demand(100, item="gallium"),
        *(offer("A", 10, 100, item="gallium"), offer("B", 14, 100, item="gallium")),
    )
    named = rule("max_volume", "offer:A", item="gallium", limit=30)
    assert under(named, parts=parts).objective == approx(300 + 980)
    blank = rule("max_volume", "offer:A", limit=30)
    assert under(blank, parts=parts).objective == approx(600 + 560)
