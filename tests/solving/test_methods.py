"""Decomposition and the extensive form: the same optimum, and true bounds in both."""

import os

import pytest

from planner.errors import NoPlanError
from planner.method import Method
from planner.plan import Plan
from planner.solving import solve
from tests.cases import offer, random_case, simple_case

SEEDS = range(200 if os.environ.get("NIGHTLY") else 40)
CLOSE = 2e-6
"""What two proved optima may differ by, relative to the cost."""


def optimum(seed: int, method: Method) -> Plan | None:
    """Return the cheapest plan of a random case; None if there is none."""
    try:
        return solve(random_case(seed), method=method)
    except NoPlanError:
        return None


@pytest.mark.parametrize("seed", SEEDS)
def test_both_methods_agree_on_random_cases(seed: int) -> None:
    whole = optimum(seed, Method.EXTENSIVE)
    apart = optimum(seed, Method.DECOMPOSITION)
    assert (whole is None) == (apart is None)
    if whole is None or apart is None:
        return
    slack = CLOSE * max(1.0, abs(whole.objective))
    assert apart.status == "optimal"
    assert apart.objective == pytest.approx(whole.objective, abs=slack)
    assert apart.bound <= whole.objective + slack
    assert whole.bound <= apart.objective + slack


def test_a_problem_that_does_not_fall_apart_is_solved_as_one_and_says_so() -> None:
    """Without a curb there is no response."""
    case = simple_case(offer("A", 10, 100, fixed_cost=5))
    plan = solve(case, method=Method.DECOMPOSITION)
    assert plan.objective == pytest.approx(1005)
    assert any("does not fall apart" in note for note in plan.run.notes)
