"""The most that can arrive and the least that is needed, as a buyer adds them up.

Every bound is generous: what can arrive is never less in a plan than said here, what
must be bought never more. So a sum that fails proves that there is no plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor, inf, isfinite

from models.case import Case, Offer, Process
from models.rules.scope import Goods
from models.tree import Tree

WHOLE = 1e-9
"""Share of a lot by which a quotient may miss a whole number and still be one."""


@dataclass(frozen=True)
class Reach:
    """What a case can supply, nothing signed or delivered of what is ``barred``."""

    case: Case
    barred: frozenset[str] = frozenset()
    served: Mapping[str, float] | None = None
    """Share of each demand that must be served in every period."""

    def planned(self, name: str, period: int) -> float:
        """Return the most an offer can deliver in a period of the plan, in whole lots."""
        offer = self.case.offers[name]
        ordered = offer.commitment[period]
        if name in self.barred or not offer.can_change(period):
            return ordered
        room = offer.capacity[period] - ordered
        if offer.lot_size and isfinite(room):
            room = offer.lot_size * floor(room / offer.lot_size + WHOLE)
        return ordered + (0.0 if room < offer.min_order else room)

    def plan_volume(
        self, names: Iterable[str], periods: Iterable[int], weight: Mapping[str, float]
    ) -> float:
        """Return the most some offers can deliver together, in the weight's units."""
        total = 0.0
        wanted = list(names)
        for t in periods:
            for seller, offers in self._by_supplier(wanted).items():
                together = self.case.suppliers[seller].capacity[t]
                single = sum(weight[n] * self.planned(n, t) for n in offers)
                heaviest = max(weight[n] for n in offers)
                shared = heaviest * max(together, 0.0) if isfinite(together) else inf
                total += min(single, shared)
        return total

    def _by_supplier(self, names: Sequence[str]) -> dict[str, list[str]]:
        grouped: dict[str, list[str]] = {}
        for name in names:
            grouped.setdefault(self.case.offers[name].supplier, []).append(name)
        return grouped

    def committed(
        self, names: Iterable[str], periods: Iterable[int], weight: Mapping[str, float]
    ) -> float:
        """Return what is ordered already, in the weight's units."""
        at, offers = list(periods), self.case.offers
        return sum(weight[n] * offers[n].commitment[t] for n in names for t in at)

    def must_buy(self, goods: Goods, periods: Sequence[int]) -> float:
        """Return the least that must be bought of goods in some periods of the plan.

        What must be served and left at the end, less stock, scrap and what refining
        from other goods can add.
        """
        case = self.case
        content = {
            name: 1.0 if goods.is_item else item.content
            for name, item in case.items.items()
            if goods.label == (name if goods.is_item else item.mineral)
        }
        served = self.served or {}
        need = sum(
            content[each.item] * served.get(each.name, 0.0) * each.volume[t]
            for each in case.demands.values()
            if each.item in content
            for t in periods
        )
        if periods[-1] == len(case.periods) - 1:
            need += sum(w * case.items[n].closing_stock for n, w in content.items())
        held = sum(
            w * (case.items[n].max_stock if periods[0] else case.items[n].opening_stock)
            for n, w in content.items()
        )
        given = (
            held + self._returned(content, periods) + self._refined(content, periods)
        )
        ordered = self.committed(goods.weight, periods, goods.weight)
        return max(0.0, ordered, need - given if isfinite(given) else 0.0)

    def _returned(self, content: Mapping[str, float], periods: Sequence[int]) -> float:
        total = 0.0
        for each in self.case.demands.values():
            if each.scrap_item is not None and each.scrap_item in content:
                back = [t - each.scrap_lag for t in periods if t >= each.scrap_lag]
                served = sum(each.volume[t] for t in back)
                total += content[each.scrap_item] * each.scrap_rate * served
        return total

    def _refined(self, content: Mapping[str, float], periods: Sequence[int]) -> float:
        total = 0.0
        for process in self.case.processes.values():
            if process.output in content:
                spent = content.get(process.input, 0.0) / process.recovery
                gained = max(0.0, content[process.output] - spent)
                if gained > WHOLE:
                    total += gained * sum(
                        _most_output(process, t, 1.0) for t in periods
                    )
        return total


def _most_output(process: Process, period: int, flow: float) -> float:
    if period not in process.window or not flow:
        return 0.0
    return process.capacity[period] * flow


@dataclass(frozen=True)
class Arrivals:
    """What can arrive of one item along one path of the tree, period by period."""

    case: Case
    tree: Tree
    item: str
    path: Sequence[int]
    """The node of each period."""
    barred: frozenset[str]

    @cached_property
    def sources(self) -> Mapping[str, Sequence[float]]:
        """Return the most that each offer, process and scrap adds, per period."""
        case, periods = self.case, range(len(self.case.periods))
        found: dict[str, Sequence[float]] = {
            offer.name: [self._arriving(offer, t) for t in periods]
            for offer in case.offers.values()
            if offer.item == self.item
        }
        for process in case.processes.values():
            if process.output == self.item:
                found[process.name] = [
                    _most_output(process, t, self._flow(process.name, t))
                    for t in periods
                ]
        scrap = [
            sum(
                each.scrap_rate * each.volume[t - each.scrap_lag]
                for each in case.demands.values()
                if each.scrap_item == self.item and t >= each.scrap_lag
            )
            for t in periods
        ]
        return {**found, "scrap": scrap} if any(scrap) else found

    def _flow(self, name: str, period: int) -> float:
        return float(self.tree.flow[name][self.path[period]])

    def _arriving(self, offer: Offer, period: int) -> float:
        barred = offer.name in self.barred or not offer.can_change(period)
        most = offer.commitment[period] if barred else offer.capacity[period]
        flow = self._flow(offer.name, period)
        return flow * most if flow else 0.0

    def total(self, first: int, last: int) -> float:
        """Return the most that can be there from ``first`` to ``last``, with stock."""
        item = self.case.items[self.item]
        held = item.max_stock if first else item.opening_stock
        return held + sum(sum(each[first : last + 1]) for each in self.sources.values())
