"""A large problem that is filled in piece by piece, so that it is there but once."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from planner.solving.linear import bounds_of
from planner.solving.stating.declared import IndivisibleError, Plan
from planner.solving.stating.joined import Arrays, Parted, Piece, Sums, named
from planner.solving.stating.named import Family
from planner.solving.stating.nodewise import Ints, spread


def filled(
    plan: Plan,
    pieces: Iterable[Piece],
    sums: Sums,
    size: tuple[int, int, int],
    of: Ints,
) -> Parted:
    """Return pieces as one problem.

    ``size`` says how many columns and rows all have, and at most how many entries;
    ``of`` how many entries each of the plan's columns has in all.

    Raises:
        IndivisibleError: it is other numbers that the pieces have.
    """
    columns, rows, entries = size
    column, row, entry = len(of), len(plan.form.rows), int(of.sum())
    arrays = _room(column + columns, row + rows, entry + entries)
    arrays.width[:column] = of
    cursor = np.cumsum(of) - of
    _fill_plan(arrays, plan, cursor)
    families, of_rows = list[Family](), list[Family]()
    for piece in pieces:
        _fill(arrays, piece, column, row, entry)
        more = piece.of_plan
        counts = np.bincount(more.columns, minlength=len(of))
        if (cursor + counts > np.cumsum(of)).any():
            raise IndivisibleError
        at, _ = spread(cursor, counts)
        arrays.places[at], arrays.entries[at] = more.rows, more.entries
        cursor += counts
        column, row = column + len(piece.cost), row + len(piece.low)
        entry += len(piece.entries)
        families += piece.families
        of_rows += piece.rows
    if not np.array_equal(cursor, np.cumsum(of)):
        raise IndivisibleError
    arrays.cost[: len(of)] = sums.cost
    arrays.low[: len(sums.low)], arrays.high[: len(sums.high)] = sums.low, sums.high
    whole = replace(
        arrays, places=arrays.places[:entry], entries=arrays.entries[:entry]
    )
    return named(plan, whole, sums.offset, families, of_rows)


def _room(columns: int, rows: int, entries: int) -> Arrays:
    """Return arrays of some size; what is not filled takes no memory."""
    return Arrays(
        cost=np.empty(columns),
        lower=np.empty(columns),
        upper=np.empty(columns),
        integer=np.empty(columns, dtype=np.bool_),
        width=np.empty(columns, dtype=np.int32),
        low=np.empty(rows),
        high=np.empty(rows),
        places=np.empty(entries, dtype=np.int32),
        entries=np.empty(entries),
    )


def _fill_plan(arrays: Arrays, plan: Plan, cursor: Ints) -> None:
    """Fill in the plan's own columns, but for their cost."""
    form = plan.form
    own = slice(0, len(form.columns))
    arrays.lower[own], arrays.upper[own] = bounds_of(form.columns)
    arrays.integer[own] = [each.is_integer() for each in form.columns]
    counts = np.bincount(form.matrix.columns, minlength=len(cursor))
    at, _ = spread(cursor, counts)
    arrays.places[at], arrays.entries[at] = form.matrix.rows, form.matrix.entries
    cursor += counts


def _fill(arrays: Arrays, piece: Piece, column: int, row: int, entry: int) -> None:
    """Fill in a piece from a column, a row and an entry on."""
    own = slice(column, column + len(piece.cost))
    arrays.cost[own], arrays.width[own] = piece.cost, piece.width
    arrays.lower[own], arrays.upper[own] = piece.lower, piece.upper
    arrays.integer[own] = piece.integer
    sides = slice(row, row + len(piece.low))
    arrays.low[sides], arrays.high[sides] = piece.low, piece.high
    inside = slice(entry, entry + len(piece.entries))
    arrays.places[inside], arrays.entries[inside] = piece.places, piece.entries
