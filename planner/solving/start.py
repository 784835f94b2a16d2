"""A plan that is known already, as whole numbers for another search to start from.

Matched by name, never by place: the other question may have other rows, other rules
and a tree with other losses. What it has not is left open.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from models.decisions import Outlook

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
