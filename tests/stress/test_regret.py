"""Regret of plans, where it can be worked out on paper."""

import pytest

from models.rules.exclude import Exclude
from models.rules.require import Require
from planner.solving import solve
from planner.stress import stress
from tests.cases import curb, demand, offer, scenario, simple_case, target

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
