"""What the curbs do in each scenario, and which scenarios look alike; exact fractions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from models.case import Case, Curb, Offer, Process, Scenario, Vector


@dataclass(frozen=True)
class World:
    """One scenario: its phi for every offer and process, its rho for every offer."""

    name: str
    probability: float
    flow: Mapping[tuple[str, int], Fraction]
    price: Mapping[tuple[str, int], Fraction]
    is_plan: bool = False
    loss_start: int = 0
    """First period of a loss, and the survive_loss rule it belongs to."""
    rule: Any = None

    @property
    def is_loss(self) -> bool:
        """Tell whether survive_loss made this scenario."""
        return self.rule is not None

    def seen(self, until: int) -> tuple[Fraction, ...]:
        """Return every factor of the periods up to and including ``until``."""
        return tuple(
            factor
            for table in (self.flow, self.price)
            for (_, t), factor in table.items()
            if t <= until
        )


def exact(number: float) -> Fraction:
    """Return the decimal a buyer wrote: 0.1 is one tenth."""
    return Fraction(repr(number))


def worlds_of(case: Case, rules: Sequence[Any]) -> tuple[World, ...]:
    """Return the scenarios of the case and the loss scenarios of its rules."""
    mass = sum(each.probability for each in case.scenarios)
    usual = [_struck(case, each, mass) for each in case.scenarios]
    losses = [
        loss
        for number, rule in enumerate(rules)
        if rule.rule == "survive_loss"
        for loss in _losses(case, rule, number)
    ]
    return (*usual, *losses)


def ties(worlds: Sequence[World], until: int) -> Iterable[tuple[World, World]]:
    """Yield each world that looks like an earlier one until a period, with that one."""
    first: dict[tuple[Fraction, ...], World] = {}
    for world in worlds:
        other = first.setdefault(world.seen(until), world)
        if other is not world:
            yield other, world


def _struck(case: Case, scenario: Scenario, mass: float) -> World:
    flow, price = {}, {}
    for t in range(len(case.periods)):
        for offer in case.offers.values():
            flow[offer.name, t] = _flow(case, scenario, offer.labels, t)
            price[offer.name, t] = _price(case, scenario, offer.labels, t)
        for process in case.processes.values():
            flow[process.name, t] = _flow(case, scenario, process.labels, t)
    return World(
        scenario.name,
        scenario.probability / mass,
        flow,
        price,
        is_plan=not scenario.strikes,
    )


def _flow(
    case: Case, scenario: Scenario, labels: Mapping[str, str], t: int
) -> Fraction:
    factor = Fraction(1)
    for name, start in scenario.strikes:
        curb = case.curbs[name]
        if curb.hits.hits(labels):
            factor *= _entry(curb.flow, curb.flow_after, t - start)
    return factor


def _price(
    case: Case, scenario: Scenario, labels: Mapping[str, str], t: int
) -> Fraction:
    factor = Fraction(1)
    for name, start in scenario.strikes:
        curb = case.curbs[name]
        if curb.price_hits.hits(labels):
            factor *= _entry(curb.price, curb.price_after, t - start)
    return factor


def _entry(entries: Vector, after: float, place: int) -> Fraction:
    if place < 0:
        return Fraction(1)
    return exact(entries[place] if place < len(entries) else after)


def values_of(
    members: Iterable[Offer | Process], dimension: str
) -> dict[Any, list[Any]]:
    """Group by value; what has none is grouped by its supplier, or stands alone."""
    groups: dict[Any, list[Any]] = {}
    for each in members:
        if dimension in each.labels:
            value: Any = each.labels[dimension]
        else:
            owner = each.supplier if isinstance(each, Offer) else each.name
            value = ("none of its own", type(each).__name__, owner)
        groups.setdefault(value, []).append(each)
    return groups


def _losses(case: Case, rule: Any, number: int) -> Iterable[World]:
    everything: list[Offer | Process] = [
        *case.offers.values(),
        *case.processes.values(),
    ]
    if rule.on.each is not None:
        groups = values_of(everything, rule.on.each)
    else:
        groups = {str(rule.on): [m for m in everything if rule.on.hits(m.labels)]}
    last = len(case.periods) - 1
    first = 0 if rule.start is None else rule.start
    for value, members in groups.items():
        lost = {each.name for each in members}
        for start in range(first, (last if rule.end is None else rule.end) + 1):
            lasting = last + 1 if rule.duration is None else rule.duration
            flow = {
                (m.name, t): Fraction(
                    0 if m.name in lost and start <= t < start + lasting else 1
                )
                for t in range(last + 1)
                for m in everything
            }
            price = {key: Fraction(1) for key in flow if key[0] in case.offers}
            name = f"loss {number} of {value} at {start}"
            yield World(name, 0.0, flow, price, loss_start=start, rule=rule)


def enumerated(
    curbs: Iterable[Curb], per_year: int, max_curbs: int
) -> tuple[dict[frozenset[tuple[str, int]], float], float]:
    """Return every combination of starts with its probability, and what was dropped."""
    likely = [each for each in curbs if each.probability > 0]
    found: dict[frozenset[tuple[str, int]], float] = {}
    for size in range(max_curbs + 1):
        for struck in combinations(likely, size):
            windows = [range(each.earliest, each.latest + 1) for each in struck]
            for starts in product(*windows):
                probability = 1.0
                for curb in likely:
                    hazard = 1 - (1 - curb.probability) ** (1 / per_year)
                    quiet = curb.latest - curb.earliest + 1
                    if curb in struck:
                        quiet = starts[struck.index(curb)] - curb.earliest
                        probability *= hazard
                    probability *= (1 - hazard) ** quiet
                key = zip((each.name for each in struck), starts, strict=True)
                found[frozenset(key)] = probability
    kept = sum(found.values())
    return {key: value / kept for key, value in found.items()}, 1 - kept
