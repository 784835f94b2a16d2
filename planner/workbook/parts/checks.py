"""Offers whose terms contradict each other."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from models.case import Offer
from planner.workbook.parts.draft import Parts
from planner.workbook.parts.needs import capacity_is_known, first_unlimited
from planner.workbook.parts.supply import Terms
from planner.workbook.table import Row
from planner.workbook.values import shown


def check_offers(parts: Parts, terms: Terms) -> None:
    """Report offers whose terms contradict each other."""
    rows = {row.values["offer"]: row for row in parts.sound_rows("Offers")}
    known = capacity_is_known(parts)
    commitments = terms.rows["Commitments"]
    for offer in parts.offers.values():
        row = rows[offer.name]
        if offer.min_order or offer.lot_size:
            _check_order(row, offer)
        if offer.tiers:
            _check_tiers(terms, offer)
        if ordered := commitments.get(offer.name):
            _check_commitments(parts, ordered, offer)
        if not offer.committed:
            _warn_idle(parts, row, offer)
        if known and offer.take_or_pay:
            _check_take_or_pay(parts, row, offer)
    _check_suppliers(parts, terms)


def _check_order(row: Row, offer: Offer) -> None:
    most = max(offer.capacity)
    if offer.min_order > most > 0:
        row.fault(
            "min_order",
            f"min_order is {shown(offer.min_order)}",
            f"at most {shown(most)} can be delivered in a period",
            "lower min_order or raise max_volume",
        )
    elif offer.lot_size > most > 0:
        row.warn(
            "lot_size",
            f"a lot of {shown(offer.lot_size)} is more than the {shown(most)} that can "
            "be delivered in a period: nothing new can be ordered",
        )


def _check_take_or_pay(parts: Parts, row: Row, offer: Offer) -> None:
    due = range(max(offer.first, offer.lead_time), offer.last + 1)
    unlimited = first_unlimited(offer.capacity, due)
    if unlimited is not None:
        row.fault(
            "take_or_pay",
            f"take_or_pay without a max_volume in {parts.label(unlimited)}",
            "it is a share of what could be delivered",
            "write a max_volume for the offer or its supplier",
        )


def _check_tiers(terms: Terms, offer: Offer) -> None:
    rows = sorted(
        terms.every("Tiers", offer.name), key=lambda row: float(row["from_volume"])
    )
    for lower, row in pairwise(rows):
        if row["from_volume"] == lower["from_volume"]:
            row.fault(
                "from_volume",
                f"a second tier from {shown(row['from_volume'])}",
                f"{lower.at('from_volume')} has the same threshold for {offer.name}",
                "give each tier of an offer its own from_volume",
            )
        elif row["discount"] < lower["discount"]:
            row.fault(
                "discount",
                f"the discount falls to {shown(row['discount'])}",
                f"the tier from {shown(lower['from_volume'])} has "
                f"{shown(lower['discount'])}: tiers must increase",
                "write a discount that is not lower",
            )


def _check_commitments(parts: Parts, rows: Sequence[Row], offer: Offer) -> None:
    ordered: dict[int, float] = {}
    for row in rows:
        values = row.values
        period = values["period"]
        ordered[period] = ordered.get(period, 0.0) + values["volume"]
        if not offer.first <= period <= offer.last:
            row.fault(
                "period",
                f"{parts.label(period)} is outside the offer's window",
                f"{offer.name} delivers from {parts.label(offer.first)} to "
                f"{parts.label(offer.last)}",
                "change the period, or the offer's window",
            )
        elif ordered[period] > offer.capacity[period]:
            row.fault(
                "volume",
                f"{shown(ordered[period])} is ordered for {parts.label(period)}",
                f"{offer.name} can deliver {shown(offer.capacity[period])} then",
                "lower the volume or raise max_volume",
            )


def _check_suppliers(parts: Parts, terms: Terms) -> None:
    """Report commitments that only together exceed what a supplier can deliver."""
    ordered: dict[tuple[str, int], float] = {}
    limited = {x.name for x in parts.suppliers.values() if min(x.capacity) < inf}
    for offer in parts.offers.values() if limited else ():
        if offer.supplier not in limited:
            continue
        for row in terms.every("Commitments", offer.name):
            if not row.sound():
                continue
            seller, period = parts.suppliers[offer.supplier], row.values["period"]
            total = ordered.get((seller.name, period), 0.0) + row.values["volume"]
            ordered[seller.name, period] = total
            if total > seller.capacity[period]:
                row.fault(
                    "volume",
                    f"{shown(total)} is ordered for {parts.label(period)}",
                    f"{seller.name} can deliver {shown(seller.capacity[period])} then, "
                    "over all its offers",
                    "lower the volume or raise the supplier's max_volume",
                )


def _warn_idle(parts: Parts, row: Row, offer: Offer) -> None:
    if not any(map(offer.can_change, range(parts.count))):
        row.warn(
            "offer",
            f"{offer.name} can deliver nothing in the plan: look at its lead_time, "
            "window and max_volume",
        )
