"""Why so much comes from an offer, and why not more: what it runs into, from the plan."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.case import Offer
from models.rules import Rule
from planner.explain.prices import is_used
from planner.plan import TOUCHING, Plan, binding

COLUMNS = [
    *("offer", "supplier", "country", "item", "signed", "used", "volume", "share"),
    *("peak", "full", "full_after_curb", "from_period", "to_period", "at_least"),
    *("at_most", "committed"),
]


def sources(plan: Plan) -> pd.DataFrame:
    """Return one row for each offer, the largest volume first.

    Columns offer, supplier, country, item, signed, used (whether anything new is
    bought, in the plan or a response), volume (units in the plan), share (of the
    mineral's content), peak (largest share of its capacity taken in a period, not a
    number without capacity), full (periods in which the plan takes all of its
    capacity), full_after_curb (those in which only a response does), from_period and
    to_period (in which a new delivery is possible; blank if in none), at_least and
    at_most (rules at their limit, and terms, that hold its volume up or down), committed
    (units already ordered).
    """
    contents = {name: each.content for name, each in plan.case.items.items()}
    whole: dict[str, float] = {}
    for offer in plan.case.offers.values():
        mineral = plan.case.items[offer.item].mineral
        units = float(plan.outlook.planned(offer.name).sum()) * contents[offer.item]
        whole[mineral] = whole.get(mineral, 0.0) + units
    rows = [_row(plan, offer, whole) for offer in plan.case.offers.values()]
    rows.sort(key=lambda row: (-row[6], not row[5], row[0]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(plan: Plan, offer: Offer, whole: dict[str, float]) -> tuple[Any, ...]:
    case, planned = plan.case, plan.outlook.planned(offer.name)
    item = case.items[offer.item]
    volume, total = float(planned.sum()), whole[item.mineral]
    open_ = [t for t in offer.window if offer.can_change(t)]
    full = tuple(t for t in open_ if planned[t] >= offer.capacity[t] * (1 - TOUCHING))
    capacity = np.array([offer.capacity[t] for t in open_])
    peak = float(np.max(planned[open_] / capacity)) if open_ else 0.0
    return (
        offer.name,
        offer.supplier,
        offer.labels["country"],
        offer.item,
        offer.name in plan.signed and not offer.free_to_sign,
        is_used(plan, offer.name),
        volume,
        volume * item.content / total if total else 0.0,
        peak,
        full,
        _after_curbs(plan, offer, full),
        case.periods[open_[0]] if open_ else "",
        case.periods[open_[-1]] if open_ else "",
        "; ".join((*_ruled(plan, offer, at_least=True), *_owed(plan, offer))),
        "; ".join(_ruled(plan, offer, at_least=False)),
        float(sum(offer.commitment)),
    )


def _after_curbs(plan: Plan, offer: Offer, full: Sequence[int]) -> tuple[int, ...]:
    """Return the periods in which a response takes all there is, and the plan not."""
    tree, units = plan.outlook.tree, plan.outlook.scheduled[offer.name]
    reached = {
        tree.period[node]
        for node in tree.nodes
        if tree.probability[node] > 0
        and offer.can_change(tree.period[node])
        and units[node] >= offer.capacity[tree.period[node]] * (1 - TOUCHING)
    }
    return tuple(sorted(reached - set(full)))


def _ruled(plan: Plan, offer: Offer, *, at_least: bool) -> Iterator[str]:
    """Yield the rules at their limit that are about this offer."""
    for rule in plan.rules:
        if rule.is_minimum == at_least and is_about(rule, offer, plan):
            reached = [m for m in rule.measure(plan.outlook) if binding(m)]
            if reached:
                yield str(rule)


def is_about(rule: Any, offer: Offer, plan: Plan) -> bool:
    """Tell whether a rule names an offer, or each value, and its item or mineral."""
    on, named = getattr(rule, "on", None), getattr(rule, "item", None)
    if getattr(rule, "stage", "supply") != "supply" or not hasattr(rule, "on"):
        return False
    if named not in {None, offer.item, plan.case.items[offer.item].mineral}:
        return False
    if on is None or any(dimension == "demand" for dimension, _ in on.pairs):
        return False
    if on.each is None:
        return bool(on.hits(offer.labels))
    value = offer.labels.get(on.each, offer.supplier)
    return any(
        value in measure.bucket
        for measure in _of(rule).measure(plan.outlook)
        if binding(measure)
    )


def _of(rule: Rule) -> Rule:
    return rule


def _owed(plan: Plan, offer: Offer) -> Iterator[str]:
    """Yield the years in which no more is taken than is paid for anyway."""
    if not offer.take_or_pay or offer.name not in plan.signed:
        return
    planned = plan.outlook.planned(offer.name)
    years = []
    for year, periods in plan.case.years.items():
        inside = [t for t in periods if t in offer.window]
        open_ = [t for t in inside if t >= offer.lead_time]
        owed = offer.take_or_pay * sum(offer.capacity[t] for t in open_)
        taken = float(planned[inside].sum()) if inside else 0.0
        if owed and taken <= owed + max(offer.lot_size, TOUCHING * owed):
            years.append(str(year))
    if years:
        yield f"take-or-pay {offer.take_or_pay:.0%} in {', '.join(years)}"
