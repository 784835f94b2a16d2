"""The values of a large plain sheet as its XML has them, to compare with calamine's.

openpyxl would take ten times as long. A sheet is plain where every cell has an address
and a value of its own, and neither formula nor error; others are not read here.
"""

import re
from collections.abc import Sequence
from html import unescape

from planner.workbook.grid import Grid, column_place

CELL = re.compile(
    rb"<c r=\"([A-Z]+)(\d+)\"(?: s=\"\d+\")?(?: t=\"([a-zA-Z]+)\")?(?: ?/>|>"
    rb"(?:<v>([^<]*)</v>|<is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is>|<v ?/>)?"
    rb"</c>)"
)
NUMBER, SHARED, TRUTH, INLINE = b"n", b"s", b"b", b"inlineStr"
KINDS = {b"", NUMBER, SHARED, TRUTH, INLINE}
Rows = dict[int, list[object]]


def scanned(xml: bytes, grid: Grid, texts: Sequence[str]) -> Rows | None:
    """Return the values by row, or None where the XML is not as plain as that.

    ``texts`` are those that cells share.
    """
    found = CELL.findall(xml)
    if len(found) != xml.count(b"<c ") or not {each[2] for each in found} <= KINDS:
        return None
    rows: Rows = {}
    places = {each: column_place(each.decode()) - 1 for each in {c[0] for c in found}}
    width = grid.outline.width
    for letters, number, kind, value, inline in found:
        if value or inline:
            row = rows.get(int(number))
            if row is None:
                row = rows[int(number)] = [None] * width
            row[places[letters]] = _value(kind, value, inline, texts)
    return rows


def _value(kind: bytes, value: bytes, inline: bytes, texts: Sequence[str]) -> object:
    if kind == SHARED:
        return texts[int(value)]
    if kind == INLINE:
        return unescape(inline.decode())
    return value == b"1" if kind == TRUTH else float(value)
