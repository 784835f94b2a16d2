"""A plan that is known already, as whole numbers for another search to start from.

Matched by name, never by place: the other question may have other rows, other rules
and a tree with other losses. What it has not is left open.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from models.case import Curb
from models.decisions import Outlook
from planner.plan import Plan

NEAR = 1e-3
"""Share of a demand above its limit at which a loss is taken to have mattered."""
Whole = Mapping[int, float]
"""Values of whole-number variables, by the variable's id."""


def whole_numbers(model: Any, outlook: Outlook) -> Whole:
    """Return what a plan decides of a model's contracts, projects, tiers and orders."""
    return {id(variable): float(value) for variable, value in _known(model, outlook)}


def _known(model: Any, outlook: Outlook) -> Iterator[tuple[Any, float]]:
    decided, offers = outlook.decisions, outlook.case.offers
    for name, variable in model.signed.items():
        yield variable, name in decided.signed
    for name, variable in model.opened.items():
        yield variable, name in decided.opened
    for (name, year, place), variable in model.tier.items():
        yield variable, decided.tiers.get((name, year)) == place
    for (name, period), variable in model.lots.items():
        yield variable, round(_new(outlook, name, period) / offers[name].lot_size)
    for (name, period), variable in model.ordered.items():
        yield variable, _new(outlook, name, period) > 0


def _new(outlook: Outlook, name: str, period: int) -> float:
    offer = outlook.case.offers.get(name)
    if offer is None:
        return 0.0
    return float(outlook.planned(name)[period]) - offer.commitment[period]


def losses_near(plan: Plan, every: list[Curb]) -> list[Curb]:
    """Return those losses that a plan's own rules only just survive.

    Another plan is likely to fail them, unless it is made for them from the start.
    """
    case = plan.case
    tight = {
        measure.bucket
        for rule in plan.rules
        if rule.losses(case)
        for measure in rule.measure(plan.outlook)
        if measure.slack < NEAR
    }
    return [
        loss for loss in every if f"{loss.name}@{case.periods[loss.earliest]}" in tight
    ]
