"""What whole lots mean for the plan: a row that no plan breaks and no fraction keeps.

Adding up an item's balances, and those of all that is made of it, from the first period
to t gives lots bought ≥ what is used by then. Bought in lots, that is rounded up; the
solver would look for this among thousands of plans that differ by a lot here or there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf, isfinite
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.deliveries import scheduled
from models.rules import Rule
from models.tree import Tree

Worth = Mapping[str, float]
"""For each item, units of the item it is all made of; absent is 0."""
ENDS = 12
"""Most periods up to which balances are added."""
LEAST = 0.01
"""Share of a lot below which rounding it up says too little to be safe."""
NOTHING = 1e-9


@dataclass
class _Sum:
    """Σ size · n + Σ units ≥ needed, n whole and units ≥ 0."""

    needed: float = 0.0
    lots: list[tuple[float, Any]] = field(default_factory=list)
    units: list[tuple[float, Any]] = field(default_factory=list)


def add_rounding(m: Any, case: Case, tree: Tree, rules: Sequence[Rule]) -> None:
    r"""Round up the lots that the balances up to a period ask for.

    Σ a_j n_j + Σ c_k v_k ≥ b with n whole and a, c, v ≥ 0 gives, for a lot δ and
    f = frac(b / δ), Σ (⌊a_j/δ⌋ + min(1, frac(a_j/δ) / f)) n_j + Σ c_k/(δ f) v_k ≥ ⌈b/δ⌉
    (mixed-integer rounding, Nemhauser and Wolsey, 1990).
    """
    m.rounded_up = pyo.ConstraintList()
    for root in sorted({case.offers[name].item for name, _ in m.LOTS}):
        worth = made_of(case, root)
        for end in _ends(case):
            total = _balances(m, case, tree, worth, end)
            total.needed += _least_stock(case, m, rules, worth, end)
            for lot in sorted({size for size, _ in total.lots}):
                _round_up(m, total, lot)


def made_of(case: Case, root: str) -> Worth:
    """Return how much of ``root`` at least a unit of it and of each product embodies."""
    worth = {root: 1.0}
    for _ in case.items:
        for process in case.processes.values():
            if process.input in worth and process.output != root:
                through = worth[process.input] / process.recovery
                worth[process.output] = min(through, worth.get(process.output, inf))
    return worth


def _ends(case: Case) -> range:
    last = len(case.periods) - 1
    return range(last, -1, -ceil(len(case.periods) / ENDS))


def _balances(m: Any, case: Case, tree: Tree, worth: Worth, end: int) -> _Sum:
    """Add up the balances of all items of worth, weighed, from the first period on."""
    total = _Sum()
    total.needed -= sum(
        each * case.items[name].opening_stock for name, each in worth.items()
    )
    for period in range(end + 1):
        total.needed -= sum(
            each * case.items[name].returning(period) for name, each in worth.items()
        )
        total.needed -= _refined(case, worth, period)
        for name, offer in case.offers.items():
            if offer.item in worth and period in offer.window:
                _deliver(m, case, total, (name, tree.plan[period]), worth[offer.item])
    for name, period, units in _used(case, worth, end):
        total.needed += units * case.demands[name].volume[period]
        short = m.shorts.get((name, tree.plan[period]))
        if short is not None and units > 0:
            total.units.append((units, short))
    return total


def _deliver(
    m: Any, case: Case, total: _Sum, due: tuple[str, int], worth: float
) -> None:
    """Count a delivery: what is committed, then its lots, or its units without lots."""
    name, node = due
    period, offer = m.tree.period[node], case.offers[name]
    total.needed -= worth * offer.commitment[period]
    if (name, period) in m.lots:
        total.lots.append((worth * offer.lot_size, m.lots[name, period]))
    elif not isinstance(units := scheduled(m, case, name, node), float | int):
        total.units.append((worth, units - offer.commitment[period]))


def _refined(case: Case, worth: Worth, period: int) -> float:
    """Return the most that refining may add in a period, from what is worth nothing."""
    gains = (
        (
            worth.get(each.output, 0.0) - worth.get(each.input, 0.0) / each.recovery,
            each.capacity[period] if period in each.window else 0.0,
        )
        for each in case.processes.values()
    )
    return sum(gain * output for gain, output in gains if gain > NOTHING and output > 0)


def _used(case: Case, worth: Worth, end: int) -> Iterator[tuple[str, int, float]]:
    """Return what serving a unit of each demand takes, its scrap by ``end`` deducted."""
    for name, demand in case.demands.items():
        for period in range(end + 1):
            back = period + demand.scrap_lag <= end and demand.scrap_item
            scrap = demand.scrap_rate * worth.get(demand.scrap_item or "", 0.0)
            units = worth.get(demand.item, 0.0) - (scrap if back else 0.0)
            if units:
                yield name, period, units


def _least_stock(
    case: Case, m: Any, rules: Sequence[Rule], worth: Worth, end: int
) -> float:
    """Return what stock must be worth at the end of a period of the plan."""
    node = m.tree.plan[end]
    closing: float = sum(each * m.stock[name, node].lb for name, each in worth.items())
    floors = [closing]
    for rule in rules:
        for counted, period, units in rule.least_stock(case):
            if period == end:
                floors.append(_worth_of(case, worth, counted, units))
    return max(floors)


def _worth_of(
    case: Case, worth: Worth, counted: Mapping[str, float], units: float
) -> float:
    """Return what a stock of so many units, counted by item, must be worth at least."""
    others = sum(
        share * case.items[name].max_stock
        for name, share in counted.items()
        if name not in worth and share
    )
    rates = [worth[name] / share for name, share in counted.items() if name in worth]
    return max(0.0, min(rates, default=0.0) * (units - others)) if rates else 0.0


def _round_up(m: Any, total: _Sum, lot: float) -> None:
    if not isfinite(total.needed) or total.needed <= 0:
        return
    wanted = total.needed / lot
    part = wanted - floor(wanted)
    if not LEAST < part < 1 - NOTHING:
        return
    lots = ((_rounded(size / lot, part), number) for size, number in total.lots)
    units = ((each / (lot * part), variable) for each, variable in total.units)
    rows = (rate * variable for rate, variable in (*lots, *units))
    m.rounded_up.add(pyo.quicksum(rows) + m.nothing >= ceil(wanted))


def _rounded(lots: float, part: float) -> float:
    whole = floor(lots + NOTHING)
    return whole + min(1.0, max(0.0, lots - whole) / part)
