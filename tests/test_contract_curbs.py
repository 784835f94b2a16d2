"""The oracle's curbs, information and responses against sums done by hand."""

from math import inf
from typing import Any

import pytest

from tests.both import optimum
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    random_case,
    scenario,
    simple_case,
)
from tests.oracle import Result
from tests.oracle_worlds import enumerated, ties, worlds_of

approx = pytest.approx


def solved(*parts: Any, **settings: Any) -> Result:
    return optimum(simple_case(*parts, **settings))


def test_a_list_of_flows_is_followed_by_flow_after_and_before_the_start_is_one() -> (
    None
):
    """Shares 1, 0.5, 0.2, 0.8 of 100 get through: 150 missing at 1000, saved at 10."""
    result = solved(
        offer(country="China", capacity=100),
        curb(flow=[0.5, 0.2], flow_after=0.8),
        scenario("cut", 0.5, ban=1),
        periods=4,
    )
    assert result.costs["cut"] == approx(250 * 10 + 150 * 1000)


def test_factors_of_two_curbs_multiply() -> None:
    """Of 100, 0.5 * 0.4 = 20 arrive."""
    result = solved(
        offer(country="China", capacity=100, tags={"refiner": "China"}),
        curb(flow=0.5),
        curb("licence", "tag:refiner=China", flow=0.4),
        scenario("both", 0.5, ban=0, licence=0),
    )
    assert result.costs["both"] == approx(20 * 10 + 80 * 1000)


def test_a_price_curb_may_hit_others_than_the_flow() -> None:
    """China's flow is halved to 50, Chile's price doubles: 50 * 10 + 50 * 2 * 12."""
    result = solved(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 100, country="Chile"),
        curb(flow=0.5, price=2, price_hits="country:Chile"),
        scenario("cut", 0.5, ban=0),
    )
    assert result.costs["cut"] == approx(50 * 10 + 50 * 24)


def test_nobody_buys_ahead_of_a_curb_that_has_not_started() -> None:
    """The cut of period 1 is only met by stock that the plan holds too, at 1 each.

    At even odds of being 100 short it does: 200 + 0, and 100 of holding, in both.
    """
    result = solved(
        offer(country="China", capacity=200),
        item(holding_cost=1),
        curb(flow=0),
        scenario("cut", 0.5, ban=1),
        periods=2,
    )
    assert result.plan == approx({("A", 0): 200, ("A", 1): 0})
    assert result.costs == approx({"plan": 2100, "cut": 2100})


def test_a_delivery_is_decided_its_lead_time_before() -> None:
    """B takes 1 period: the cut of period 1 is answered in period 2 only.

    Period 1: A gives nothing, B what was planned (0): 100 short. Period 2: B gives 100.
    """
    result = solved(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 100, lead_time=1),
        demand(100, shortage_cost=13),
        curb(flow=0),
        scenario("cut", 0.1, ban=1),
        periods=3,
    )
    assert result.costs["cut"] == approx(1000 + 1300 + 1200)


def test_what_is_under_way_when_a_curb_starts_is_held_back_too() -> None:
    """A, ordered in period 0 for period 1, is cut to 0.3 on arrival."""
    result = solved(
        offer("A", 10, 100, country="China", lead_time=1, commitment={0: 100}),
        curb(flow=0.3),
        scenario("cut", 0.1, ban=1),
        periods=2,
    )
    assert result.costs["cut"] == approx(1000 + 30 * 10 + 70 * 1000)


def test_scenarios_share_decisions_until_their_factors_differ() -> None:
    """Two curbs are alike in their first period, then one ends: B is shared there.

    B takes a period, so what it brings in period 1 is decided in period 0, when both
    look alike. Where the cut turns out brief A would be cheaper; B comes all the same.
    """
    parts = (
        offer("A", 10, 100, country="China"),
        offer("B", 12, 100, lead_time=1),
        curb("short", flow=[0, 1]),
        curb("long", flow=[0, 0]),
        scenario("brief", 0.2, short=0),
        scenario("lasting", 0.2, long=0),
    )
    result = solved(*parts, periods=2)
    assert result.costs == approx(
        {"plan": 2000, "brief": 100_000 + 1200, "lasting": 100_000 + 1200}
    )


def test_a_curb_is_not_seen_before_a_factor_changes() -> None:
    """A curb whose first flow is 1 looks like the plan until its second period."""
    case = simple_case(
        offer(country="China", capacity=100),
        curb(flow=[1, 0]),
        scenario("cut", 0.2, ban=0),
        periods=3,
    )
    worlds = worlds_of(case, ())
    alike = [len(list(ties(worlds, t))) for t in range(3)]
    assert alike == [1, 0, 0]


def test_equal_products_look_alike_whatever_the_order_of_rounding() -> None:
    """0.1 * 0.7 is 0.07 to a buyer, not to a float."""
    case = simple_case(
        offer(country="China", capacity=100),
        curb("a", flow=0.1),
        curb("b", flow=0.7),
        curb("c", flow=0.07),
        scenario("two", 0.2, a=0, b=0),
        scenario("one", 0.2, c=0),
    )
    pairs = [(a.name, b.name) for a, b in ties(worlds_of(case, ()), 0)]
    assert pairs == [("two", "one")]


@pytest.mark.parametrize(
    ("flex", "got"), [(None, 100), (0.0, 60), (0.5, 90)], ids=["free", "none", "half"]
)
def test_flex_limits_what_an_unhurt_offer_may_add(flex: float | None, got: int) -> None:
    """A plans 40, B 60 (A's capacity is 40); A is cut, B answers 60 * (1 + flex)."""
    result = solved(
        offer("A", 10, 40, country="China"),
        offer("B", 12, 100, flex=flex),
        demand(100, shortage_cost=100),
        curb(flow=0),
        scenario("cut", 0.01, ban=0),
    )
    assert result.costs["cut"] == approx(got * 12 + (100 - got) * 100)


@pytest.mark.parametrize(
    ("terms", "got"),
    [({"fixed_cost": 1}, 15), ({"fixed_cost": 1, "flex": 0.5}, 22.5), ({}, 30)],
    ids=["signed", "flex", "spot"],
)
def test_a_held_back_offer_lets_through_a_share_of_what_was_planned(
    terms: dict[str, Any], got: float
) -> None:
    """Half of the 30 planned; with flex half of 45; spot up to half of 100: all 30."""
    result = solved(
        offer("A", 10, 100, country="China", **terms),
        demand(30, shortage_cost=100),
        item(max_stock=0),
        curb(flow=0.5),
        scenario("cut", 0.01, ban=0),
    )
    assert result.costs["cut"] == approx(got * 10 + (30 - got) * 100)


def test_scenarios_start_with_the_hazard_of_a_period_at_most_once() -> None:
    """A chance of 0.75 a year is h = 1 - 0.25^(1/4) a quarter, in a window of two.

    No start (1 - h)^2, in the first h, in the second (1 - h) h; nothing is dropped, and
    the curb of probability 0 is left out.
    """
    h = 1 - 0.25**0.25
    one = curb("one", probability=0.75, earliest=1, latest=2)
    found, dropped = enumerated([one, curb("never", latest=3)], 4, 1)
    assert found == approx(
        {
            frozenset(): (1 - h) ** 2,
            frozenset({("one", 1)}): h,
            frozenset({("one", 2)}): (1 - h) * h,
        }
    )
    assert dropped == approx(0)


def test_combinations_beyond_max_curbs_are_dropped_and_the_rest_scaled() -> None:
    """Both at once, 0.5 * 0.2, is dropped: 0.4, 0.4 and 0.1 of 0.9 remain."""
    curbs = [
        curb(name, probability=p, earliest=0, latest=0)
        for name, p in (("a", 0.5), ("b", 0.2))
    ]
    found, dropped = enumerated(curbs, 1, 1)
    assert dropped == approx(0.1)
    assert found[frozenset()] == approx(0.4 / 0.9)
    assert found[frozenset({("b", 0)})] == approx(0.1 / 0.9)


@pytest.mark.parametrize("seed", range(12))
def test_two_solvers_agree_on_random_cases(seed: int) -> None:
    pytest.importorskip("pyscipopt", reason="the second solver is not installed")
    case = random_case(seed)
    one, other = optimum(case), optimum(case, solver="scip")
    assert one.status == other.status
    assert one.objective == approx(other.objective, rel=1e-6) or one.objective == inf
