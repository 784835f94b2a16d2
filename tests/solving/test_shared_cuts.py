"""Cuts learnt of one problem serve the next: the same optimum, whatever the rules."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.case import Case
from planner.errors import NoPlanError
from planner.method import Method
from planner.plan import Plan
from planner.solving import idle, solve
from planner.solving.large import memory
from planner.solving.large.pool import packed, pooled, unpacked
from tests.both import real
from tests.cases import random_case
from tests.oracle import optimum
from tests.random_rules import random_rules
from tests.solving.test_methods import response

SEEDS = range(200 if os.environ.get("NIGHTLY") else 6)
CLOSE = 2e-6


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    idle.end()
    memory.KNOWN.clear()


def apart(case: Case, policy: str, near: Plan | None = None) -> Plan | None:
    try:
        return solve(case, policy, method=Method.DECOMPOSITION, gap=1e-7, near=near)
    except NoPlanError:
        return None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_policy_after_another_costs_what_the_oracle_says(seed: int) -> None:
    """Some of the rules reach into the responses, others only touch the plan."""
    case = random_case(seed)
    rules = random_rules(seed, case)
    case = replace(case, policies={"none": (), "asked": tuple(map(real, rules))})
    free = apart(case, "none")
    asked = apart(case, "asked", free)
    least = optimum(case, rules)
    assert (asked is None) == (least.status == "infeasible")
    if asked is not None:
        slack = CLOSE * max(1.0, abs(least.objective))
        assert asked.objective == pytest.approx(least.objective, abs=slack)
        assert asked.bound <= least.objective + slack


def test_a_case_that_is_equal_is_remembered_and_another_is_not() -> None:
    first = memory.memory_of(random_case(0))
    assert memory.memory_of(random_case(0)) is first
    assert memory.memory_of(random_case(1)) is not first


def test_cuts_are_found_again_by_the_numbers_of_a_response(tmp_path: Path) -> None:
    path = tmp_path / "learnt.npz"
    one, same, dearer = response(), response(), response(cost=4.0)
    cut = one.answer(np.array([4.0]))
    path.write_bytes(packed(pooled({}, [one], [cut])))
    known = unpacked(path)
    assert list(known) == [same.digest]
    assert dearer.digest not in known
    assert known[same.digest][0].constant == pytest.approx(cut.constant)
