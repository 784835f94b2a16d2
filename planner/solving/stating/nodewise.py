"""Rows and columns by their type and node: their family, the rest of their key, a period.

A row's entries are in columns of the plan, or in those of a type at a node that the
row's own node follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from models.tree import Tree
from planner.solving.stating.declared import IndivisibleError, Plan

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
CLOSE = 1e-9
"""How far two numbers that are to be the same may be apart, relative to their size."""


@dataclass
class Types:
    """Families with the rest of their keys and a period, numbered."""

    tree: Tree
    number: dict[tuple[str, tuple[Any, ...], int], int] = field(default_factory=dict)
    axis: dict[str, int] = field(default_factory=dict)
    """Where the node stands in a family's keys."""

    def see(self, name: str, keys: Sequence[Any], nodes: frozenset[int]) -> None:
        """Find out where the node stands in the keys of a family.

        Raises:
            IndivisibleError: they do not tell their node.
        """
        if name in self.axis or not keys:
            return
        axes = [set(each) for each in zip(*map(_tuple, keys), strict=True)]
        fit = [at for at, values in enumerate(axes) if values <= nodes]
        if not fit:
            raise IndivisibleError
        self.axis[name] = max(fit, key=lambda at: len(axes[at]))

    def of(self, name: str, key: Any) -> tuple[int, int]:
        """Return the type and the node of a key."""
        key, at = _tuple(key), self.axis[name]
        node = key[at]
        told = name, key[:at] + key[at + 1 :], self.tree.period[node]
        return self.number.setdefault(told, len(self.number)), node

    def on_plan(self, plan: Plan) -> tuple[Ints, Ints]:
        """Return the type and the node of each column of the plan, −1 if it has none."""
        types, nodes = np.full((2, len(plan.form.columns)), -1)
        for name, places in plan.columns.items():
            if name in self.axis:
                for key, place in places.items():
                    types[place], nodes[place] = self.of(name, key)
        return types, nodes


@dataclass(frozen=True)
class Told:
    """Rows or columns with their entries, which are by row."""

    types: Ints
    nodes: Ints
    numbers: Reals
    """Of a row its sides; of a column its bounds, if it is whole, and its cost."""
    starts: Ints
    places: Ints
    """Of an entry of a row: a column of the plan, or −1 − a type of columns, at the
    node of its period that was passed. Of a column: a row of the plan."""
    entries: Reals

    def spans(self, chosen: Ints) -> tuple[Ints, Ints]:
        """Return where the entries of some rows stand, and of which one each is."""
        return spread(self.starts[chosen], np.diff(self.starts)[chosen])

    def entries_of(self, chosen: Ints) -> int:
        """Return how many entries some rows have."""
        return int((self.starts[chosen + 1] - self.starts[chosen]).sum())


def spread(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return all places of some spans, and which span each is of."""
    of = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(len(of)) - before[of] + starts[of], of


def close(one: Reals, other: Reals) -> bool:
    """Tell whether all numbers agree."""
    return bool(
        np.allclose(one, other, rtol=CLOSE, atol=CLOSE)  # infinite ones too
    )


def together(told: Sequence[Told]) -> Told:
    """Return some after others."""
    ends = np.cumsum([0, *(len(each.entries) for each in told)])
    starts = [each.starts[:-1] + end for each, end in zip(told, ends, strict=False)]
    return Told(
        np.concatenate([each.types for each in told]),
        np.concatenate([each.nodes for each in told]),
        np.concatenate([each.numbers for each in told]),
        np.concatenate([*starts, ends[-1:]]),
        np.concatenate([each.places for each in told]),
        np.concatenate([each.entries for each in told]),
    )


def _tuple(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)
