"""Whatever HiGHS says inside the decomposition: the right plan or a refusal."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

from planner.errors import NoPlanError, PlannerError
from planner.method import Method
from planner.plan import Plan, Status
from planner.solving import attempt, solve
from planner.solving.attempt import Search
from planner.solving.job import Outcome
from tests.both import real
from tests.oracle import optimum
from tests.trust.apart import LIES, Told, lying, truth_apart
from tests.trust.solver import truth
from tests.trust.test_lying_solver import CASES, assert_honest

NAMES = ("contracts and lots", "a source lost")
"""Those of the cases that fall apart."""
WHEN: dict[str, Callable[[int], bool]] = {
    "always": lambda _: True,
    "once": lambda call: call == 0,
    "later": lambda call: call > 2,
    "at times": lambda call: call % 3 == 1,
}
KINDS = ("linear problems", "search")
EVERY = list(product(LIES, KINDS, WHEN, NAMES))
"""By night; by day one in nine."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@cache
def least(name: str) -> float:
    return optimum(*CASES[name]).objective


def made(name: str, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Return the plan of a case by decomposition, in this process."""

    def solved(search: Search, place: int, seconds: float | None, _: Any) -> Outcome:
        apart = search.problem.planned.any()
        return (truth_apart if apart else truth)(search, place, seconds)

    monkeypatch.setattr(attempt, "_solved", solved)
    monkeypatch.setattr("planner.solving.optimum.spawn", lambda _: nullcontext())
    case, rules = CASES[name]
    asked = {"none": (), "asked": tuple(map(real, rules))}
    case = replace(case, policies=asked, gap=1e-4)
    return solve(case, "asked", method=Method.DECOMPOSITION, time_limit=2)


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_gives_the_cheapest_plan(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = made(name, monkeypatch)
    assert plan.status is Status.OPTIMAL
    assert plan.run.method is Method.DECOMPOSITION
    assert_honest(plan, least(name))


@pytest.mark.parametrize(
    ("lie", "kind", "when", "name"),
    EVERY if os.environ.get("NIGHTLY") else EVERY[::13],
)
def test_no_lie_makes_a_wrong_plan(
    lie: str, kind: str, when: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = count()

    def told(words: Told) -> None:
        if WHEN[when](next(calls)):
            LIES[lie](words)

    lying(monkeypatch, kind, told)
    try:
        plan = made(name, monkeypatch)
    except NoPlanError:
        pytest.fail("it is said that there is no plan")
    except PlannerError:
        return
    assert_honest(plan, least(name))
