"""The sourcing model: families in reading order, then the policy's rules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.changes import add_changes
from models.cost import add_cost
from models.decisions import Decisions
from models.deliveries import Key, add_deliveries
from models.orders import add_orders
from models.rounding import add_rounding
from models.rules import Rule
from models.signing import add_signing
from models.stock import add_stock
from models.take_or_pay import add_take_or_pay
from models.tiers import add_tiers
from models.tree import Tree
from models.usable import usable_units

CRUMB = 1e-7
"""Units, and shares of a yes, below which a solver means 0."""


def build(
    case: Case, rules: Sequence[Rule], tree: Tree, *, generosity: float = 1.0
) -> Any:
    """Return the model of a case under a policy's rules."""
    m = build_case(case, tree, risk_of(case, rules), generosity=generosity)
    add_rules(m, case, rules)
    return m


def build_case(
    case: Case, tree: Tree, risk: tuple[float, float], *, generosity: float = 1.0
) -> Any:
    """Return the model of a case without rules, as far as no rule changes it.

    ``risk`` is the weight and level of CVaR. ``generosity`` multiplies what an offer
    without capacity may deliver at most, which is estimated from what the problem can
    use.
    """
    m = pyo.ConcreteModel()
    m.tree, m.risk_level = tree, risk[1]
    m.nothing = pyo.Var(bounds=(0, 0))
    m.usable = usable = generosity * usable_units(case)
    add_signing(m, case)
    add_deliveries(m, case, tree, usable)
    add_orders(m, case, tree, usable)
    add_tiers(m, case, tree, usable)
    add_changes(m, case, tree)
    add_take_or_pay(m, case, tree)
    add_stock(m, case, tree)
    add_cost(m, case, tree, *risk)
    return m


def add_rules(m: Any, case: Case, rules: Sequence[Rule]) -> None:
    """Write a policy's rules on the model of a case, each on a block of its own."""
    m.rules = pyo.Block(range(len(rules)))
    for place, rule in enumerate(rules):
        rule.apply(m.rules[place], m, case)
    add_rounding(m, case, m.tree, rules)


def parts_of_rules(m: Any) -> tuple[Any, ...]:
    """Return what ``add_rules`` has written."""
    return m.rounded_up, *m.rules.values()


def drop_rules(m: Any) -> None:
    """Take a policy's rules off the model of a case."""
    for each in (m.rules, m.rounded_up):
        m.del_component(each)


def risk_of(case: Case, rules: Sequence[Rule]) -> tuple[float, float]:
    """Return the weight λ and level α of CVaR: a rule's, else those of the settings."""
    weight, level = case.risk_weight, case.risk_level
    for rule in rules:
        weight, level = rule.risk(weight, level)
    return weight, level


def decisions_of(m: Any, case: Case, values: Mapping[int, float]) -> Decisions:
    """Read the decisions off a solved model; ``values`` are by the variable's id.

    Integral ones are rounded, the rest keeps ten significant digits, so that a plan
    says 1 900 and not 1 899.9999999998.
    """

    def chosen(variables: Any) -> set[Any]:
        return {key for key, value in _read(variables, values).items() if round(value)}

    responses = responses_of(m, case, values)
    offers = responses.deliveries
    spot = {key[0] for key in offers if case.offers[key[0]].free_to_sign}
    ordered = {name for name, each in case.offers.items() if each.committed}
    return replace(
        responses,
        signed=frozenset(chosen(m.signed) & m.CONTRACTS | spot | ordered),
        opened=frozenset(chosen(m.opened)),
        tiers={(name, year): place for name, year, place in chosen(m.tier)},
    )


def responses_of(m: Any, case: Case, values: Mapping[int, float]) -> Decisions:
    """Read what is delivered, refined, stocked and left unserved off a solved model."""
    return Decisions(
        signed=frozenset(),
        opened=frozenset(),
        tiers={},
        deliveries=_committed(m, case) | _read(m.volume, values),
        refining=_read(m.output, values),
        stock=_read(m.stock, values),
        unserved=_read(m.unserved, values),
    )


def _read(variables: Any, values: Mapping[int, float]) -> dict[Any, float]:
    found = ((key, values.get(id(v))) for key, v in variables.items())
    read = {key: clean(value) for key, value in found if value}  # most are nothing
    return {key: value for key, value in read.items() if value}


def _committed(m: Any, case: Case) -> dict[Key, float]:
    """Return the commitments past the lead time that left nothing to decide."""
    return {
        (name, node, period): volume
        for name, offer in case.offers.items()
        for period, volume in enumerate(offer.commitment)
        if volume and period >= offer.lead_time
        for node in m.tree.in_period[period - offer.lead_time]
        if (name, node, period) not in m.volumes
    }


def clean(value: float) -> float:
    """Return a value without the crumbs a solver leaves."""
    rounded = float(f"{value:.10g}")
    return 0.0 if abs(rounded) < CRUMB else rounded
