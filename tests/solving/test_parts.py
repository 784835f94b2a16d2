"""A problem stated in parts is the problem stated whole, but for its order."""

import os
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csc_array

from models.case import Case
from models.sourcing import build
from models.tree import grow
from planner.errors import NoPlanError
from planner.method import Method
from planner.plan import Plan
from planner.solving import solve
from planner.solving.linear import LinearProblem, from_pyomo
from planner.solving.stating import branches
from planner.solving.stating.parts import parted
from tests.both import real
from tests.cases import random_case
from tests.random_rules import random_rules

NO_CURB = 31
"""A seed whose case has no branches."""
SEEDS = range(300 if os.environ.get("NIGHTLY") else 12)


def by_name(problem: LinearProblem) -> dict[str, Any]:
    """Return all numbers of a problem, sorted by the names of its rows and columns."""
    columns = [str(each) for each in problem.columns]
    rows = [str(each) for each in problem.rows]
    across, down = np.argsort(columns), np.argsort(rows)
    shape = len(rows), len(columns)
    matrix = csc_array((problem.entries, problem.places, problem.starts), shape)
    return {
        "columns": np.array(columns)[across].tolist(),
        "rows": np.array(rows)[down].tolist(),
        "matrix": matrix.tocsr()[down][:, across].tocsc(),
        "cost": problem.cost[across],
        "offset": problem.offset,
        "lower": problem.lower[across],
        "upper": problem.upper[across],
        "integer": problem.integer[across].tolist(),
        "low": problem.row_lower[down],
        "high": problem.row_upper[down],
    }


def assert_alike(whole: LinearProblem, found: LinearProblem) -> None:
    """See that two problems are the same but for their order and rounding."""
    one, other = by_name(whole), by_name(found)
    for what in ("columns", "rows", "integer"):
        assert one[what] == other[what]
    for what in ("cost", "lower", "upper", "low", "high", "offset"):
        assert np.allclose(one[what], other[what], rtol=1e-12, atol=1e-12), what
    away = abs(one["matrix"] - other["matrix"])
    assert away.max() <= 1e-12 * abs(one["matrix"]).max()


@pytest.mark.parametrize("seed", [*SEEDS, NO_CURB])
def test_a_problem_in_parts_is_the_problem_whole(seed: int) -> None:
    case = random_case(seed)
    rules = [real(each) for each in random_rules(seed, case)]
    losses = [loss for each in rules for loss in each.losses(case)]
    tree = grow(case, losses[:2])
    model = build(case, rules, tree)
    whole, _ = from_pyomo(model)
    parts = parted(lambda part: build(case, rules, part), tree, 3).problem
    assert_alike(whole, parts)


SOLVED = range(60 if os.environ.get("NIGHTLY") else 4)


@pytest.mark.parametrize("seed", SOLVED)
def test_a_plan_made_in_parts_is_the_cheapest(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where rules reach into responses or are tightened; it is audited, too."""
    case = simple_terms(random_case(seed))
    rules = tuple(real(each) for each in random_rules(seed, case))
    case = replace(case, policies={"none": (), "asked": rules})
    whole = solved(case)
    monkeypatch.setattr(branches, "LARGE", 0)
    monkeypatch.setattr(branches, "AT_ONCE", 1)
    parts = solved(case)
    assert (whole is None) == (parts is None)
    if whole is not None and parts is not None:
        assert parts.objective == pytest.approx(whole.objective, rel=2e-6, abs=2e-6)


def test_a_large_question_holds_the_model_of_the_plan_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = simple_terms(random_case(0))
    monkeypatch.setattr(branches, "LARGE", 0)
    tree = grow(case)
    question = branches.ask_by_size(case, (), tree, 1.0)
    assert isinstance(question, branches.PartedQuestion)
    assert {node for _, node in question.model.STOCKS} == tree.on_plan
    assert len(question.variables) < len(question.problem.cost)


def solved(case: Case) -> Plan | None:
    try:
        return solve(case, "asked", method=Method.DECOMPOSITION, gap=1e-7)
    except NoPlanError:
        return None


def simple_terms(case: Case) -> Case:
    """Return a case without commitments, open capacities and impossible scenarios."""
    many = 1000.0
    offers = {
        name: replace(
            each,
            commitment=(0.0,) * len(each.commitment),
            capacity=tuple(min(many, most) for most in each.capacity),
        )
        for name, each in case.offers.items()
    }
    return replace(case, offers=offers)
