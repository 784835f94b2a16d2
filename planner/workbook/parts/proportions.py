"""What is needed beside what is on offer: a whole row written in another unit.

Such a row fits itself, so it is compared with the others of its mineral. A slip is of a
thousand; what is compared may itself differ by some, hence the room below.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import inf

from planner.workbook.names import SUPPLIER
from planner.workbook.parts.draft import Parts
from planner.workbook.parts.figure import MOST_LISTED, Figure, times
from planner.workbook.table import Row
from planner.workbook.values import shown

SLIP = 500.0
"""Of all that is on offer, or of what is needed, so small a part is no real one."""
FLOOD = 50.0
"""Demand that many times all that is on offer."""
APART = 30.0
"""A demand that small beside the middle one may be in another unit than that."""
AMPLE, TOWERING, TINY = 20.0, 50.0, 200.0
"""A capacity that many times the need, and that many times the middle one; or such a
part of the middle one."""
VAST = 1000.0
"""A capacity that many times the need is odd beside whatever other."""
SEVERAL = 3
"""Numbers among which the one that is too large can be told."""
ON_OFFER = "on offer or in stock"
Told = tuple[Figure, str]
Part = tuple[float, str]
"""Units of a mineral, and of whom."""
Groups = dict[str, list[Part]]
"""By mineral."""


def warn_of_proportions(parts: Parts) -> set[str]:
    """Warn of demands and capacities that do not fit the others of their mineral.

    Returns the minerals of which all demand is odd: beside it every capacity is.
    """
    needed, capable, demanded = most_needed(parts), _capable(parts), _demanded(parts)
    towering = {
        name
        for mineral, group in capable.items()
        for name in _towering(group, needed.get(mineral, 0.0))
    }
    offered = _offered(parts, towering)
    tiny = {
        mineral
        for mineral, group in demanded.items()
        if sum(total for total, _ in group) * SLIP <= offered[mineral] < inf
    }
    fitting = {k: group for k, group in capable.items() if k not in tiny}
    for found in (
        _odd_demands(parts, demanded, offered),
        _odd_capacities(parts, fitting, needed),
    ):
        for figure, message in islice(found, MOST_LISTED):
            figure.warn(f"{message}: is the unit right?")
    return tiny


def _towering(group: Sequence[Part], need: float) -> Iterator[str]:
    """Yield whose capacity is far above the middle one and what is needed."""
    middle = sorted(group)[(len(group) - 1) // 2][0]
    least = max(TOWERING * middle, AMPLE * need)
    return (name for most, name in group if need > 0 and most >= least)


def _odd_demands(
    parts: Parts, demanded: Groups, offered: Mapping[str, float]
) -> Iterator[Told]:
    for mineral, group in demanded.items():
        for (total, name), (other, whose) in _odd_of(group, offered[mineral]):
            rows = _rows(parts, "Demand")
            content = parts.items[parts.demands[name].item].content
            place = f"of {whose}, {_first(rows[whose]).place}" if whose else ON_OFFER
            said = f"demand {_said(total / content)} in all periods"
            beside = f"the {_said(other / content)} {place}"
            yield _first(rows[name]), f"{said} is {times(total, other)} {beside}"


def _odd_of(group: Sequence[Part], most: float) -> Iterator[tuple[Part, Part]]:
    """Yield odd demands of a mineral, each with what it is odd beside.

    ``most`` is all that is on offer, which is nobody's.
    """
    ordered = sorted(group)
    above, below = ordered[len(group) // 2], ordered[(len(group) - 1) // 2]
    known, every = 0 < most < inf, sum(total for total, _ in group)
    for part in group:
        total = part[0]
        if known and (every * SLIP <= most or total >= FLOOD * most):
            yield part, (most, "")
        elif total * SLIP <= (most if known else inf) and (
            total * (APART if known else SLIP) <= above[0]
        ):
            yield part, above
        elif not known and len(group) >= SEVERAL and total >= SLIP * below[0]:
            yield part, below


def _demanded(parts: Parts) -> Groups:
    """Return what each demand needs over the horizon, if anything."""
    groups: Groups = {}
    for demand in parts.demands.values():
        item = parts.items.get(demand.item)
        total = sum(demand.volume) if item else 0.0
        if item and total > 0:
            part = total * item.content, demand.name
            groups.setdefault(item.mineral, []).append(part)
    return groups


def _offered(parts: Parts, without: set[str]) -> Mapping[str, float]:
    """Return all that is on offer over the horizon but for some, opening stock too."""
    found: dict[str, float] = {}
    for item in parts.items.values():
        stock = found.get(item.mineral, 0.0) + item.opening_stock * item.content
        found[item.mineral] = stock
    for offer in parts.offers.values():
        if offer.name not in without:
            item = parts.items[offer.item]
            found[item.mineral] += sum(offer.capacity) * item.content
    for process in parts.processes.values():
        made, used = parts.items[process.output], parts.items[process.input]
        if made.mineral != used.mineral:
            found[made.mineral] += sum(process.capacity) * made.content
    return found


def _odd_capacities(
    parts: Parts, capable: Groups, needed: Mapping[str, float]
) -> Iterator[Told]:
    """Yield what is far from the middle of its mineral and from what is needed."""
    for mineral, group in capable.items():
        need, ordered = needed.get(mineral, 0.0), sorted(group)
        above, below = ordered[len(group) // 2], ordered[(len(group) - 1) // 2]
        large = set(_towering(group, need))
        for part in group if need > 0 else ():
            if part[0] <= min(above[0] / TINY, need / SLIP):
                yield _compared(parts, part, above)
            elif part[1] in large and part[0] < VAST * need:
                yield _compared(parts, part, below)


def _compared(parts: Parts, one: Part, other: Part) -> Told:
    (most, name), (usual, whose) = one, other
    figure, there = _capacity(parts, name), _capacity(parts, whose)
    said = f"capacity {shown(figure.value)} is {times(most, usual)}"
    return figure, f"{said} the {shown(there.value)} of {there.place}"


def _capable(parts: Parts) -> Groups:
    """Return the most that offers and processes yield in a period, where limited."""
    groups: Groups = {}
    sources = [
        *((each.name, each.item, each.capacity) for each in parts.offers.values()),
        *((each.name, each.output, each.capacity) for each in parts.processes.values()),
    ]
    for name, bears, capacity in sources:
        most, item = max(capacity), parts.items[bears]
        if 0 < most < inf:
            groups.setdefault(item.mineral, []).append((most * item.content, name))
    return groups


def most_needed(parts: Parts) -> Mapping[str, float]:
    """Return the most that is needed of each mineral in a period."""
    totals: dict[str, list[float]] = {}
    for demand in parts.demands.values():
        item = parts.items.get(demand.item)
        if item:
            total = totals.setdefault(item.mineral, [0.0] * parts.count)
            for t, volume in enumerate(demand.volume):
                total[t] += volume * item.content
    return {mineral: max(total) for mineral, total in totals.items()}


def _capacity(parts: Parts, name: str) -> Figure:
    """Return the largest capacity of an offer or a process where it is written."""
    if name in parts.processes:
        most = max(parts.processes[name].capacity)
        homes, named = [("Refining", "max_output", name)], [name]
    else:
        offer = parts.offers[name]
        most, seller = max(offer.capacity), offer.supplier
        homes = [("Offers", "max_volume", name), ("Suppliers", "max_volume", seller)]
        named = [name, f"{SUPPLIER}{seller}"]
    for row in map(_rows(parts, "Capacity").get, named):
        for period, value in row.series.items() if row else ():
            if row and value == most:
                return Figure(most, row, "", period)
    figures = [
        Figure(row.values.get(column, inf), row, column)
        for sheet, column, whose in homes
        for row in [_rows(parts, sheet)[whose]]
    ]
    return next((each for each in figures if each.value == most), figures[0])


def _first(row: Row) -> Figure:
    period, value = next(iter(row.series.items()))
    return Figure(value, row, "", period)


def _said(units: float) -> str:
    return shown(float(f"{units:.6g}"))


def _rows(parts: Parts, sheet: str) -> dict[str, Row]:
    return {str(row.key): row for row in parts.sound_rows(sheet)}
