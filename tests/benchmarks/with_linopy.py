"""The extensive form of a made-up book without a policy, as linopy states it.

Written from models/ family by family, in the way linopy is fast: long tables of (row,
variable, coefficient), gathered by numpy. Made-up books have no tiers, projects, scrap,
order costs, commitments, stock values or limits of suppliers; neither has this.
"""

from dataclasses import dataclass, field
from importlib import import_module
from math import ceil, floor
from statistics import fmean
from typing import Any

import numpy as np

from models.case import Case
from models.tree import Tree

Term = tuple[int, int, float]
"""Row of a family, label of a variable, coefficient."""


@dataclass
class _Family:
    """The rows of one family of constraints, as a long table."""

    terms: list[Term] = field(default_factory=list)
    sides: list[float] = field(default_factory=list)

    def add(self, side: float, *terms: tuple[int, float]) -> None:
        row = len(self.sides)
        self.sides.append(side)
        self.terms += [(row, label, coefficient) for label, coefficient in terms]


def state(case: Case, tree: Tree) -> Any:
    """Return the linopy model."""
    return _Model(case, tree).stated()


class _Model:
    """Labels of variables by what they mean, and what each costs."""

    def __init__(self, case: Case, tree: Tree) -> None:
        self.case, self.tree = case, tree
        self.m = import_module("linopy").Model()
        self.cost: dict[int, float] = {}
        self.contracts = [n for n, o in case.offers.items() if not o.free_to_sign]
        self.signed = self._binary(self.contracts)
        for name in self.contracts:
            self.cost[self.signed[name]] = case.offers[name].fixed_cost
        self._declare_deliveries()
        self._declare_stock()

    def stated(self) -> Any:
        for sign, family in (
            ("<=", self._links()),
            ("<=", self._flex()),
            *self._orders(),
            (">=", self._take_or_pay()),
            *self._balances(),
        ):
            if family.sides:
                left = self._expression(family.terms, len(family.sides))
                self.m.add_constraints(left, sign, np.array(family.sides))
        costs = [(0, label, each) for label, each in self.cost.items()]
        self.m.add_objective(self._expression(costs, 1).sum())
        return self.m

    def _expression(self, terms: list[Term], rows: int) -> Any:
        """Return one expression a row, padded to the longest."""
        linopy, xarray = import_module("linopy"), import_module("xarray")
        table = np.array(terms)
        row = table[:, 0].astype(np.int64)
        order = np.argsort(row, kind="stable")
        row = row[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        shape = rows, int(place.max()) + 1
        labels = np.full(shape, -1, dtype=np.int64)
        factors = np.full(shape, np.nan)
        labels[row, place] = table[order, 1]
        factors[row, place] = table[order, 2]
        dims = "row", "_term"
        data = xarray.Dataset({"coeffs": (dims, factors), "vars": (dims, labels)})
        return linopy.LinearExpression(data, self.m)

    def _declared(self, keys: list[Any], lower: Any, upper: Any, **kind: bool) -> Any:
        if not keys:
            return {}
        bounds = np.broadcast_to(lower, len(keys)), np.broadcast_to(upper, len(keys))
        made = self.m.add_variables(*map(_array, bounds), **kind)
        return dict(zip(keys, made.labels.values.tolist(), strict=True))

    def _binary(self, keys: list[Any]) -> Any:
        if not keys:
            return {}
        pandas = import_module("pandas")
        place = pandas.RangeIndex(len(keys), name="row")
        made = self.m.add_variables(coords=[place], binary=True)
        return dict(zip(keys, made.labels.values.tolist(), strict=True))

    def _declare_deliveries(self) -> None:
        case, tree = self.case, self.tree
        keys = [
            (name, node, t)
            for name, offer in case.offers.items()
            for t in offer.window
            if offer.can_change(t)
            for node in tree.in_period[t - offer.lead_time]
        ]
        most = [case.offers[name].capacity[t] for name, _, t in keys]
        self.volume = self._declared(keys, 0.0, most)
        self.arrivals = [
            (name, node, self.volume[name, tree.before(node, t - offer.lead_time), t])
            for name, offer in case.offers.items()
            for node in tree.nodes
            if (t := tree.period[node]) in offer.window and offer.can_change(t)
        ]
        for name, node, label in self.arrivals:
            offer, t = case.offers[name], tree.period[node]
            landed = offer.price[t] * tree.price[name][node] * (1 + offer.duty)
            unit = (landed + offer.freight) * tree.flow[name][node]
            self._pay(node, label, unit)

    def _declare_stock(self) -> None:
        case, tree = self.case, self.tree
        runs = [
            (name, node)
            for name, process in case.processes.items()
            for node in tree.nodes
            if process.can_change(tree.period[node]) and tree.flow[name][node] > 0
        ]
        most = [
            case.processes[name].capacity[tree.period[node]] * tree.flow[name][node]
            for name, node in runs
        ]
        self.output = self._declared(runs, 0.0, most)
        for (name, node), label in self.output.items():
            self._pay(node, label, case.processes[name].cost)
        uses = [(name, node) for name in case.demands for node in tree.nodes]
        needs = [case.demands[n].volume[tree.period[node]] for n, node in uses]
        self.short = self._declared(uses, 0.0, needs)
        for (name, node), label in self.short.items():
            self._pay(node, label, case.demands[name].shortage_cost)
        held = [(name, node) for name in case.items for node in tree.nodes]
        least = [
            case.items[n].closing_stock if node == tree.plan[-1] else 0.0
            for n, node in held
        ]
        self.stock = self._declared(
            held, least, [case.items[n].max_stock for n, _ in held]
        )
        for (name, node), label in self.stock.items():
            self._pay(node, label, case.items[name].holding_cost)

    def _pay(self, node: int, label: int, unit: float) -> None:
        worth = self.case.discount[self.tree.period[node]] * self.tree.probability[node]
        self.cost[label] = self.cost.get(label, 0.0) + worth * float(unit)

    def _links(self) -> _Family:
        """x ≤ cap · y."""
        family = _Family()
        for (name, _, t), label in self.volume.items():
            if name in self.signed:
                most = self.case.offers[name].capacity[t]
                family.add(0.0, (label, 1.0), (self.signed[name], -most))
        return family

    def _flex(self) -> _Family:
        """x ≤ (1 + flex) · planned; flex 0 where a curb holds the offer back."""
        family, tree = _Family(), self.tree
        for (name, node, t), label in self.volume.items():
            offer = self.case.offers[name]
            curbed = (tree.flow[name][list(tree.after(node, t))] < 1).any()
            flex = offer.flex
            if flex is None and curbed and not offer.free_to_sign:
                flex = 0.0
            if flex is not None and node not in tree.on_plan:
                plan = self.volume[name, tree.plan[t - offer.lead_time], t]
                family.add(0.0, (label, 1.0), (plan, -1.0 - flex))
        return family

    def _orders(self) -> tuple[tuple[str, _Family], ...]:
        """x = lot · n, least · b ≤ n ≤ most · b, b ≤ y."""
        whole, most, least, linked = _Family(), _Family(), _Family(), _Family()
        keys = [
            (name, t)
            for name, offer in self.case.offers.items()
            if offer.lot_size
            for t in offer.window
            if offer.can_change(t)
        ]
        offers = self.case.offers
        room = [floor(offers[n].capacity[t] / offers[n].lot_size) for n, t in keys]
        lots = self._declared(keys, 0, room, integer=True)
        ordered = self._binary(keys)
        for key, top in zip(keys, room, strict=True):
            name, t = key
            offer, n, b = offers[name], lots[key], ordered[key]
            plan = self.volume[name, self.tree.plan[t - offer.lead_time], t]
            whole.add(0.0, (plan, 1.0), (n, -offer.lot_size))
            most.add(0.0, (n, 1.0), (b, -float(top)))
            low = ceil(offer.min_order / offer.lot_size)
            least.add(0.0, (n, 1.0), (b, -float(low)))
            linked.add(0.0, (b, 1.0), (self.signed[name], -1.0))
        return ("=", whole), ("<=", most), (">=", least), ("<=", linked)

    def _take_or_pay(self) -> _Family:
        """Shortfall ≥ share · y · Σ φ·cap − Σ φ·x, known at the year's last period."""
        case, tree, family = self.case, self.tree, _Family()
        keys = [
            (name, year, node)
            for name, offer in case.offers.items()
            if offer.take_or_pay
            for year, periods in case.years.items()
            for node in tree.in_period[periods[-1]]
        ]
        shortfall = self._declared(keys, 0.0, np.inf)
        arrived = {(name, node): label for name, node, label in self.arrivals}
        for (name, year, node), label in shortfall.items():
            offer, flow = case.offers[name], tree.flow[name]
            passed = [tree.before(node, t) for t in case.years[year]]
            open_ = [k for k in passed if (name, k) in arrived]
            owed = offer.take_or_pay * sum(
                flow[k] * offer.capacity[tree.period[k]] for k in open_
            )
            taken = [(arrived[name, k], float(flow[k])) for k in open_]
            family.add(0.0, (label, 1.0), *taken, (self.signed[name], -float(owed)))
            price = fmean(offer.price[t] for t in case.years[year])
            self._pay(node, label, price)
        return family

    def _balances(self) -> tuple[tuple[str, _Family], ...]:
        """I = I before + arrivals − used by refining + refined − served; else ≤."""
        case, tree = self.case, self.tree
        coming: dict[tuple[str, int], list[tuple[int, float]]] = {}
        for name, node, label in self.arrivals:
            key = case.offers[name].item, node
            flow = float(tree.flow[name][node])
            coming.setdefault(key, []).append((label, -flow))
        for (name, node), label in self.output.items():
            process = case.processes[name]
            coming.setdefault((process.output, node), []).append((label, -1.0))
            used = (label, 1 / process.recovery)
            coming.setdefault((process.input, node), []).append(used)
        needs: dict[tuple[str, int], float] = {}
        for (name, node), label in self.short.items():
            demand = case.demands[name]
            coming.setdefault((demand.item, node), []).append((label, -1.0))
            needed = demand.volume[tree.period[node]]
            needs[demand.item, node] = needs.get((demand.item, node), 0.0) + needed
        kept, loose = _Family(), _Family()
        for (name, node), label in self.stock.items():
            family = kept if node in tree.on_plan else loose
            side = -needs.get((name, node), 0.0)
            before = []
            if tree.parent[node] >= 0:
                before = [(self.stock[name, tree.parent[node]], -1.0)]
            else:
                side += case.items[name].opening_stock
            family.add(side, (label, 1.0), *before, *coming.get((name, node), []))
        return ("=", kept), ("<=", loose)


def _array(values: Any) -> Any:
    xarray = import_module("xarray")
    return xarray.DataArray(np.asarray(values, dtype=float), dims="row")
