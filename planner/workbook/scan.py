"""The values of a large sheet as its XML has them, row by row in one search.

openpyxl takes twenty times as long, as it makes an object of every cell. What is read
here is what Excel, LibreOffice and openpyxl write: rows that follow one another, in each
row cells with their addresses, in the order of their columns, nothing in between. One
search covers a whole row, or the sheet is not read here at all: no cell is passed over.
"""

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from math import inf, isinf
from operator import itemgetter

from planner.workbook.findings import CellError
from planner.workbook.grid import (
    APART,
    Packed,
    column_letter,
    column_place,
    packed,
    unpacked,
)
from planner.workbook.shared import ENCODING, PROLOG

CELL = (
    rb"(?:<c r=\"%s\1\"(?: s=\"\d++\")?+(?:"
    rb" t=\"inlineStr\"><is><t(?: xml:space=\"preserve\")?+>([^<]*+)</t></is></c>"
    rb"|(?: t=\"([a-z]++)\")?+(?: ?/>"
    rb"|>(<f(?: [^>]*)?(?:/>|>[^<]*</f>))?(?:<v>([^<]*+)</v>|<v ?/>)?</c>)))?+"
)
"""An inline text, or the type of a value, its formula and the value itself.

What is found is never given back (`++`), as no cell can be read in two ways.
"""
ROW = rb"<row r=\"(\d++)\"(?: [^>]*)?(?:/>|>%s</row>)"
GROUPS = 4
"""Of a `CELL`; a plain one has its value alone."""
PLAIN_CELL = rb"(?:<c r=\"%s\1\"(?: s=\"\d++\")?+(?: ?/>|%s</c>))?+"
INLINE, SHARED, NUMBER, BARE = range(4)
"""What most columns hold from the top to the bottom."""
PLAIN_VALUES = {
    INLINE: rb" t=\"inlineStr\"><is><t(?: xml:space=\"preserve\")?+>([^<]++)</t></is>",
    SHARED: rb" t=\"s\"><v>([^<]++)</v>",
    NUMBER: rb" t=\"n\"><v>([^<]++)</v>",
    BARE: rb"><v>([^<]++)</v>",
}
ANY = -1
"""A column of cells of several kinds, or of formulas."""
LETTERS = re.compile(rb"<c r=\"([A-Z]+)")
MOST_LETTERS = 2
"""Of a column: those beyond ZZ hold nothing of a plan."""
OF_SHARED, TRUTH, TEXTUAL, ERROR = b"s", b"b", b"str", b"e"
NUMERIC = {b"", b"n"}
KINDS = NUMERIC | {OF_SHARED, TRUTH, TEXTUAL, ERROR}
TRUTHS = b"0", b"1"
DIGITS, NUMERALS = b"0123456789", b"0123456789.eE+-"
AROUND = b"<sheetData", b"<!"
"""Not to be found before or after the rows; in the cells found there is no tag."""
BLANK = b'"/>', b'" />'
"""With which a row without cells ends."""
BY_TYPE = {OF_SHARED: SHARED, b"n": NUMBER, b"": BARE}
Kinds = tuple[int, ...]
"""What each column holds."""
Texts = Callable[[], Sequence[str]]
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
    columns: Sequence[Packed]
    """What each column holds in the other rows."""

    @property
    def last_row(self) -> int:
        """Return the last row that holds anything."""
        return self.numbers[-1] if self.numbers else 1


class _NotPlainError(Exception):
    """The XML is not as plain as that."""


def scanned(xml: bytes, texts: Texts) -> Scan | None:
    """Return the values of a sheet, or None where its XML is not as plain as that.

    ``texts`` returns those that cells share.
    """
    try:
        heads, kinds, found = _rows(xml)
        groups = [*zip(*found, strict=True)] or [()] * (1 + _groups_of(kinds))
        numbers = [*map(int, groups[0])]
        if numbers[:1] == [1] or sorted({1, *numbers}) != [1, *numbers]:
            return None
        single = [[each] for each in heads]
        tops = _columns(single, [ANY] * len(kinds), texts)
        first = [unpacked(each)[0] for each in tops]
        return _without_blanks(numbers, first, _columns(groups[1:], kinds, texts))
    except (_NotPlainError, UnicodeDecodeError, ValueError, IndexError):
        return None


def shows(error: object) -> CellError:
    """Return what is said of a cell that shows an Excel error."""
    return CellError(
        f"the cell shows {error}",
        "an Excel error is not a value",
        "mend the formula, or write the value itself",
    )


def _rows(xml: bytes) -> tuple[Sequence[bytes], Kinds, Sequence[Sequence[bytes]]]:
    """Return the groups of row 1, what the columns hold, and each other row's groups.

    The groups of a row begin with its number, those of row 1 do not.
    """
    if ENCODING.search(xml, 0, PROLOG):
        raise _NotPlainError
    start = xml.find(b"<row ")
    for part in (xml[start : xml.find(b"</row>")], xml):
        letters = sorted(set(LETTERS.findall(part)), key=lambda each: (len(each), each))
        if letters and len(letters[-1]) <= MOST_LETTERS:
            anything = (ANY,) * column_place(letters[-1].decode())
            first = _pattern(anything).match(xml, start)
            if first is None or first[1] != b"1":
                continue
            second = _pattern(anything).match(xml, first.end())
            for kinds in dict.fromkeys((_kinds(second, len(anything)), anything)):
                found = _pattern(kinds).findall(xml, first.end())
                if _covers(len(found) + 1, xml):
                    return first.groups(b"")[1:], kinds, found
    raise _NotPlainError


def _kinds(row: re.Match[bytes] | None, width: int) -> Kinds:
    """Return what columns hold, judged by one row."""
    if row is None:
        return (ANY,) * width
    groups = row.groups(b"")[1:]
    cells = (groups[place : place + GROUPS] for place in range(0, len(groups), GROUPS))
    return tuple(
        INLINE if inline else ANY if formula or not value else BY_TYPE.get(kind, ANY)
        for inline, kind, formula, value in cells
    )


@cache
def _pattern(kinds: Kinds) -> re.Pattern[bytes]:
    letters = (column_letter(place + 1).encode() for place in range(len(kinds)))
    cells = (
        CELL % each if kind == ANY else PLAIN_CELL % (each, PLAIN_VALUES[kind])
        for kind, each in zip(kinds, letters, strict=True)
    )
    return re.compile(ROW % b"".join(cells))


def _covers(rows: int, xml: bytes) -> bool:
    """Tell whether the rows found are all there are, with nothing between them."""
    start, end = xml.find(b"<sheetData><row "), xml.rfind(b"</sheetData>")
    between = rows - 1 - xml.count(b"</row><row ")
    if between:  # rows without cells end otherwise
        between -= sum(xml.count(each + b"<row ") for each in BLANK)
    return (
        not between
        and rows == xml.count(b"<row ")
        and not any(each in xml[:start] or each in xml[end:] for each in AROUND)
        and start >= 0
        and xml.endswith((b"</row>", *BLANK), 0, end)
    )


def _groups_of(kinds: Kinds) -> int:
    return sum(GROUPS if kind == ANY else 1 for kind in kinds)


def _columns(
    groups: Sequence[Sequence[bytes]], kinds: Sequence[int], texts: Texts
) -> list[Packed]:
    """Return what the cells of each column hold."""
    columns: list[Packed] = []
    place = 0
    for kind in kinds:
        if kind == ANY:
            columns.append(packed(_read(groups[place : place + GROUPS], texts)))
            place += GROUPS
        else:
            columns.append(_plain(kind, groups[place], texts))
            place += 1
    return columns


def _plain(kind: int, values: Sequence[bytes], texts: Texts) -> Packed:
    if kind == INLINE:
        return _joined(values)
    return packed(_shared(values, texts)) if kind == SHARED else _numbers(values)


def _read(groups: Sequence[Sequence[bytes]], texts: Texts) -> list[object]:
    """Return what some cells of a column hold."""
    inline, kinds, formulas, values = groups
    alike = set(kinds)
    if not alike <= KINDS:
        raise _NotPlainError
    if alike == {OF_SHARED} and not any(formulas):
        return [*_shared(values, texts)]
    cells = zip(inline, kinds, formulas, values, strict=True)
    return [_value(each, texts) for each in cells]


def _joined(values: Sequence[bytes]) -> Packed:
    joined = APART.encode().join(values).decode()
    if not values or joined.count(APART) >= len(values):
        return [unescape(each.decode()) for each in values]
    if "&" in joined:
        return APART.join(map(unescape, joined.split(APART)))
    return joined


def _numbers(values: Sequence[bytes]) -> Packed:
    if b"".join(values).translate(None, NUMERALS):
        raise _NotPlainError
    if not values or b"" in values:
        return [_number(each) if each else "" for each in values]
    numbers = array("d", map(float, values))
    if inf in numbers or -inf in numbers:
        raise _NotPlainError
    return numbers.tobytes()


def _number(value: bytes) -> float:
    number = float(value)
    if value.translate(None, NUMERALS) or isinf(number):
        raise _NotPlainError
    return number


def _shared(values: Sequence[bytes], texts: Texts) -> list[str]:
    if b"".join(values).translate(None, DIGITS):
        raise _NotPlainError
    every = texts()
    if b"" in values:
        return [every[int(each)] if each else "" for each in values]
    return [*map(every.__getitem__, map(int, values))]


def _value(cell: Sequence[bytes], texts: Texts) -> object:
    inline, kind, formula, value = cell
    if inline:
        return unescape(inline.decode())
    if not value:
        return UNCALCULATED if formula and kind != TEXTUAL else ""
    if kind in NUMERIC:
        return _number(value)
    if kind == OF_SHARED:
        return _shared([value], texts)[0]
    if kind == TRUTH:
        if value not in TRUTHS:
            raise _NotPlainError
        return value == b"1"
    text = unescape(value.decode())
    return shows(text) if kind == ERROR else text


def _without_blanks(
    numbers: Sequence[int], heads: Sequence[object], columns: Sequence[Packed]
) -> Scan:
    if not all(map(_has_blank, columns)):
        return Scan(numbers, heads, columns)
    cells = [*map(unpacked, columns)]
    blank = ("",) * len(cells)
    rows = enumerate(zip(*cells, strict=True))
    kept = [place for place, row in rows if row != blank]
    take = itemgetter(*kept, 0, 0) if numbers else tuple  # of one place: no tuple
    left = [packed(take(column)[: len(kept)]) for column in cells]
    return Scan(take(numbers)[: len(kept)], heads, left)


def _has_blank(column: Packed) -> bool:
    if isinstance(column, str):
        return not column or APART * 2 in column or APART in (column[0], column[-1])
    return not isinstance(column, bytes) and (not column or "" in column)
