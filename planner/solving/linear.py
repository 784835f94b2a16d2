"""The linear problem beneath the model: plain arrays, checked number by number."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.errors import PlannerError
from planner.solving.compiled import Draft, Matrix, drafted

Reals = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

# What Pyomo logs of a model that failed, or that Ctrl-C ended, it raises as well, and its
# log goes to standard output, which is for data.
logging.getLogger("pyomo").setLevel(logging.CRITICAL)

HUGE = 1e20
"""HiGHS takes a bound or a cost from here on as infinite."""
CLASH = 1e-9
"""How far bounds may cross, relative to their size, before no plan exists."""


@dataclass(frozen=True, kw_only=True)
class LinearProblem:
    """Minimise cost·x + offset, row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper.

    A is held by column: the entries of column j are ``entries[starts[j]:starts[j+1]]``
    in the rows ``places`` of the same span. Absent bounds are infinite.
    """

    cost: Reals
    offset: float
    starts: Places
    places: Places
    entries: Reals
    row_lower: Reals
    row_upper: Reals
    lower: Reals
    upper: Reals
    integer: Flags
    rows: Sequence[object]
    """What each row is called: anything whose str is its name."""
    columns: Sequence[object]
    """What each column is called: anything whose str is its name."""
    planned: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    """Columns of the plan itself, by which a problem falls apart; empty if not told."""

    @cached_property
    def row_names(self) -> Sequence[str]:
        """Return the name of each row."""
        return [str(each) for each in self.rows]

    @cached_property
    def column_names(self) -> Sequence[str]:
        """Return the name of each column."""
        return [str(each) for each in self.columns]

    @property
    def column_of(self) -> Places:
        """Return the column of each entry of A; soon made, and large if kept."""
        return np.repeat(
            np.arange(len(self.cost), dtype=np.int32), np.diff(self.starts)
        )

    @property
    def matrix(self) -> Matrix:
        """Return A."""
        return Matrix(self.places, self.column_of, self.entries)

    def terms(self, values: Reals) -> Reals:
        """Return each entry of A times its column's value."""
        return self.entries * values[self.column_of]

    def activity(self, values: Reals) -> Reals:
        """Return A x."""
        rows = len(self.row_lower)
        total = np.bincount(self.places, weights=self.terms(values), minlength=rows)
        return np.asarray(total, dtype=np.float64)

    def objective(self, values: Reals) -> float:
        """Return cost·x + offset."""
        return float(self.cost @ values) + self.offset

    def with_fixed(self, values: Reals) -> "LinearProblem":
        """Return the problem with its integers fixed at the whole values near these."""
        whole = np.round(values)
        return replace(
            self,
            lower=np.where(self.integer, whole, self.lower),
            upper=np.where(self.integer, whole, self.upper),
            integer=np.zeros_like(self.integer),
        )


def from_pyomo(model: Any) -> tuple[LinearProblem, list[Any]]:
    """Return the problem a Pyomo model states, and the variable of each column.

    A variable that matters to no constraint and no cost has no column; a fixed one is a
    constant. An objective to be maximised comes with its sign turned.

    Raises:
        PlannerError: the model is not linear, or has two objectives.
    """
    return problem_of(drafted(model))


def problem_of(draft: Draft) -> tuple[LinearProblem, list[Any]]:
    """Return the problem that is drafted, and the variable of each column."""
    form = draft.form()
    lower, upper = bounds_of(form.columns)
    problem = LinearProblem(
        cost=form.cost,
        offset=form.offset,
        starts=form.matrix.starts(len(form.columns)),
        places=form.matrix.rows,
        entries=form.matrix.entries,
        row_lower=form.lower,
        row_upper=form.upper,
        lower=lower,
        upper=upper,
        integer=np.array([each.is_integer() for each in form.columns], dtype=np.bool_),
        rows=form.rows,
        columns=form.columns,
    )
    return problem, list(form.columns)


def bounds_of(variables: Sequence[Any]) -> tuple[Reals, Reals]:
    """Return the lower and upper bounds of variables.

    Raises:
        PlannerError: one of them is no number.
    """
    try:
        pairs = [each.bounds for each in variables]
    except ValueError as error:
        raise PlannerError(f"A variable's bound is no number: {error}") from error
    return (
        np.array([-np.inf if low is None else low for low, _ in pairs], dtype=float),
        np.array([np.inf if high is None else high for _, high in pairs], dtype=float),
    )


def check_finite(problem: LinearProblem) -> None:
    """Raise PlannerError naming the first number no plan may be built on.

    A NaN price would otherwise be bought to the limit and called optimal.
    """
    for fault in _faults(problem):
        raise PlannerError(
            f"{fault}. No plan is built on it: check the figures behind it."
        )


def _faults(problem: LinearProblem) -> Iterator[str]:
    if not abs(problem.offset) < HUGE:
        yield f"The objective's constant is {problem.offset:g}, not a usable number"
    row, column = problem.rows, problem.columns
    yield from _listed(problem.cost, "The cost of {} is", column.__getitem__)
    yield from _listed(
        problem.entries,
        "The coefficient of {} is",
        lambda at: f"{column[problem.column_of[at]]} in {row[problem.places[at]]}",
    )
    for limits, what, names, absent in (
        (problem.row_lower, "The least value of", row, -np.inf),
        (problem.row_upper, "The greatest value of", row, np.inf),
        (problem.lower, "The lower bound of", column, -np.inf),
        (problem.upper, "The upper bound of", column, np.inf),
    ):
        present = np.where(limits == absent, 0.0, limits)
        yield from _listed(present, what + " {} is", names.__getitem__)


def _listed(numbers: Reals, words: str, name: Callable[[int], object]) -> Iterator[str]:
    for at in np.flatnonzero(~(np.abs(numbers) < HUGE)):
        yield f"{words.format(name(int(at)))} {numbers[at]:g}, not a usable number"


def contradiction(problem: LinearProblem) -> str | None:
    """Return what no values could satisfy, seen without solving; None if nothing."""
    gap = CLASH * np.maximum(1, np.minimum(abs(problem.lower), abs(problem.upper)))
    for at in map(int, np.flatnonzero(problem.lower > problem.upper + gap)):
        return f"the bounds of {problem.columns[at]} cross"
    filled = np.bincount(problem.places, minlength=len(problem.row_lower)) > 0
    low = np.where(filled, problem.row_lower, np.maximum(problem.row_lower, 0))
    high = np.where(filled, problem.row_upper, np.minimum(problem.row_upper, 0))
    gap = CLASH * np.maximum(1, np.minimum(abs(low), abs(high)))
    for at in map(int, np.flatnonzero(low > high + gap)):
        return f"{problem.rows[at]} cannot be met whatever is decided"
    return None
