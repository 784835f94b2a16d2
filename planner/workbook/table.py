"""One sheet as a table: rows of parsed values that remember their cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from planner.workbook.findings import CellError, Findings
from planner.workbook.schema import Column, Kind, Sheet
from planner.workbook.words import Names, spelled

VALUES, SERIES, TAGS = range(3)
"""Where a cell's value goes: by column, by period, by tag."""


@dataclass(slots=True)
class Row:
    """One row: what was given, by column, by period and by tag."""

    table: "Table"
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    series: dict[int, float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    faulty: frozenset[str] = frozenset()
    """Columns whose cell has a problem; `period` for any period's."""

    def __getitem__(self, column: str) -> Any:
        """Return the value given, or the column's default."""
        value = self.values.get(column)
        return self.table.defaults[column] if value is None else value

    @property
    def key(self) -> str | None:
        """Return the name of the row; None if it has a problem."""
        return self.values.get(self.table.sheet.key.name)

    def gives(self, column: str) -> bool:
        """Tell whether the cell is filled, rightly or wrongly."""
        return column in self.values or column in self.faulty

    def sound(self, *columns: str) -> bool:
        """Tell whether none of these cells, or of all, has a problem."""
        if not self.faulty and not self.table.lacking:
            return True
        return bool(columns) and not any(
            each in self.faulty or each in self.table.lacking for each in columns
        )

    def at(self, column: str) -> str:
        """Return the address of a cell, of the row's first where there is no column."""
        return f"{self.table.letters.get(column, 'A')}{self.number}"

    def mark(self, column: str) -> None:
        """Note that the cell of a column has a problem."""
        self.faulty |= {column}
        self.table.marks += 1

    def fault(self, column: str, what: str, why: str, hint: str) -> None:
        """Report a problem of a cell."""
        self.mark(column)
        self.table.findings.fault(
            self.table.title, self.at(column), CellError(what, why, hint)
        )

    def fault_period(self, period: int, what: str, why: str, hint: str) -> None:
        """Report a problem of a period's cell, or of the row where it is not given."""
        self.mark(PERIOD)
        letter = self.table.period_letters.get(period, "A")
        self.table.findings.fault(
            self.table.title, f"{letter}{self.number}", CellError(what, why, hint)
        )

    def warn(self, column: str, message: str) -> None:
        """Say how a cell was understood."""
        self.table.findings.warn(self.table.title, self.at(column), message)


PERIOD = "period"


@dataclass
class Table:
    """The rows of one sheet."""

    sheet: Sheet
    title: str
    """The sheet's name as the buyer spells it."""
    findings: Findings
    rows: list[Row] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    """The letter of each column that is there."""
    period_letters: dict[int, str] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)
    """Required columns that are not there."""
    marks: int = 0
    """How often a cell was found to have a problem."""
    _sound: tuple[tuple[int, int], list[Row]] = field(
        default=((-1, -1), []), init=False, repr=False
    )

    def __post_init__(self) -> None:
        self.defaults: Mapping[str, Any] = {
            column.name: default_of(column) for column in self.sheet.columns
        }

    @cached_property
    def names(self) -> Names:
        """Return the names that the rows define, once all are read."""
        return spelled(name for name in self.keys if name is not None)

    @property
    def keys(self) -> list[str | None]:
        """Return the name of each row; None where it has a problem."""
        column = self.sheet.key.name
        return [row.values.get(column) for row in self.rows]

    @property
    def sound_rows(self) -> list[Row]:
        """Return the rows that have a name and no problem."""
        if self.lacking:
            return []
        state = self.marks, len(self.rows)
        if self._sound[0] != state:
            keyed = zip(self.rows, self.keys, strict=True)
            self._sound = state, [row for row, key in keyed if key and not row.faulty]
        return self._sound[1]

    def __iter__(self) -> Iterator[Row]:
        """Go over the rows from the top."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return how many rows hold anything."""
        return len(self.rows)

    def fault(self, cell: str, what: str, why: str, hint: str) -> None:
        """Report a problem of a cell, or of the whole sheet where ``cell`` is blank."""
        self.findings.fault(self.title, cell, CellError(what, why, hint))


def default_of(column: Column) -> Any:
    """Return the value of a blank cell."""
    if column.default is None or isinstance(column.default, str):
        return column.default
    return int(column.default) if column.kind is Kind.COUNT else float(column.default)
