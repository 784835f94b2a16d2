"""A case rolled forward: what is over drops out, what was ordered and signed stays.

``roll`` is a pure function. What it returns is a case like any other, from its first
period on; model, audit and reports need not know that there was something before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from models.case import (
    Case,
    Demand,
    Item,
    Offer,
    Past,
    Process,
    Scenario,
    Supplier,
    Vector,
)
from planner.errors import UsageError
from planner.replan import begun as striking
from planner.replan.begun import Begun
from planner.scenarios import generate, is_listed
from planner.workbook import plan_book
from planner.workbook.actuals import Actuals
from planner.workbook.former import Former

NOTHING = 1e-9
AS_PLANNED = Actuals()
MOST_SCENARIOS = 100_000
"""Generated anew: no more than there were."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where the next planning begins."""

    case: Case
    """The workbook as it is now, from its own first period on."""
    former: Former
    at: int
    """The first period to plan, in the workbook's horizon."""
    actuals: Actuals = AS_PLANNED
    begun: Sequence[Begun] = ()
    stay: float = 0.0
    """Share of its value that moving a unit of the old schedule costs."""

    @property
    def label(self) -> str:
        """Return the first period to plan."""
        return self.case.periods[self.at]

    @property
    def path(self) -> str:
        """Return the scenario of the old plan that has come true."""
        struck = {f"{each.curb.name}@{each.start}" for each in self.begun}
        named = (p for p in self.former.paths if set(p.split(" + ")) == struck)
        return next(named, self.former.plan)

    def before(self) -> list[str]:
        """Return the periods of the old plan that are over."""
        first = self._number(self.label)
        return [p for p in self.former.periods if self._number(p) < first]

    def of_year(self) -> list[str]:
        """Return those in the calendar year of the first period to plan."""
        return [each for each in self.before() if each[:4] == self.label[:4]]

    def _number(self, label: str) -> int:
        return striking.number(label, self.case.periods_per_year)

    def since(self, label: str) -> int:
        """Return how many periods after the first to plan one is; below 0 before it."""
        return self._number(label) - self._number(self.label)

    def ago(self, periods: int) -> str:
        """Return the period of the old plan so many before the first to plan, or none."""
        return next((p for p in self.former.periods if self.since(p) == -periods), "")

    def ordered(self, offer: str, label: str) -> float:
        """Return the units the old plan scheduled for a period."""
        return self.former.units(self.path, plan_book.DELIVERY, offer, label)

    def arrived(self, offer: Offer, label: str) -> float:
        """Return the units that came in a period that is over."""
        known = self.actuals.received.get((offer.name, label))
        if known is not None:
            return known
        through = striking.flow(self.begun, offer.labels, self.since(label))
        return through * self.ordered(offer.name, label)

    def input(self, table: str, name: str, field: str, label: str) -> float | None:
        """Return what the old plan was made from in a period, or the workbook has."""
        entry = self.former.inputs.get((table, name, field))
        if entry is not None and label in entry.volumes:
            return entry.volumes[label]
        if label in self.case.periods:
            thing = getattr(self.case, table).get(name)
            if thing is not None and getattr(thing, field):
                return float(getattr(thing, field)[self.case.periods.index(label)])
        return None


def start_of(case: Case, former: Former, at: str) -> int:
    """Return the place of the first period to plan in the workbook.

    Raises:
        UsageError: it is not in the workbook's horizon, or before the old plan's.
    """
    if at not in case.periods:
        raise UsageError(
            f"--at {at} is no period of the workbook, which plans from "
            f"{case.periods[0]} to {case.periods[-1]}. Name one of these, or change "
            "first_period or periods in Settings."
        )
    count = case.periods_per_year
    first, last = former.periods[0], former.periods[-1]
    if {len(each) for each in former.periods} != {len(at)}:
        raise UsageError(
            f"{former.source} plans {first} to {last}, periods of another length than "
            f"the workbook's. Name a plan made from it."
        )
    place = striking.number(at, count)
    if not striking.number(first, count) <= place <= striking.number(last, count) + 1:
        raise UsageError(
            f"--at {at} does not continue {former.source}, which plans from {first} to "
            f"{last}. Name one of these periods, or the one after."
        )
    return case.periods.index(at)


def roll(start: Start) -> Case:
    """Return the case from the first period to plan on."""
    case, a = start.case, start.at
    offers = {
        name: _offer(start, each)
        for name, each in case.offers.items()
        if each.last >= a or any(_committed(start, each))
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
            name: tuple(_rules(rules, a)) for name, rules in case.policies.items()
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


def _committed(start: Start, offer: Offer) -> list[float]:
    """Return what is ordered already: what arrives of it, and what the workbook says."""
    periods = start.case.periods[start.at :]
    stated = offer.commitment[start.at :]
    found = []
    for t, (label, least) in enumerate(zip(periods, stated, strict=True)):
        through = striking.flow(start.begun, offer.labels, t)
        placed = start.ordered(offer.name, label) if t < offer.lead_time else 0.0
        found.append(through * max(least, placed))
    return found


def _offer(start: Start, offer: Offer) -> Offer:
    a, case = start.at, start.case
    periods = case.periods[a:]
    commitment = _committed(start, offer)
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
        past=_past(start, offer),
        owed_from=_owed_from(start, offer),
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


def _past(start: Start, offer: Offer) -> Past:
    """Return what was done in the running calendar year, this plan's periods and before."""
    year = int(start.label[:4])
    over = [p for p in start.of_year() if _delivers(start, offer, p)]
    if offer.name not in start.former.signed or not start.of_year():
        return Past()
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


def _owed_from(start: Start, offer: Offer) -> int | None:
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


def _rules(rules: Sequence[Any], a: int) -> Iterator[Any]:
    """Yield the rules that still say something, their periods counted anew."""
    for rule in rules:
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


def remarks(start: Start) -> list[str]:
    """Return what a buyer has to know of how the old plan is continued."""
    return [
        *(
            f"{each.curb.name} has begun in {each.start}: what it lets through from "
            f"{start.label} on is taken as certain, other curbs may come on top."
            for each in start.begun
        ),
        *_gone(start),
        *_lifted(start),
    ]


def _gone(start: Start) -> Iterator[str]:
    unit = start.case.unit
    names = {
        name
        for what, name in start.former.paths.get(start.former.plan, {})
        if what == plan_book.DELIVERY
    }
    for name in sorted(names - start.case.offers.keys()):
        units = sum(
            start.ordered(name, p) for p in start.former.periods if start.since(p) >= 0
        )
        if units > NOTHING:
            yield (
                f"{name} is no longer in the workbook: {units:,.6g} {unit} that the old "
                "plan took from it are not counted on."
            )


def _lifted(start: Start) -> Iterator[str]:
    for offer in start.case.offers.values():
        for t, units in enumerate(_committed(start, offer)):
            if units > offer.capacity[start.at + t] * (1 + NOTHING):
                yield (
                    f"{offer.name}, {start.case.periods[start.at + t]}: {units:,.6g} "
                    f"{start.case.unit} were ordered, more than the workbook now "
                    "allows; the order stands."
                )
