"""A second engine reads the same cells: where the two differ, neither is believed.

calamine shares no code with openpyxl. A large plain sheet is read by calamine first, and
again from its XML. What they may rightly say differently:

- an empty cell is nothing to one and an empty text to the other;
- a date is a date to one and Excel's number of days to the other, to a second; of a
  date before the calendar's first day one keeps the time only;
- a whole number may be an int or a float;
- texts are compared after `_x000D_` escapes are resolved and as names are compared:
  in NFKC, without the white space around them, and with one kind of line end;
- errors and formulas without a stored value are told by openpyxl alone.

Every other difference is a fault.
"""

import re
from array import array
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import repeat, zip_longest
from typing import Any, Protocol, cast

from planner.workbook.contents import FROM_1900
from planner.workbook.findings import CellError
from planner.workbook.frames import Difference
from planner.workbook.grid import (
    APART,
    Columns,
    Grid,
    Packed,
    column_letter,
    packed,
    unpacked,
)
from planner.workbook.package import is_of_program
from planner.workbook.scan import Scan
from planner.workbook.words import clean

try:
    import python_calamine
except ImportError:
    python_calamine = None  # type: ignore[assignment]

Rectangle = Sequence[Sequence[object]]
"""Rows of one width from row 1 on, blank ones included; a blank is an empty text."""
FAST_CELLS = 10_000_000
"""calamine lays out the whole rectangle in memory."""
PLAIN = frozenset({float, str})
MOST_LISTED = 20
"""Differences listed of one sheet."""
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
SECOND = 1.01 / 86_400
"""In days."""
DAY = timedelta(days=1)
LEAP = 61
"""Days from 1899-12-30 to 1900-03-01, as Excel numbers it."""


class Reader(Protocol):
    """A workbook that can be read by the second engine."""

    epoch: datetime
    compared: set[str]
    """Sheets that two engines have read alike."""

    def rectangle(self, title: str) -> Rectangle:
        """Return a sheet's rows as the second engine reads them."""


def differences(
    book: "Reader", grids: Mapping[str, Grid]
) -> Mapping[str, Sequence[Difference]] | None:
    """Return where the second engine reads something else, by sheet.

    Returns None if it cannot open the workbook, and raises what is a mistake here.
    """
    if not hasattr(python_calamine, "CalamineWorkbook"):
        return {}
    try:
        return {
            title: _between(grid, _numbered(book.rectangle(title)), book.epoch)
            for title, grid in grids.items()
            if title not in book.compared and _fits(grid)
        }
    except MemoryError:
        raise
    except BaseException as error:  # a Rust panic is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit) or is_of_program(error):
            raise
        return None


def agreed(scan: Scan, rows: Rectangle, epoch: datetime) -> Columns | None:
    """Return what two engines read alike of a large sheet, None if they differ at all.

    A date is the second's: the XML has a number of days.
    """
    numbers = scan.numbers
    if not rows or len(rows) != scan.last_row or len(rows[0]) > len(scan.columns):
        return None
    below = rows[1:]
    if len(numbers) < len(below):
        below = [rows[number - 1] for number in numbers]
        blank = [""] * len(rows[0])
        if sum(row != blank for row in rows[1:]) > len(numbers):
            return None
    theirs = [*zip(*below, strict=True)] if below else []
    heads = [*rows[0], *[""] * (len(scan.columns) - len(rows[0]))]
    theirs += [("",) * len(numbers)] * (len(scan.columns) - len(theirs))
    first = _agreed(scan.heads, heads, epoch)
    columns = [*map(_agreed, scan.columns, theirs, repeat(epoch))]
    if first is None or None in columns:
        return None
    return Columns(
        unpacked(first), numbers, [each for each in columns if each is not None]
    )


def _agreed(mine: Packed, other: Sequence[object], epoch: datetime) -> Packed | None:
    """Return what both read in some cells, None if they differ."""
    if _says(mine, other):
        return mine
    cells = unpacked(mine)
    return packed(_with_errors(cells, other)) if _alike(cells, other, epoch) else None


def _says(mine: Packed, other: Sequence[object]) -> bool:
    """Tell whether packed cells are just the other ones."""
    kinds = set(map(type, other))
    if isinstance(mine, bytes):
        return kinds == {float} and mine == array("d", cast("Any", other)).tobytes()
    return kinds == {str} and mine == APART.join(cast("Any", other))


def _alike(mine: Sequence[object], other: Sequence[object], epoch: datetime) -> bool:
    if list(mine) == list(other) and PLAIN.issuperset(map(type, mine)):
        return True
    return all(
        agree(one, two, epoch)
        for one, two in zip(mine, other, strict=True)
        if one != two or type(one) is not type(two)
    )


def _with_errors(mine: Sequence[object], other: Sequence[object]) -> Sequence[object]:
    """Return the second's values, the first's where a cell shows an error."""
    if PLAIN.issuperset(map(type, mine)):
        return other
    return [
        one if isinstance(one, CellError) else two
        for one, two in zip(mine, other, strict=True)
    ]


def _fits(grid: Grid) -> bool:
    """Tell whether the rectangle up to the last cell can be laid out in memory."""
    facts = grid.outline
    width = max((len(row) for _, row in grid.rows), default=0)
    return facts.far is None and facts.last_row * width <= FAST_CELLS


def _numbered(rows: Rectangle) -> Mapping[int, Sequence[object]]:
    blank = [""] * len(rows[0]) if rows else []
    return {n: row for n, row in enumerate(rows, start=1) if row != blank}


def _between(
    grid: Grid, other: Mapping[int, Sequence[object]], epoch: datetime
) -> list[Difference]:
    ours = dict(grid.rows)
    found: list[Difference] = []
    for number in sorted(ours.keys() | other.keys()):
        here, there = ours.get(number, ()), other.get(number, ())
        for place, (one, two) in enumerate(zip_longest(here, there), start=1):
            if one == two and type(one) is type(two):
                continue
            if not agree(one, two, epoch):
                cell = f"{column_letter(place)}{number}"
                found.append((cell, _told(one), _told(two)))
                if len(found) == MOST_LISTED:
                    return found
    return found


def agree(one: object, two: object, epoch: datetime) -> bool:
    """Tell whether two engines say the same of a cell."""
    if isinstance(one, CellError):
        return True
    one, two = _plain(one, epoch), _plain(two, epoch)
    if isinstance(one, str) and isinstance(two, str):
        return _bare(one) == _bare(two)
    if isinstance(one, tuple) or isinstance(two, tuple):
        return _same_day(one, two)
    return type(one) is type(two) and one == two


def _plain(value: object, epoch: datetime) -> object:
    """Return blanks as an empty text, numbers as floats, and dates as (days,)."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, timedelta):
        return (value / DAY,)
    return (_days(value, epoch),) if isinstance(value, date | time) else value


def _days(value: date | time, epoch: datetime) -> float:
    """Return the number Excel keeps; it counts a 29 February 1900."""
    if isinstance(value, time):
        return (datetime.combine(epoch, value) - epoch) / DAY
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    days = (moment - epoch) / DAY
    before_march = epoch == FROM_1900 and 1 <= days < LEAP
    return days - 1 if before_march else days


def _same_day(one: object, two: object) -> bool:
    first, other = (each[0] if isinstance(each, tuple) else each for each in (one, two))
    if not (isinstance(first, float) and isinstance(other, float)):
        return False
    apart = abs(first - other)
    return (apart % 1 if min(first, other) < 0 else apart) <= SECOND


def _bare(text: str) -> str:
    whole = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return clean(whole.replace("\r\n", "\n").replace("\r", "\n"))


def _told(value: object) -> str:
    return "nothing" if value is None or value == "" else str(value)
