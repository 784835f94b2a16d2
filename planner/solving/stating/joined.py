"""Parts of a problem, and what they are together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from planner.errors import PlannerError
from planner.solving.compiled import Matrix, drafted
from planner.solving.linear import Flags, LinearProblem, Places, Reals, bounds_of
from planner.solving.stating.declared import Keyed, Plan, Stated, row_keys
from planner.solving.stating.named import Family, Names, family
from planner.solving.stating.nodewise import spread

Number = TypeVar("Number", bound=np.generic)
SOME = 1 << 20
"""Numbers that are moved at once, where a problem is too large to be there twice."""
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


@dataclass(frozen=True, kw_only=True)
class Arrays:
    """The numbers of a problem: first the plan's, then those of each part in turn."""

    cost: Reals
    lower: Reals
    upper: Reals
    integer: Flags
    width: Places
    low: Reals
    high: Reals
    places: Places
    entries: Reals


def joined(plan: Plan, pieces: list[Piece], sums: Sums) -> Parted:
    """Return all parts as one problem. The pieces are used up."""
    form = plan.form
    families = [each for piece in pieces for each in piece.families]
    rows = [each for piece in pieces for each in piece.rows]
    whole = np.array([each.is_integer() for each in form.columns], dtype=np.bool_)
    least, greatest = bounds_of(form.columns)
    low = [sums.low, *(each.low for each in pieces)]
    high = [sums.high, *(each.high for each in pieces)]
    cost = [sums.cost, *(each.cost for each in pieces)]
    lower = [least, *(each.lower for each in pieces)]
    upper = [greatest, *(each.upper for each in pieces)]
    integer = [whole, *(each.integer for each in pieces)]
    width, own = _plan_columns(form, [each.of_plan for each in pieces])
    widths = [width, *(each.width for each in pieces)]
    places = [own.rows, *(each.places for each in pieces)]
    entries = [own.entries, *(each.entries for each in pieces)]
    pieces.clear()
    del own
    arrays = Arrays(
        places=end_to_end(places),
        entries=end_to_end(entries),
        width=end_to_end(widths),
        cost=end_to_end(cost),
        low=end_to_end(low),
        high=end_to_end(high),
        lower=end_to_end(lower),
        upper=end_to_end(upper),
        integer=end_to_end(integer),
    )
    return named(plan, arrays, sums.offset, families, rows)


def named(
    plan: Plan,
    arrays: Arrays,
    offset: float,
    families: Sequence[Family],
    rows: Sequence[Family],
) -> Parted:
    """Return a problem without what says nothing; the parts' names are given."""
    form = plan.form
    own = [family(each.name, list(each.keys())) for each in form.families]
    own_rows = [family(name, [key]) for name, key in row_keys(form)]
    says = _says(arrays.low, arrays.high, arrays.places)
    matters = (arrays.width > 0) | (arrays.cost != 0)
    width = arrays.width[matters]
    problem = LinearProblem(
        cost=_some(arrays.cost, matters),
        offset=offset,
        starts=np.concatenate(([0], np.cumsum(width, dtype=np.int32)), dtype=np.int32),
        places=_renumbered(arrays.places, says),
        entries=arrays.entries,
        row_lower=_some(arrays.low, says),
        row_upper=_some(arrays.high, says),
        lower=_some(arrays.lower, matters),
        upper=_some(arrays.upper, matters),
        integer=_some(arrays.integer, matters),
        rows=Names([*own_rows, *rows], says),
        columns=Names([*own, *families], matters),
    )
    first = len(form.columns)
    return Parted(
        problem=problem,
        planned=_planned(families, first)[matters],
        model=plan.model,
        variables=[v for v, kept in zip(form.columns, matters, strict=False) if kept],
        families=families,
        matters=matters[first:],
        known=plan.rows,
    )


def end_to_end(arrays: list[npt.NDArray[Number]]) -> npt.NDArray[Number]:
    """Return arrays one after another. They are used up, as each is let go."""
    ends = np.cumsum([0, *map(len, arrays)])
    found = np.empty(ends[-1], dtype=arrays[0].dtype)
    for at in range(len(arrays) - 1, -1, -1):
        found[ends[at] : ends[at + 1]] = arrays.pop()
    return found


def _some(values: npt.NDArray[Number], kept: Flags) -> npt.NDArray[Number]:
    """Return the values that are kept; the given ones are used up."""
    last = 0
    for first in range(0, len(values), SOME):
        span = slice(first, first + SOME)
        some = values[span][kept[span]]
        values[last : last + len(some)] = some
        last += len(some)
    return values[:last]


def _says(low: Reals, high: Reals, places: Places) -> Flags:
    """Return which rows say anything: with columns, or impossible without."""
    says = (low > 0) | (high < 0) | np.isnan(low) | np.isnan(high)
    says[places] = True
    return says


def _renumbered(places: Places, kept: Flags) -> Places:
    """Return places among those that are kept; the given ones are used up."""
    if not kept.all():
        number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        for first in range(0, len(places), SOME):
            places[first : first + SOME] = number[places[first : first + SOME]]
    return places


def _planned(families: Sequence[Family], columns: int) -> Flags:
    """Return which columns are the plan's own, its families being the first ones."""
    sizes = [each.size for each in families]
    own = np.array([each.name not in RESPONSES for each in families], dtype=np.bool_)
    return np.concatenate((np.ones(columns, dtype=np.bool_), np.repeat(own, sizes)))


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


def _plan_columns(form: Stated, more: list[Matrix]) -> tuple[Places, Matrix]:
    """Return the width of each of the plan's columns, and all entries in them.

    What parts say more in the plan's rows is added up; their other rows come in order,
    each part's by column. The parts' matrices are used up.
    """
    count, rows = len(form.columns), len(form.rows)
    shared = [form.matrix, *(each.where(each.rows < rows) for each in more)]
    own = Matrix(
        np.concatenate([each.rows for each in shared]),
        np.concatenate([each.columns for each in shared]),
        np.concatenate([each.entries for each in shared]),
    ).summed()
    parts = [own, *more]
    del more[:], shared
    inside = [True, *([False] * (len(parts) - 1))]
    widths = [
        np.bincount(each.columns[each.rows >= rows * (not first)], minlength=count)
        for each, first in zip(parts, inside, strict=True)
    ]
    width = np.sum(widths, axis=0)
    last = np.cumsum(width)
    places = np.empty(int(last[-1]) if count else 0, dtype=np.int32)
    entries = np.empty(len(places))
    for counts, first in zip(reversed(widths), reversed(inside), strict=True):
        part = parts.pop()
        if not first and (part.rows < rows).any():
            part = part.where(part.rows >= rows)
        last -= counts
        at, _ = spread(last, counts)
        places[at], entries[at] = part.rows, part.entries
    empty = np.zeros(0, dtype=np.int32)
    return width.astype(np.int32), Matrix(places, empty, entries)
