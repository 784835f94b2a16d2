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
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import zip_longest
from typing import Any

from openpyxl.utils.datetime import to_excel

from planner.workbook.cells import FAST_CELLS, Book
from planner.workbook.findings import CellError
from planner.workbook.frames import Difference
from planner.workbook.grid import Grid, column_letter
from planner.workbook.scan import scanned
from planner.workbook.words import clean

try:
    import python_calamine
except ImportError:
    python_calamine = None  # type: ignore[assignment]

MOST_LISTED = 20
"""Differences listed of one sheet."""
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
SECOND = 1.01 / 86_400
"""In days."""


def differences(
    book: Book, grids: Mapping[str, Grid]
) -> Mapping[str, Sequence[Difference]] | None:
    """Return where the second engine reads something else, by sheet.

    Returns None if it cannot open the workbook.
    """
    engine = getattr(python_calamine, "CalamineWorkbook", None)
    if engine is None:
        return {}
    try:
        other = engine.from_filelike(BytesIO(book.content))
        return {
            title: _between(grid, _again(book, other, grid), book.epoch)
            for title, grid in grids.items()
            if _fits(grid)
        }
    except MemoryError:
        raise
    except BaseException as error:  # a Rust panic is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return None


def _fits(grid: Grid) -> bool:
    """Tell whether the rectangle up to the last cell can be laid out in memory."""
    facts = grid.outline
    width = max((len(row) for _, row in grid.rows), default=0)
    return facts.far is None and facts.last_row * width <= FAST_CELLS


def _again(book: Book, other: Any, grid: Grid) -> Mapping[int, Sequence[object]]:
    """Return the cells as the engine reads them that did not read them first."""
    if grid.title not in book.read_fast:
        return _cells(other, grid)
    rows = scanned(book.part(grid.title), grid, book.texts)
    return dict(book.careful(grid.title, grid.outline)) if rows is None else rows


def _cells(other: Any, grid: Grid) -> Mapping[int, Sequence[object]]:
    sheet = other.get_sheet_by_name(grid.title)
    rows = sheet.to_python(skip_empty_area=False)
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
        return (value / timedelta(days=1),)
    if isinstance(value, date | time):
        return (float(to_excel(value, epoch)),)  # type: ignore[no-untyped-call]
    return value


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
