"""The problem of a large case, stated part by part, so that few objects live at once.

A model of the plan alone says what is shared. Then some branches of the tree at a time
are stated together with the plan: rows and columns of their own are added, and what a
row of the plan, or the cost, says more than without them. That is the problem of the
whole tree, but for the order of its rows and columns.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from pyomo.common.gc_manager import PauseGC

from models.tree import Tree
from planner.solving.compiled import Matrix
from planner.solving.linear import Places, bounds_of
from planner.solving.stating.declared import (
    IndivisibleError,
    Keyed,
    Plan,
    Stated,
    declared,
    numbers_of,
    plan_of,
    row_keys,
)
from planner.solving.stating.joined import Parted, Piece, Sums, joined
from planner.solving.stating.named import Family, family

Nodes = frozenset[int]


def batches(tree: Tree, most: int) -> Iterator[list[int]]:
    """Yield nodes of branches to be stated together, the largest branch first."""
    together: list[int] = []
    for branch in sorted(tree.branches, key=len, reverse=True):
        if together and len(together) + len(branch) > most:
            yield together
            together = []
        together += branch
    if together:
        yield together


def parted(build: Callable[[Tree], Any], tree: Tree, most: int) -> Parted:
    """Return the problem that ``build`` states of a tree, about ``most`` nodes at a time.

    Raises:
        IndivisibleError: the problem does not fall apart by branches.
    """
    with PauseGC():
        plan = plan_of(build(tree.part(())))
    form = plan.form
    sums = Sums(form.offset, form.cost.copy(), form.lower.copy(), form.upper.copy())
    pieces: list[Piece] = []
    first = len(form.rows)
    for nodes in batches(tree, most):
        with PauseGC():
            part = declared(build(tree.part(nodes)))
            pieces.append(_piece(part, plan, sums, frozenset(nodes), first))
            first += len(pieces[-1].low)
            del part
        gc.collect()
    return joined(plan, pieces, sums)


def _piece(part: Stated, plan: Plan, sums: Sums, nodes: Nodes, first: int) -> Piece:
    """Return what a part has of its own, from row ``first`` on, and count the rest."""
    columns, families = _told(part.families, plan.columns, nodes)
    rows, of_rows = _told_rows(part, plan, nodes)
    own, mine = columns < 0, rows < 0
    sums.add(
        part,
        (np.flatnonzero(~mine).astype(np.int32), rows[~mine]),
        (np.flatnonzero(~own).astype(np.int32), columns[~own]),
        plan.form,
    )
    rows[mine] = first + np.arange(mine.sum(), dtype=np.int32)
    matrix, inside = part.matrix, own[part.matrix.columns]
    lower, upper = bounds_of([v for v, o in zip(part.columns, own, strict=True) if o])
    integer = [v.is_integer() for v, o in zip(part.columns, own, strict=True) if o]
    at = rows[matrix.rows]
    return Piece(
        width=np.bincount(matrix.columns, minlength=len(own))[own].astype(np.int32),
        places=at[inside],
        entries=matrix.entries[inside],
        of_plan=_more(
            Matrix(
                at[~inside],
                columns[matrix.columns[~inside]],
                matrix.entries[~inside],
            ),
            plan,
        ),
        cost=part.cost[own],
        low=part.lower[mine],
        high=part.upper[mine],
        lower=lower,
        upper=upper,
        integer=np.array(integer, dtype=np.bool_),
        families=families,
        rows=of_rows,
    )


def _more(matrix: Matrix, plan: Plan) -> Matrix:
    """Return the entries in the plan's columns less those that the plan has itself."""
    known = plan.places
    shared = matrix.rows < len(plan.form.rows)
    numbers = numbers_of(matrix)
    at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    there = shared & (known[at] == numbers)
    entries = matrix.entries - np.where(there, plan.form.matrix.entries[at], 0.0)
    return Matrix(matrix.rows, matrix.columns, entries).where(entries != 0)


def _told(
    families: Sequence[Any], known: Keyed, nodes: Nodes
) -> tuple[Places, list[Family]]:
    """Return each key's place in the plan, or −1, and the families of the others."""
    places, own = [], []
    for each in families:
        there = known.get(each.name, {})
        keys = list(each.keys())
        found = np.fromiter((there.get(key, -1) for key in keys), np.int32, len(keys))
        places.append(found)
        others = [key for key, place in zip(keys, found, strict=True) if place < 0]
        own += _families(each.name, others, nodes)
    return np.concatenate(places), own


def _told_rows(part: Stated, plan: Plan, nodes: Nodes) -> tuple[Places, list[Family]]:
    """Return the same of a part's rows."""
    places: list[int] = []
    own: list[Family] = []
    others: list[Any] = []
    last = ""
    for name, key in row_keys(part):
        if name != last:
            own += _families(last, others, nodes)
            others, last = [], name
        place = plan.rows.get(name, {}).get(key, -1)
        if place < 0:
            others.append(key)
        places.append(place)
    own += _families(last, others, nodes)
    return np.array(places, dtype=np.int32), own


def _families(name: str, keys: Sequence[Any], nodes: Nodes) -> list[Family]:
    """Return keys as a family, if there are any; each must tell its node."""
    if not keys:
        return []
    for key in keys:
        told = key if isinstance(key, tuple) else (key,)
        if nodes.isdisjoint(told):
            raise IndivisibleError
    return [family(name, keys)]
