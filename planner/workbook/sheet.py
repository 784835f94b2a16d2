"""A sheet's cells into a table: its rows, and every fault on the way."""

from collections.abc import Sequence
from datetime import datetime, time
from itertools import chain
from typing import Any

from planner.workbook.bulk import read_rows
from planner.workbook.findings import CellError, Findings
from planner.workbook.grid import Columns, Grid, column_letter, touched
from planner.workbook.header import Slot, read_header
from planner.workbook.periods import Horizon
from planner.workbook.schema import Sheet
from planner.workbook.table import PERIOD, SERIES, Row, Table
from planner.workbook.values import Understood, is_blank
from planner.workbook.words import folded, listed, quoted

EXACT = 1e21
"""Whole numbers below are written with all their digits."""
MOST_LISTED = 20
"""Merged ranges listed in one sheet."""


def tabulate(
    sheet: Sheet,
    grid: Grid,
    horizon: Horizon | None,
    findings: Findings,
    deferred: frozenset[str] = frozenset(),
) -> Table:
    """Return a sheet's table; its faults go to ``findings``.

    Cells of ``deferred`` columns stay as they are.
    """
    table = Table(sheet=sheet, title=grid.title, findings=findings)
    first = next((cells for number, cells in grid.rows if number == 1), ())
    slots, silent = read_header(table, first, horizon, deferred)
    if slots:
        body = _Body(table, slots, silent)
        if isinstance(grid.rows, Columns):
            body.read_columns(grid.rows)
        else:
            for number, cells in grid.rows:
                if number > 1:
                    body.read(number, cells)
        body.report_strays(grid.outline.far)
        _report_merged(table, grid, {slot.place + 1 for slot in slots})
        _report_repeated(table)
        if sheet.required and not table.rows:
            table.fault("", "no row is filled in", sheet.meaning, "fill in a row")
    _warn_hidden(table, grid)
    return table


class _Body:
    """Reads the rows below the header into a table."""

    def __init__(self, table: Table, slots: Sequence[Slot], silent: set[int]) -> None:
        self.table = table
        self.slots = slots
        headed = silent | {slot.place for slot in slots}
        self.end = max(headed) + 1
        self.gaps = sorted(set(range(self.end)) - headed)
        self.strays: dict[int, tuple[int, object]] = {}

    def read(self, number: int, cells: Sequence[object]) -> None:
        """Add a row, unless it is blank."""
        row = Row(self.table, number)
        into: tuple[dict[Any, Any], ...] = (row.values, row.series, row.tags)
        width = len(cells)
        blank = []
        for slot in self.slots:
            value = cells[slot.place] if slot.place < width else None
            if value is None or is_blank(value):
                if slot.column.required:
                    blank.append(slot)
                continue
            try:
                into[slot.bucket][slot.key] = self._parsed(row, slot, value)
            except CellError as fault:
                self._fault(row, slot, fault)
        if self.gaps or width > self.end:
            self._note_strays(number, cells)
        if any(into) or row.faulty:
            self.table.rows.append(row)
            for slot in blank:
                self._fault(row, slot, _missing(slot, self.table.sheet))

    def read_columns(self, rows: Columns) -> None:
        """Add many rows."""
        for place in chain(self.gaps, range(self.end, len(rows.columns))):
            if place < len(rows.columns):
                below = zip(rows.numbers, rows.columns[place], strict=True)
                stray = next((each for each in below if not is_blank(each[1])), None)
                if stray:
                    self.strays[place] = stray
        read_rows(self.table, rows, self.slots, self.read)

    def report_strays(self, far: str | None) -> None:
        """Report values that stand under no header: the first of each column."""
        why = "without a header nothing says what it means"
        for place, (number, value) in sorted(self.strays.items()):
            letter = column_letter(place + 1)
            shown = value.what if isinstance(value, CellError) else _told(value)
            self.table.fault(
                f"{letter}{number}",
                f"{shown} stands under no header",
                why,
                f"write a header into {letter}1, or clear the column",
            )
        if far:
            what = "a value stands far to the right of the table"
            self.table.fault(far, what, why, "clear the cell")

    def _parsed(self, row: Row, slot: Slot, value: object) -> Any:
        if isinstance(value, CellError):
            raise value
        parsed = slot.parse(value)
        if type(parsed) is not Understood:
            return parsed
        cell = f"{slot.letter}{row.number}"
        self.table.findings.warn(self.table.title, cell, parsed.message)
        return parsed.value

    def _fault(self, row: Row, slot: Slot, fault: CellError) -> None:
        row.mark(PERIOD if slot.bucket == SERIES else slot.key)
        cell = f"{slot.letter}{row.number}"
        self.table.findings.fault(self.table.title, cell, fault)

    def _note_strays(self, number: int, cells: Sequence[object]) -> None:
        width = len(cells)
        for place in chain(self.gaps, range(self.end, width)):
            if place >= width or place in self.strays:
                continue
            if not is_blank(cells[place]):
                self.strays[place] = number, cells[place]


def _told(value: object) -> str:
    """Return a value as a message repeats it, whichever engine has read it."""
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        value = int(value)
    return quoted(value)


def _missing(slot: Slot, sheet: Sheet) -> CellError:
    meaning = slot.column.meaning.rstrip(".")
    return CellError(
        f"{slot.column.name} is blank",
        f"every row of {sheet.name} needs it",
        f"write {meaning[:1].lower()}{meaning[1:]}",
    )


def _report_repeated(table: Table) -> None:
    for column in table.sheet.columns:
        if not column.unique:
            continue
        if column is table.sheet.key and len(table.names) == len(table.rows):
            continue
        first: dict[str, Row] = {}
        named = [row for row in table if row.values.get(column.name) is not None]
        names = folded(row.values[column.name] for row in named)
        if len(set(names)) == len(names):
            continue
        for row, name in zip(named, names, strict=True):
            earlier = first.setdefault(name, row)
            if earlier is not row:
                row.fault(
                    column.name,
                    f"{column.name} {quoted(row[column.name])} is there twice",
                    f"the first is in {earlier.at(column.name)}",
                    "give each row a name of its own, or delete one",
                )


def _report_merged(table: Table, grid: Grid, columns: set[int]) -> None:
    inside = [
        merged
        for merged in grid.outline.merged
        if _overlaps(merged, columns, grid.outline.last_row)
    ]
    for merged in inside[:MOST_LISTED]:
        table.fault(
            merged,
            "the cells are merged",
            "only the first of them holds a value",
            "unmerge them and write the value into each cell",
        )
    if len(inside) > MOST_LISTED:
        rest = len(inside) - MOST_LISTED
        table.fault(
            "",
            f"{rest} more ranges are merged",
            "only the first cell of each holds a value",
            "unmerge all cells of the table",
        )


def _overlaps(merged: str, columns: set[int], last_row: int) -> bool:
    left, top, right, _ = touched(merged)
    return top <= last_row and any(left <= column <= right for column in columns)


def _warn_hidden(table: Table, grid: Grid) -> None:
    findings, title = table.findings, table.title
    if grid.hidden:
        findings.warn(title, "", "the sheet is hidden and read like any other")
    rows = grid.outline.hidden_rows
    if rows:
        which = listed(map(str, rows))
        said = f"hidden rows are read like any other ({len(rows)}): {which}"
        findings.warn(title, f"A{rows[0]}", said)
    there = {*table.letters.values(), *table.period_letters.values()}
    hidden = map(column_letter, grid.outline.hidden_columns)
    columns = [letter for letter in hidden if letter in there]
    if columns:
        which = listed(columns)
        said = f"hidden columns are read like any other ({len(columns)}): {which}"
        findings.warn(title, f"{columns[0]}1", said)
