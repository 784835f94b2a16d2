"""A problem divided: the plan's own program, and the response of each block.

An array of the problem is asked for when it is needed, and let go of once each block has
its part: of a large problem, hardly more than one copy is ever held.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Flags, Places, Reals
from planner.solving.large.blocks import (
    Blocks,
    Order,
    Pattern,
    blocks_of,
    columns_of,
    ordered,
    without_small,
)
from planner.solving.large.implied import ends_of, response_ends
from planner.solving.large.lp import Program
from planner.solving.large.master import Master
from planner.solving.large.response import Response

KEPT = 3_000_000
"""Entries of the largest problem whose responses keep their solvers, a hundred bytes or
more for each."""
SMALL = 8
"""Columns of a block that the master had better hold itself than know by cuts."""


def divided(data: Mapping[str, Any], planned: Flags) -> dict[str, Any]:
    """Return a problem apart: its master, its responses and their columns."""
    blocks = _blocks(data, planned)
    columns = ordered(blocks.column, blocks.count)
    entries, programs = _parts(data, blocks, columns)
    own = programs.pop(0)
    shared = np.zeros(len(own.cost), dtype=np.bool_)
    for column in entries.column[2::2]:
        shared[column] = True
    own = replace(own, ends=ends_of(own, shared))
    plan, *block_columns = columns.members
    integer = data["integer"][plan]
    return {
        "master": Master(own, integer, blocks.count),
        "responses": list(
            _responses(programs, entries, own, kept=data["starts"][-1] <= KEPT)
        ),
        "columns": plan,
        "block_columns": block_columns,
        "offset": float(data["offset"]),
        "weight": np.diff(data["starts"])[plan][integer].astype(float),
    }


@dataclass(frozen=True)
class Entries:
    """A matrix, part by part: place 0 is the plan's own.

    Of block b (from 1 on) place 2b − 1 has its own columns, 2b the plan's. Entries come
    by column.
    """

    entry: list[Reals]
    row: list[Places]
    """The row of each entry, counted among the rows of its block."""
    column: list[Places]

    def part(self, at: int, shape: tuple[int, int]) -> sparse.csc_array:
        """Return the matrix at a place."""
        width = np.bincount(self.column[at], minlength=shape[1])
        starts = np.concatenate(([0], np.cumsum(width))).astype(np.int32)
        return sparse.csc_array((self.entry[at], self.row[at], starts), shape)


def _blocks(data: Mapping[str, Any], planned: Flags) -> Blocks:
    shape = len(data["row_lower"]), len(planned)
    pattern = Pattern(shape, data["starts"], data["places"])
    return without_small(blocks_of(pattern, planned), SMALL)


def _parts(
    data: Mapping[str, Any], blocks: Blocks, columns: Order
) -> tuple[Entries, list[Program]]:
    """Return all entries by block, and the programs: the plan's own, then each block's."""
    rows = ordered(blocks.row, blocks.count)
    entries = _entries(data, blocks, rows.place, columns.place)
    return entries, list(_programs(data, rows, columns, entries))


def _entries(
    data: Mapping[str, Any], blocks: Blocks, row_place: Places, column_place: Places
) -> Entries:
    places, column = data["places"], columns_of(data["starts"])
    of_plan = blocks.column < 0
    # A row of the plan has no column of a block: all its entries are at place −1.
    order = ordered(2 * blocks.row[places] + of_plan[column], 2 * blocks.count)
    row = order.parts(row_place[places])
    del places
    column = column_place[column]
    return Entries(order.parts(data["entries"]), row, order.parts(column))


def _programs(
    data: Mapping[str, Any], rows: Order, columns: Order, entries: Entries
) -> Iterator[Program]:
    low, high = (rows.parts(data[each]) for each in ("row_lower", "row_upper"))
    cost, lower, upper = (
        columns.parts(data[each]) for each in ("cost", "lower", "upper")
    )
    for block in range(len(cost)):
        shape = len(low[block]), len(cost[block])
        yield Program(
            cost=cost[block],
            matrix=entries.part(max(0, 2 * block - 1), shape),
            low=low[block],
            high=high[block],
            lower=lower[block],
            upper=upper[block],
        )


def _responses(
    programs: list[Program], entries: Entries, own: Program, *, kept: bool
) -> Iterator[Response]:
    """Yield the response of each block. The programs are used up."""
    for block in range(len(programs)):
        program = programs.pop(0)
        plans = entries.part(2 * block + 2, (len(program.low), len(own.cost)))
        ends = response_ends(program, plans, own)
        yield Response(block, replace(program, ends=ends), plans, kept=kept)
