"""What a case states whatever its rules, kept for the next policy of the same case.

To state it takes most of the time in which a problem is stated. Rules only add to it,
on blocks of their own; a ground that was changed all the same is not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from models.case import Case
from models.sourcing import build_case, drop_rules
from models.tree import Tree
from planner.kept import Shelf
from planner.solving.compiled import Draft, drafted
from planner.solving.linear import Reals, bounds_of

GROUNDS = 2
"""How many are kept."""
LARGEST = 100_000
"""Columns from which a ground takes too much memory to be kept."""
Risk = tuple[float, float]
"""Weight and level of CVaR."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The model of a case without rules, and the problem as far as that states it."""

    case: Case
    tree: Tree
    risk: Risk
    generosity: float
    model: Any
    draft: Draft
    parts: tuple[str, ...]
    """The model's components."""
    bounds: tuple[Reals, Reals, Reals]
    """Of the variables: lower, upper, and whether each is fixed."""

    def is_of(self, case: Case, tree: Tree, risk: Risk, generosity: float) -> bool:
        """Tell whether it is what these state."""
        return (
            (self.risk, self.generosity) == (risk, generosity)
            and self.case == case
            and _same(self.tree, tree)
        )

    @property
    def is_untouched(self) -> bool:
        """Tell whether it still is as it was stated."""
        return tuple(self.model.component_map()) == self.parts and all(
            np.array_equal(now, before)
            for now, before in zip(_bounds(self.draft), self.bounds, strict=True)
        )


KEPT: Shelf[Ground] = Shelf(GROUNDS)


def taken(case: Case, tree: Tree, risk: Risk, generosity: float) -> Ground:
    """Return the ground of a case for its taker alone; a kept one if there is one.

    Raises:
        PlannerError: the model is not linear.
    """
    kept = KEPT.take(lambda each: each.is_of(case, tree, risk, generosity))
    if kept is not None:
        return kept
    model = build_case(case, tree, risk, generosity=generosity)
    draft, parts = drafted(model), tuple(model.component_map())
    return Ground(case, tree, risk, generosity, model, draft, parts, _bounds(draft))


def give_back(ground: Ground) -> None:
    """Keep a ground for the next policy, once its last one is done with it."""
    drop_rules(ground.model)
    if len(ground.draft.variables) <= LARGEST and ground.is_untouched:
        KEPT.put(ground)


def _bounds(draft: Draft) -> tuple[Reals, Reals, Reals]:
    fixed = np.array([each.fixed for each in draft.variables], dtype=np.float64)
    return *bounds_of(draft.variables), fixed


def _same(one: Tree, other: Tree) -> bool:
    """Tell whether two trees of one case are alike, number by number."""
    return one is other or all(
        _equal(getattr(one, each.name), getattr(other, each.name))
        for each in fields(Tree)
    )


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(
            np.array_equal(each, other[name]) for name, each in one.items()
        )
    return bool(one == other)
