"""The parts of a Case made so far, and the rows they came from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, TypeVar

from models.case import Curb, Demand, Item, Offer, Process, Supplier, Vector
from planner.workbook.periods import Horizon
from planner.workbook.schema import SHEETS
from planner.workbook.settings import Settings
from planner.workbook.table import Row, Table, default_of
from planner.workbook.targets import Dimensions
from planner.workbook.words import Names

Made = TypeVar("Made")


@dataclass(kw_only=True)
class Parts:
    """What the sound rows of the tables mean.

    A row with a problem of its own makes no part, so that one mistake is told once.
    """

    tables: Mapping[str, Table]
    settings: Settings
    horizon: Horizon
    dimensions: Dimensions
    minerals: Names = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    demands: dict[str, Demand] = field(default_factory=dict)
    suppliers: dict[str, Supplier] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    curbs: dict[str, Curb] = field(default_factory=dict)

    @cached_property
    def count(self) -> int:
        """Return the number of periods."""
        return len(self.horizon.labels)

    def sound_rows(self, sheet: str) -> Sequence[Row]:
        """Return the rows of a sheet without a problem."""
        return self.tables[sheet].sound_rows

    def row_of(self, sheet: str, name: str) -> Row:
        """Return the row that defines ``name``."""
        return next(row for row in self.tables[sheet] if row.key == name)

    def label(self, period: int) -> str:
        """Return the label of a period."""
        return self.horizon.labels[period]


def given(kind: type[Any], row: Row) -> dict[str, Any]:
    """Return the columns of a row that are fields of ``kind``, with their values."""
    names, defaults = _SHARED[kind, row.table.sheet.name]
    return _filled(row, names, defaults)


def complete(kind: type[Any], table: Table) -> Callable[[Row], dict[str, Any]]:
    """Return what fills in the fields of ``kind`` for a row, defaults and all."""
    names, defaults = _SHARED[kind, table.sheet.name]
    filled = {
        each.name: each.default for each in fields(kind) if each.default is not MISSING
    } | defaults
    wanted = sorted(names & table.letters.keys())

    def fill(row: Row) -> dict[str, Any]:
        new, values = filled.copy(), row.values
        for name in wanted:
            value = values.get(name)
            if value is not None:
                new[name] = value
        return new

    return fill


def _filled(
    row: Row, names: frozenset[str], defaults: dict[str, Any]
) -> dict[str, Any]:
    filled = defaults.copy()
    for name, value in row.values.items():
        if name in names and value is not None:
            filled[name] = value
    return filled


def _shared(kind: type[Any], sheet: str) -> tuple[frozenset[str], dict[str, Any]]:
    """Return the fields that are columns too, and the defaults of those."""
    names = frozenset(each.name for each in fields(kind))
    columns = [each for each in SHEETS[sheet].columns if each.name in names]
    filled = {each.name: default_of(each) for each in columns}
    defaults = {name: value for name, value in filled.items() if value is not None}
    return frozenset(filled), defaults


_SHARED = {
    (kind, sheet): _shared(kind, sheet)
    for kind, sheet in (
        (Item, "Items"),
        (Demand, "Demand"),
        (Offer, "Offers"),
        (Process, "Refining"),
    )
}


def made(kind: type[Made], values: dict[str, Any]) -> Made:
    """Return what ``kind(**values)`` would be with every field given.

    A frozen dataclass sets its fields one by one, which takes many times as long.
    """
    new = object.__new__(kind)
    new.__dict__.update(values)
    return new


def by_period(rows: Sequence[Row] | None, otherwise: float, count: int) -> Vector:
    """Return the first row's values by period, ``otherwise`` where a cell is blank."""
    if not rows:
        return (otherwise,) * count
    series = rows[0].series
    if len(series) == count > 1:
        return _in_order(count)(series)
    return tuple([series.get(t, otherwise) for t in range(count)])


@cache
def _in_order(count: int) -> Callable[[Mapping[int, float]], Vector]:
    return itemgetter(*range(count))


def within(values: Vector, first: int, last: int) -> Vector:
    """Return the values, 0 before ``first`` and after ``last``."""
    before, after = (0.0,) * first, (0.0,) * (len(values) - 1 - last)
    return before + values[first : last + 1] + after


def window(row: Row, count: int) -> tuple[int, int] | None:
    """Return the first and last period of a row; report where they are swapped."""
    first = row.values.get("first_period", 0)
    last = row.values.get("last_period", count - 1)
    if first <= last:
        return first, last
    row.fault(
        "last_period" if row.gives("last_period") else "first_period",
        "the window ends before it begins",
        "last_period comes before first_period",
        "write a last_period that is not earlier",
    )
    return None
