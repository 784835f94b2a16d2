"""Refining, service and stock: what comes in, what is used, what is left."""

from collections.abc import Iterator
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.deliveries import arrival
from models.linear import Term, linear
from models.tree import Tree


def add_stock(m: Any, case: Case, tree: Tree) -> None:
    """Declare output, unserved demand and stock, and balance every item at every node."""
    m.RUNS = [
        (name, node)
        for name, process in case.processes.items()
        for node in tree.nodes
        if process.can_change(tree.period[node]) and tree.flow[name][node] > 0
    ]
    m.output = pyo.Var(
        m.RUNS, bounds=lambda _, *run: (0, _most_output(case, tree, run))
    )
    m.outputs = dict(m.output.items())
    m.UNSERVED = [
        (name, node)
        for name, demand in case.demands.items()
        for node in tree.nodes
        if demand.volume[tree.period[node]] > 0
        and _may_go_short(case, tree, name, node)
    ]
    m.unserved = pyo.Var(
        m.UNSERVED, bounds=lambda _, *use: (0, _most_short(case, tree, use))
    )
    m.shorts = dict(m.unserved.items())
    m.STOCKS = [(name, node) for name in case.items for node in tree.nodes]
    m.stock = pyo.Var(m.STOCKS, bounds=lambda _, *held: _stock_bounds(case, tree, held))
    _balance(m, case, tree)


def _most_output(case: Case, tree: Tree, run: tuple[str, int]) -> float | None:
    """r ≤ φ · max_output."""
    name, node = run
    capacity = case.processes[name].capacity[tree.period[node]]
    return None if capacity == float("inf") else float(tree.flow[name][node]) * capacity


def _may_go_short(case: Case, tree: Tree, name: str, node: int) -> bool:
    return case.demands[name].max_shortage > 0 or node in tree.losses


def _most_short(case: Case, tree: Tree, use: tuple[str, int]) -> float:
    """u ≤ max_shortage · demand; loss scenarios are exempt."""
    name, node = use
    demand = case.demands[name]
    share = 1.0 if node in tree.losses else demand.max_shortage
    return share * demand.volume[tree.period[node]]


def _stock_bounds(
    case: Case, tree: Tree, held: tuple[str, int]
) -> tuple[float, float | None]:
    """0 ≤ I ≤ max_stock; on the plan's last node I ≥ closing_stock."""
    name, node = held
    item = case.items[name]
    least = item.closing_stock if node == tree.plan[-1] else 0.0
    return least, None if item.max_stock == float("inf") else item.max_stock


def _balance(m: Any, case: Case, tree: Tree) -> None:
    flows, stocks = _Flows(case), dict(m.stock.items())

    def over(item, node):
        """I − (I_{t-1} + Σ φ·x − Σ r/yield + Σ r + scrap − Σ (demand − u))."""
        opening = (
            stocks[item, tree.parent[node]]
            if tree.period[node]
            else case.items[item].opening_stock
        )
        back = (-1.0, case.items[item].returning(tree.period[node]))
        kept = (1.0, stocks[item, node]), (-1.0, opening), back
        return linear((*kept, *flows.out(m, tree, item, node)))

    planned = [key for key in m.STOCKS if key[1] in tree.on_plan]
    scrap = {demand.scrap_item for demand in case.demands.values()}
    kept = [key for key in planned if key[0] not in scrap]
    loose = [key for key in m.STOCKS if key[1] not in tree.on_plan or key[0] in scrap]

    @m.Constraint(kept)
    def balance(_, item, node):
        """I = what is left: nobody plans to buy and throw away."""
        return over(item, node) == 0

    @m.Constraint(loose)
    def balance_or_discard(_, item, node):
        """I ≤ what is left: a response, or scrap, may be discarded free."""
        return over(item, node) <= 0


class _Flows:
    """Who feeds and who uses each item, grouped once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.offers: dict[str, list[str]] = {name: [] for name in case.items}
        self.made: dict[str, list[str]] = {name: [] for name in case.items}
        self.fed: dict[str, list[str]] = {name: [] for name in case.items}
        self.used: dict[str, list[str]] = {name: [] for name in case.items}
        self.scrap: dict[str, list[str]] = {name: [] for name in case.items}
        for offer in case.offers.values():
            self.offers[offer.item].append(offer.name)
        for process in case.processes.values():
            self.made[process.output].append(process.name)
            self.fed[process.input].append(process.name)
        for demand in case.demands.values():
            self.used[demand.item].append(demand.name)
            if demand.scrap_item is not None:
                self.scrap[demand.scrap_item].append(demand.name)

    def out(self, m: Any, tree: Tree, item: str, node: int) -> Iterator[Term]:
        """Yield what leaves an item at a node, less what comes in."""
        case, period = self.case, tree.period[node]
        for name in self.offers[item]:
            if period in case.offers[name].window:
                flow, units = arrival(m, case, name, node)
                yield -flow, units
        for name in self.made[item]:
            yield -1.0, m.outputs.get((name, node), 0)
        for name in self.fed[item]:
            yield 1 / case.processes[name].recovery, m.outputs.get((name, node), 0)
        for name in self.used[item]:
            yield from _served(m, case, name, node, 1.0)
        for name in self.scrap[item]:
            demand = case.demands[name]
            if period >= demand.scrap_lag:
                back = tree.before(node, period - demand.scrap_lag)
                yield from _served(m, case, name, back, -demand.scrap_rate)


def _served(m: Any, case: Case, name: str, node: int, share: float) -> tuple[Term, ...]:
    """Return a share of what is served: demand − u."""
    needed = case.demands[name].volume[m.tree.period[node]]
    return (share, needed), (-share, m.shorts.get((name, node), 0))
