"""Small problems whose answer is known, and that a broken HiGHS answers wrongly.

Each optimum can be checked by hand. HiGHS 1.14.0 is wrong on four of them: it claims
75 for 74.5, 264 for 229, 184 for 109 and 127 for 91, and calls each optimal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from planner.solving.engine import Answer, Options, Status, run
from planner.solving.linear import LinearProblem

SECONDS = 20.0
"""What one of them may take; each takes a fraction of one."""
CLOSE = 1e-6
"""How far, relative to it, an answer may be from the known one."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A decision: what a unit costs, and from where to where it may go."""

    cost: float
    most: float
    least: float = 0.0
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Known:
    """A problem with a known answer, in units and money."""

    story: str
    why: str
    """How the answer comes about."""
    columns: Sequence[Column]
    rows: Sequence[tuple[float, Sequence[float]]]
    """The least that each weighted sum of the columns may be, and the weights."""
    cost: float | None
    """Of the cheapest answer; None where there is no answer at all."""


KNOWN = (
    Known(
        story="100 units at 10 for at most 60, or at 12",
        why="60 × 10 + 40 × 12 = 1,080",
        columns=(Column(cost=10, most=60), Column(cost=12, most=80)),
        rows=((100, (1, 1)),),
        cost=1080,
    ),
    Known(
        story="20.5 units: whole ones at 3, any quantity from 6 on at 5",
        why="14 × 3 + 6.5 × 5 = 74.5; 15 × 3 + 6 × 5 is 75",
        columns=(Column(cost=3, most=30, whole=True), Column(cost=5, least=6, most=25)),
        rows=((20.5, (1, 1)),),
        cost=74.5,
    ),
    Known(
        story="45.25 units: whole ones at 6, 10 to 40 if any; or at 4, 6 to 22 if any",
        why="24 × 6 + 21.25 × 4 = 229; with 23 and the full 22 it is 0.25 short",
        columns=(
            Column(cost=6, most=40, whole=True),
            Column(cost=0, most=1, whole=True),
            Column(cost=4, most=22),
            Column(cost=0, most=1, whole=True),
        ),
        rows=(
            (45.25, (1, 0, 1, 0)),
            *((0, (-1, 40, 0, 0)), (0, (1, -10, 0, 0))),
            *((0, (0, 0, -1, 22)), (0, (0, 0, 1, -6))),
        ),
        cost=229,
    ),
    Known(
        story="36.5 units: lots of 3 at 5 a unit, from 12 on; or at 2, up to 26",
        why="12 × 5 + 24.5 × 2 = 109; 9 are no order, and 26 alone are too few",
        columns=(
            Column(cost=5, most=36),
            Column(cost=0, most=1, whole=True),
            Column(cost=0, most=100, whole=True),
            Column(cost=2, most=26),
            Column(cost=0, most=1, whole=True),
        ),
        rows=(
            (36.5, (1, 0, 0, 1, 0)),
            *((0, (-1, 36, 0, 0, 0)), (0, (1, -12, 0, 0, 0))),
            *((0, (1, 0, -3, 0, 0)), (0, (-1, 0, 3, 0, 0))),
            *((0, (0, 0, 0, -1, 26)), (0, (0, 0, 0, 1, -2))),
        ),
        cost=109,
    ),
    Known(
        story="41 units: at 1, up to 28; or lots of 3 at 4 a unit, from 12 on, fee 5",
        why="15 × 4 + 5 + 26 × 1 = 91; with 12 and the full 28 it is 1 short",
        columns=(
            Column(cost=1, most=28),
            Column(cost=0, most=1, whole=True),
            Column(cost=4, most=27),
            Column(cost=5, most=1, whole=True),
            Column(cost=0, most=100, whole=True),
        ),
        rows=(
            (41, (1, 0, 1, 0, 0)),
            *((0, (-1, 28, 0, 0, 0)), (0, (1, -3, 0, 0, 0))),
            *((0, (0, 0, -1, 27, 0)), (0, (0, 0, 1, -12, 0))),
            *((0, (0, 0, 1, 0, -3)), (0, (0, 0, -1, 0, 3))),
        ),
        cost=91,
    ),
    Known(
        story="10 units from offers of at most 4 and 5",
        why="4 + 5 is less than 10: there is no plan",
        columns=(Column(cost=1, most=4, whole=True), Column(cost=1, most=5)),
        rows=((10, (1, 1)),),
        cost=None,
    ),
)


def solved(known: Known) -> Answer:
    """Return what the solver says, asked as for a plan: in a process of its own."""
    return run(problem_of(known), Options(gap=1e-9, time_limit=SECONDS))


def objection(known: Known, answer: Answer) -> str:
    """Return what is wrong with an answer; blank if it is the known one."""
    if answer.status is Status.ERROR:
        return answer.message
    if known.cost is None:
        is_right = answer.status is Status.INFEASIBLE
        return "" if is_right else f"the answer is {answer.status}; there is no plan"
    if answer.status is not Status.OPTIMAL or answer.objective is None:
        why = f": {answer.message}" if answer.message else ""
        return f"the answer is {answer.status}{why}; the cheapest costs {known.cost:g}"
    if abs(answer.objective - known.cost) > CLOSE * known.cost:
        return (
            f"the answer costs {answer.objective:g} and is called the cheapest, "
            f"which costs {known.cost:g}"
        )
    return ""


def problem_of(known: Known) -> LinearProblem:
    """Return a known problem as the solver takes it."""
    weights = np.array([each for _, each in known.rows], dtype=np.float64)
    rows, places = np.nonzero(weights.T)[::-1]
    counts = np.count_nonzero(weights, axis=0)
    columns = known.columns
    return LinearProblem(
        cost=np.array([each.cost for each in columns], dtype=np.float64),
        offset=0.0,
        starts=np.append(0, np.cumsum(counts)).astype(np.int32),
        places=rows.astype(np.int32),
        entries=weights[rows, places],
        row_lower=np.array([least for least, _ in known.rows], dtype=np.float64),
        row_upper=np.full(len(known.rows), inf),
        lower=np.array([each.least for each in columns], dtype=np.float64),
        upper=np.array([each.most for each in columns], dtype=np.float64),
        integer=np.array([each.whole for each in columns], dtype=np.bool_),
        rows=[f"row {place}" for place in range(len(known.rows))],
        columns=[f"column {place}" for place in range(len(columns))],
    )
