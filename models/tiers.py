"""Volume discounts: one tier for each signed offer and calendar year."""

from collections.abc import Iterator
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.deliveries import most, scheduled
from models.linear import Term
from models.signing import signed
from models.tree import Tree


def add_tiers(m: Any, case: Case, tree: Tree, usable: float) -> None:
    r"""Choose one tier z_b per offer and year; its discount holds in every scenario.

    Σ_b z_b = y; Σ_b from_b z_b ≤ Σ_t planned ≤ Σ_b from_{b+1} z_b (the last tier is
    open upward); units at a discount d_b ≤ cap · z_b and Σ_b d_b ≤ x. Units of the year
    planned before the horizon count, and their discount is settled.
    """
    m.TIERED = [
        (name, year)
        for name, offer in case.offers.items()
        if offer.tiers
        for year in case.years
        if periods_of(case, name, year)
    ]
    m.TIERS = [
        (name, year, b)
        for name, year in m.TIERED
        for b in range(len(case.offers[name].tiers))
    ]
    m.tier = pyo.Var(m.TIERS, domain=pyo.Binary)
    _choose_tier(m, case, tree, usable)
    _discount_units(m, case, usable)


def periods_of(case: Case, name: str, year: int) -> list[int]:
    """Return the periods of a calendar year inside an offer's window."""
    return [t for t in case.years[year] if t in case.offers[name].window]


def discounted(m: Any, case: Case, name: str, node: int) -> Iterator[Term]:
    """Yield each discount, with the units at it of what is scheduled at a node."""
    offer, period = case.offers[name], m.tree.period[node]
    if not offer.tiers or period not in offer.window:
        return
    year = int(case.periods[period][:4])
    units = scheduled(m, case, name, node)
    made = m.tree.before(node, max(period - offer.lead_time, 0))
    for b, tier in enumerate(offer.tiers):
        if tier.discount and isinstance(units, float | int):
            yield tier.discount * units, m.tier[name, year, b]
        elif tier.discount:
            yield tier.discount, m.at_discount[name, made, period, b]


def settled(m: Any, case: Case, name: str) -> Iterator[Term]:
    """Yield what another tier changes on units of the year paid before the horizon."""
    offer, year = case.offers[name], int(case.periods[0][:4])
    if offer.past.paid and (name, year, 0) in m.tier:
        yield offer.past.paid * offer.past.discount, 1.0
        for b, tier in enumerate(offer.tiers):
            yield -offer.past.paid * tier.discount, m.tier[name, year, b]


def _choose_tier(m: Any, case: Case, tree: Tree, usable: float) -> None:
    def chosen(m, name, year):
        return ((m.tier[name, year, b], tier) for b, tier in _tiers(case, name))

    def planned(m, name, year):
        before = case.past(name, year).planned
        return before + pyo.quicksum(
            scheduled(m, case, name, tree.plan[t]) for t in periods_of(case, name, year)
        )

    @m.Constraint(m.TIERED)
    def one_tier(m, name, year):
        """Σ_b z_b = y."""
        return pyo.quicksum(z for z, _ in chosen(m, name, year)) == signed(m, name)

    @m.Constraint(m.TIERED)
    def tier_reached(m, name, year):
        """Σ_t planned ≥ Σ_b from_b z_b."""
        reached = pyo.quicksum(
            z * tier.from_volume for z, tier in chosen(m, name, year)
        )
        return planned(m, name, year) - reached >= 0

    @m.Constraint(m.TIERED)
    def tier_not_passed(m, name, year):
        """Σ_t planned ≤ Σ_b from_{b+1} z_b."""
        starts = [tier.from_volume for tier in case.offers[name].tiers[1:]]
        ends = (*starts, _year_most(case, name, year, usable))
        passed = pyo.quicksum(
            z * end for (z, _), end in zip(chosen(m, name, year), ends, strict=True)
        )
        return planned(m, name, year) - passed <= 0


def _tiers(case: Case, name: str) -> Any:
    return enumerate(case.offers[name].tiers)


def _year_most(case: Case, name: str, year: int, usable: float) -> float:
    left = (most(case, name, t, usable) for t in periods_of(case, name, year))
    return sum(left, case.past(name, year).planned)


def _discount_units(m: Any, case: Case, usable: float) -> None:
    m.AT_DISCOUNT = [
        (*key, b)
        for key in m.DELIVERIES
        for b, tier in _tiers(case, key[0])
        if tier.discount
    ]
    m.at_discount = pyo.Var(m.AT_DISCOUNT, domain=pyo.NonNegativeReals)

    @m.Constraint(m.AT_DISCOUNT)
    def discount_needs_tier(m, name, node, period, b):
        """D_b ≤ cap · z_b."""
        year = int(case.periods[period][:4])
        capacity = most(case, name, period, usable)
        return m.at_discount[name, node, period, b] <= capacity * m.tier[name, year, b]

    tiered = [key for key in m.DELIVERIES if case.offers[key[0]].tiers]

    @m.Constraint(tiered)
    def discount_on_units(m, name, node, period):
        """Σ_b d_b ≤ x."""
        discounts = [
            m.at_discount[name, node, period, b]
            for b, tier in _tiers(case, name)
            if tier.discount
        ]
        if not discounts:
            return pyo.Constraint.Skip
        return pyo.quicksum(discounts) <= m.volume[name, node, period]
