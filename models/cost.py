"""What a plan costs: signing first, then every node, then the weight of risk."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.changes import changes
from models.deliveries import arrival
from models.linear import Term, linear
from models.take_or_pay import shortfall_price
from models.tiers import discounted, settled
from models.tree import Tree


def add_cost(m: Any, case: Case, tree: Tree, weight: float, level: float) -> None:
    r"""Minimise signing + (1 − λ)·Σ_w π_w C_w + λ·CVaR_α(C).

    CVaR_α(C) = min_η η + Σ_w π_w max(C_w − η, 0) / (1 − α) (Rockafellar and Uryasev,
    2000). ``weight`` is λ, ``level`` is α.
    """
    at_node = cost_by_node(m, case, tree)
    if not weight:
        expected = linear(
            (tree.probability[node] * unit, amount)
            for node, terms in at_node.items()
            if tree.probability[node] > 0
            for unit, amount in terms
        )
        m.cost = pyo.Objective(expr=_signing_cost(m, case) + expected)
        return
    likely = [leaf for leaf in tree.leaves if tree.probability[leaf] > 0]
    m.LIKELY = [node for node in tree.nodes if tree.probability[node] > 0]
    m.spent = pyo.Var(m.LIKELY)
    m.tail = pyo.Var()
    m.excess = pyo.Var(likely, domain=pyo.NonNegativeReals)

    @m.Constraint(m.LIKELY)
    def spending(m, node):
        """Spent by a node = spent by its parent + its own cost."""
        before = m.spent[tree.parent[node]] if tree.parent[node] >= 0 else 0
        own = ((-unit, amount) for unit, amount in at_node[node])
        return linear(((1.0, m.spent[node]), (-1.0, before), *own)) == 0

    @m.Constraint(likely)
    def beyond_tail(m, leaf):
        """Excess ≥ C_w − η."""
        return m.excess[leaf] - m.spent[leaf] + m.tail >= 0

    expected = pyo.quicksum(tree.probability[leaf] * m.spent[leaf] for leaf in likely)
    cvar = m.tail + pyo.quicksum(
        tree.probability[leaf] / (1 - level) * m.excess[leaf] for leaf in likely
    )
    m.cost = pyo.Objective(
        expr=_signing_cost(m, case) + (1 - weight) * expected + weight * cvar
    )


def _signing_cost(m: Any, case: Case) -> Any:
    """Σ fixed·y + Σ_t δ·period_cost·y + Σ cost·g + Σ_t δ·order_cost·b + changes.

    The fixed cost of what was signed before is spent.
    """
    contracts = (
        m.signed[name]
        * (
            (0.0 if case.offers[name].signed_before else case.offers[name].fixed_cost)
            + case.offers[name].period_cost
            * sum(case.discount[t] for t in case.offers[name].window)
        )
        for name in case.offers
        if name in m.CONTRACTS
    )
    projects = (cost * m.opened[name] for name, cost in case.projects.items())
    orders = (
        case.discount[period] * case.offers[name].order_cost * m.ordered[name, period]
        for name, period in m.ORDERS
    )
    return pyo.quicksum((*contracts, *projects, *orders, *changes(m, case)))


def cost_by_node(m: Any, case: Case, tree: Tree) -> dict[int, list[Term]]:
    """Return the cost terms of every node, discounted."""
    terms: dict[int, list[Term]] = {node: [] for node in tree.nodes}
    stocks = dict(m.stock.items())
    for node, costs in terms.items():
        worth = case.discount[tree.period[node]]
        costs += [(worth * unit, amount) for unit, amount in _delivered(m, case, node)]
        held = _held_and_short(m, case, stocks, node)
        costs += [(worth * unit, amount) for unit, amount in held]
    for (name, node), output in m.outputs.items():
        worth = case.discount[tree.period[node]]
        terms[node].append((worth * case.processes[name].cost, output))
    for (name, year, node), units in m.shortfall.items():
        worth = case.discount[case.years[year][-1]]
        terms[node].append((worth * shortfall_price(case, name, year), units))
    return terms


def _delivered(m: Any, case: Case, node: int) -> Iterator[Term]:
    """φ·x · (price · ρ · (1 − discount) · (1 + duty) + freight)."""
    period = m.tree.period[node]
    for name, offer in case.offers.items():
        if period in offer.window:
            price = offer.price[period] * float(m.tree.price[name][node])
            landed = price * (1 + offer.duty)
            flow, units = arrival(m, case, name, node)
            yield (landed + offer.freight) * flow, units
            for discount, amount in discounted(m, case, name, node):
                yield -landed * flow * discount, amount
        if period == 0 and offer.tiers:
            yield from settled(m, case, name)


def _held_and_short(
    m: Any, case: Case, stocks: Mapping[tuple[str, int], Any], node: int
) -> Iterator[Term]:
    """I · holding_cost + u · shortage_cost − stock_value · I at the end."""
    last = m.tree.period[node] == len(case.periods) - 1
    for name, item in case.items.items():
        rate = item.holding_cost - (item.stock_value if last else 0)
        if rate:
            yield rate, stocks[name, node]
    for name, demand in case.demands.items():
        if (name, node) in m.shorts:
            yield demand.shortage_cost, m.shorts[name, node]
