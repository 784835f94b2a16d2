"""What a sheet's XML says besides its values: extent, hidden rows, merged cells.

The bytes are searched, not parsed: formatted rows by the million cost nothing.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from planner.errors import UsageError
from planner.workbook.grid import LAST_COLUMN, LAST_ROW, Outline, column_place
from planner.workbook.package import DAMAGED

MOST_CELLS = 2_000_000
TAG = rb"<(?:\w+:)?"
VALUE = TAG + rb"(?:v|is|f)[\s>]"
ROW = re.compile(TAG + rb"row\b([^>]*)>")
ROW_NUMBER = re.compile(TAG + rb"row\b[^>]*?\sr=[\"'](\d{1,12})[\"']")
PLACE = re.compile(
    TAG + rb"(?:(row)\b(?:[^>]*?\sr=[\"'](\d{1,12})[\"'])?"
    rb"|c\b[^>]*?\sr=[\"']([A-Z]{1,4})(\d{1,12})[\"'])"
)
COLUMN = re.compile(TAG + rb"col\b([^>]*)>")
CELL = re.compile(rb"<c r=[\"']([A-Z]+)")
FAR = re.compile(TAG + rb"c\b[^>]*?\sr=[\"']([A-Z]{3}\d+)[\"'][^>/]*>\s*" + VALUE)
MERGE = re.compile(TAG + rb"mergeCell\b[^>]*?\sref=[\"']([A-Z0-9:]+)[\"']")
TRUE = b'"1"', b'"true"', b"'1'", b"'true'"
HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
FORMULA = re.compile(TAG + rb"f[\s>/]")
ERROR = re.compile(rb"t=[\"']e[\"']")
BROKEN_TEXT = re.compile(rb"\st=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>\s*-")


def outline(xml: bytes, sheet: str) -> Outline:
    """Return what a sheet's XML, in UTF-8, says.

    Raises:
        UsageError: rows are out of order or beyond Excel's last, or cells too many.
    """
    _check(xml, sheet)
    last, width = _last_row(xml), _width(xml)
    return Outline(
        last_row=last,
        width=width,
        far=None if 0 < width <= LAST_COLUMN else _far(xml),
        merged=tuple(_merged(xml)),
        hidden_rows=tuple(row for row in _hidden_rows(xml) if row <= last),
        hidden_columns=tuple(_hidden_columns(xml)),
        formulas=(b"<f" in xml or b":f" in xml) and FORMULA.search(xml) is not None,
        errors=ERROR.search(xml) is not None,
    )


def outline_of_plain(xml: bytes, last_row: int, width: int) -> Outline:
    """Return what the XML says of a sheet all of whose cells are known already."""
    return Outline(
        last_row=last_row,
        width=width,
        far=None,
        merged=tuple(_merged(xml)),
        hidden_rows=tuple(row for row in _hidden_rows(xml) if row <= last_row),
        hidden_columns=tuple(_hidden_columns(xml)),
        formulas=False,
        errors=False,
    )


def _check(xml: bytes, sheet: str) -> None:
    rows = [int(number) for number in ROW_NUMBER.findall(xml)]
    if any(later <= row for row, later in pairwise(rows)):
        raise UsageError(f"the rows of sheet {sheet} are out of order: {DAMAGED}")
    if rows and rows[-1] > LAST_ROW:
        raise UsageError(f"sheet {sheet} has a row beyond {LAST_ROW:,}: {DAMAGED}")
    _check_places(xml, sheet)
    if b"v>-" in xml and BROKEN_TEXT.search(xml):
        raise UsageError(f"the texts of sheet {sheet} are damaged: {DAMAGED}")
    check_count(xml, sheet)


def check_count(xml: bytes, sheet: str) -> None:
    """Refuse a sheet with too many cells."""
    if xml.count(b"v>") // 2 + xml.count(b"is>") // 2 > MOST_CELLS:
        raise UsageError(
            f"sheet {sheet} has more than {MOST_CELLS:,} cells: "
            "delete what is not part of the plan"
        )


def _check_places(xml: bytes, sheet: str) -> None:
    """Refuse a cell that is there twice, left of the one before, or in another row."""
    places: dict[bytes, int] = {}
    current, last = b"", 0
    for row, given, letters, number in PLACE.findall(xml):
        if row:
            current, last = given, 0
            continue
        place = places.get(letters)
        if place is None:
            place = places[letters] = column_place(letters.decode())
        if place <= last or (current and number != current):
            cell = f"{letters.decode()}{number.decode()}"
            raise UsageError(
                f"cell {cell} of sheet {sheet} is there twice or out of place: "
                f"{DAMAGED}"
            )
        current, last = number, place


def utf8(part: bytes) -> bytes:
    """Return the XML as UTF-8: the patterns are of ASCII bytes."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part.decode("utf-16", "replace").encode()
    if part[:2] in (b"<\0", b"\0<"):
        order = "utf-16-le" if part.startswith(b"<") else "utf-16-be"
        return part.decode(order, "replace").encode()
    return part


def _last_row(xml: bytes) -> int:
    """Return the last row with a value, at the cost of a search from the end."""
    end = xml.rfind(b"sheetData>")
    value = max(xml.rfind(mark, 0, end) for mark in (b"v>", b"is>", b"f>", b"<f "))
    start = max(xml.rfind(b"<row", 0, value), xml.rfind(b":row", 0, value))
    if value < 0 or start < 0:
        return 0
    given = ROW_NUMBER.match(xml, xml.rfind(b"<", 0, start + 1))
    if given:
        return int(given[1])
    return sum(1 for _ in ROW.finditer(xml, 0, value))


def _width(xml: bytes) -> int:
    letters = CELL.findall(xml)
    if len(letters) < xml.count(b"<c ") + xml.count(b"<c>"):
        return 0
    return max((column_place(each.decode()) for each in set(letters)), default=0)


def _far(xml: bytes) -> str | None:
    far = FAR.search(xml)
    return far[1].decode() if far else None


def _merged(xml: bytes) -> Iterator[str]:
    behind = max(xml.rfind(b"sheetData>"), 0)
    return (match[1].decode() for match in MERGE.finditer(xml, behind))


def _hidden_rows(xml: bytes) -> Iterator[int]:
    if b"hidden=" not in xml or not any(b"hidden=" + each in xml for each in TRUE):
        return
    number = 0
    for match in ROW.finditer(xml):
        given = ROW_NUMBER.match(match[0])
        number = int(given[1]) if given else number + 1
        if HIDDEN.search(match[1]):
            yield number


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for match in COLUMN.finditer(xml, 0, max(xml.find(b"sheetData"), 0)):
        if not HIDDEN.search(match[1]):
            continue
        first = re.search(rb"\smin=[\"'](\d{1,5})[\"']", match[1])
        last = re.search(rb"\smax=[\"'](\d{1,5})[\"']", match[1])
        if first and last:
            yield from range(int(first[1]), min(int(last[1]), LAST_COLUMN) + 1)
