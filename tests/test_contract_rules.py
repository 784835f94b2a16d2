"""The oracle's policy rules against sums done by hand."""

from math import sqrt
from typing import Any

import pytest

from tests.both import optimum
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    process,
    rule,
    scenario,
    simple_case,
)
from tests.oracle import Result

approx = pytest.approx

CHEAP = offer("A", 10, 100, country="China")
DEAR = offer("B", 14, 100)


def under(*rules: Any, parts: Any = (CHEAP, DEAR), **settings: Any) -> Result:
    return optimum(simple_case(*parts, **settings), rules)


def test_max_share_is_of_all_deliveries_of_the_mineral() -> None:
    """40 at 10 and 60 at 14."""
    result = under(rule("max_share", "country:China", limit=0.4))
    assert result.objective == approx(400 + 840)


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


def test_shares_by_period_and_from_a_period_on() -> None:
    """China at most a quarter of each period, then of each from period 1 on."""
    free = (CHEAP, DEAR, demand([100, 100]), item(max_stock=0))
    limit: dict[str, Any] = {"limit": 0.25, "per": "period"}
    ban = rule("max_share", "country:China", **limit)
    assert under(ban, parts=free, periods=2).objective == approx(2 * 1300)
    late = rule("max_share", "country:China", start=1, **limit)
    assert under(late, parts=free, periods=2).objective == approx(1000 + 1300)


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


def test_a_minimum_skips_minerals_that_the_target_cannot_supply() -> None:
    """Nobody in China sells lead; for metal 0.3 must come from there."""
    parts = (
        *(offer("A", 10, 100), offer("B", 14, 100, country="China")),
        *(offer("L", 2, 100, item="lead"), demand(100), demand(100, "l", item="lead")),
    )
    result = under(rule("min_share", "country:China", limit=0.3), parts=parts)
    assert result.objective == approx(700 + 420 + 200)


def test_volumes_are_of_the_plan_with_its_commitments() -> None:
    """B at least 25, at most 30 of it with 20 committed: 75 and 25; 80 and 20."""
    parts = (CHEAP, offer("B", 14, 100, commitment={0: 20}))
    least = rule("min_volume", "offer:B", limit=25)
    assert under(least, parts=parts).objective == approx(750 + 350)
    most = rule("max_volume", "offer:A", limit=60)
    assert under(most, parts=parts).objective == approx(600 + 560)


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


def test_spend_counts_the_tier_duty_and_freight_undiscounted_by_time() -> None:
    """A costs 8 * 1.1 + 1 = 9.8 with its tier; 490 are enough for 50 of it."""
    parts = (offer("A", 10, 100, duty=0.1, freight=1, tiers={40: 0.2}), DEAR)
    limit = rule("max_spend", "offer:A", limit=490)
    result = under(limit, parts=parts, discount_rate=0.1)
    assert result.objective == approx(490 + 700)


def test_blank_item_in_max_spend_is_all_items_together() -> None:
    """100 units at 10 and 100 at 5 cost 1500; with 1400, ten of the first are missing."""
    parts = (
        *(offer("A", 10), offer("L", 5, item="lead")),
        *(demand(100, shortage_cost=50), demand(100, "l", item="lead")),
    )
    result = under(rule("max_spend", limit=1400), parts=parts)
    assert result.objective == approx(1400 + 500)


def test_a_source_counts_when_it_delivers_its_share_of_demand() -> None:
    """5 % of 100 from the second country, or 20 % if min_each says so."""
    two = rule("min_sources", "country:*", limit=2)
    assert under(two).objective == approx(950 + 70)
    large = rule("min_sources", "country:*", limit=2, min_each=0.2)
    assert under(large).objective == approx(800 + 280)


def test_max_sources_counts_whoever_delivers_anything() -> None:
    """60 of A and 40 of B become 100 of B."""
    parts = (offer("A", 10, 60, country="China"), DEAR)
    one = rule("max_sources", "country:*", limit=1)
    assert under(one, parts=parts).objective == approx(1400)


def test_concentration_is_the_sum_of_squared_shares() -> None:
    """a^2 + (1 - a)^2 = 0.58: a = 0.7, so 700 + 420."""
    result = under(rule("max_hhi", "country:*", limit=5800))
    assert result.objective == approx(1120, abs=0.01)
    half = under(rule("max_hhi", "country:*", limit=5100))
    share = (1 + sqrt(0.02)) / 2
    assert half.objective == approx(1400 - 400 * share, abs=0.01)


def test_exposure_is_the_expected_share_held_back() -> None:
    """A loses 0.5 with probability 0.2, so 0.1: at most half of the plan is A's."""
    parts = (CHEAP, DEAR, curb(flow=0.5), scenario("cut", 0.2, ban=0))
    result = under(rule("max_exposure", limit=0.05), parts=parts)
    assert result.plan == approx({("A", 0): 50, ("B", 0): 50})


def test_excluded_offers_and_required_ones() -> None:
    """Without A 1400; with B's fee of 80, though nothing is bought from it, 1080."""
    assert under(rule("exclude", "country:China")).objective == approx(1400)
    parts = (CHEAP, offer("B", 14, 100, fixed_cost=80))
    assert under(rule("require", "offer:B"), parts=parts).objective == approx(1080)


def test_excluding_a_commitment_is_impossible() -> None:
    parts = (offer("A", 10, 100, commitment={0: 10}), DEAR)
    assert under(rule("exclude", "offer:A"), parts=parts).status == "infeasible"


def test_stock_days_are_of_the_next_period_and_of_the_last_one_its_own() -> None:
    """45 days are half a quarter: 50 after period 0, 100 after the last two.

    Nothing new can come in period 0 (lead time 1): no stock is wanted there.
    """
    parts = (
        offer(price=10, lead_time=1, commitment={0: 100}),
        demand([100, 100, 200]),
    )
    result = under(rule("min_stock_days", limit=45), parts=parts, periods=3, per_year=4)
    assert result.objective == approx(4000 + 1000)
    assert result.values["i", "metal", 0, "plan"] == approx(0)
    assert result.values["i", "metal", 1, "plan"] == approx(100)


SHORT = (
    *(CHEAP, offer("B", 500, 100, lead_time=0, flex=0.0)),
    *(curb(flow=0), scenario("cut", 0.1, ban=0)),
)


def test_a_shortage_limit_holds_in_every_scenario() -> None:
    """B, at 500 and inflexible, must be planned: 70 of it leave 30 short."""
    result = under(rule("max_shortage", limit=0.3), parts=SHORT)
    assert result.plan["B", 0] == approx(70)


def test_an_expected_shortage_limit_holds_on_average() -> None:
    """0.1 * short <= 0.02 * 100: 20 may be short, B plans 80."""
    result = under(rule("max_expected_shortage", "demand:use", limit=0.02), parts=SHORT)
    assert result.plan["B", 0] == approx(80)


def test_a_tail_shortage_limit_holds_in_the_worst_part() -> None:
    """Worst fifth: half of it is the cut, so 0.5 * short <= 0.3 * 100, B plans 40."""
    result = under(
        rule("max_cvar_shortage", limit=0.3),
        rule("risk_level", limit=0.8),
        parts=SHORT,
    )
    assert result.plan["B", 0] == approx(40)


def test_risk_weight_and_level_of_a_policy_replace_the_settings() -> None:
    """Half of the mean and half of the worst fifth, both with the fee of the plan."""
    parts = (
        *(offer("A", 10, 100, country="China", flex=0.0), curb(flow=0.5)),
        scenario("cut", 0.1, ban=0),
    )
    result = under(
        rule("risk_weight", limit=0.5), rule("risk_level", limit=0.8), parts=parts
    )
    assert result.objective == approx(0.5 * (900 + 5050) + 0.5 * (500 + 25_250))


def test_a_loss_is_survived_from_its_start_by_stock_or_another_source() -> None:
    """Any country may be lost in period 1: each must be replaced by the other, 60 %.

    B is inflexible, so it must plan 60; A may step in for B without a plan.
    """
    parts = (CHEAP, offer("B", 14, 100, flex=0.0), item(max_stock=0))
    lost = rule("survive_loss", "country:*", start=1, end=1, limit=0.6)
    result = under(lost, parts=parts, periods=2)
    assert result.objective == approx(1000 + 400 + 60 * 14)


def test_a_short_loss_may_be_bridged_by_stock() -> None:
    """One period without anyone: half of 100 is in stock, bought the period before."""
    parts = (offer("A", 10, 200, country="China"), item(holding_cost=1))
    lost = rule("survive_loss", "country:China", start=1, end=1, duration=1, limit=0.5)
    result = under(lost, parts=parts, periods=3)
    assert result.objective == approx(3000 + 50)


def test_a_loss_is_not_asked_to_be_served_before_anything_new_can_come() -> None:
    """A is lost at once; B needs a period; only period 1 must be served."""
    parts = (
        offer("A", 10, 100, country="China", lead_time=1, commitment={0: 100}),
        offer("B", 14, 100, lead_time=1),
        item(max_stock=0),
    )
    lost = rule("survive_loss", "country:China", start=0, end=0, limit=1.0)
    result = under(lost, parts=parts, periods=2)
    assert result.objective == approx(2000)


def test_losses_are_exempt_from_the_shortage_limits() -> None:
    parts = (CHEAP, DEAR, demand(100, max_shortage=0))
    lost = rule("survive_loss", "country:China; country:Chile", limit=0)
    assert under(lost, parts=parts).objective == approx(1000)
