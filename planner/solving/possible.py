"""Whether there is any plan at all, and how far a rule must give way for one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from models.case import Case
from models.decisions import Outlook
from models.rules import Rule
from models.tree import grow
from planner.errors import NoPlanError, PlannerError, StoppedError, TimeUpError
from planner.solving.engine import Options, Status, run
from planner.solving.linear import LinearProblem, Reals
from planner.solving.losses import losses_of, try_losses
from planner.solving.optimum import Effort, cheapest, settled
from planner.solving.question import Question, ask

ANY = 1e9
"""A gap that any plan is within."""
NUDGE = 1 / 1024
"""By which a limit is moved to see the rows in which it stands."""
SECONDS = 10.0
"""What one search for the least excess may take."""
LEAST_WEIGHT = 1e-6


class Verdict(StrEnum):
    """What is known of a question."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"
    """Not settled in the time allowed, or by the solver at all."""


@dataclass(frozen=True)
class Found:
    """Whether there is any plan, and one if there is."""

    verdict: Verdict
    outlook: Outlook | None = None
    why: str = ""
    """Why it is unknown."""


def any_plan(
    case: Case, rules: Sequence[Rule], effort: Effort, near: Outlook | None = None
) -> Found:
    """Find any plan of a case under some rules, or prove that there is none.

    ``near`` is a plan to start from. A time limit, and a fault of the solver, leave it
    unknown.

    Raises:
        StoppedError: stopped by the user.
    """
    lax = replace(effort, options=replace(effort.options, gap=ANY))
    try:
        outlook = _surviving(case, rules, lax, near)
    except NoPlanError:
        return Found(Verdict.IMPOSSIBLE)
    except TimeUpError as late:
        return Found(Verdict.UNKNOWN, why=str(late))
    except StoppedError:
        raise
    except PlannerError as fault:
        return Found(Verdict.UNKNOWN, why=str(fault))
    if effort.stop.is_set():
        raise StoppedError("Stopped by you.")
    return Found(Verdict.POSSIBLE, outlook)


def _surviving(
    case: Case, rules: Sequence[Rule], effort: Effort, near: Outlook | None
) -> Outlook:
    """Return a plan that survives every loss its rules name."""
    made_for: list[Any] = []
    while True:
        found = cheapest(case, rules, grow(case, made_for), effort, "", near)
        trial = try_losses(settled(found), rules, made_for)
        if not trial.failed:
            return trial.outlook
        made_for += trial.failed
        near = trial.outlook


def least_excess(
    case: Case, rules: Sequence[Any], place: int, effort: Effort, near: Outlook
) -> Outlook | None:
    """Return the plan that exceeds one rule's limit least, whatever it costs.

    The rows in which the limit of ``rules[place]`` stands give way by one elastic
    variable, which is all that is minimised; every other row stays. ``near`` is a plan
    that keeps the rule: its volumes weigh the rows of a share. The plan may still
    break rules that are tightened by cuts. None if no row holds the limit, or nothing
    was found.

    Raises:
        StoppedError: stopped by the user.
    """
    tree = grow(case, losses_of(case, rules))
    rule = rules[place]
    moved = replace(rule, limit=rule.limit * (1 + NUDGE) or NUDGE)
    other = [moved if at == place else each for at, each in enumerate(rules)]
    question, nudged = ask(case, rules, tree, 1.0), ask(case, other, tree, 1.0)
    weights = _weights(question, nudged, near)
    if weights is None:
        return None
    step = abs(moved.limit - rule.limit)
    elastic = _elastic(question.problem, np.maximum(weights / step, 0.0))
    seconds = min(SECONDS, effort.left().time_limit or SECONDS)
    answer = run(elastic, Options(gap=1e-4, time_limit=seconds), stop=effort.stop)
    if effort.stop.is_set() or answer.status is Status.INTERRUPTED:
        raise StoppedError("Stopped by you.")
    if answer.values is None:
        return None
    return question.outlook(replace(answer, values=answer.values[:-1]))


def _weights(question: Question, nudged: Question, near: Outlook) -> Reals | None:
    """Return by how much each row moves with the limit, at the volumes of a plan."""
    one, two = question.problem, nudged.problem
    alike = one.row_names == two.row_names and one.column_names == two.column_names
    if not alike:
        return None
    volumes = _values(question, near)
    apart, rows = two.matrix.plus(one.matrix, -1.0), len(one.row_lower)
    moved = np.abs(
        np.bincount(apart.rows, apart.entries * volumes[apart.columns], rows)
    )
    coefficients = np.bincount(apart.rows, np.abs(apart.entries), rows)
    sides = _moved(one.row_lower, two.row_lower) + _moved(one.row_upper, two.row_upper)
    touched = (coefficients > 0) | (sides > 0)
    both = np.isfinite(one.row_lower) & np.isfinite(one.row_upper)
    if not touched.any() or (touched & both).any():
        return None
    weighed = np.where(touched, np.maximum(moved + sides, LEAST_WEIGHT), 0.0)
    return np.asarray(weighed, dtype=np.float64)


def _moved(one: Reals, two: Reals) -> Reals:
    finite = np.isfinite(one) & np.isfinite(two)
    apart = np.where(finite, two, 0.0) - np.where(finite, one, 0.0)
    return np.asarray(np.abs(apart), dtype=np.float64)


def _values(question: Question, near: Outlook) -> Reals:
    """Return the deliveries and output of a plan on its no-curb path; 1 elsewhere.

    Weights of rows are all they are for.
    """
    model, tree = question.model, question.tree
    known: dict[int, float] = {}
    for (name, _, period), variable in model.volume.items():
        known[id(variable)] = float(near.planned(name)[period])
    planned = {name: near.output(name) for name in question.case.processes}
    for (name, node), variable in model.output.items():
        at = near.tree.plan[tree.period[node]]
        known[id(variable)] = float(planned[name][at])
    return np.array([known.get(id(each), 1.0) for each in question.variables])


def _elastic(problem: LinearProblem, weights: Reals) -> LinearProblem:
    """Return the problem with one more variable, by which the weighted rows give way."""
    rows = np.flatnonzero(weights)
    upward = np.isfinite(problem.row_lower[rows])
    entries = np.where(upward, weights[rows], -weights[rows])
    end = len(problem.entries) + len(rows)
    return replace(
        problem,
        cost=np.append(np.zeros_like(problem.cost), 1.0),
        offset=0.0,
        starts=np.append(problem.starts, end).astype(np.int32),
        places=np.append(problem.places, rows).astype(np.int32),
        entries=np.append(problem.entries, entries),
        lower=np.append(problem.lower, -np.inf),
        upper=np.append(problem.upper, np.inf),
        integer=np.append(problem.integer, False),
        columns=[*problem.columns, "excess"],
    )
