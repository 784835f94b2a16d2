"""What is behind an offer: orders placed, and what the running year already counts."""

from dataclasses import replace
from typing import Any

from models.case import Offer, Past
from planner.replan import begun as striking
from planner.replan.start import Start


def committed(start: Start, offer: Offer) -> list[float]:
    """Return what is ordered already: what arrives of it, and what the workbook says."""
    periods = start.case.periods[start.at :]
    stated = offer.commitment[start.at :]
    found = []
    for t, (label, least) in enumerate(zip(periods, stated, strict=True)):
        through = striking.flow(start.begun, offer.labels, t)
        placed = start.ordered(offer.name, label) if t < offer.lead_time else 0.0
        found.append(through * max(least, placed))
    return found


def past_of(start: Start, offer: Offer) -> Past:
    """Return what was done in the running calendar year, this plan's periods and before."""
    year = int(start.label[:4])
    over = [p for p in start.of_year() if _delivers(start, offer, p)]
    if not start.of_year():
        return Past()
    if offer.name not in start.former.signed:
        taken = sum(start.arrived(offer, label) for label in over)
        return _with_earlier(start, offer, Past(taken=taken))
    rates = {label: _paid_per_unit(start, offer, label) for label in over}
    owed = _first_owed(start, offer)
    whole = Past(
        planned=sum(start.ordered(offer.name, label) for label in over),
        taken=sum(start.arrived(offer, label) for label in over),
        promised=sum(
            _deliverable(start, offer, label)
            for label in over
            if start.former.periods.index(label) >= owed
        )
        if offer.take_or_pay
        else 0.0,
        prices=tuple(
            start.input("offers", offer.name, "price", label) or 0.0 for label in over
        )
        if offer.take_or_pay
        else (),
        paid=sum(rates[label] * start.arrived(offer, label) for label in over)
        if offer.tiers
        else 0.0,
        discount=_discount(start, offer, year),
    )
    return _with_earlier(start, offer, whole)


def owed_from(start: Start, offer: Offer) -> int | None:
    """Return from when a contract signed before counts for take-or-pay."""
    if offer.name not in start.former.signed or not offer.take_or_pay:
        return None
    return max(0, _first_owed(start, offer) - len(start.before()))


def _first_owed(start: Start, offer: Offer) -> int:
    """Return from which period of the old plan it counts."""
    kept = start.former.inputs.get(("offers", offer.name, "owed_from"))
    if kept is not None and isinstance(kept.value, float):
        return int(kept.value)
    return offer.lead_time


def _delivers(start: Start, offer: Offer, label: str) -> bool:
    """Tell whether a period that is over was in an offer's window."""
    place = start.at + start.since(label)
    return place >= offer.first if place >= 0 else offer.first == 0


def _deliverable(start: Start, offer: Offer, label: str) -> float:
    units = start.input("offers", offer.name, "capacity", label) or 0.0
    return striking.flow(start.begun, offer.labels, start.since(label)) * units


def _paid_per_unit(start: Start, offer: Offer, label: str) -> float:
    price = start.input("offers", offer.name, "price", label) or 0.0
    rise = striking.price(start.begun, offer.labels, start.since(label))
    return price * rise * (1 + offer.duty)


def _discount(start: Start, offer: Offer, year: int) -> float:
    begins = start.former.tiers.get((offer.name, year))
    tiers = {each.from_volume: each.discount for each in offer.tiers}
    return tiers.get(begins, 0.0) if begins is not None else 0.0


def _with_earlier(start: Start, offer: Offer, past: Past) -> Past:
    """Add what the old plan itself had behind it in the same calendar year."""
    if start.former.periods[0][:4] != start.label[:4]:
        return past

    def earlier(field: str) -> Any:
        entry = start.former.inputs.get(("offers", offer.name, f"past.{field}"))
        return entry.value if entry is not None else None

    prices = str(earlier("prices") or "")
    known = tuple(float(each) for each in prices.split(";") if each.strip())
    return replace(
        past,
        planned=past.planned + float(earlier("planned") or 0.0),
        taken=past.taken + float(earlier("taken") or 0.0),
        promised=past.promised + float(earlier("promised") or 0.0),
        paid=past.paid + float(earlier("paid") or 0.0),
        prices=(*known, *past.prices),
    )
