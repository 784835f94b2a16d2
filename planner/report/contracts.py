"""What a plan signs, opens and buys, offer by offer."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.case import Offer
from planner.plan import Plan
from planner.report.tables import NOTHING, each_row
from planner.report.words import count, money, step, units


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One offer the plan signs, or buys from without signing."""

    offer: Offer
    volume: float
    """Units in the plan over the horizon."""
    first: str
    """Period of its first new delivery in the plan; blank if there is none."""
    order_in: str
    """Period in which that is ordered."""
    terms: str
    """What signing costs and binds to, tiers reached, what is already ordered."""

    @property
    def kind(self) -> str:
        """Return what the buyer has to do."""
        if self.offer.free_to_sign:
            return "spot" if self.volume else "spot, in responses only"
        what = "signed already" if self.offer.signed_before else "sign"
        return what if self.volume else f"{what}, for responses only"


def contracts_of(plan: Plan) -> list[Contract]:
    """Return what to sign, then what is bought without signing."""
    found = [_contract(plan, plan.case.offers[name]) for name in plan.signed]
    return sorted(found, key=lambda each: (each.offer.free_to_sign, -each.volume))


def _contract(plan: Plan, offer: Offer) -> Contract:
    periods, planned = plan.case.periods, plan.outlook.planned(offer.name)
    new = planned - np.array(offer.commitment)
    starts = [t for t, volume in enumerate(new) if volume > NOTHING]
    first = starts[0] if starts else None
    return Contract(
        offer=offer,
        volume=float(planned.sum()),
        first="" if first is None else periods[first],
        order_in="" if first is None else periods[first - offer.lead_time],
        terms="; ".join(_terms(plan, offer)),
    )


def _terms(plan: Plan, offer: Offer) -> Iterator[str]:
    case = plan.case
    said = {
        f"needs {offer.project}": offer.project,
        f"{money(offer.fixed_cost, case)} once": offer.fixed_cost
        and not offer.signed_before,
        f"{money(offer.period_cost, case)} per {step(case)}": offer.period_cost,
        f"take-or-pay {offer.take_or_pay:.0%}": offer.take_or_pay,
        f"{units(sum(offer.commitment), case)} already ordered": any(offer.commitment),
    }
    yield from (words for words, meant in said.items() if meant)
    steps: dict[float, list[str]] = {}
    for name, year, discount in each_row(plan.tiers, "offer", "year", "discount"):
        if name == offer.name and discount > 0:
            steps.setdefault(discount, []).append(str(year))
    for discount, years in steps.items():
        yield f"{100 * discount:.3g}% tier discount in {', '.join(years)}"


def decision(plan: Plan) -> str:
    """Return in one sentence what the plan decides."""
    found = contracts_of(plan)
    contracts = [each.offer for each in found if not each.offer.free_to_sign]
    old = sum(each.signed_before for each in contracts)
    signed = len(contracts) - old
    spot = sum(each.offer.free_to_sign and each.volume > NOTHING for each in found)
    parts = [f"sign {count(signed, 'offer')}"] if signed else []
    if old:
        parts.append(f"keep {count(old, 'offer')} signed before")
    if plan.opened:
        parts.append(f"open {count(len(plan.opened), 'project')}")
    if spot:
        parts.append(f"buy from {count(spot, 'offer')} without signing")
    said = ", ".join(parts) or "buy nothing"
    return said[0].upper() + said[1:] + "."
