"""The problem of a large case, stated at a few nodes and repeated at all like them.

Pyomo states the plan and some nodes of the tree; what it says there is repeated, with
the nodes renamed, wherever the data are the same. Some nodes are drawn by lot and
stated as well: if any is not as repeated, the problem is stated in parts instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyomo.common.gc_manager import PauseGC

from models.tree import Tree
from planner.solving.stating.alike import Alike
from planner.solving.stating.declared import IndivisibleError, Plan, plan_of
from planner.solving.stating.filled import filled
from planner.solving.stating.joined import Parted, Piece, Sums
from planner.solving.stating.layout import ABOUT_TAIL, Layout
from planner.solving.stating.parts import batches
from planner.solving.stating.sampled import Sample, sampled
from planner.solving.stating.told import holding, kinds_of, met, reach_of

Build = Callable[[Tree], Any]
AT_ONCE = 500
"""Nodes of branches that are laid out at once, if none is larger."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """How to state a problem, in whole and so that each node's spending is a row."""

    build: Build
    spelled_out: Build
    """The same where CVaR has a weight."""
    leads: Mapping[str, int]
    """The lead time of each offer."""


def replicated(source: Source, tree: Tree, most: int, share: float = 0.5) -> Parted:
    """Return the problem of a tree, stated about ``most`` nodes at a time.

    Raises:
        IndivisibleError: not all of it can be told from a ``share`` of the nodes.
    """
    with PauseGC():
        plan = plan_of(source.build(tree.part(())))
        spelled = source.spelled_out is not source.build
        base = plan_of(source.spelled_out(tree.part(()))) if spelled else plan
    alike = Alike(tree, source.leads)
    sample, reach = _sample(source, base, alike, most, share)
    rows = holding(
        sample.rows, kinds_of(sample.row_types, reach, alike), sample.nodes, alike
    )
    columns = holding(
        sample.columns, kinds_of(sample.column_types, {}, alike), sample.nodes, alike
    )
    form = plan.form
    sums = Sums(form.offset, form.cost.copy(), form.lower.copy(), form.upper.copy())
    left_out = ABOUT_TAIL if spelled else frozenset()
    layout = Layout(tree, plan, base, sample, rows, columns, left_out)
    size, widths = layout.size(), layout.widths()
    del rows, columns, sample
    return filled(plan, _pieces(layout, sums), sums, size, widths)


def _pieces(layout: Layout, sums: Sums) -> Iterator[Piece]:
    first = len(layout.plan.form.rows)
    for nodes in batches(layout.tree, AT_ONCE):
        piece = layout.piece(np.array(sorted(nodes)), sums, first)
        first += len(piece.low)
        yield piece
        del piece


def _sample(
    source: Source, base: Plan, alike: Alike, most: int, share: float
) -> tuple[Sample, dict[str, int]]:
    """State enough nodes to tell of all; return them, and how far back rows reach."""
    tree = alike.tree
    branch = max(tree.branches, key=len)
    ends = {branch[0], branch[-1]}
    nodes = frozenset(
        int(node)
        for end in ends
        for node in tree.trail[tree.some_after(end, len(tree.in_period) - 1)]
    ) - frozenset(tree.on_plan)
    while True:
        sample = sampled(source.spelled_out, base, tree, nodes, most)
        reach = reach_of(sample)
        rows = kinds_of(sample.row_types, reach, alike)
        columns = kinds_of(sample.column_types, {}, alike)
        needed = alike.enough(
            [*met(sample.rows, rows, alike), *met(sample.columns, columns, alike)]
        )
        if needed <= nodes:
            return sample, reach
        nodes |= needed
        if len(nodes) > share * len(alike.own):
            raise IndivisibleError
