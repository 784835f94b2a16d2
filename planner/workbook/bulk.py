"""Many rows at once: a column whose cells are plain is parsed as one.

What is plain cannot fail, and needs no interpreting: numbers within the column's range,
texts that are names as they stand, and values that parse when they are tried, each
once. All other rows are left to be read cell by cell.
"""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import compress, repeat
from typing import Any

from planner.workbook.column import Kind
from planner.workbook.findings import CellError
from planner.workbook.grid import Columns
from planner.workbook.header import Slot
from planner.workbook.table import SERIES, TAGS, VALUES, Row, Table
from planner.workbook.values import Understood, is_blank

BLANK = object()
"""Stands where a cell holds nothing; what is parsed may be None."""
_ODD = object()
"""Stands where a cell has to be read singly."""
NUMERIC = {Kind.NUMBER, Kind.SHARE, Kind.NUMBERS}
NAMED = {Kind.TEXT, Kind.NAME}
HASHED = ({str}, {float}, {str, float})
"""Types whose values differ wherever they are not equal."""
Read = Callable[[int, Sequence[object]], None]


@dataclass(frozen=True)
class _Parsed:
    """A column: what its cells mean, `BLANK` or `_ODD`."""

    slot: Slot
    cells: Sequence[object]
    _: KW_ONLY
    has_blanks: bool


def read_rows(table: Table, rows: Columns, slots: Sequence[Slot], read: Read) -> None:
    """Add rows to a table; ``read`` takes the number and the cells of an odd one."""
    count = len(rows.numbers)
    odd = bytearray(count)
    parsed = [_parsed(slot, _cells(rows, slot), odd) for slot in slots]
    if all(each.has_blanks for each in parsed):
        for place, cells in enumerate(
            zip(*(each.cells for each in parsed), strict=True)
        ):
            odd[place] |= all(each is BLANK for each in cells)
    buckets = (_bucket(parsed, bucket, count) for bucket in (VALUES, SERIES, TAGS))
    made = map(Row, repeat(table), rows.numbers, *buckets)
    if not any(odd):
        table.rows += made
        return
    every = list(zip(*rows.columns, strict=True))
    for place, row in enumerate(made):
        if odd[place]:
            read(row.number, every[place])
        else:
            table.rows.append(row)


def _cells(rows: Columns, slot: Slot) -> Sequence[object]:
    if slot.place < len(rows.columns):
        return rows.columns[slot.place]
    return [""] * len(rows.numbers)


def _parsed(slot: Slot, cells: Sequence[object], odd: bytearray) -> _Parsed:
    """Return what the cells of a column mean; mark the rows to be read singly."""
    types = set(map(type, cells))
    if _all_plain(slot, cells, types):
        return _Parsed(slot, cells, has_blanks=False)
    if types in HASHED:
        meant = {value: _tried(slot, value) for value in set(cells)}
        parsed = [*map(meant.__getitem__, cells)]
    else:
        parsed = [_tried(slot, value) for value in cells]
    has_blanks = BLANK in parsed
    if has_blanks and slot.column.required:
        _mark(odd, parsed, BLANK)
    if _ODD in parsed:
        _mark(odd, parsed, _ODD)
    return _Parsed(slot, parsed, has_blanks=has_blanks)


def _all_plain(slot: Slot, cells: Sequence[Any], types: set[type]) -> bool:
    """Tell whether the cells mean what they hold, and none is blank."""
    if types == {float} and slot.column.kind in NUMERIC:  # a range has no holes
        return _tried(slot, min(cells)) is not _ODD is not _tried(slot, max(cells))
    if types != {str} or slot.column.kind not in NAMED:
        return False
    joined = "".join(cells)
    return (
        joined.isascii()
        and ";" not in joined
        and "*" not in joined
        and "" not in cells
        and list(map(str.strip, cells)) == cells
    )


def _tried(slot: Slot, value: object) -> object:
    if value is None or is_blank(value):
        return BLANK
    if isinstance(value, CellError):
        return _ODD
    try:
        meant = slot.parse(value)
    except CellError:
        return _ODD
    return _ODD if isinstance(meant, Understood) else meant


def _mark(odd: bytearray, parsed: Sequence[object], sign: object) -> None:
    for place in compress(range(len(parsed)), [each is sign for each in parsed]):
        odd[place] = True


def _bucket(parsed: Sequence[_Parsed], bucket: int, count: int) -> Any:
    """Return a dictionary for each row: of its values, its periods or its tags."""
    within = [each for each in parsed if each.slot.bucket == bucket]
    if not within:  # nothing is ever written there
        return repeat({}, count)
    keys = [each.slot.key for each in within]
    if len(keys) == 1 and not within[0].has_blanks:
        return [{keys[0]: cell} for cell in within[0].cells]
    rows = zip(*(each.cells for each in within), strict=True)
    if not any(each.has_blanks for each in within):
        return map(dict, map(zip, repeat(keys), rows))
    return (
        {key: cell for key, cell in zip(keys, row, strict=True) if cell is not BLANK}
        for row in rows
    )
