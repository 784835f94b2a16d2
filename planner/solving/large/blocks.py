"""Which columns and rows fall apart once the plan is known."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.solving.large.arrays import Flags, Places

NARROW = 2**15


@dataclass(frozen=True)
class Blocks:
    """The block of each column and row of a problem; -1 is the plan's own."""

    column: Places
    row: Places
    count: int

    @property
    def largest(self) -> int:
        """Return the columns of the largest block."""
        inside = self.column[self.column >= 0]
        return int(np.bincount(inside).max(initial=0))


class Pattern(NamedTuple):
    """Where a matrix has entries, by column; so much of SciPy's as is asked for here."""

    shape: tuple[int, int]
    indptr: Places
    indices: Places


def blocks_of(matrix: Pattern, planned: Flags) -> Blocks:
    """Return what is connected by rows when the ``planned`` columns are left out.

    Blocks are numbered by their first column.
    """
    rows, columns = matrix.shape
    column = columns_of(matrix.indptr)
    inside = ~planned[column]
    row, column = matrix.indices[inside], column[inside]
    width = np.bincount(row, minlength=rows)
    joint = width[row] > 1  # a row with one column connects nothing
    ends = column[joint], columns + np.cumsum(width > 1, dtype=np.int32)[row[joint]] - 1
    size = columns + int((width > 1).sum())
    label = joined(size, *ends)[:columns]
    open_ = np.flatnonzero(~planned)
    found, first = np.unique(label[open_], return_index=True)
    number = np.full(size + 1, -1, dtype=np.int32)
    number[found[np.argsort(first)]] = np.arange(len(found))
    of_column = np.full(columns, -1, dtype=np.int32)
    of_column[open_] = number[label[open_]]
    of_row = np.full(rows, -1, dtype=np.int32)
    of_row[row] = of_column[column]
    return Blocks(of_column, of_row, len(found))


def joined(count: int, one: Places, other: Places) -> Places:
    """Return the first of all that each of so many is joined to by pairs, or itself."""
    first = np.arange(count, dtype=np.int32)
    while True:
        ends = first[one], first[other]
        apart = ends[0] != ends[1]
        if not apart.any():
            return first
        one, other = one[apart], other[apart]
        low, high = np.minimum(*ends)[apart], np.maximum(*ends)[apart]
        np.minimum.at(first, high, low)
        while (first[first] != first).any():
            first = first[first]


def columns_of(starts: Places) -> Places:
    """Return the column of each entry of a matrix by column."""
    count = len(starts) - 1
    return np.repeat(np.arange(count, dtype=np.int32), np.diff(starts))


def without_small(blocks: Blocks, most: int) -> Blocks:
    """Return the blocks with more than so many columns; the others join the plan."""
    inside = blocks.column[blocks.column >= 0]
    large = np.bincount(inside, minlength=blocks.count) > most
    number = np.where(large, np.cumsum(large) - 1, -1)
    number = np.append(number, -1).astype(np.int32)  # -1 stays -1
    return Blocks(number[blocks.column], number[blocks.row], int(large.sum()))


@dataclass(frozen=True)
class Order:
    """Members by group, from group −1 on; those of each in their own order."""

    at: Places
    ends: npt.NDArray[np.int64]
    """Where each group but the last ends."""

    @property
    def members(self) -> list[Places]:
        """Return the members of each group."""
        return np.split(self.at, self.ends)

    @property
    def place(self) -> Places:
        """Return the place of each member in its group."""
        starts = np.append(0, self.ends)
        width = np.diff(starts, append=len(self.at))
        place = np.empty(len(self.at), dtype=np.int32)
        place[self.at] = np.arange(len(self.at)) - np.repeat(starts, width)
        return place

    def parts(self, values: Any) -> list[Any]:
        """Return what each group has of its members' values, each part on its own."""
        return [values[each] for each in self.members]


def ordered(group: Places, count: int) -> Order:
    """Return the order of members whose groups are told, from −1 to ``count`` − 1."""
    small = group.astype(np.int16) if count < NARROW else group  # sorted far quicker
    at = np.argsort(small, kind="stable").astype(np.int32)
    ends = np.searchsorted(small[at], np.arange(count)).astype(np.int64)
    return Order(at, ends)
