"""What can still be done in scenarios that a plan was not priced in.

Losses to be survived, and scenarios of probability 0, weigh nothing in the objective:
their responses are settled afterwards, with all other decisions held.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.cost import cost_by_node
from models.decisions import Outlook
from models.deliveries import add_deliveries
from models.linear import linear
from models.rules import Rule
from models.signing import add_signing
from models.stock import add_stock
from models.tree import Tree
from models.usable import usable_beside

PLAY = 1e-9
"""Relative width left to what is held, for what rounding took."""
PRIORITY = 1000.0
"""How much more a unit beyond what a rule allows weighs than the dearest shortage."""


def build_responses(
    outlook: Outlook,
    rules: Sequence[Rule],
    tree: Tree,
    allowed: Mapping[tuple[str, int], float],
) -> Any:
    """Return a model of the nodes of ``tree`` that a plan does not know yet.

    ``tree`` has the scenarios of the plan's own tree, in order, and losses after them.
    Every decision of the plan is held. Minimise the units that go short beyond what
    is ``allowed``, by (demand, node), then the cost of shortage.
    """
    m = build_open(outlook, rules, tree, allowed)
    hold_decided(m, outlook, known_nodes(outlook.tree, tree))
    return m


def build_open(
    outlook: Outlook,
    rules: Sequence[Rule],
    tree: Tree,
    allowed: Mapping[tuple[str, int], float],
) -> Any:
    """Return the same model with nothing held yet."""
    case = outlook.case
    m = pyo.ConcreteModel()
    m.tree, m.risk_level = tree, outlook.risk_level
    m.nothing = pyo.Var(bounds=(0, 0))
    m.usable = usable_beside(outlook)
    add_signing(m, case)
    add_deliveries(m, case, tree, m.usable)
    add_stock(m, case, tree)
    m.beyond = pyo.Var(
        [use for use in allowed if use in m.shorts], domain=pyo.NonNegativeReals
    )

    @m.Constraint(list(m.beyond))
    def beyond_allowed(m, *use):
        """beyond ≥ u − allowed."""
        return m.beyond[use] >= m.shorts[use] - allowed[use]

    m.rules = pyo.Block(range(len(rules)))
    for place, rule in enumerate(rules):
        if rule.holds_in_losses and not rule.losses(case):
            rule.apply(m.rules[place], m, case)
    dearest = max((each.shortage_cost for each in case.demands.values()), default=1.0)
    m.cost = pyo.Objective(
        expr=PRIORITY * dearest * pyo.quicksum(m.beyond.values())
        + pyo.quicksum(
            case.demands[name].shortage_cost * short
            for (name, _), short in m.shorts.items()
        )
    )
    return m


def allowed_short(
    case: Case, rules: Sequence[Rule], tree: Tree
) -> dict[tuple[str, int], float]:
    """Return the most units the rules let go unserved, by (demand, node)."""
    least: dict[tuple[str, int], float] = {}
    for rule in rules:
        for use, units in rule.allowed(case, tree).items():
            least[use] = min(units, least.get(use, units))
    return least


def known_nodes(old: Tree, new: Tree) -> Mapping[int, int]:
    """Return the old node of each node of a tree grown from the old by more losses."""
    pairs = zip(new.paths[: len(old.paths)].flat, old.paths.flat, strict=True)
    return {int(ours): int(theirs) for ours, theirs in pairs}


def hold_decided(m: Any, outlook: Outlook, known: Mapping[int, int]) -> None:
    """Hold every decision of a plan; ``known`` are its nodes by those of the model."""
    decided = outlook.decisions
    for name, variable in m.signed.items():
        variable.fix(int(name in decided.signed))
    for name, variable in m.opened.items():
        variable.fix(int(name in decided.opened))
    for (name, node, period), variable in m.volume.items():
        if node in known:
            hold(variable, decided.deliveries.get((name, known[node], period), 0.0))
    families = (
        (m.output, decided.refining),
        (m.unserved, decided.unserved),
        (m.stock, decided.stock),
    )
    for variables, values in families:
        for (name, node), variable in variables.items():
            if node in known:
                hold(variable, values.get((name, known[node]), 0.0))


def hold(variable: Any, value: float) -> None:
    """Hold a variable at a value, but for rounding."""
    play = PLAY * max(1.0, abs(value))
    variable.setlb(value - play)
    variable.setub(value + play)


def aim_at_unlikely(
    m: Any, case: Case, tree: Tree, values: Mapping[int, float]
) -> frozenset[int]:
    """Turn a solved model to the responses of scenarios of probability 0.

    Hold everything else, and minimise what those scenarios cost. Return the ids of the
    variables left free, none if there is no such scenario. ``values`` are the solution,
    by the variable's id.
    """
    idle = {
        node
        for node in tree.nodes
        if tree.probability[node] <= 0 and node not in tree.on_plan | tree.losses
    }
    if not idle:
        return frozenset()
    free = {
        id(variable)
        for variables, place in (
            (m.volume, 1),
            (m.output, 1),
            (m.unserved, 1),
            (m.stock, 1),
            (m.shortfall, 2),
            (m.at_discount, 1),
        )
        for key, variable in variables.items()
        if key[place] in idle
    }
    for variable in m.component_data_objects(pyo.Var):
        if id(variable) in values and id(variable) not in free:
            if variable.is_integer():
                variable.fix(round(values[id(variable)]))
            else:
                hold(variable, values[id(variable)])
    costs = cost_by_node(m, case, tree)
    m.cost.deactivate()
    m.unlikely = pyo.Objective(
        expr=linear(term for node in sorted(idle) for term in costs[node])
    )
    return frozenset(free)
