"""What information and planning are worth, where it can be worked out on paper."""

from dataclasses import replace

import pytest

from models.case import Case
from planner.solving import solve
from planner.stress.worth import Bracket, Effort, worth
from tests.cases import curb, demand, item, offer, scenario, simple_case

EXACT = Effort(gap=0.0)


def two_suppliers(probability: float) -> Case:
    """Far sells at 10 and may be shut; Home at 20, for 500 to sign. 100 are needed.

    A unit unserved costs 40. Home signed: 1,500 without the closure, 2,500 with it; not
    signed: 1,000 and 4,000. Signing breaks even where 1,500 + 1,000 p = 1,000 + 3,000 p:
    p = 1/4.
    """
    return simple_case(
        offer("Far", 10, 100, country="China"),
        offer("Home", 20, 100, country="Japan", fixed_cost=500),
        demand(100, shortage_cost=40),
        curb("closure", "country:China", 0),
        scenario("closed", probability, closure=0),
    )


def found(bracket: Bracket | None) -> float:
    assert bracket is not None
    assert bracket.low <= bracket.found <= bracket.high
    return bracket.found


def test_above_the_break_even_probability_planning_pays() -> None:
    """At 1/2 Home is signed: 2,000 expected. Known from the start: (1,000 + 2,500)/2.

    EVPI = 2,000 − 1,750 = 250. Without Home: (1,000 + 4,000)/2, so VSS = 500.
    """
    value = worth(solve(two_suppliers(0.5)), EXACT, jobs=1)
    assert value.plan.expected_cost == pytest.approx(2_000)
    assert found(value.perfect) == pytest.approx(250, abs=0.1)
    assert found(value.planning) == pytest.approx(500)
    assert found(value.warning) == 0
    assert value.known_chance == pytest.approx(1)


def test_below_it_the_plan_for_the_no_curb_path_is_as_good() -> None:
    """At 1/5 Home is not: 1,600. Known: 0.8 · 1,000 + 0.2 · 2,500 = 1,300; EVPI 300."""
    value = worth(solve(two_suppliers(0.2)), EXACT, jobs=1)
    assert value.plan.expected_cost == pytest.approx(1_600)
    assert found(value.perfect) == pytest.approx(300, abs=0.1)
    assert found(value.planning) == pytest.approx(0, abs=1e-6)


def test_a_warning_lets_stock_be_laid_in() -> None:
    """Far alone, 200 a period, shut in the second with 1/2; a unit in stock costs 15.50.

    100 units of stock for the second period cost 1,550. Unwarned that gains 3,000 (a
    unit unserved costs 30 more than one bought) in half of the cases: 1,500, too little.
    Warned, they are laid in where they are needed: (3,000 - 1,550)/2 = 725.
    """
    case = simple_case(
        item(holding_cost=15.5),
        offer("Far", 10, 200, country="China"),
        demand(100, shortage_cost=40),
        curb("closure", "country:China", 0),
        scenario("closed", 0.5, closure=1),
        periods=2,
    )
    value = worth(solve(case), EXACT, jobs=1)
    assert found(value.warning) == pytest.approx(725)
    assert found(value.perfect) == pytest.approx(725, abs=0.1)


def test_a_plan_that_weighs_risk_says_why_it_has_no_worth() -> None:
    plan = replace(solve(two_suppliers(0.2)), weight=0.5)
    value = worth(plan, EXACT, jobs=1)
    assert value.perfect is None
    assert "weighs risk" in value.why[0]
