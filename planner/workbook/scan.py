"""The values of a large sheet as its XML has them, row by row in one search.

openpyxl takes twenty times as long, as it makes an object of every cell. What is read
here is what Excel, LibreOffice and openpyxl write: rows that follow one another, in each
row cells with their addresses, in the order of their columns, nothing in between. One
search covers a whole row, or the sheet is not read here at all: no cell is passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from math import inf
from operator import itemgetter

from planner.workbook.findings import CellError
from planner.workbook.grid import column_letter, column_place

CELL = (
    rb"(?:<c r=\"%s\1\"(?: s=\"\d++\")?+(?:"
    rb" t=\"inlineStr\"><is><t(?: xml:space=\"preserve\")?+>([^<]*+)</t></is></c>"
    rb"|(?: t=\"([a-z]++)\")?+(?: ?/>"
    rb"|>(<f(?: [^>]*)?(?:/>|>[^<]*</f>))?(?:<v>([^<]*+)</v>|<v ?/>)?</c>)))?+"
)
"""An inline text, or the type of a value, its formula and the value itself.

What is found is never given back (`++`), as no cell can be read in two ways.
"""
GROUPS = 4
ROW = rb"<row r=\"(\d++)\"(?: [^>]*)?(?:/>|>%s</row>)"
LETTERS = re.compile(rb"<c r=\"([A-Z]+)")
TEXT = re.compile(
    rb"<si>(?:<t(?: xml:space=\"preserve\")?>([^<]*)</t>|<t ?/>)"
    rb"(?:<phoneticPr [^>]*/>)?</si>"
)
ODD = b"<!", b"\r", b"&#", b"x005F_"
"""In the texts that cells share: openpyxl makes something else of it."""
ENCODING = re.compile(rb"encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
PROLOG = 200
MOST_LETTERS = 2
"""Of a column: those beyond ZZ hold nothing of a plan."""
SHARED, TRUTH, TEXTUAL, ERROR = b"s", b"b", b"str", b"e"
NUMERIC = {b"", b"n"}
KINDS = NUMERIC | {SHARED, TRUTH, TEXTUAL, ERROR}
TRUTHS = b"0", b"1"
DIGITS, NUMBER = b"0123456789", b"0123456789.eE+-"
BLANK = b'"/>', b'" />'
"""With which a row without cells ends."""
PARTS = slice(0, 1), slice(1, None)
"""Of a column: its header, and the rest."""
UNCALCULATED = CellError(
    "the formula has no stored value",
    "the program that wrote the workbook never calculated it",
    "open the workbook in Excel and save it, or write the value itself",
)


@dataclass(frozen=True)
class Scan:
    """Row 1 of a sheet, and the other rows that hold anything."""

    numbers: Sequence[int]
    """Of the rows below row 1."""
    heads: Sequence[object]
    """What row 1 holds, from column A on; blank cells are empty texts."""
    columns: Sequence[Sequence[object]]
    """What each column holds in the other rows."""

    @property
    def last_row(self) -> int:
        """Return the last row that holds anything."""
        return self.numbers[-1] if self.numbers else 1


class _NotPlainError(Exception):
    """The XML is not as plain as that."""


def scanned(xml: bytes, texts: Callable[[], Sequence[str]]) -> Scan | None:
    """Return the values of a sheet, or None where its XML is not as plain as that.

    ``texts`` returns those that cells share.
    """
    try:
        rows = _rows(xml)
        numbers = list(map(int, next(rows)))
        if numbers[:1] != [1] or sorted(set(numbers)) != numbers:
            return None
        cells = [_values(each, texts) for each in zip(*[rows] * GROUPS, strict=True)]
        return _without_blanks(numbers, cells)
    except (_NotPlainError, UnicodeDecodeError, ValueError, IndexError):
        return None


def shared(xml: bytes) -> Sequence[str] | None:
    """Return the texts that cells share, in order, or None where some are not plain."""
    if any(each in xml for each in ODD) or ENCODING.search(xml, 0, PROLOG):
        return None
    found = TEXT.findall(xml)
    if xml.count(b"<si") != len(found):
        return None
    return _decoded(found)


def shows(error: object) -> CellError:
    """Return what is said of a cell that shows an Excel error."""
    return CellError(
        f"the cell shows {error}",
        "an Excel error is not a value",
        "mend the formula, or write the value itself",
    )


def _rows(xml: bytes) -> Iterator[Sequence[bytes]]:
    """Return the numbers of the rows, and for each column of the sheet its groups."""
    if b"<!" in xml or ENCODING.search(xml, 0, PROLOG):
        raise _NotPlainError
    first = xml[xml.find(b"<row ") : xml.find(b"</row>")]
    for part in (first, xml):
        letters = sorted(set(LETTERS.findall(part)), key=lambda each: (len(each), each))
        if letters and len(letters[-1]) <= MOST_LETTERS:
            width = column_place(letters[-1].decode())
            found = _pattern(width).findall(xml)
            if _covers(found, xml):
                return iter(zip(*found, strict=True))
    raise _NotPlainError


@cache
def _pattern(width: int) -> re.Pattern[bytes]:
    letters = (column_letter(place + 1).encode() for place in range(width))
    return re.compile(ROW % b"".join(CELL % each for each in letters))


def _covers(found: Sequence[object], xml: bytes) -> bool:
    """Tell whether the rows found are all there are, with nothing between them."""
    start, end = xml.find(b"<sheetData><row "), xml.rfind(b"</sheetData>")
    between = len(found) - 1 - xml.count(b"</row><row ")
    if between:  # rows without cells end otherwise
        between -= sum(xml.count(each + b"<row ") for each in BLANK)
    return (
        not between
        and len(found) == xml.count(b"<row ")
        and b"<sheetData" not in xml[:start]
        and b"<sheetData" not in xml[end:]
        and start >= 0
        and xml.endswith((b"</row>", *BLANK), 0, end)
    )


def _values(
    groups: Sequence[Sequence[bytes]], texts: Callable[[], Sequence[str]]
) -> list[object]:
    """Return what the cells of a column hold."""
    head, body = (_read([each[part] for each in groups], texts) for part in PARTS)
    return head + body


def _read(
    groups: Sequence[Sequence[bytes]], texts: Callable[[], Sequence[str]]
) -> list[object]:
    """Return what some cells of a column hold: all at once where they are alike."""
    inline, kinds, formulas, values = groups
    alike = set(kinds)
    if not alike <= KINDS:
        raise _NotPlainError
    if not any(formulas) and alike <= NUMERIC:
        if not any(values):
            return [*_decoded(inline)]
        if not any(inline):
            return _numbers(values)
    if alike == {SHARED} and all(values) and not any(formulas):
        return [*map(texts().__getitem__, _places(values))]
    cells = zip(inline, kinds, formulas, values, strict=True)
    return [_value(each, texts) for each in cells]


def _numbers(values: Sequence[bytes]) -> list[object]:
    if b"".join(values).translate(None, NUMBER):
        raise _NotPlainError
    numbers = [float(each) if each else "" for each in values]
    if inf in numbers or -inf in numbers:
        raise _NotPlainError
    return [*numbers]


def _places(values: Sequence[bytes]) -> Iterable[int]:
    if b"".join(values).translate(None, DIGITS):
        raise _NotPlainError
    return map(int, values)


def _value(cell: Sequence[bytes], texts: Callable[[], Sequence[str]]) -> object:
    inline, kind, formula, value = cell
    if inline:
        return unescape(inline.decode())
    if not value:
        return UNCALCULATED if formula and kind != TEXTUAL else ""
    if kind in NUMERIC:
        return _numbers([value])[0]
    if kind == SHARED:
        return texts()[next(iter(_places([value])))]
    if kind == TRUTH:
        if value not in TRUTHS:
            raise _NotPlainError
        return value == b"1"
    text = unescape(value.decode())
    return shows(text) if kind == ERROR else text


def _decoded(texts: Sequence[bytes]) -> list[str]:
    joined = b"\n".join(texts).decode()
    each = joined.split("\n")
    if len(each) != len(texts):  # some have several lines
        each = [text.decode() for text in texts]
    return [*map(unescape, each)] if "&" in joined else each


def _without_blanks(numbers: Sequence[int], cells: Sequence[Sequence[object]]) -> Scan:
    heads = [column[0] for column in cells]
    blank = ("",) * len(cells)
    kept = [
        place
        for place, row in enumerate(zip(*cells, strict=True))
        if place and row != blank
    ]
    if len(kept) == len(numbers) - 1:
        return Scan(numbers[1:], heads, [column[1:] for column in cells])
    take = itemgetter(*kept, 0, 0)  # a getter of one place would return no tuple
    return Scan(take(numbers)[:-2], heads, [take(column)[:-2] for column in cells])
