"""A case rolled forward: what is over drops out, what was ordered and signed stays.

``roll`` is a pure function. What it returns is a case like any other, from its first
period on; model, audit and reports need not know that there was something before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from models.case import (
    Case,
    Demand,
    Item,
    Offer,
    Process,
    Scenario,
    Supplier,
    Vector,
)
from planner.replan import begun as striking
from planner.replan.counted import counted
from planner.replan.past import committed, owed_from, past_of
from planner.replan.remarks import remarks
from planner.replan.start import Start
from planner.scenarios import generate, is_listed
from planner.workbook import plan_book

NOTHING = 1e-9
MOST_SCENARIOS = 100_000
"""Generated anew: no more than there were."""


def roll(start: Start) -> Case:
    """Return the case from the first period to plan on."""
    case, a = start.case, start.at
    offers = {
        name: _offer(start, each)
        for name, each in case.offers.items()
        if each.last >= a or any(committed(start, each))
    }
    struck = {each.curb.name for each in start.begun}
    curbs = {
        name: replace(each, earliest=max(0, each.earliest - a), latest=each.latest - a)
        for name, each in case.curbs.items()
        if each.latest >= a and name not in struck
    }
    scenarios, dropped = _scenarios(start, curbs)
    return replace(
        case,
        periods=case.periods[a:],
        items={name: _item(start, each) for name, each in case.items.items()},
        demands={n: _demand(start, each) for n, each in case.demands.items()},
        suppliers={
            name: _supplier(start, each, offers)
            for name, each in case.suppliers.items()
        },
        offers=offers,
        processes={
            name: _process(start, each)
            for name, each in case.processes.items()
            if each.last >= a
        },
        projects={
            name: 0.0 if name in start.former.opened else cost
            for name, cost in case.projects.items()
        },
        curbs=curbs,
        scenarios=scenarios,
        dropped_probability=dropped,
        policies={
            name: tuple(_rules(start, rules)) for name, rules in case.policies.items()
        },
        warnings=(*case.warnings, *remarks(start)),
    )


def _item(start: Start, item: Item) -> Item:
    stock = stock_of(start, item)
    return replace(item, opening_stock=stock, inflow=_inflow(start, item))


def stock_of(start: Start, item: Item) -> float:
    """Return what is in stock at the start: counted, else planned, else the workbook's."""
    counted = start.actuals.stock.get(item.name)
    if counted is not None:
        return counted
    over = start.before()
    if not over:
        return item.opening_stock
    return start.former.units(start.path, plan_book.STOCK, item.name, over[-1])


def _inflow(start: Start, item: Item) -> Vector:
    """Return the scrap that is still to come of what was served before."""
    labels = start.case.periods[start.at :]
    kept = start.former.inputs.get(("items", item.name, "inflow"))
    found = [kept.volumes.get(label, 0.0) if kept else 0.0 for label in labels]
    for demand in start.case.demands.values():
        if demand.scrap_item == item.name:
            for t in range(min(demand.scrap_lag, len(labels))):
                found[t] += demand.scrap_rate * _served(
                    start, demand, start.ago(demand.scrap_lag - t)
                )
    return tuple(found) if any(found) else ()


def _served(start: Start, demand: Demand, label: str) -> float:
    if not label:
        return 0.0
    needed = start.input("demands", demand.name, "volume", label) or 0.0
    short = start.former.units(start.path, plan_book.UNSERVED, demand.name, label)
    return max(0.0, needed - short)


def _demand(start: Start, demand: Demand) -> Demand:
    return replace(demand, volume=demand.volume[start.at :])


def _supplier(
    start: Start, supplier: Supplier, offers: Mapping[str, Offer]
) -> Supplier:
    """Return a supplier who can deliver at least what is ordered."""
    theirs = [o.commitment for o in offers.values() if o.supplier == supplier.name]
    capacity = tuple(
        max(units, sum(each[t] for each in theirs))
        for t, units in enumerate(supplier.capacity[start.at :])
    )
    return replace(supplier, capacity=capacity)


def _process(start: Start, process: Process) -> Process:
    a = start.at
    return replace(
        process,
        first=max(0, process.first - a),
        last=process.last - a,
        capacity=tuple(
            units * striking.flow(start.begun, process.labels, t) if units else 0.0
            for t, units in enumerate(process.capacity[a:])
        ),
    )


def _offer(start: Start, offer: Offer) -> Offer:
    a, case = start.at, start.case
    periods = case.periods[a:]
    commitment = committed(start, offer)
    capacity = [
        max(_capacity(start, offer, t), ordered) for t, ordered in enumerate(commitment)
    ]
    price = tuple(
        units * striking.price(start.begun, offer.labels, t)
        for t, units in enumerate(offer.price[a:])
    )
    filled = [t for t, units in enumerate(commitment) if units]
    held = any(_is_held(start, offer, t) for t in range(len(periods)))
    terms: dict[str, Any] = (
        {"min_order": 0.0, "lot_size": 0.0, "order_cost": 0.0} if held else {}
    )
    schedule = tuple(_scheduled(start, offer, t) for t in range(len(periods)))
    return replace(
        offer,
        **terms,
        price=price,
        capacity=tuple(capacity),
        commitment=tuple(commitment),
        first=min([max(0, offer.first - a), *filled]),
        last=max([offer.last - a, *filled]),
        signed_before=offer.name in start.former.signed and not offer.free_to_sign,
        past=past_of(start, offer),
        owed_from=owed_from(start, offer),
        schedule=schedule if start.stay else (),
        change_cost=_change_cost(start, offer, price) if start.stay else (),
    )


def _scheduled(start: Start, offer: Offer, t: int) -> float:
    """Return what of the old schedule would arrive in a period still to come."""
    label = start.case.periods[start.at + t]
    return striking.flow(start.begun, offer.labels, t) * start.ordered(
        offer.name, label
    )


def schedule_of(start: Start, offer: Offer) -> Vector:
    """Return the old schedule, in the periods that the old plan has."""
    known = [p for p in start.case.periods[start.at :] if start.former.knows(p)]
    return tuple(_scheduled(start, offer, t) for t in range(len(known)))


def _change_cost(start: Start, offer: Offer, price: Vector) -> Vector:
    """Return a share of the landed price in the periods that the old plan has."""
    labels = start.case.periods[start.at :]
    return tuple(
        start.stay * (each * (1 + offer.duty) + offer.freight)
        if start.former.knows(label)
        else 0.0
        for each, label in zip(price, labels, strict=True)
    )


def _is_held(start: Start, offer: Offer, t: int) -> bool:
    """Tell whether a curb that has begun holds an offer to what was planned."""
    through = striking.flow(start.begun, offer.labels, t)
    return through < 1 and not (offer.free_to_sign and offer.flex is None)


def _capacity(start: Start, offer: Offer, t: int) -> float:
    """Return what can arrive at most: under a curb a share of what was planned.

    Field: ordering more does not help while a curb holds an offer back; spot supply
    yields its share of all it has.
    """
    units = offer.capacity[start.at + t]
    through = striking.flow(start.begun, offer.labels, t)
    label = start.case.periods[start.at + t]
    if _is_held(start, offer, t) and start.former.knows(label):
        planned = start.former.units(
            start.former.plan, plan_book.DELIVERY, offer.name, label
        )
        units = min(units, (1 + (offer.flex or 0.0)) * planned)
    if not through:
        return 0.0
    return units * through


def _scenarios(
    start: Start, curbs: Mapping[str, Any]
) -> tuple[tuple[Scenario, ...], float]:
    """Return the scenarios that may still come, given what has and has not begun."""
    case, periods = start.case, start.case.periods[start.at :]
    if is_listed(case):
        return _listed(start, curbs), case.dropped_probability
    most = max((len(each.strikes) for each in case.scenarios), default=0)
    if not most:
        return tuple(each for each in case.scenarios if not each.strikes), 0.0
    made, dropped = generate(
        curbs, periods, case.periods_per_year, most, MOST_SCENARIOS, 0
    )
    return made, dropped if dropped > NOTHING else 0.0


def _listed(start: Start, curbs: Mapping[str, Any]) -> tuple[Scenario, ...]:
    """Return the workbook's own scenarios that are still possible, scaled to 1."""
    kept = [
        replace(
            each,
            strikes=tuple((name, when - start.at) for name, when in each.strikes),
        )
        for each in start.case.scenarios
        if all(name in curbs and when >= start.at for name, when in each.strikes)
    ]
    whole = sum(each.probability for each in kept)
    return tuple(replace(each, probability=each.probability / whole) for each in kept)


def _rules(start: Start, rules: Sequence[Any]) -> Iterator[Any]:
    """Yield the rules that still say something, their periods counted anew."""
    a = start.at
    for rule in rules:
        pieces = counted(start, rule)
        if pieces is not None:
            yield from pieces
            continue
        named = {each.name for each in fields(rule)}
        if not {"start", "end"} & named:
            yield rule
            continue
        first, last = getattr(rule, "start", None), getattr(rule, "end", None)
        if last is not None and last < a:
            continue
        yield replace(
            rule,
            start=None if first is None else max(0, first - a),
            end=None if last is None else last - a,
        )
