"""Changes to a schedule that was planned before: each unit moved has its price."""

from collections.abc import Iterator
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.deliveries import scheduled
from models.tree import Tree


def add_changes(m: Any, case: Case, tree: Tree) -> None:
    r"""Measure x̄ − schedule = more − less, where a change costs anything.

    Nothing is measured where nothing can be changed.
    """
    m.CHANGES = [
        (name, t)
        for name, offer in case.offers.items()
        for t, cost in enumerate(offer.change_cost)
        if cost and offer.can_change(t)
    ]
    m.more = pyo.Var(m.CHANGES, domain=pyo.NonNegativeReals)
    m.less = pyo.Var(m.CHANGES, domain=pyo.NonNegativeReals)

    @m.Constraint(m.CHANGES)
    def change(m, name, t):
        """More − less = x̄ − schedule."""
        moved = m.more[name, t] - m.less[name, t]
        before = case.offers[name].schedule[t]
        return scheduled(m, case, name, tree.plan[t]) - moved == before


def changes(m: Any, case: Case) -> Iterator[Any]:
    """Yield Σ_t δ · change_cost · |x̄ − schedule|."""
    for name, t in m.CHANGES:
        worth = case.discount[t] * case.offers[name].change_cost[t]
        yield worth * (m.more[name, t] + m.less[name, t])
