"""What a plan does at least cost in histories that its tree does not hold.

What was signed and ordered stands; from where a history leaves the tree, everything is
decided anew, as if nothing more were to come.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.cost import cost_by_node
from models.decisions import Outlook
from models.deliveries import add_deliveries
from models.linear import Term, linear
from models.recourse import hold_decided, known_nodes
from models.rules import Rule
from models.signing import add_signing
from models.stock import add_stock
from models.take_or_pay import add_take_or_pay, shortfall_price
from models.tree import Tree
from models.usable import usable_beside


def build_replay(outlook: Outlook, rules: Sequence[Rule], tree: Tree) -> Any:
    """Return a model of the nodes of ``tree`` that a plan does not know yet.

    ``tree`` has the scenarios of the plan's own tree, in order, and others after them,
    whose own nodes are its losses. Every decision of the plan is held. Minimise what
    the unknown nodes cost by the others' probabilities; equally likely if these are 0.
    """
    case, known = outlook.case, known_nodes(outlook.tree, tree)
    m = pyo.ConcreteModel()
    m.tree, m.risk_level = tree, outlook.risk_level
    m.nothing = pyo.Var(bounds=(0, 0))
    m.usable = usable_beside(outlook)
    add_signing(m, case)
    add_deliveries(m, case, tree, m.usable)
    add_take_or_pay(m, case, tree)
    add_stock(m, case, tree)
    hold_decided(m, outlook, known)
    for key, limit in m.within_flex.items():
        # Ordered before anybody knew of the curb that now holds it back.
        if key[1] in known:
            limit.deactivate()
    m.rules = pyo.Block(range(len(rules)))
    for place, rule in enumerate(rules):
        if rule.holds_in_losses and not rule.losses(case):
            rule.apply(m.rules[place], m, case)
    costs = _costs(m, outlook, tree)
    passed: dict[int, float] = {}
    for place in range(len(outlook.tree.scenarios), len(tree.scenarios)):
        chance = tree.scenarios[place].probability or 1.0
        for node in tree.paths[place].tolist():
            passed[node] = passed.get(node, 0.0) + chance
    m.cost = pyo.Objective(
        expr=linear(
            (chance * unit, amount)
            for node, chance in passed.items()
            if node not in known
            for unit, amount in costs[node]
        )
    )
    return m


def _costs(m: Any, outlook: Outlook, tree: Tree) -> dict[int, list[Term]]:
    """Return each node's cost terms, at the discounts of the tiers that were chosen."""
    case, reduced = outlook.case, _at_chosen_tiers(outlook)
    costs = cost_by_node(m, reduced, tree)
    for (name, year, node), units in m.shortfall.items():
        if case.offers[name].tiers:  # it knows no discount
            kept = shortfall_price(reduced, name, year)
            more = shortfall_price(case, name, year) - kept
            costs[node].append((case.discount[case.years[year][-1]] * more, units))
    return costs


def _at_chosen_tiers(outlook: Outlook) -> Case:
    """Return the case with the prices that the chosen tiers leave, and without tiers."""
    case, chosen = outlook.case, outlook.decisions.tiers

    def kept(name: str, period: int) -> float:
        place = chosen.get((name, int(case.periods[period][:4])))
        return 1.0 if place is None else 1 - case.offers[name].tiers[place].discount

    offers = {
        name: replace(
            offer,
            tiers=(),
            price=tuple(p * kept(name, t) for t, p in enumerate(offer.price)),
        )
        if offer.tiers
        else offer
        for name, offer in case.offers.items()
    }
    return replace(case, offers=offers)
