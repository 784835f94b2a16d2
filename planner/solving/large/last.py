"""The problem that a child solved last, for the next that is like it.

From one step of a frontier to the next the plan's own rows change and nothing else does:
each response is what it was, its solver goes on from where it ended, every cut holds,
and the master begins at its last basis. Nothing is believed to be alike but by number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Flags, Places
from planner.solving.large.blocks import columns_of
from planner.solving.large.implied import ends_of
from planner.solving.large.lp import Program
from planner.solving.large.master import Master
from planner.solving.large.pool import MOST, Pool
from planner.solving.large.response import Response
from planner.solving.large.solver import begun_at

SHAPE = ("starts", "places", "integer", "planned")
OF_ROWS, OF_COLUMNS = ("row_lower", "row_upper"), ("cost", "lower", "upper")
GUESSES = 20
"""Choices of a column to branch on by what others gained: most steps end before."""


@dataclass(frozen=True)
class Last:
    """A problem that was solved, and what it was solved with."""

    data: Mapping[str, Any]
    """Its arrays."""
    parts: dict[str, Any]
    """The problem apart, as it was searched."""
    pool: Pool


def again(last: Last, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a problem apart by what is known of the last one.

    None if they differ in more than what is the plan's own, or too many cuts are known.
    """
    before, parts, master = last.data, last.parts, last.parts["master"]
    alike = all(np.array_equal(before[each], data[each]) for each in SHAPE)
    if not alike or len(master.cuts) > MOST * master.blocks:
        return None
    rows, columns = _of_responses(data, parts["block_columns"])
    inside, column = rows[data["places"]], columns_of(data["starts"])
    if not (
        _same(before, data, OF_ROWS, rows)
        and _same(before, data, OF_COLUMNS, columns)
        and _same(before, data, ("entries",), inside)
    ):
        return None
    own = _own(master.own, data, ~rows, ~columns, ~inside)
    shared = np.zeros(len(columns), dtype=np.bool_)
    shared[column[inside & ~columns[column]]] = True
    ends = ends_of(own, shared[parts["columns"]])
    if not np.array_equal(ends, master.own.ends):
        return None
    fresh = _master(master, replace(own, ends=ends))
    return {**parts, "master": fresh, "offset": float(data["offset"])}


def _of_responses(
    data: Mapping[str, Any], block_columns: Sequence[Places]
) -> tuple[Flags, Flags]:
    """Return which rows and columns are not the plan's own."""
    columns = np.zeros(len(data["cost"]), dtype=np.bool_)
    for each in block_columns:
        columns[each] = True
    rows = np.zeros(len(data["row_lower"]), dtype=np.bool_)
    rows[data["places"][columns[columns_of(data["starts"])]]] = True
    return rows, columns


def _same(
    one: Mapping[str, Any], other: Mapping[str, Any], names: Sequence[str], at: Flags
) -> bool:
    return all(np.array_equal(one[name][at], other[name][at]) for name in names)


def _own(
    before: Program, data: Mapping[str, Any], rows: Flags, columns: Flags, at: Flags
) -> Program:
    """Return the plan's own program with the numbers it has now."""
    shape = before.matrix.indices, before.matrix.indptr
    matrix = sparse.csc_array((data["entries"][at], *shape), before.matrix.shape)
    return Program(
        cost=data["cost"][columns],
        matrix=matrix,
        low=data["row_lower"][rows],
        high=data["row_upper"][rows],
        lower=data["lower"][columns],
        upper=data["upper"][columns],
    )


def _master(before: Master, own: Program) -> Master:
    """Return the master with the cuts of another, to begin where that ended."""
    integer = np.zeros(before.count, dtype=np.bool_)
    integer[before.integers] = True
    master = Master(own, integer, before.blocks)
    master.add(before.cuts)
    master.gains = before.gains
    master.gains.guesses = GUESSES
    begun_at(master.solver, before.solver)
    return master


def adopt(last: Last, responses: Sequence[Response]) -> None:
    """Let responses go on with the solvers of those that were the same."""
    known = {each.digest: each for each in last.parts["responses"]}
    for each in responses:
        before = known.pop(each.digest, None)  # a solver is nobody else's
        if before is not None:
            each.warm, each.missing = before.warm, before.missing
