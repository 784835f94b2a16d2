"""Who goes short in which scenario, and what held each source back, from the plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.case import Case, Scenario
from models.tree import Factors
from planner.plan import TOUCHING, Plan

NOTICED = 1e-6
"""Share of demand below which nobody goes short."""
NEARLY = 0.95
"""Share of its capacity from which a source gives nearly all it can."""
COLUMNS = [
    *("scenario", "curbs", "start", "probability", "demand", "volume", "share"),
    *("periods", "worst_period", "worst_share", "held", "full", "bound", "absent"),
    *("stock_out", "priority"),
]


@dataclass(frozen=True)
class Held:
    """A source that a curb holds back while somebody is short."""

    source: str
    planned: float
    """Units planned over those periods."""
    arriving: float


def shortages(plan: Plan) -> pd.DataFrame:
    """Return one row for each scenario and demand that goes short, the likeliest loss first.

    Columns scenario, curbs (names), start (label of the first), probability, demand,
    volume, share (of its demand over the horizon), periods (in which), worst_period,
    worst_share (unserved there), held (`Held` for what a curb holds back), full (other
    sources at 95% of all they can deliver or more), bound (signed or spot sources that may
    not exceed what was planned), absent (contracts not signed that could deliver then),
    stock_out (items without stock in those periods), priority (1 for the demand whose
    shortage costs least). Sources and items are those that could serve the demand.
    """
    rows = [
        _row(plan, w, scenario, name)
        for w, scenario in enumerate(plan.case.scenarios)
        for name in plan.case.demands
        if _short(plan, w, name).sum()
        > NOTICED * max(1.0, sum(plan.case.demands[name].volume))
    ]
    rows.sort(key=lambda row: -float(row[3] * row[5]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _short(plan: Plan, w: int, name: str) -> Factors:
    unserved: Factors = plan.outlook.unserved(name)[plan.outlook.tree.paths[w]]
    return unserved


def _row(plan: Plan, w: int, scenario: Scenario, name: str) -> tuple[Any, ...]:
    case, demand = plan.case, plan.case.demands[name]
    short = _short(plan, w, name)
    periods = tuple(t for t, units in enumerate(short) if units > NOTICED)
    missing = [short[t] / demand.volume[t] for t in periods]
    worst = int(np.argmax(missing))
    volume = float(short.sum())
    items = upstream(case, demand.item)
    held, full, bound = _sources(plan, w, periods, items)
    return (
        scenario.name,
        tuple(dict.fromkeys(curb for curb, _ in scenario.strikes)),
        _start(case, scenario),
        scenario.probability,
        name,
        volume,
        volume / sum(demand.volume),
        periods,
        case.periods[periods[worst]],
        float(missing[worst]),
        held,
        full,
        bound,
        _absent(plan, periods, items),
        _stock_out(plan, w, periods, items),
        _priority(case, name),
    )


def upstream(case: Case, item: str) -> frozenset[str]:
    """Return the item and all it can be made of."""
    found, new = {item}, True
    while new:
        made = {e.input for e in case.processes.values() if e.output in found}
        new = bool(made - found)
        found |= made
    return frozenset(found)


def _start(case: Case, scenario: Scenario) -> str:
    starts = [start for _, start in scenario.strikes]
    return case.periods[min(starts)] if starts else ""


@dataclass(frozen=True)
class _Source:
    """An offer or a process in the periods of one scenario in which somebody is short."""

    name: str
    planned: Factors
    units: Factors
    """Scheduled, or put out."""
    flow: Factors
    arriving: Factors
    capacity: Factors
    flex: float | None

    @property
    def is_held(self) -> bool:
        less = self.arriving.sum() < self.planned.sum() * (1 - TOUCHING)
        return bool((self.flow < 1).any() and less)

    @property
    def is_full(self) -> bool:
        most = self.capacity.sum()
        return not self.is_held and bool(0 < NEARLY * most <= self.units.sum())

    @property
    def is_bound(self) -> bool:
        if self.flex is None or self.is_held or self.is_full or not self.units.any():
            return False
        most = (1 + self.flex) * self.planned
        return bool((self.units >= most * (1 - TOUCHING)).all())


def _sources(
    plan: Plan, w: int, periods: tuple[int, ...], items: frozenset[str]
) -> tuple[tuple[Held, ...], tuple[str, ...], tuple[str, ...]]:
    """Return what is held back, what is at its capacity, what may not exceed the plan."""
    every = list(_each_source(plan, w, list(periods), items))
    held = tuple(
        Held(each.name, float(each.planned.sum()), float(each.arriving.sum()))
        for each in every
        if each.is_held
    )
    full = tuple(each.name for each in every if each.is_full)
    return held, full, tuple(each.name for each in every if each.is_bound)


def _each_source(
    plan: Plan, w: int, periods: list[int], items: frozenset[str]
) -> Iterator[_Source]:
    case, tree = plan.case, plan.outlook.tree
    nodes = [int(tree.paths[w][t]) for t in periods]
    for name, offer in case.offers.items():
        if offer.item not in items:
            continue
        units, flow = plan.outlook.scheduled[name][nodes], tree.flow[name][nodes]
        yield _Source(
            name=name,
            planned=plan.outlook.planned(name)[periods],
            units=units,
            flow=flow,
            arriving=units * flow,
            capacity=np.array([offer.capacity[t] for t in periods]),
            flex=offer.flex,
        )
    for name, process in case.processes.items():
        if process.output not in items:
            continue
        output = plan.outlook.output(name)
        yield _Source(
            name=name,
            planned=output[list(tree.plan)][periods],
            units=output[nodes],
            flow=tree.flow[name][nodes],
            arriving=output[nodes],
            capacity=np.array([process.capacity[t] for t in periods]),
            flex=None,
        )


def _absent(
    plan: Plan, periods: tuple[int, ...], items: frozenset[str]
) -> tuple[str, ...]:
    """Return contracts that are not signed and could deliver while somebody is short."""
    return tuple(
        name
        for name, offer in plan.case.offers.items()
        if name not in plan.signed
        and offer.item in items
        and not offer.free_to_sign
        and any(offer.can_change(t) for t in periods)
    )


def _stock_out(
    plan: Plan, w: int, periods: tuple[int, ...], items: frozenset[str]
) -> tuple[str, ...]:
    """Return the items that had stock before and have none while somebody is short."""
    path = plan.outlook.tree.paths[w]
    found = []
    for name in filter(items.__contains__, plan.case.items):
        stock = plan.outlook.stock(name)[path]
        if stock.max() > NOTICED and not (stock[list(periods)] > NOTICED).any():
            found.append(name)
    return tuple(found)


def _priority(case: Case, name: str) -> int:
    """Return 1 for the demand of the least shortage cost, 2 for the next."""
    costs = sorted({each.shortage_cost for each in case.demands.values()})
    return costs.index(case.demands[name].shortage_cost) + 1
