"""What a sheet's XML says besides its values: extent, hidden rows, merged cells.

The bytes are searched, not parsed: formatted rows by the million cost nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import range_boundaries

from planner.errors import UsageError
from planner.workbook.package import DAMAGED

LAST_ROW = 1_048_576
LAST_COLUMN = column_index_from_string("ZZ")
"""Columns further right hold nothing of a plan: 600 periods end before."""
MOST_CELLS = 2_000_000
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s>]")
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
REFERENCE = re.compile(rb"<(?:\w+:)?c\b[^>]*?\sr=[\"']([A-Z]+)[0-9]+[\"']")
FAR = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\sr=[\"']([A-Z]{3}[0-9]+)[\"'][^>/]*>\s*<(?:\w+:)?(?:v|is|f)[\s>]"
)
NUMBER = re.compile(rb"\sr=[\"'](\d{1,12})[\"']")
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\sref=[\"']([A-Z0-9:]+)[\"']")
HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
ERROR = re.compile(rb"\st=[\"']e[\"']")
BROKEN_TEXT = re.compile(rb"\st=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>\s*-")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Facts about one sheet, from its XML."""

    last_row: int
    """The last row that holds a value; 0 if none does."""
    width: int
    """Columns up to the rightmost cell; 0 where cells bear no address."""
    far: str | None
    """A cell with a value right of column ZZ."""
    merged: tuple[str, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    formulas: bool
    errors: bool

    @property
    def plain(self) -> bool:
        """Tell whether every cell has an address and a value of its own."""
        return bool(self.width) and not (self.formulas or self.errors or self.far)


def outline(part: bytes, sheet: str) -> Outline:
    """Return what a sheet's XML says.

    Raises:
        UsageError: rows are out of order or beyond Excel's last, or cells too many.
    """
    xml = _utf8(part)
    rows = list(_rows(xml))
    _check(xml, [row.number for row in rows], sheet)
    last = _last_row(xml, rows)
    return Outline(
        last_row=last,
        width=_width(xml),
        far=next((match[1].decode() for match in FAR.finditer(xml)), None),
        merged=tuple(match[1].decode() for match in MERGE.finditer(xml)),
        hidden_rows=tuple(
            row.number for row in rows if row.hidden and row.number <= last
        ),
        hidden_columns=tuple(_hidden_columns(xml)),
        formulas=FORMULA.search(xml) is not None,
        errors=ERROR.search(xml) is not None,
    )


def touched(merged: str) -> tuple[int, int, int, int]:
    """Return first column, first row, last column and last row of a range."""
    left, top, right, bottom = range_boundaries(merged)
    return left or 1, top or 1, right or LAST_COLUMN, bottom or LAST_ROW


class _Row(NamedTuple):
    number: int
    start: int
    """Where its cells begin in the XML."""
    hidden: bool


def _check(xml: bytes, rows: list[int], sheet: str) -> None:
    if any(later <= row for row, later in pairwise(rows)):
        raise UsageError(f"the rows of sheet {sheet} are out of order: {DAMAGED}")
    if rows and rows[-1] > LAST_ROW:
        raise UsageError(f"sheet {sheet} has a row beyond {LAST_ROW:,}: {DAMAGED}")
    if BROKEN_TEXT.search(xml):
        raise UsageError(f"the texts of sheet {sheet} are damaged: {DAMAGED}")
    if sum(1 for _ in VALUE.finditer(xml)) > MOST_CELLS:
        raise UsageError(
            f"sheet {sheet} has more than {MOST_CELLS:,} cells: "
            "delete what is not part of the plan"
        )


def _utf8(part: bytes) -> bytes:
    """Return the XML as UTF-8: the patterns are of ASCII bytes."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part.decode("utf-16", "replace").encode()
    if part[:2] in (b"<\0", b"\0<"):
        order = "utf-16-le" if part.startswith(b"<") else "utf-16-be"
        return part.decode(order, "replace").encode()
    return part


def _rows(xml: bytes) -> Iterator[_Row]:
    number = 0
    for match in ROW.finditer(xml):
        given = NUMBER.search(match[1])
        number = int(given[1]) if given else number + 1
        yield _Row(number, match.end(), HIDDEN.search(match[1]) is not None)


def _last_row(xml: bytes, rows: list[_Row]) -> int:
    end = len(xml)
    for row in reversed(rows):
        if VALUE.search(xml, row.start, end):
            return row.number
        end = row.start
    return 0


def _width(xml: bytes) -> int:
    letters = REFERENCE.findall(xml)
    if len(letters) != sum(1 for _ in CELL.finditer(xml)):
        return 0
    return max(
        (column_index_from_string(each.decode()) for each in set(letters)), default=0
    )


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for match in COLUMN.finditer(xml):
        if not HIDDEN.search(match[1]):
            continue
        first = re.search(rb"\smin=[\"'](\d{1,5})[\"']", match[1])
        last = re.search(rb"\smax=[\"'](\d{1,5})[\"']", match[1])
        if first and last:
            yield from range(int(first[1]), min(int(last[1]), LAST_COLUMN) + 1)
