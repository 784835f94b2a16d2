"""Parts of a problem, and what they are together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planner.errors import PlannerError
from planner.solving.compiled import Matrix, drafted
from planner.solving.declared import Keyed, Plan, Stated, row_keys
from planner.solving.linear import Flags, LinearProblem, Places, Reals, bounds_of
from planner.solving.named import Family, Names, family

Sides = tuple[Places, Places]
"""Places in a part, and in the plan."""
RESPONSES = {
    *("volume", "output", "unserved", "stock", "at_discount", "shortfall"),
    *("spent", "excess"),
}
"""Families of columns that belong to a node."""


@dataclass
class Sums:
    """What a row of the plan, or the cost, says with all parts together."""

    offset: float
    cost: Reals
    low: Reals
    high: Reals

    def add(self, part: Stated, rows: Sides, columns: Sides, plan: Stated) -> None:
        """Count what a part says more than the plan alone; places there, and here."""
        self.offset += part.offset - plan.offset
        self.cost[columns[1]] += part.cost[columns[0]] - plan.cost[columns[1]]
        for mine, more, alone in (
            (self.low, part.lower, plan.lower),
            (self.high, part.upper, plan.upper),
        ):
            finite = np.isfinite(alone[rows[1]])
            at, there = rows[1][finite], rows[0][finite]
            mine[at] += more[there] - alone[at]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part's own columns and rows, and its entries in the plan's columns."""

    width: Places
    """Entries of each own column."""
    places: Places
    entries: Reals
    of_plan: Matrix
    cost: Reals
    low: Reals
    high: Reals
    lower: Reals
    upper: Reals
    integer: Flags
    families: Sequence[Family]
    rows: Sequence[Family]


@dataclass(frozen=True, kw_only=True)
class Parted:
    """A large problem, the model of its plan, and what all its columns are called."""

    problem: LinearProblem
    planned: Flags
    """Which columns are the plan's own."""
    model: Any
    variables: Sequence[Any]
    """The plan's that have columns, which are the first."""
    families: Sequence[Family]
    """All that is declared of the parts, in order."""
    matters: Flags
    """Which of these have columns."""
    known: Keyed
    """The plan's rows."""

    def read(self, values: Reals) -> Iterator[tuple[Family, Reals]]:
        """Yield the values of the parts' families; what has no column is 0."""
        every = np.zeros(len(self.matters))
        every[self.matters] = values[len(self.variables) :]
        first = 0
        for each in self.families:
            yield each, every[first : first + each.size]
            first += each.size


def joined(plan: Plan, pieces: list[Piece], sums: Sums) -> Parted:
    """Return all parts as one problem. The pieces are used up."""
    form = plan.form
    families = [family(each.name, list(each.keys())) for each in form.families]
    families += [each for piece in pieces for each in piece.families]
    rows = [family(name, [key]) for name, key in row_keys(form)]
    rows += [each for piece in pieces for each in piece.rows]
    low = np.concatenate([sums.low, *(each.low for each in pieces)])
    high = np.concatenate([sums.high, *(each.high for each in pieces)])
    cost = np.concatenate([sums.cost, *(each.cost for each in pieces)])
    lower, upper = bounds_of(form.columns)
    lower = np.concatenate([lower, *(each.lower for each in pieces)])
    upper = np.concatenate([upper, *(each.upper for each in pieces)])
    whole = [each.is_integer() for each in form.columns]
    integer = np.concatenate([whole, *(each.integer for each in pieces)])
    starts, places, entries = _matrix(form, pieces)
    pieces.clear()
    filled = np.zeros(len(low), dtype=np.bool_)
    filled[places] = True
    says = filled | ~((low <= 0) & (high >= 0))
    matters = (np.diff(starts) > 0) | (cost != 0)
    planned = np.ones(len(cost), dtype=np.bool_)
    first = len(form.columns)
    for each in families[len(form.families) :]:
        planned[first : first + each.size] = each.name not in RESPONSES
        first += each.size
    problem = LinearProblem(
        cost=cost[matters],
        offset=sums.offset,
        starts=starts[np.append(matters, True)],
        places=(np.cumsum(says, dtype=np.int32) - 1)[places],
        entries=entries,
        row_lower=low[says],
        row_upper=high[says],
        lower=lower[matters],
        upper=upper[matters],
        integer=integer[matters],
        rows=Names(rows, says),
        columns=Names(families, matters),
    )
    count = len(form.columns)
    return Parted(
        problem=problem,
        planned=planned[matters],
        model=plan.model,
        variables=[v for v, kept in zip(form.columns, matters, strict=False) if kept],
        families=families[len(form.families) :],
        matters=matters[count:],
        known=plan.rows,
    )


def with_rows_of(found: Parted, model: Any) -> Parted:
    """Return a problem with the rows that its plan's model has gained since."""
    form, problem = drafted(model).whole(), found.problem
    place = {id(each): at for at, each in enumerate(found.variables)}
    new = [
        at
        for at, (name, key) in enumerate(row_keys(form))
        if key not in found.known.get(name, {})
    ]
    count = len(problem.row_lower)
    row = np.full(len(form.rows), -1, dtype=np.int32)
    row[new] = count + np.arange(len(new), dtype=np.int32)
    column = np.array([place.get(id(each), -1) for each in form.columns], np.int32)
    more = form.matrix.where(row[form.matrix.rows] >= 0)
    if (column[more.columns] < 0).any():
        raise PlannerError("A rule's cut is on what mattered to nothing before.")
    whole = Matrix(
        np.append(problem.places, row[more.rows]),
        np.append(problem.column_of, column[more.columns]),
        np.append(problem.entries, more.entries),
    ).summed()
    width = np.bincount(whole.columns, minlength=len(problem.cost))
    again = replace(
        problem,
        starts=np.concatenate(([0], np.cumsum(width))).astype(np.int32),
        places=whole.rows,
        entries=whole.entries,
        row_lower=np.append(problem.row_lower, form.lower[new]),
        row_upper=np.append(problem.row_upper, form.upper[new]),
        rows=[*problem.rows, *(form.rows[at] for at in new)],
    )
    known = {name: dict(keys) for name, keys in found.known.items()}
    for at, (name, key) in enumerate(row_keys(form)):
        known.setdefault(name, {}).setdefault(key, at)
    return replace(found, problem=again, known=known)


def _matrix(form: Stated, pieces: Sequence[Piece]) -> tuple[Places, Places, Reals]:
    """Return the matrix by column: the plan's columns first, then those of each part."""
    parts = (form.matrix, *(each.of_plan for each in pieces))
    own = Matrix(
        np.concatenate([each.rows for each in parts]),
        np.concatenate([each.columns for each in parts]),
        np.concatenate([each.entries for each in parts]),
    ).summed()
    width = np.bincount(own.columns, minlength=len(form.columns))
    widths = np.concatenate([width, *(each.width for each in pieces)])
    return (
        np.concatenate(([0], np.cumsum(widths))).astype(np.int32),
        np.concatenate([own.rows, *(each.places for each in pieces)]),
        np.concatenate([own.entries, *(each.entries for each in pieces)]),
    )
