"""The problem of a large case, stated part by part, so that few objects live at once.

A model of the plan alone says what is shared. Then some branches of the tree at a time
are stated together with the plan: rows and columns of their own are added, and what a
row of the plan, or the cost, says more than without them. That is the problem of the
whole tree, but for the order of its rows and columns.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from pyomo.common.gc_manager import PauseGC
from pyomo.core import Var

from models.tree import Tree
from planner.errors import PlannerError
from planner.solving.compiled import Form, Matrix, drafted
from planner.solving.linear import LinearProblem, bounds_of
from planner.solving.named import Family, Names, family

Reals = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Sides = tuple[Places, Places]
"""Places in a part, and in the plan."""
Nodes = frozenset[int]
RESPONSES = {
    *("volume", "output", "unserved", "stock", "at_discount", "shortfall"),
    *("spent", "excess"),
}
"""Families of columns that belong to a node."""


class IndivisibleError(Exception):
    """A rule joins branches in a way that parts cannot tell."""


@dataclass(frozen=True, kw_only=True)
class Stated(Form):
    """What a model states, with a column for all that it declares."""

    families: Sequence[Any]
    """The components of the columns, in order."""


@dataclass(frozen=True)
class Plan:
    """What is stated of the plan alone, and where."""

    model: Any
    form: Stated
    columns: Mapping[str, Mapping[Any, int]]
    """The place of each, by family and key; and so of rows."""
    rows: Mapping[str, Mapping[Any, int]]

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """Return its entries as numbers, in order."""
        return _numbers(self.form.matrix)


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
    known: Mapping[str, Mapping[Any, int]]
    """The plan's rows."""

    def read(self, values: Reals) -> Iterator[tuple[Family, Reals]]:
        """Yield the values of the parts' families; what has no column is 0."""
        every = np.zeros(len(self.matters))
        every[self.matters] = values[len(self.variables) :]
        first = 0
        for each in self.families:
            yield each, every[first : first + each.size]
            first += each.size


def batches(tree: Tree, most: int) -> Iterator[list[int]]:
    """Yield nodes of branches to be stated together, the largest branch first."""
    together: list[int] = []
    for branch in sorted(tree.branches, key=len, reverse=True):
        if together and len(together) + len(branch) > most:
            yield together
            together = []
        together += branch
    if together:
        yield together


def parted(build: Callable[[Tree], Any], tree: Tree, most: int) -> Parted:
    """Return the problem that ``build`` states of a tree, about ``most`` nodes at a time.

    Raises:
        IndivisibleError: the problem does not fall apart by branches.
    """
    with PauseGC():
        model = build(tree.part(()))
        form = _declared(model)
    plan = Plan(model, form, _columns(form), _rows(form))
    sums = Sums(form.offset, form.cost.copy(), form.lower.copy(), form.upper.copy())
    pieces: list[Piece] = []
    first = len(form.rows)
    for nodes in batches(tree, most):
        with PauseGC():
            part = _declared(build(tree.part(nodes)))
            pieces.append(_piece(part, plan, sums, frozenset(nodes), first))
            first += len(pieces[-1].low)
            del part
        gc.collect()
    return _joined(plan, pieces, sums)


def _declared(model: Any) -> Stated:
    draft = drafted(model)
    known = draft.table.families
    seen = {id(each) for each in known}
    rest = [each for each in model.component_objects(Var) if id(each) not in seen]
    more = [each for component in rest for each in component.values()]
    form = draft.whole()
    if any(each.fixed for each in (*form.columns, *more)):
        raise IndivisibleError
    return Stated(
        matrix=form.matrix,
        cost=np.append(form.cost, np.zeros(len(more))),
        offset=form.offset,
        lower=form.lower,
        upper=form.upper,
        rows=form.rows,
        columns=[*form.columns, *more],
        families=[*known, *rest],
    )


def _columns(form: Stated) -> dict[str, dict[Any, int]]:
    found, first = {}, 0
    for each in form.families:
        found[each.name] = {key: first + at for at, key in enumerate(each.keys())}
        first += len(each)
    return found


def _rows(form: Stated) -> dict[str, dict[Any, int]]:
    found: dict[str, dict[Any, int]] = {}
    for at, (name, key) in enumerate(_row_keys(form)):
        found.setdefault(name, {})[key] = at
    return found


def _row_keys(form: Form) -> Iterator[tuple[str, Any]]:
    names: dict[int, str] = {}
    for row in form.rows:
        component = row.parent_component()
        if id(component) not in names:
            names[id(component)] = component.name
        yield names[id(component)], row.index()


def _piece(part: Stated, plan: Plan, sums: Sums, nodes: Nodes, first: int) -> Piece:
    """Return what a part has of its own, from row ``first`` on, and count the rest."""
    columns, families = _told(part.families, plan.columns, nodes)
    rows, of_rows = _told_rows(part, plan, nodes)
    own, mine = columns < 0, rows < 0
    sums.add(
        part,
        (np.flatnonzero(~mine).astype(np.int32), rows[~mine]),
        (np.flatnonzero(~own).astype(np.int32), columns[~own]),
        plan.form,
    )
    rows[mine] = first + np.arange(mine.sum(), dtype=np.int32)
    matrix, inside = part.matrix, own[part.matrix.columns]
    lower, upper = bounds_of([v for v, o in zip(part.columns, own, strict=True) if o])
    integer = [v.is_integer() for v, o in zip(part.columns, own, strict=True) if o]
    at = rows[matrix.rows]
    return Piece(
        width=np.bincount(matrix.columns, minlength=len(own))[own].astype(np.int32),
        places=at[inside],
        entries=matrix.entries[inside],
        of_plan=_more(
            Matrix(
                at[~inside],
                columns[matrix.columns[~inside]],
                matrix.entries[~inside],
            ),
            plan,
        ),
        cost=part.cost[own],
        low=part.lower[mine],
        high=part.upper[mine],
        lower=lower,
        upper=upper,
        integer=np.array(integer, dtype=np.bool_),
        families=families,
        rows=of_rows,
    )


def _more(matrix: Matrix, plan: Plan) -> Matrix:
    """Return the entries in the plan's columns less those that the plan has itself."""
    known = plan.places
    shared = matrix.rows < len(plan.form.rows)
    numbers = _numbers(matrix)
    at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    there = shared & (known[at] == numbers)
    entries = matrix.entries - np.where(there, plan.form.matrix.entries[at], 0.0)
    return Matrix(matrix.rows, matrix.columns, entries).where(entries != 0)


def _numbers(matrix: Matrix) -> npt.NDArray[np.int64]:
    """Return a number for each entry, rising by column and then row."""
    return matrix.columns.astype(np.int64) << 32 | matrix.rows.astype(np.int64)


def _told(
    families: Sequence[Any], known: Mapping[str, Mapping[Any, int]], nodes: Nodes
) -> tuple[Places, list[Family]]:
    """Return each key's place in the plan, or −1, and the families of the others."""
    places, own = [], []
    for each in families:
        there = known.get(each.name, {})
        keys = list(each.keys())
        found = np.fromiter((there.get(key, -1) for key in keys), np.int32, len(keys))
        places.append(found)
        others = [key for key, place in zip(keys, found, strict=True) if place < 0]
        own += _families(each.name, others, nodes)
    return np.concatenate(places), own


def _told_rows(part: Stated, plan: Plan, nodes: Nodes) -> tuple[Places, list[Family]]:
    """Return the same of a part's rows."""
    places: list[int] = []
    own: list[Family] = []
    others: list[Any] = []
    last = ""
    for name, key in _row_keys(part):
        if name != last:
            own += _families(last, others, nodes)
            others, last = [], name
        place = plan.rows.get(name, {}).get(key, -1)
        if place < 0:
            others.append(key)
        places.append(place)
    own += _families(last, others, nodes)
    return np.array(places, dtype=np.int32), own


def _families(name: str, keys: Sequence[Any], nodes: Nodes) -> list[Family]:
    """Return keys as a family, if there are any; each must tell its node."""
    if not keys:
        return []
    for key in keys:
        told = key if isinstance(key, tuple) else (key,)
        if nodes.isdisjoint(told):
            raise IndivisibleError
    return [family(name, keys)]


def _joined(plan: Plan, pieces: list[Piece], sums: Sums) -> Parted:
    """Return all parts as one problem. The pieces are used up."""
    form = plan.form
    families = [family(each.name, list(each.keys())) for each in form.families]
    families += [each for piece in pieces for each in piece.families]
    rows = [family(name, [key]) for name, key in _row_keys(form)]
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
    planned[len(form.columns) :] = np.concatenate(
        [
            np.full(each.size, each.name not in RESPONSES)
            for each in families[len(form.families) :]
        ]
    )
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
        for at, (name, key) in enumerate(_row_keys(form))
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
    for at, (name, key) in enumerate(_row_keys(form)):
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
