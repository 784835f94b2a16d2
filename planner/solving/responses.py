"""The linear problem of responses: what a plan decided stands, the rest is open."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from pyomo.common.gc_manager import PauseGC

from models.decisions import Outlook
from models.recourse import PLAY, build_open
from models.rules import Rule
from models.tree import Tree
from planner.solving.compiled import Draft, drafted
from planner.solving.linear import Flags, LinearProblem, Reals, from_pyomo
from planner.solving.verify import TOLERANCE


def stated(model: Any) -> tuple[LinearProblem, list[Any]]:
    """Return the problem a model of responses states, and each column's variable.

    Rows among what is held are left out where the plan keeps them: they say nothing
    of a response, and HiGHS takes what the plan's rounding leaves in them for a clash.
    """
    return without_held(*from_pyomo(model))


def open_responses(
    outlook: Outlook, rules: Sequence[Rule], tree: Tree
) -> tuple[Any, Draft]:
    """Return a model of responses to losses with nothing held yet, and what it states."""
    with PauseGC():  # as where a plan is sought: half the time
        model = build_open(outlook, rules, tree, {})
        return model, drafted(model)


def without_held(
    problem: LinearProblem, variables: list[Any]
) -> tuple[LinearProblem, list[Any]]:
    """Return a problem without the rows among what is held; see ``stated``."""
    return _without_rows(problem, _held_rows(problem)), variables


def _held_rows(problem: LinearProblem) -> Flags:
    """Return the rows whose columns are all held, and that hold there."""
    lower, upper = problem.lower, problem.upper
    play = 3 * PLAY * np.maximum(1.0, np.abs(lower))
    held = np.isfinite(lower) & (upper - lower <= play)
    middle = np.where(held, lower, 0.0) / 2 + np.where(held, upper, 0.0) / 2
    count = len(problem.row_lower)
    free = np.bincount(problem.places, ~held[problem.column_of], minlength=count) > 0
    return ~free & _kept(problem, middle)


def _kept(problem: LinearProblem, values: Reals) -> Flags:
    """Return the rows that values keep, but for rounding."""
    size = np.ones(len(problem.row_lower))
    np.maximum.at(size, problem.places, np.abs(problem.terms(values)))
    activity, slack = problem.activity(values), TOLERANCE * size
    return np.asarray(
        (activity >= problem.row_lower - slack)
        & (activity <= problem.row_upper + slack)
    )


def _without_rows(problem: LinearProblem, gone: Flags) -> LinearProblem:
    left, kept = np.flatnonzero(~gone), ~gone[problem.places]
    place = np.cumsum(~gone, dtype=np.int32) - 1
    before = np.append(0, np.cumsum(kept, dtype=np.int32))
    return replace(
        problem,
        starts=before[problem.starts].astype(np.int32),
        places=place[problem.places[kept]].astype(np.int32),
        entries=problem.entries[kept],
        row_lower=problem.row_lower[left],
        row_upper=problem.row_upper[left],
        rows=[problem.rows[row] for row in left.tolist()],
    )
