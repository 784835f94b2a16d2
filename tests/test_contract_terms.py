"""The oracle's constraints and costs against sums done by hand."""

from typing import Any

import pytest

from tests.both import optimum
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    process,
    scenario,
    simple_case,
    supplier,
)
from tests.oracle import Result

approx = pytest.approx


def cost(*parts: Any, **settings: Any) -> float:
    """Return the least objective of the case made of these parts."""
    return optimum(simple_case(*parts, **settings)).objective


def solved(*parts: Any, **settings: Any) -> Result:
    return optimum(simple_case(*parts, **settings))


def test_money_of_a_quarter_is_discounted_by_a_quarter_of_a_year() -> None:
    """100 * 10 * (1 + 1.1^(-1/4) + 1.1^(-2/4))."""
    parts = offer(), demand(100)
    due = 1000 * (1 + 1.1**-0.25 + 1.1**-0.5)
    assert cost(*parts, periods=3, per_year=4, discount_rate=0.1) == approx(due)


def test_duty_is_on_the_price_and_freight_is_free_of_duty_and_of_curbs() -> None:
    """Plan 100 * (10 * 1.2 + 3) = 1500; price doubled 100 * (20 * 1.2 + 3) = 2700."""
    result = solved(
        offer(country="China", duty=0.2, freight=3, capacity=200),
        curb(flow=1, price=2),
        scenario("dear", 0.25, ban=0),
    )
    assert result.costs == approx({"plan": 1500, "dear": 2700})
    assert result.objective == approx(0.75 * 1500 + 0.25 * 2700)


def test_new_units_are_nothing_or_the_least_order_beside_a_commitment() -> None:
    """30 are ordered already; the other 10 come as 25, 15 too many, or cost 20 at B."""
    parts = offer("A", 10, min_order=25, commitment={0: 30}), offer("B", 20, 100)
    assert cost(*parts, demand(40)) == approx(30 * 10 + 10 * 20)
    assert cost(*parts, demand(55)) == approx(30 * 10 + 25 * 10)


def test_new_units_come_in_whole_lots_beside_a_commitment() -> None:
    """7 are committed; 28 more needed are 2 lots of 12 and 4 from B."""
    parts = offer("A", 10, lot_size=12, commitment={0: 7}), offer("B", 20, 100)
    assert cost(*parts, demand(35)) == approx(31 * 10 + 4 * 20)


def test_order_cost_is_for_new_units_of_the_plan_only() -> None:
    """Plan: A 100 at 10. Cut: B steps in at 12 without its 500 of order cost."""
    result = solved(
        offer("A", 10, 100, country="China", order_cost=70),
        offer("B", 12, 100, order_cost=500),
        curb(flow=0),
        scenario("cut", 0.5, ban=0),
    )
    assert result.costs == approx({"plan": 1000, "cut": 1200})
    assert result.objective == approx(70 + 1100)
    assert cost(offer(order_cost=70, commitment={0: 100})) == approx(1000)


def test_a_supplier_limits_its_offers_together_as_scheduled() -> None:
    """S sends 60 of both; the rest of the 100 comes from B at 30."""
    parts = offer("A1", 10, 50, supplier="S"), offer("A2", 11, 50, supplier="S")
    result = solved(*parts, supplier("S", 60), offer("B", 30, 100))
    assert result.objective == approx(50 * 10 + 10 * 11 + 40 * 30)


def test_nothing_but_commitments_comes_within_the_lead_time() -> None:
    """Periods 0 and 1 get the 40 committed and B; A is free from period 2 on."""
    result = solved(
        offer("A", 10, 100, lead_time=2, commitment={1: 40}),
        offer("B", 20, 100),
        periods=3,
    )
    assert result.objective == approx(2000 + (400 + 1200) + 1000)


def test_a_commitment_signs_the_offer_and_its_project_at_any_price() -> None:
    """10 units at 10, and 300 + 200 to sign; the other 90 cost 5 at B."""
    result = solved(
        offer("A", 10, 50, fixed_cost=300, project="mine", commitment={0: 10}),
        offer("B", 5, 100),
        projects={"mine": 200},
    )
    assert result.objective == approx(100 + 500 + 90 * 5)


def test_a_project_is_paid_once_for_all_its_offers() -> None:
    """60 + 40 units at 1 and 500 for the mine, against 100 at 10."""
    result = solved(
        offer("A", 1, 60, project="mine"),
        offer("B", 1, 40, project="mine"),
        offer("C", 10, 100),
        projects={"mine": 500},
    )
    assert result.objective == approx(600)


def test_fixed_cost_is_paid_today_and_period_cost_in_the_window() -> None:
    """50 + 20 * (1/1.1 + 1/1.1^2) to sign, and 100 in each of these two years."""
    result = solved(
        offer(price=1, fixed_cost=50, period_cost=20, first=1, last=2),
        demand([0, 100, 100, 0]),
        periods=4,
        discount_rate=0.1,
    )
    assert result.objective == approx(50 + 120 * (1 / 1.1 + 1 / 1.21))


def test_the_plan_throws_nothing_away() -> None:
    """Lots of 70 for 100: 140 do not fit without stock, so 30 come from B at 50."""
    parts = offer("A", 10, lot_size=70), offer("B", 50, 100)
    assert cost(*parts, item(max_stock=0)) == approx(700 + 1500)
    assert cost(*parts, item(max_stock=40)) == approx(1400)


def test_a_response_may_throw_away() -> None:
    """The ore on order is paid for, cannot be refined in the cut, and has no room."""
    result = solved(
        offer("ore", 4, 100, item="ore", commitment={0: 100}),
        process(country="China", capacity=100),
        item("ore", max_stock=0),
        curb(flow=0),
        scenario("cut", 0.3, ban=0),
    )
    assert result.costs == approx({"plan": 400, "cut": 400 + 100_000})


def test_scrap_comes_back_after_its_lag_for_what_was_served() -> None:
    """Of 100 a period 80 can be bought; 0.5 * 80 come back two periods later.

    Periods 0 and 1: 20 short. Periods 2 and 3: 40 of scrap give the 20, at 2 each.
    """
    result = solved(
        offer("A", 10, 80),
        demand(100, scrap_item="scrap", scrap_rate=0.5, scrap_lag=2),
        process(input="scrap", recovery=0.5, cost=2),
        item("scrap", max_stock=0),
        periods=4,
    )
    assert result.objective == approx(4 * 800 + 2 * 20_000 + 2 * 40)


def test_scrap_without_a_process_is_discarded_on_the_plan() -> None:
    """Nothing can use the scrap, there is no room for it, and still there is a plan."""
    terms: dict[str, Any] = {"scrap_item": "scrap", "scrap_rate": 1.0}
    parts = offer(), demand(100, **terms), item("scrap", max_stock=0)
    assert cost(*parts, periods=3) == approx(3000)


def test_closing_stock_binds_the_plan_only() -> None:
    """Plan ends with 50; after the cut of all supply they are used instead."""
    result = solved(
        offer(country="China", capacity=100),
        item(opening_stock=50, closing_stock=50),
        curb(flow=0),
        scenario("cut", 0.5, ban=0),
    )
    assert result.costs == approx({"plan": 1000, "cut": 50_000})


def test_stock_value_and_holding_are_on_what_is_left_and_discounted() -> None:
    """60 over: holding 1 each in both years, 8 back for each at the end of the second.

    Carrying on from 60 opening stock without demand: 60 + (60 - 480) / 1.1.
    """
    terms: dict[str, Any] = {
        "opening_stock": 60,
        "max_stock": 60,
        "holding_cost": 1,
        "stock_value": 8,
    }
    due = 60 + (60 - 480) / 1.1
    parts = offer(), demand(0), item(**terms)
    assert cost(*parts, periods=2, discount_rate=0.1) == approx(due)


def test_take_or_pay_is_by_calendar_year_and_not_on_the_lead_time() -> None:
    """Horizon 2026Q3 to 2027Q2, lead time 1, 80 % of 100: 80 due in 2026, 160 in 2027.

    Nothing is needed: shortfall 80 * mean(10, 20) and 160 * mean(30, 50) in full, with
    duty left out. Signing is forced by a commitment of 1, delivered in the lead time,
    which counts as taken: 79 * 15 + 160 * 40.
    """
    result = solved(
        offer(
            price=[10, 20, 30, 50],
            capacity=100,
            lead_time=1,
            take_or_pay=0.8,
            duty=0.5,
            commitment={0: 1},
        ),
        demand([1, 0, 0, 0]),
        item(max_stock=0),
        periods=4,
        per_year=4,
        first="2026Q3",
    )
    assert result.objective == approx(15 + 79 * 15 + 160 * 40)


def test_take_or_pay_is_paid_when_the_year_ends_and_bends_to_a_curb() -> None:
    """Due 0.5 * 200 in 2026; taken 20. Short 80 at 10, discounted from 2026Q4.

    Under the cut 0.5 * (100 + 25) is due, 10 + 2.5 taken: 50 short.
    """
    result = solved(
        offer(price=10, capacity=100, country="China", take_or_pay=0.5, flex=0.0),
        demand(10),
        item(max_stock=0),
        curb(flow=0.25),
        scenario("cut", 0.1, ban=1),
        periods=2,
        per_year=4,
        first="2026Q3",
        discount_rate=0.2,
    )
    later = 1.2**-0.25
    assert result.costs["plan"] == approx(100 + (100 + 80 * 10) * later)
    cut = 25 + 7.5 * 1000 + 50 * 10
    assert result.costs["cut"] == approx(100 + cut * later)


def test_a_tier_discounts_all_units_of_the_year_and_is_worth_overbuying() -> None:
    """90 needed at 10 = 900; 100 at 8 = 800 and 10 left in stock."""
    parts = offer(price=10, tiers={100: 0.2}), demand(90)
    assert cost(*parts, item()) == approx(800)
    assert cost(*parts, item(max_stock=5)) == approx(900)


def test_the_tier_of_the_plan_holds_in_every_scenario() -> None:
    """A's plan of 100 earns 20 %: the 40 that get through cost 8 each as well."""
    result = solved(
        offer("A", 10, 100, country="China", tiers={100: 0.2}),
        curb(flow=0.4),
        scenario("cut", 0.1, ban=0),
    )
    assert result.costs == approx({"plan": 800, "cut": 320 + 60_000})


def test_a_response_does_not_earn_a_tier() -> None:
    """B plans 50 at 10; its 100 in the cut are above the threshold, and still at 10."""
    result = solved(
        offer("A", 5, 50, country="China"),
        offer("B", 10, 100, tiers={90: 0.05}),
        curb(flow=0),
        scenario("cut", 0.1, ban=0),
    )
    assert result.plan["B", 0] == approx(50)
    assert result.costs["cut"] == approx(100 * 10)


def test_tiers_are_counted_by_calendar_year_of_the_horizon() -> None:
    """2026 has one quarter in the horizon: 60 units; 2027 has two: 120, at 20 % off."""
    result = solved(
        offer(price=10, tiers={100: 0.2}),
        item(max_stock=0),
        demand(60),
        periods=3,
        per_year=4,
        first="2026Q4",
    )
    assert result.objective == approx(600 + 120 * 8)


def test_a_process_loses_by_its_yield_and_is_cut_by_a_curb() -> None:
    """40 of metal need 50 of ore: 50 * 4 + 40 * 1; under the cut 20 of metal."""
    result = solved(
        offer("ore", 4, item="ore"),
        process(country="China", capacity=40, recovery=0.8, cost=1),
        demand(40, shortage_cost=100),
        curb(flow=0.5),
        scenario("cut", 0.1, ban=0),
    )
    assert result.costs["plan"] == approx(200 + 40)
    assert result.costs["cut"] == approx(100 + 20 + 20 * 100)


def test_a_price_curb_does_not_touch_the_cost_of_refining() -> None:
    """Ore at 4 and refining at 1 stay, though the price of all that is China's doubles."""
    result = solved(
        offer("ore", 4, item="ore"),
        process(country="China", capacity=100, cost=1),
        curb(flow=1, price=2),
        scenario("dear", 0.1, ban=0),
    )
    assert result.costs["dear"] == approx(500)


def test_max_shortage_of_a_demand_holds_in_a_scenario_of_probability_zero() -> None:
    """At most 10 % may be missing even there: 90 must not come from China alone."""
    parts = (
        offer("A", 10, 100, country="China"),
        offer("B", 50, 200, lead_time=0, flex=0.0),
        demand(100, max_shortage=0.1),
        curb(flow=0),
        scenario("never", 0.0, ban=0),
    )
    assert cost(*parts) == approx(10 * 10 + 90 * 50)


def test_cvar_is_the_mean_of_the_worst_part_of_the_costs_after_signing() -> None:
    """Costs 1000 (0.9) and 50 500 (0.1): worst fifth is half of each, 25 750.

    Objective: fixed 7 + 0.7 * (900 + 5050) + 0.3 * 25 750.
    """
    result = solved(
        offer("A", 10, 100, country="China", fixed_cost=7),
        curb(flow=0.5),
        scenario("cut", 0.1, ban=0),
        risk_weight=0.3,
        risk_level=0.8,
    )
    assert result.costs == approx({"plan": 1000, "cut": 50_500})
    assert result.cvar_cost == approx(7 + 25_750)
    assert result.expected_cost == approx(7 + 5950)
    assert result.objective == approx(7 + 0.7 * 5950 + 0.3 * 25_750)


def test_nothing_serves_an_impossible_case() -> None:
    assert solved(offer(capacity=50), demand(100, max_shortage=0.4)).status == (
        "infeasible"
    )
