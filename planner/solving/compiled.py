"""What a Pyomo model states: its rows, its columns and the matrix between them.

Pyomo's own compiler must take any expression. Nearly all of ours are sums made by
``models.linear``, whose coefficients can be read off as they stand, in a third of the
time; any other sum goes through Pyomo.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pyomo.core import Constraint, Objective, minimize, value
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression
from pyomo.repn.linear import LinearRepnVisitor

from models.linear import NUMBERS
from planner.errors import PlannerError

Reals = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Matrix:
    """Entries by their row and column. SciPy's would take a second to load."""

    rows: Places
    columns: Places
    entries: Reals

    def summed(self) -> "Matrix":
        """Return it by column and then row, each place once, without zeros."""
        order = np.lexsort((self.rows, self.columns))
        rows, columns = self.rows[order], self.columns[order]
        new = np.ones(len(rows), dtype=np.bool_)
        new[1:] = (np.diff(rows) != 0) | (np.diff(columns) != 0)
        first = np.flatnonzero(new)
        entries = self.entries[order]
        if len(first) < len(entries):
            entries = np.add.reduceat(entries, first)
        return Matrix(rows[first], columns[first], entries).where(entries != 0)

    def plus(self, other: "Matrix", times: float = 1.0) -> "Matrix":
        """Return it and so many times another, as ``summed``."""
        return Matrix(
            np.append(self.rows, other.rows),
            np.append(self.columns, other.columns),
            np.append(self.entries, times * other.entries),
        ).summed()

    def starts(self, count: int) -> Places:
        """Return where each of so many columns starts, of entries that are by column."""
        starts = np.searchsorted(self.columns, np.arange(count + 1))
        return np.asarray(starts, dtype=np.int32)

    def where(self, kept: Flags) -> "Matrix":
        """Return some of its entries."""
        return Matrix(self.rows[kept], self.columns[kept], self.entries[kept])


@dataclass(frozen=True, kw_only=True)
class Form:
    """lower ≤ A x ≤ upper and the cost of x, fixed variables put in as numbers."""

    matrix: Matrix
    """A, by column."""
    cost: Reals
    offset: float
    lower: Reals
    upper: Reals
    rows: Sequence[Any]
    columns: Sequence[Any]


@dataclass
class _Table:
    """Sums of variables, one after another."""

    variables: list[Any] = field(default_factory=list)
    families: list[Any] = field(default_factory=list)
    """The components of the variables, in order."""
    var_map: dict[int, int] = field(default_factory=dict)
    """The column of each variable by its id; named so for Pyomo, as ``add`` is."""
    entries: "array[float]" = field(default_factory=lambda: array("d"))
    columns: "array[int]" = field(default_factory=lambda: array("i"))
    ends: "array[int]" = field(default_factory=lambda: array("i", [0]))

    @cached_property
    def visitor(self) -> Any:
        """Return what reads any sum."""
        return LinearRepnVisitor({}, var_recorder=self)

    def state(self, body: Any, owner: Any) -> float:
        """Add the sum that a constraint or an objective states; return its constant."""
        constant = 0.0
        parts: Sequence[Any] = (
            body.args if body.__class__ is LinearExpression else (body,)
        )
        for each in parts:
            if each.__class__ is MonomialTermExpression:
                factor, variable = each._args_  # its args makes a list, a million times
                if id(variable) not in self.var_map:
                    self.add(variable)
                self.columns.append(self.var_map[id(variable)])
                self.entries.append(factor)
            elif each.__class__ in NUMBERS:
                constant += each
            else:
                constant += self._state_any(each, owner)
        self.ends.append(len(self.entries))
        return constant

    def _state_any(self, body: Any, owner: Any) -> float:
        found = self.visitor.walk_expression(body)
        if found.nonlinear is not None:
            raise PlannerError(f"The model cannot be stated as linear: {owner.name}.")
        self.columns.extend(self.var_map[each] for each in found.linear)
        self.entries.extend(found.linear.values())
        return float(found.constant)

    def add(self, variable: Any) -> None:
        """Give a column to a variable and to all that are declared with it, in order."""
        family = variable.parent_component()
        self.families.append(family)
        for each in family.values():
            self.var_map[id(each)] = len(self.variables)
            self.variables.append(each)

    def copy(self) -> "_Table":
        """Return a table of its own with the same sums."""
        return _Table(
            self.variables[:],
            self.families[:],
            self.var_map.copy(),
            self.entries[:],
            self.columns[:],
            self.ends[:],
        )

    @property
    def matrix(self) -> "Matrix":
        """Return the sums by row, and the variables by column."""
        ends = np.array(self.ends, dtype=np.int32)
        counts = ends[1:] - ends[:-1]
        rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        columns = np.array(self.columns, dtype=np.int32)
        return Matrix(rows, columns, np.array(self.entries)).summed()


@dataclass(frozen=True)
class Draft:
    """What a model states so far: its cost, and rows one after another."""

    table: _Table
    sign: float
    """−1 if the cost is to be maximised."""
    offset: float
    rows: list[Any] = field(default_factory=list)
    low: "array[float]" = field(default_factory=lambda: array("d"))
    high: "array[float]" = field(default_factory=lambda: array("d"))

    @property
    def variables(self) -> Sequence[Any]:
        """Return the variable of each column."""
        return self.table.variables

    def add(self, block: Any) -> None:
        """Add the rows of a block, or of a constraint."""
        for row in _rows(block):
            least, body, most = row.to_bounded_expression()
            if least is not None or most is not None:
                constant = self.table.state(body, row)
                self.rows.append(row)
                self.low.append(_side(least, -np.inf) - constant)
                self.high.append(_side(most, np.inf) - constant)

    def extended(self, blocks: Iterable[Any]) -> "Draft":
        """Return a draft with the rows of more blocks; this one stays as it is."""
        longer = Draft(
            self.table.copy(),
            self.sign,
            self.offset,
            self.rows[:],
            self.low[:],
            self.high[:],
        )
        for each in blocks:
            longer.add(each)
        return longer

    def form(self) -> Form:
        """Return the problem that is stated.

        A constraint without variables that holds has no row, and a variable that
        matters to nothing no column.
        """
        return _without_constants(self.whole())

    def whole(self) -> Form:
        """Return the problem with all variables that are declared with one it has."""
        matrix = self.table.matrix
        own = matrix.where(matrix.rows == 0)
        cost = np.zeros(len(self.variables))
        cost[own.columns] = self.sign * own.entries
        rest = matrix.where(matrix.rows > 0)
        return Form(
            matrix=Matrix(rest.rows - 1, rest.columns, rest.entries),
            cost=cost,
            offset=self.sign * self.offset,
            lower=np.array(self.low),
            upper=np.array(self.high),
            rows=self.rows,
            columns=self.variables,
        )


def drafted(model: Any) -> Draft:
    """Return what a model states; a cost to be maximised comes with its sign turned.

    Raises:
        PlannerError: the model is not linear, or has two objectives.
    """
    table = _Table()
    draft = Draft(table, *_add_cost(model, table))
    draft.add(model)
    return draft


def compiled(model: Any) -> Form:
    """Return the problem that a model states; see ``drafted``."""
    return drafted(model).form()


def _rows(block: Any) -> Iterable[Any]:
    if block.ctype is Constraint:
        return (each for each in block.values() if each.active)
    found: Iterable[Any] = block.component_data_objects(Constraint, active=True)
    return found


def _add_cost(model: Any, table: _Table) -> tuple[float, float]:
    """Add the objective, and return the sign it is minimised with and its constant."""
    objectives = list(model.component_data_objects(Objective, active=True))
    if len(objectives) > 1:
        raise PlannerError("The model has more than one objective.")
    for each in objectives:
        return 1.0 if each.sense == minimize else -1.0, table.state(each.expr, each)
    return 1.0, table.state(0.0, None)


def _side(side: Any, absent: float) -> float:
    """Return a side of a constraint as a number; one that cannot be told is NaN."""
    if side is None:
        return absent
    try:
        return float(value(side))
    except (TypeError, ValueError):
        return np.nan


def _without_constants(form: Form) -> Form:
    """Return the form with fixed variables put in, without rows that then say nothing."""
    fixed = np.array([each.fixed for each in form.columns], dtype=bool)
    known = [each.value for each in form.columns if each.fixed]
    numbers = np.array(
        [np.nan if each is None else each for each in known], dtype=float
    )
    value_of = np.zeros(len(fixed))
    value_of[fixed] = numbers
    matrix, still = form.matrix, ~fixed[form.matrix.columns]
    held = matrix.where(~still)
    moved = np.bincount(
        held.rows,
        weights=held.entries * value_of[held.columns],
        minlength=len(form.rows),
    )
    lower, upper = form.lower - moved, form.upper - moved
    counts = np.bincount(matrix.columns, minlength=len(fixed))
    matters = ((counts > 0) | (form.cost != 0)) & ~fixed
    matrix = matrix.where(still)
    filled = np.bincount(matrix.rows, minlength=len(form.rows)) > 0
    says = filled | ~((lower <= 0) & (upper >= 0))
    place = np.cumsum(matters, dtype=np.int32) - 1
    row = np.cumsum(says, dtype=np.int32) - 1
    return Form(
        matrix=Matrix(row[matrix.rows], place[matrix.columns], matrix.entries),
        cost=form.cost[matters],
        offset=form.offset + float(form.cost[fixed] @ numbers),
        lower=lower[says],
        upper=upper[says],
        rows=[row for row, kept in zip(form.rows, says, strict=True) if kept],
        columns=[
            each for each, kept in zip(form.columns, matters, strict=True) if kept
        ],
    )
