"""What is needed against what could be delivered, mineral by mineral, year by year."""

from dataclasses import dataclass
from math import inf, isfinite

from models.case import Case, Offer, Process


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What is needed and what could be delivered of a mineral in a calendar year."""

    mineral: str
    year: int
    demand: float
    capacity: float
    stock: float
    """Opening stock, in the first year."""

    @property
    def short(self) -> float:
        """Return how much is missing even if everything is bought."""
        return max(0.0, self.demand - self.capacity - self.stock)


def balances(case: Case) -> list[Balance]:
    """Return demand and capacity of each mineral in use, by content and year.

    Capacity is what offers can deliver (before the lead time, what is ordered) and
    what recycling or another mineral's refining can add.
    """
    used = dict.fromkeys(
        case.items[each.item].mineral for each in case.demands.values()
    )
    opening = {
        mineral: sum(
            each.opening_stock * each.content
            for each in case.items.values()
            if each.mineral == mineral
        )
        for mineral in used
    }
    return [
        Balance(
            mineral=mineral,
            year=year,
            demand=sum(_demand(case, mineral, t) for t in periods),
            capacity=sum(_capacity(case, mineral, t) for t in periods),
            stock=opening[mineral] if 0 in periods else 0.0,
        )
        for mineral in used
        for year, periods in case.years.items()
    ]


def _demand(case: Case, mineral: str, period: int) -> float:
    return sum(
        each.volume[period] * case.items[each.item].content
        for each in case.demands.values()
        if case.items[each.item].mineral == mineral
    )


def _capacity(case: Case, mineral: str, period: int) -> float:
    sellers: dict[str, float] = {}
    for each in case.offers.values():
        if case.items[each.item].mineral == mineral:
            volume = _deliverable(each, period) * case.items[each.item].content
            sellers[each.supplier] = sellers.get(each.supplier, 0.0) + volume
    joint = sum(
        min(volume, _joint(case, supplier, mineral, period))
        for supplier, volume in sellers.items()
    )
    return joint + sum(
        _addition(case, each, period) * case.items[each.output].content
        for each in case.processes.values()
        if case.items[each.output].mineral == mineral
    )


def _joint(case: Case, supplier: str, mineral: str, period: int) -> float:
    """Return a supplier's joint capacity, at the richest content it sells."""
    capacity = case.suppliers[supplier].capacity[period]
    contents = (
        case.items[each.item].content
        for each in case.offers.values()
        if each.supplier == supplier and case.items[each.item].mineral == mineral
    )
    return capacity * max(contents) if isfinite(capacity) else inf


def _deliverable(offer: Offer, period: int) -> float:
    if period not in offer.window:
        return 0.0
    early = period < offer.lead_time
    return offer.commitment[period] if early else offer.capacity[period]


def _addition(case: Case, process: Process, period: int) -> float:
    """Return output that no offer of the same mineral has to feed."""
    if period not in process.window:
        return 0.0
    scrap = [each for each in case.demands.values() if each.scrap_item == process.input]
    if scrap:
        returned = sum(
            each.scrap_rate * each.volume[period - each.scrap_lag]
            for each in scrap
            if period >= each.scrap_lag
        )
        return min(process.capacity[period], returned * process.recovery)
    same = case.items[process.input].mineral == case.items[process.output].mineral
    return 0.0 if same else process.capacity[period]
