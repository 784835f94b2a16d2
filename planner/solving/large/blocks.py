"""Which columns and rows fall apart once the plan is known."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from planner.solving.large.arrays import Flags, Places


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


def blocks_of(matrix: sparse.csc_array, planned: Flags) -> Blocks:
    """Return what is connected by rows when the ``planned`` columns are left out.

    Blocks are numbered by their first column.
    """
    rows, columns = matrix.shape
    open_ = np.flatnonzero(~planned)
    rest = sparse.csc_array(matrix[:, open_])
    sides: Any = [[None, rest], [rest.T, None]]
    graph: Any = sparse.block_array(sides).tocsr()
    label = connected_components(graph, directed=False)[1]
    found, first = np.unique(label[rows:], return_index=True)
    number = np.full(rows + columns + 1, -1, dtype=np.int32)
    number[found[np.argsort(first)]] = np.arange(len(found))
    column = np.full(columns, -1, dtype=np.int32)
    column[open_] = number[label[rows:]]
    return Blocks(column, number[label[:rows]], len(found))


def without_small(blocks: Blocks, most: int) -> Blocks:
    """Return the blocks with more than so many columns; the others join the plan."""
    inside = blocks.column[blocks.column >= 0]
    large = np.bincount(inside, minlength=blocks.count) > most
    number = np.where(large, np.cumsum(large) - 1, -1)
    number = np.append(number, -1).astype(np.int32)  # -1 stays -1
    return Blocks(number[blocks.column], number[blocks.row], int(large.sum()))


def members(block: Places, count: int) -> list[Places]:
    """Return the places that belong to each block, in order."""
    order = np.argsort(block, kind="stable").astype(np.int32)
    ends = np.searchsorted(block[order], np.arange(count + 1))
    return np.split(order, ends)[1:-1] if count else []
