"""Orders of the plan: minimum order, whole lots, and a cost per order."""

from math import ceil, floor
from typing import Any

import pyomo.core as pyo

from models.case import Case, Offer
from models.deliveries import most
from models.signing import signed
from models.tree import Tree

WHOLE = 1e-9
"""Share of a lot by which a quotient may miss a whole number and still be one."""


def add_orders(m: Any, case: Case, tree: Tree, usable: float) -> None:
    r"""Let new units v = x − commitment be 0, or at least min_order and in whole lots.

    v = lot · n with n whole; min_order · b ≤ v ≤ room · b with b ∈ {0,1} paid for by
    order_cost. These bind the plan only: responses are not rounded.
    """
    open_ = [
        (name, period)
        for name, offer in case.offers.items()
        for period in offer.window
        if offer.can_change(period)
    ]
    m.LOTS = [key for key in open_ if case.offers[key[0]].lot_size]
    m.ORDERS = [key for key in open_ if needs_order(case.offers[key[0]])]
    m.room = {
        (name, t): most(case, name, t, usable) - case.offers[name].commitment[t]
        for name, t in open_
    }
    m.new = {
        (name, t): m.volume[name, tree.plan[t - case.offers[name].lead_time], t]
        - case.offers[name].commitment[t]
        for name, t in open_
    }
    _order_lots(m, case)
    _pay_for_orders(m, case)


def _order_lots(m: Any, case: Case) -> None:
    m.lots = pyo.Var(
        m.LOTS,
        domain=pyo.NonNegativeIntegers,
        bounds=lambda _, *key: (0, _most_lots(m, case, key)),
    )

    @m.Constraint(m.LOTS)
    def whole_lots(m, name, period):
        """v = lot · n."""
        return m.new[name, period] == case.offers[name].lot_size * m.lots[name, period]


def _most_lots(m: Any, case: Case, key: tuple[str, int]) -> int:
    room: float = m.room[key]
    return floor(room / case.offers[key[0]].lot_size + WHOLE)


def _pay_for_orders(m: Any, case: Case) -> None:
    m.ordered = pyo.Var(m.ORDERS, domain=pyo.Binary)

    @m.Constraint(m.ORDERS)
    def order_if_new(m, *key):
        """v ≤ room · b, or n ≤ most lots · b."""
        if key in m.lots:
            return m.lots[key] <= _most_lots(m, case, key) * m.ordered[key]
        return m.new[key] <= m.room[key] * m.ordered[key]

    least = [key for key in m.ORDERS if case.offers[key[0]].min_order]

    @m.Constraint(least)
    def minimum_order(m, *key):
        """v ≥ min_order · b, or n ≥ least lots · b."""
        offer = case.offers[key[0]]
        if key in m.lots:
            return m.lots[key] >= least_lots(offer) * m.ordered[key]
        return m.new[key] >= offer.min_order * m.ordered[key]

    contracts = [key for key in m.ORDERS if key[0] in m.CONTRACTS]

    @m.Constraint(contracts)
    def signed_before_order(m, *key):
        """b ≤ y."""
        return m.ordered[key] <= signed(m, key[0])


def least_lots(offer: Offer) -> int:
    """Return how many lots reach the minimum order."""
    return ceil(offer.min_order / offer.lot_size - WHOLE)


def needs_order(offer: Offer) -> bool:
    """Tell whether it must be known if anything new is ordered in a period."""
    if offer.order_cost:
        return True
    return bool(offer.min_order) and not (offer.lot_size and least_lots(offer) <= 1)
