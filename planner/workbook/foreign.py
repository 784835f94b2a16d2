"""Cells of a workbook that is no planning problem, read as safely as one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from planner.workbook.apart import Child
from planner.workbook.frames import sheets_of
from planner.workbook.grid import Grid, column_letter
from planner.workbook.words import header


@dataclass(frozen=True)
class Foreign:
    """One sheet: its values by row number."""

    title: str
    rows: Mapping[int, Sequence[object]]

    @classmethod
    def of(cls, grid: Grid) -> "Foreign":
        """Return a sheet as it was read; the fast engine reads a blank as no letters."""
        rows = {n: [None if x == "" else x for x in row] for n, row in grid.rows}
        return cls(grid.title, rows)

    @property
    def numbers(self) -> Iterator[int]:
        """Yield the row numbers, from the top."""
        return iter(sorted(self.rows))

    def value(self, row: int, place: int) -> object:
        """Return what stands in a row, in a column counted from 0."""
        values = self.rows.get(row, ())
        return values[place] if place < len(values) else None

    def dense(self) -> list[Sequence[object]]:
        """Return every row from the first on, blank ones included."""
        last = max(self.rows, default=0)
        return [self.rows.get(row, ()) for row in range(1, last + 1)]


def cell(row: int, place: int) -> str:
    """Return an address: row 5, place 2 is C5."""
    return f"{column_letter(place + 1)}{row}"


def titles_and_sheets(
    content: bytes, name: str, wanted: Sequence[str]
) -> tuple[Sequence[str], Mapping[str, Foreign]]:
    """Return the names of all sheets, and those that are wanted, by the names wanted.

    Parsed in a process of its own, as the planning workbook is.

    Raises:
        UsageError: it is no workbook, a damaged one, or one too big to read.
        PlannerError: the program that reads it is at fault.
    """
    names = {header(each): each for each in wanted}
    for fast in (True, False):  # the fast engine may break down
        request = {"task": "read", "name": name, "sheets": list(names), "fast": fast}
        with closing(Child(request, content)) as child:
            got = child.answer()
            failure = child.failure(name)
            if got or child.late:
                break
    if not got:
        raise failure
    read = sheets_of(got)
    sheets = {names[header(t)]: Foreign.of(grid) for t, grid in read.grids.items()}
    return read.titles, sheets
