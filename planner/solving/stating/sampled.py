"""What a model states at a few nodes, told in a way that fits others like them."""

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyomo.common.gc_manager import PauseGC

from models.tree import Tree
from planner.solving.compiled import Matrix
from planner.solving.linear import bounds_of
from planner.solving.stating.declared import (
    IndivisibleError,
    Plan,
    Stated,
    declared,
    numbers_of,
    row_keys,
)
from planner.solving.stating.nodewise import Ints, Reals, Told, Types, close, together


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What is stated at a few nodes."""

    nodes: Ints
    row_types: Types
    column_types: Types
    rows: Told
    columns: Told


def sampled(
    build: Callable[[Tree], Any],
    plan: Plan,
    tree: Tree,
    nodes: frozenset[int],
    most: int,
) -> Sample:
    """Return what a model states at some nodes, of which about ``most`` are at once.

    With a node must come all that it follows.

    Raises:
        IndivisibleError: a row or column tells no node, or what is said of the plan is
            more than a sum over nodes.
    """
    rows, columns = Types(tree), Types(tree)
    told: list[tuple[Told, Told]] = []
    for some in _slices(tree, nodes, most):
        with_passed = frozenset(some).union(*(_passed(tree, each) for each in some))
        with PauseGC():
            part = declared(build(tree.part(with_passed)))
            own = frozenset(with_passed - tree.on_plan)
            told.append(_tell(part, plan, (rows, columns), own, frozenset(some)))
            del part
        gc.collect()
    return Sample(
        nodes=np.array(sorted(nodes)),
        row_types=rows,
        column_types=columns,
        rows=together([each for each, _ in told]),
        columns=together([each for _, each in told]),
    )


def _passed(tree: Tree, node: int) -> Iterator[int]:
    while node >= 0 and node not in tree.on_plan:
        yield node
        node = tree.parent[node]


def _slices(tree: Tree, nodes: frozenset[int], most: int) -> Iterator[list[int]]:
    """Yield nodes in an order in which those that follow one another are near."""
    children: dict[int, list[int]] = {}
    for node in sorted(nodes, reverse=True):
        children.setdefault(tree.parent[node], []).append(node)
    left = [n for at in sorted(children) if at not in nodes for n in children[at]]
    order = []
    while left:
        order.append(left.pop())
        left += children.get(order[-1], ())
    for first in range(0, len(order), most):
        yield order[first : first + most]


def _tell(
    part: Stated,
    plan: Plan,
    types: tuple[Types, Types],
    own: frozenset[int],
    fresh: frozenset[int],
) -> tuple[Told, Told]:
    """Return the rows and columns of the nodes that are fresh."""
    row_types, column_types = types
    column, column_node = _placed(_column_keys(part), plan.columns, column_types, own)
    row, row_node = _placed(row_keys(part), plan.rows, row_types, own)
    _check_plan(part, plan, row, column)
    is_fresh = np.zeros(len(row_types.tree.period) + 1, dtype=np.bool_)
    is_fresh[list(fresh)] = True  # what is the plan's has node −1
    matrix = part.matrix
    mine = matrix.where(is_fresh[row_node[matrix.rows]])
    rows = _told(
        np.stack([part.lower, part.upper], axis=1),
        (row, row_node),
        mine.rows,
        _passed_places(mine, row_node, (column, column_node), plan, column_types),
        mine.entries,
        is_fresh,
    )
    probability = np.append(np.array(row_types.tree.probability), 1.0)[column_node]
    mine = matrix.where((row[matrix.rows] >= 0) & is_fresh[column_node[matrix.columns]])
    return rows, _told(
        _column_numbers(part, probability),
        (column, column_node),
        mine.columns,
        row[mine.rows],
        _share(mine.entries, probability[mine.columns]),
        is_fresh,
    )


def _passed_places(
    matrix: Matrix, above: Ints, columns: tuple[Ints, Ints], plan: Plan, types: Types
) -> Ints:
    """Return where each entry of a row is, told by its node's way.

    Raises:
        IndivisibleError: a row is on a node that its own does not follow.
    """
    tree, (place, node) = types.tree, columns
    type_of, plan_node = types.on_plan(plan)
    period = np.array([*tree.period, 0])
    own, there = above[matrix.rows], place[matrix.columns]
    passed = np.where(there < 0, node[matrix.columns], plan_node[there])
    follows = (passed >= 0) & (tree.trail[own, period[passed]] == passed)
    if (~follows & (there < 0)).any():
        raise IndivisibleError
    return np.where(follows & (there >= 0), -1 - type_of[there], there)


def _share(amounts: Reals, probability: Reals) -> Reals:
    """Return amounts per probability: what is said of the plan is an expectation."""
    if (amounts[probability <= 0] != 0).any():
        raise IndivisibleError
    return amounts / np.where(probability > 0, probability, 1.0)


def _column_numbers(part: Stated, probability: Reals) -> Reals:
    lower, upper = bounds_of(part.columns)
    whole = np.array([each.is_integer() for each in part.columns], dtype=np.float64)
    return np.stack([lower, upper, whole, _share(part.cost, probability)], axis=1)


def _told(
    numbers: Reals,
    named: tuple[Ints, Ints],
    of: npt.NDArray[np.integer[Any]],
    there: Ints,
    entries: Reals,
    is_fresh: npt.NDArray[np.bool_],
) -> Told:
    """Return what is fresh; each entry comes with what it is of, and its place."""
    places, nodes = named
    chosen = np.flatnonzero(is_fresh[nodes])
    at = np.full(len(places), -1)
    at[chosen] = np.arange(len(chosen))
    row = at[of]
    order = np.lexsort((there, row))
    counts = np.bincount(row, minlength=len(chosen))
    return Told(
        -1 - places[chosen],
        nodes[chosen],
        numbers[chosen],
        np.concatenate(([0], np.cumsum(counts))),
        there[order],
        entries[order],
    )


def _column_keys(part: Stated) -> Iterator[tuple[str, Any]]:
    for each in part.families:
        name = each.name
        yield from ((name, key) for key in each)


def _placed(
    keys: Iterable[tuple[str, Any]], known: Any, types: Types, own: frozenset[int]
) -> tuple[Ints, Ints]:
    """Return each key's place in the plan, or −1 − its type; and its node, or −1."""
    places: list[int] = []
    nodes: list[int] = []
    listed = list(keys)
    others: dict[str, list[Any]] = {}
    for name, key in listed:
        if key not in known.get(name, ()):
            others.setdefault(name, []).append(key)
    for name, new in others.items():
        types.see(name, new, own)
    for name, key in listed:
        place = known.get(name, {}).get(key)
        if place is None:
            told, node = types.of(name, key)
            if node not in own:
                raise IndivisibleError
            place = -1 - told
        else:
            node = -1
        places.append(place)
        nodes.append(node)
    return np.array(places, dtype=np.int64), np.array(nodes, dtype=np.int64)


def _check_plan(part: Stated, plan: Plan, row: Ints, column: Ints) -> None:
    """Raise IndivisibleError if more is said of the plan itself than without nodes."""
    form, matrix = plan.form, part.matrix
    rows, columns = np.flatnonzero(row >= 0), np.flatnonzero(column >= 0)
    inside = matrix.where((row[matrix.rows] >= 0) & (column[matrix.columns] >= 0))
    moved = Matrix(
        row[inside.rows].astype(np.int32),
        column[inside.columns].astype(np.int32),
        inside.entries,
    ).summed()
    same = (
        len(rows) == len(form.rows)
        and len(columns) == len(form.columns)
        and np.array_equal(numbers_of(moved), plan.places)
        and close(moved.entries, form.matrix.entries)
        and close(part.lower[rows], form.lower[row[rows]])
        and close(part.upper[rows], form.upper[row[rows]])
        and close(part.cost[columns], form.cost[column[columns]])
        and close(np.array(part.offset), np.array(form.offset))
    )
    if not same:
        raise IndivisibleError
