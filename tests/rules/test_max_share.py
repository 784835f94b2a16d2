"""max_share: by value, by period, and on what arrives."""

from typing import Any

from tests.builders import curb, demand, item, offer, rule, scenario
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_max_share_binds_on_all_deliveries_of_the_mineral() -> None:
    """40 at 10 and 60 at 14: 400 + 840; without the limit 1000."""
    result = binding(rule("max_share", "country:China", limit=0.4))
    assert result.objective == approx(400 + 840)


def test_each_value_of_a_dimension_and_each_supplier_without_one() -> None:
    """No refiner known: A and B, of two suppliers, are two values of at most half."""
    whole = rule("max_share", "tag:refiner:*", limit=0.5)
    assert under(whole).objective == approx(500 + 700)
    known = [
        offer(name, price, 100, tags={"refiner": "Korea"})
        for name, price in (("A", 10), ("B", 14))
    ]
    dearer = (*known, offer("C", 20, 100))
    assert under(whole, parts=dearer).objective == approx(500 + 1000)


def test_what_has_no_value_still_counts_in_the_total() -> None:
    """Half of all 100, also of what no refiner is known of: 50 of A, 50 of B."""
    parts = (offer("A", 10, 100, tags={"refiner": "Korea"}), DEAR)
    korea = rule("max_share", "tag:refiner=Korea", limit=0.5)
    assert under(korea, parts=parts).objective == approx(500 + 700)


def test_a_union_of_targets_is_one_sum() -> None:
    """A of China and B of S together at most 0.6: C, at 20, sells 40."""
    parts = (CHEAP, DEAR, offer("C", 20, 100))
    both = rule("max_share", "country:China; supplier:B", limit=0.6)
    assert under(both, parts=parts).objective == approx(600 + 800)


def test_shares_by_period_and_from_a_period_on() -> None:
    """China at most a quarter of each period, then of each from period 1 on."""
    free = (CHEAP, DEAR, demand([100, 100]), item(max_stock=0))
    limit: dict[str, Any] = {"limit": 0.25, "per": "period"}
    ban = rule("max_share", "country:China", **limit)
    assert under(ban, parts=free, periods=2).objective == approx(2 * 1300)
    late = rule("max_share", "country:China", start=1, **limit)
    assert under(late, parts=free, periods=2).objective == approx(1000 + 1300)


def test_a_share_can_hold_always_on_what_arrives() -> None:
    """A's 100 are cut to 50 of 100: B's 50 in the cut are half; 0.4 leave some out.

    B may be at most 0.4 of what arrives: 50 / 0.6 = 83.33 arrive, 33.33 of B.
    """
    parts = (CHEAP, DEAR, curb(flow=0.5), scenario("cut", 0.1, ban=0))
    limits: dict[str, Any] = {"on": "country:Chile", "limit": 0.4}
    assert under(rule("max_share", **limits), parts=parts).costs["cut"] == approx(1200)
    always = under(rule("max_share", **limits, when="always"), parts=parts)
    third = 100 / 3
    assert always.costs["cut"] == approx(500 + third * 14 + (50 - third) * 1000)


def test_always_leaves_out_scenarios_of_probability_zero() -> None:
    parts = (CHEAP, DEAR, curb(flow=0.5), scenario("cut", 0.0, ban=0))
    always = rule("max_share", "country:Chile", limit=0.4, when="always")
    assert under(always, parts=parts).objective == approx(1000)


def test_a_bucket_without_volume_keeps_any_share() -> None:
    """Nothing is needed in period 1, so nothing comes: 0 of 0."""
    parts = (CHEAP, DEAR, demand([100, 0]))
    half = rule("max_share", "country:China", limit=0.5, per="period")
    assert under(half, parts=parts, periods=2).objective == approx(500 + 700)
