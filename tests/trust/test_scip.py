"""SCIP, given the same problem as a file, finds the same optimum and takes our plan."""

import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest

from models.tree import grow
from planner.solving import effort_for
from planner.solving.engine import Status, run
from planner.solving.linear import LinearProblem
from planner.solving.losses import losses_of
from planner.solving.question import ask
from planner.solving.scaling import scaled
from tests.both import real
from tests.cases import random_case
from tests.random_rules import random_rules

SEEDS = range(200 if os.environ.get("NIGHTLY") else 24)
FEASIBLE = 1e-6
"""SCIP's own tolerance: a row may be missed by so much of its side, or of 1."""


def problem_of(seed: int) -> LinearProblem:
    """Return a random case under random rules as the problem that is solved."""
    case = random_case(seed)
    rules = tuple(real(each) for each in random_rules(seed, case))
    tree = grow(case, losses_of(case, rules))
    problem, _ = scaled(ask(case, rules, tree, 1.0).problem)
    return problem


def written(problem: LinearProblem, path: Path) -> None:
    """Write a problem as an .mps file, its columns called x0, x1 …"""
    new: Any = highspy.Highs
    solver = new()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(problem.cost), len(problem.row_lower)
    lp.col_cost_, lp.offset_ = problem.cost, problem.offset
    lp.col_lower_, lp.col_upper_ = problem.lower, problem.upper
    lp.row_lower_, lp.row_upper_ = problem.row_lower, problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = problem.starts, problem.places
    lp.a_matrix_.value_ = problem.entries
    kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
    lp.integrality_ = [kinds[int(each)] for each in problem.integer]
    lp.col_names_ = [f"x{place}" for place in range(lp.num_col_)]
    lp.row_names_ = [f"r{place}" for place in range(lp.num_row_)]
    assert solver.passModel(lp) == highspy.HighsStatus.kOk
    assert solver.writeModel(str(path)) != highspy.HighsStatus.kError


def opened(path: Path) -> Any:
    """Return SCIP with the problem of a file."""
    scip = pytest.importorskip("pyscipopt", reason="SCIP is not installed")
    model = scip.Model()
    model.hideOutput()
    model.readProblem(str(path))
    model.setParam("limits/gap", 0.0)
    model.setParam("limits/time", 60.0)
    return model


@pytest.mark.parametrize("seed", SEEDS)
def test_scip_agrees_with_the_optimum_and_takes_the_plan(
    seed: int, tmp_path: Path
) -> None:
    problem = problem_of(seed)
    options = replace(effort_for(random_case(seed)).options, gap=0.0)
    answer = run(problem, options)
    path = tmp_path / "problem.mps"
    written(problem, path)
    judge = opened(path)
    if answer.values is not None:
        assert_taken(judge, answer.values)
        judge = opened(path)
    judge.optimize()
    if answer.status is Status.INFEASIBLE:
        assert judge.getStatus() == "infeasible"
        return
    assert (answer.status, judge.getStatus()) == (Status.OPTIMAL, "optimal")
    assert answer.objective == pytest.approx(judge.getObjVal(), rel=1e-6, abs=1e-6)


def assert_taken(judge: Any, values: Any) -> None:
    """Fail unless SCIP takes these values for a solution, within its tolerance."""
    judge.setParam("numerics/feastol", FEASIBLE)
    columns = {each.name: each for each in judge.getVars()}
    solution = judge.createSol()
    for place, value in enumerate(np.asarray(values).tolist()):
        if f"x{place}" in columns:
            judge.setSolVal(solution, columns[f"x{place}"], value)
    assert judge.checkSol(solution, original=True)


def test_scip_is_asked_where_it_is_installed() -> None:
    pytest.importorskip("pyscipopt", reason="SCIP is not installed")
    assert import_module("pyscipopt").Model().version() >= 9
