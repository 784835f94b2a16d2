"""Regret of plans by hand, and what Tomlin (Management Science 2006) lets expect."""

import pytest

from models.case import Case
from models.rules.exclude import Exclude
from models.rules.require import Require
from planner.plan import Plan
from planner.solving import solve
from planner.stress import stress
from tests.cases import curb, demand, item, offer, scenario, simple_case, target

HOME = target("offer:Home")


def test_regret_is_what_the_other_plan_would_have_saved() -> None:
    """Far sells at 10 and may be shut; Home at 20, for 500 to sign. 100 are needed.

    A unit unserved costs 40. With Home: 1,500, or 2,500 after the closure; without:
    1,000, or 4,000. Home is regretted by 500 where nothing happens, its lack by 1,500
    where Far is shut. The mean of each is that times its share of the draws.
    """
    case = simple_case(
        offer("Far", 10, 100, country="China"),
        offer("Home", 20, 100, country="Japan", fixed_cost=500),
        demand(100, shortage_cost=40),
        curb("closure", "country:China", 0),
        scenario("closed", 0.5, closure=0),
        policies={"with": (Require(on=HOME),), "without": (Exclude(on=HOME),)},
    )
    plans = [solve(case, name) for name in ("with", "without")]
    found = stress(plans, draws=200, jobs=1)
    closed = found.samples[0].drawn.times[("closure", 0),] / 200
    signed, left = found.regret.to_dict("records")
    assert signed["worst"] == pytest.approx(500)
    assert signed["mean"] == pytest.approx(500 * (1 - closed))
    assert signed["best_in"] == pytest.approx(closed)
    assert left["worst"] == pytest.approx(1_500)
    assert left["mean"] == pytest.approx(1_500 * closed)


def exposed(probability: float, length: int) -> Case:
    """Far sells at 10 and may be shut from the second of four periods on.

    Home sells at 30, for 800 to sign. 100 are needed a period, 100 can be stocked and
    are there at first; a unit in stock costs 1 a period, one unserved 110.
    """
    return simple_case(
        item(opening_stock=100, max_stock=100, holding_cost=1),
        offer("Far", 10, 200, country="China"),
        offer("Home", 30, 100, country="Japan", fixed_cost=800),
        demand(100, shortage_cost=110),
        curb("closure", "country:China", 0, length=length),
        scenario("closed", probability, closure=1),
        periods=4,
    )


def held(plan: Plan) -> float:
    """Return the stock at the end of the first period."""
    return float(plan.stock["volume"].iloc[0])


def test_short_and_common_curbs_favour_stock() -> None:
    """One period, with 1/2: 100 in stock cost 100 to hold and save 5,000 of shortage.

    Home would cost 800 and half of 100 · 20 more.
    """
    plan = solve(exposed(0.5, 1))
    assert held(plan) == pytest.approx(100)
    assert plan.signed == ["Far"]


def test_rare_and_long_curbs_favour_a_second_source() -> None:
    """Three periods, with 1/10: stock alone leaves 200 short, a tenth of 200 · 100.

    That is 2,000; Home costs 800 and a tenth of 300 · 20, 1,400 at most.
    """
    plan = solve(exposed(0.1, 3))
    assert "Home" in plan.signed
