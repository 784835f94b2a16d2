"""A sheet as cells in their places, and how a place is written.

openpyxl is not loaded for this: the process that solves parses no workbook.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

LAST_ROW = 1_048_576
LAST_COLUMN = 26 + 26 * 26
"""ZZ. Columns further right hold nothing of a plan: 600 periods end before."""
LETTERS = 26
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


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One sheet: its rows as far as they hold values, and its outline."""

    title: str
    hidden: bool
    rows: Sequence[tuple[int, Sequence[object]]]
    """(row number, values from column A on); rows without cells are left out."""
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
