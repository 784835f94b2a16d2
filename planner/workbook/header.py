"""The first row of a sheet: which column of the table stands where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.workbook.column import Column
from planner.workbook.findings import CellError
from planner.workbook.grid import column_letter
from planner.workbook.periods import Horizon, looks_like_period
from planner.workbook.schema import TAG
from planner.workbook.table import SERIES, TAGS, VALUES, Table
from planner.workbook.values import Parse, is_blank, parser, text
from planner.workbook.words import bare, header, listed, or_note, quoted, unknown

TAG_PREFIX = TAG.name.partition(":")[0] + ":"
IGNORED = "note"


@dataclass(frozen=True)
class Slot:
    """Where the values of one column stand, how to read them, where they go."""

    place: int
    letter: str
    column: Column
    bucket: int
    key: Any
    parse: Parse


def read_header(
    table: Table,
    cells: Sequence[object],
    horizon: Horizon | None,
    deferred: frozenset[str] = frozenset(),
) -> tuple[list[Slot], set[int]]:
    """Return the columns of a table, and the places whose cells are not read.

    Cells of ``deferred`` columns stay as they are.
    """
    reader = _Header(table, horizon, deferred)
    for place, value in enumerate(cells):
        if not is_blank(value):
            reader.read(place, value)
    if not reader.slots:
        names = listed(column.name for column in table.sheet.columns)
        table.fault(
            "A1",
            f"row 1 is not the header of {table.sheet.name}",
            "none of its columns is there",
            f"write the headers in row 1: {names}",
        )
        return [], set()
    reader.report()
    return reader.slots, reader.silent


class _Header:
    """Reads one header row, cell by cell."""

    def __init__(
        self, table: Table, horizon: Horizon | None, deferred: frozenset[str]
    ) -> None:
        self.table = table
        self.horizon = horizon
        self.deferred = deferred
        self.columns = {column.name: column for column in table.sheet.columns}
        self.slots: list[Slot] = []
        self.silent: set[int] = set()
        self.seen: dict[str, str] = {}
        self.faults: list[tuple[str, CellError]] = []

    def read(self, place: int, value: object) -> None:
        """Take the column at this place in, or report what is wrong with it."""
        letter = column_letter(place + 1)
        try:
            slot = self._slot(place, letter, value)
        except CellError as fault:
            self.faults.append((f"{letter}1", fault))
            slot = None
        if slot is None:
            self.silent.add(place)
        else:
            self.slots.append(slot)

    def report(self) -> None:
        """Report what is wrong with the header, and what it lacks."""
        table = self.table
        for cell, fault in self.faults:
            table.findings.fault(table.title, cell, fault)
        for column in table.sheet.columns:
            if column.required and column.name not in table.letters:
                table.lacking.add(column.name)
                table.fault(
                    "",
                    f"column {column.name} is missing",
                    column.meaning.rstrip("."),
                    f"write {column.name} into row 1 and fill the column in",
                )
        if self.horizon and table.sheet.wide and table.sheet.wide.required:
            self._report_periods(self.horizon)

    def _report_periods(self, horizon: Horizon) -> None:
        table = self.table
        labels = horizon.labels
        missing = [
            each for t, each in enumerate(labels) if t not in table.period_letters
        ]
        if missing:
            table.lacking.add("period")
            table.fault(
                "",
                f"no column for {listed(missing)}",
                f"{table.sheet.name} has one column per period of the plan",
                "write the periods into row 1 and fill the columns in",
            )

    def _slot(self, place: int, letter: str, value: object) -> Slot | None:
        if isinstance(value, CellError):
            raise value
        named = bare(value) if isinstance(value, str) else value
        if self.table.sheet.wide and looks_like_period(named):
            return self._period(place, letter, named)
        written = text(value)
        name = header(written)
        if name.startswith(IGNORED):
            return None
        if name.startswith(TAG_PREFIX) and self.table.sheet.tags:
            return self._tag(place, letter, name)
        column = self.columns.get(name)
        if column is None:
            raise self._unknown(written, name)
        self._once(name, letter)
        self.table.letters[name] = letter
        parse = _as_is if name in self.deferred else parser(column, self.horizon)
        return Slot(place, letter, column, VALUES, name, parse)

    def _period(self, place: int, letter: str, value: object) -> Slot | None:
        if self.horizon is None or self.table.sheet.wide is None:
            return None
        period = self.horizon.index(value)
        label = self.horizon.labels[period]
        self._once(label, letter)
        self.table.period_letters[period] = letter
        column = replace(self.table.sheet.wide, name=label)
        return Slot(place, letter, column, SERIES, period, parser(column, None))

    def _tag(self, place: int, letter: str, name: str) -> Slot:
        tag = name.removeprefix(TAG_PREFIX).strip("_ ")
        if not tag:
            raise CellError(
                "the tag has no name",
                "policies and curbs name a tag by its header",
                "write a header such as tag:refiner",
            )
        spelled = f"{TAG_PREFIX}{tag}"
        self._once(spelled, letter)
        self.table.letters[spelled] = letter
        column = replace(TAG, name=spelled)
        return Slot(place, letter, column, TAGS, spelled, parser(column, None))

    def _once(self, name: str, letter: str) -> None:
        if name in self.seen:
            raise CellError(
                f"column {name} is there twice",
                f"the first is in {self.seen[name]}1",
                "delete one of them, or let its header start with note",
            )
        self.seen[name] = letter

    def _unknown(self, written: str, name: str) -> CellError:
        sheet = self.table.sheet
        known = [*self.columns, *([TAG.name] if sheet.tags else [])]
        why, hint = unknown(name, known, "column")
        return CellError(
            f"column {quoted(written)} is unknown",
            why,
            or_note(hint, "header"),
        )


def _as_is(value: object) -> object:
    return value
