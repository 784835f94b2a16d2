"""Deliveries: what is scheduled, for when, and in which node that was decided."""

from math import isfinite
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.linear import Term, linear
from models.signing import signed
from models.tree import Tree

Key = tuple[str, int, int]
"""(offer, node in which the delivery is decided, period in which it is due)."""


def add_deliveries(m: Any, case: Case, tree: Tree, usable: float) -> None:
    """Declare x ≥ commitment, at most the capacity, once per look-alike node.

    There is no variable outside the window, before the lead time, where capacity is
    already committed, or where nothing could arrive (flow 0 wherever the node leads);
    there the commitment stands. An offer without capacity is bounded by ``usable``,
    what the whole problem can use.
    """
    m.flow_ahead = {
        name: tree.ahead(name, offer.lead_time) for name, offer in case.offers.items()
    }
    m.DELIVERIES = [
        (name, node, period)
        for name, offer in case.offers.items()
        for period in offer.window
        if offer.can_change(period)
        for node in tree.in_period[period - offer.lead_time]
        if node in tree.on_plan or m.flow_ahead[name][1][node] > 0
    ]

    def bounds(_, name, _node, period):
        offer = case.offers[name]
        return offer.commitment[period], most(case, name, period, usable)

    m.volume = pyo.Var(m.DELIVERIES, bounds=bounds)
    m.volumes = dict(m.volume.items())
    m.due = {
        (name, leaf): variable
        for (name, node, period), variable in m.volumes.items()
        for leaf in tree.after(node, period)
    }
    _link_to_signing(m, case, usable)
    _share_supplier(m, case, tree)
    _hold_responses(m, case, tree)


def most(case: Case, name: str, period: int, usable: float) -> float:
    """Return the most units that may be scheduled: the capacity, else what is usable.

    A response may take up to 1 + flex times what the plan can use.
    """
    offer = case.offers[name]
    if isfinite(offer.capacity[period]):
        return offer.capacity[period]
    return usable * (1 + (offer.flex or 0.0))


def scheduled(m: Any, case: Case, name: str, node: int) -> Any:
    """Return the units scheduled to arrive at ``node``: a variable, or the commitment."""
    due = m.due.get((name, node))
    return case.offers[name].commitment[m.tree.period[node]] if due is None else due


def arriving(m: Any, case: Case, name: str, node: int) -> Any:
    """Return the units that arrive at ``node``: the flow factor times the schedule."""
    return linear((arrival(m, case, name, node),))


def arrival(m: Any, case: Case, name: str, node: int) -> Term:
    """Return the flow factor and the schedule whose product arrives at ``node``."""
    return float(m.tree.flow[name][node]), scheduled(m, case, name, node)


def _link_to_signing(m: Any, case: Case, usable: float) -> None:
    contracts = [key for key in m.DELIVERIES if key[0] in m.CONTRACTS]

    @m.Constraint(contracts)
    def signed_before_delivery(m, name, node, period):
        """x ≤ cap · y."""
        capacity = most(case, name, period, usable)
        volume = m.volumes[name, node, period]
        return linear(((1.0, volume), (-capacity, signed(m, name)))) <= 0


def _share_supplier(m: Any, case: Case, tree: Tree) -> None:
    shared = []
    for supplier in case.suppliers.values():
        offers = [o for o in case.offers.values() if o.supplier == supplier.name]
        for period, capacity in enumerate(supplier.capacity):
            open_ = [o for o in offers if o.can_change(period)]
            if open_ and sum(o.capacity[period] for o in offers) > capacity:
                decided = period - min(o.lead_time for o in open_)
                shared += [(supplier.name, n, period) for n in tree.in_period[decided]]

    @m.Constraint(shared)
    def within_supplier(m, name, node, period):
        """Σ x over a supplier's offers ≤ what it can deliver in a period."""
        leaf = tree.after(node, period)[0]
        together = pyo.quicksum(
            scheduled(m, case, offer.name, leaf)
            for offer in case.offers.values()
            if offer.supplier == name and period in offer.window
        )
        return together + m.nothing <= case.suppliers[name].capacity[period]


def _hold_responses(m: Any, case: Case, tree: Tree) -> None:
    responses = [key for key in m.DELIVERIES if key[1] not in tree.on_plan]
    held = [key for key in responses if _headroom(m, case, key) is not None]

    @m.Constraint(held)
    def within_flex(m, name, node, period):
        """x ≤ (1 + flex) · planned; flex 0 where a curb holds the offer back."""
        offer = case.offers[name]
        plan = m.volumes[name, tree.plan[period - offer.lead_time], period]
        headroom = _headroom(m, case, (name, node, period)) or 0.0
        volume = m.volumes[name, node, period]
        return linear(((1.0, volume), (-1 - headroom, plan))) <= 0


def _headroom(m: Any, case: Case, key: Key) -> float | None:
    name, node, _ = key
    offer = case.offers[name]
    if offer.flex is not None:
        return offer.flex
    curbed = m.flow_ahead[name][0][node] < 1
    return 0.0 if curbed and not offer.free_to_sign else None
