"""A sheet as cells in their places, and how a place is written.

openpyxl is not loaded for this: the process that solves parses no workbook.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import cast, overload

LAST_ROW = 1_048_576
LAST_COLUMN = 26 + 26 * 26
"""ZZ. Columns further right hold nothing of a plan: 600 periods end before."""
LETTERS = 26
APART = "\0"
"""Stands between packed texts: no XML may hold it."""
ADDRESS = re.compile(r"([A-Z]*)(\d*)")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Facts about one sheet, from its XML."""

    last_row: int
    """The last row that holds a value; 0 if none does."""
    width: int
    """Columns up to the rightmost cell; 0 where not every cell bears an address."""
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


Cells = tuple[int, Sequence[object]]
"""A row's number, and its values from column A on."""
Packed = bytes | str | Sequence[object]
"""A column as it travels: numbers as bytes, texts as one text, or as it is."""


@dataclass(frozen=True)
class Columns(Sequence[Cells]):
    """Many rows from row 1 on, with the values of each column together."""

    heads: Sequence[object]
    """What row 1 holds."""
    numbers: Sequence[int]
    """Of the other rows."""
    packed: Sequence[Packed]

    @cached_property
    def columns(self) -> Sequence[Sequence[object]]:
        """Return what each column holds below row 1."""
        return [unpacked(each) for each in self.packed]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return 1 + len(self.numbers)

    def __iter__(self) -> Iterator[Cells]:
        """Go over the rows from the top."""
        rows = zip(self.numbers, zip(*self.columns, strict=True), strict=True)
        return chain([(1, self.heads)], rows)

    @overload
    def __getitem__(self, place: int) -> Cells: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Cells]: ...
    def __getitem__(self, place: int | slice) -> Cells | Sequence[Cells]:
        """Return the row in this place."""
        return list(self)[place]


def packed(column: Sequence[object]) -> Packed:
    """Return a column as it travels: numbers or texts take a tenth of the time."""
    kinds = set(map(type, column))
    if kinds == {float}:
        return array("d", cast("Sequence[float]", column)).tobytes()
    if kinds == {str}:
        joined = APART.join(cast("Sequence[str]", column))
        if joined.count(APART) == len(column) - 1:
            return joined
    return list(column)


def unpacked(column: Packed) -> Sequence[object]:
    """Return a column's values."""
    if isinstance(column, bytes):
        return memoryview(column).cast("d").tolist()
    return column.split(APART) if isinstance(column, str) else column


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One sheet: its rows as far as they hold values, and its outline."""

    title: str
    hidden: bool
    rows: Sequence[Cells]
    """Those without cells are left out."""
    outline: Outline


@cache
def column_letter(place: int) -> str:
    """Return the letters of a column counted from 1: 28 is AB."""
    letters = ""
    while place > 0:
        place, rest = divmod(place - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_place(letters: str) -> int:
    """Return the place of a column counted from 1: AB is 28."""
    place = 0
    for letter in letters:
        place = place * LETTERS + ord(letter) - ord("A") + 1
    return place


def row_and_column(cell: str) -> tuple[int, int]:
    """Return where an address such as D7 stands: row 7, column 4."""
    found = ADDRESS.fullmatch(cell)
    if found is None:
        raise ValueError(f"{cell} is no address")
    return int(found[2] or 0), column_place(found[1])


def touched(merged: str) -> tuple[int, int, int, int]:
    """Return first column, first row, last column and last row of a range."""
    first, _, last = merged.partition(":")
    top, left = row_and_column(first)
    bottom, right = row_and_column(last or first)
    return left or 1, top or 1, right or LAST_COLUMN, bottom or LAST_ROW
