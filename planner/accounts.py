"""What a plan costs, recomputed from its decisions alone: no model, no solver.

Every term of the contract's cost of a scenario, by node, in the base currency,
discounted to the first period.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

import numpy as np

from models.case import Case, Offer
from models.decisions import Outlook
from models.tree import Factors


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """Costs and shortages of a plan, scenario by scenario."""

    outlook: Outlook

    @property
    def _case(self) -> Case:
        return self.outlook.case

    @cached_property
    def _worth(self) -> Factors:
        return np.array([self._case.discount[t] for t in self.outlook.tree.period])

    @cached_property
    def first(self) -> Mapping[str, float]:
        """Return what is decided before anything is known: fixed, period, orders, projects."""
        case, signed = self._case, self.outlook.decisions.signed
        offers = [case.offers[name] for name in case.offers if name in signed]
        return {
            "fixed": sum(each.fixed_cost for each in offers if not each.signed_before),
            "period": sum(
                each.period_cost * sum(case.discount[t] for t in each.window)
                for each in offers
            ),
            "orders": sum(map(self._orders, case.offers.values())),
            "projects": sum(
                cost
                for name, cost in case.projects.items()
                if name in self.outlook.decisions.opened
            ),
            CHANGES: sum(map(self._changes, case.offers.values())),
        }

    def _changes(self, offer: Offer) -> float:
        planned = self.outlook.planned(offer.name)
        return sum(
            self._case.discount[t] * cost * abs(float(planned[t]) - offer.schedule[t])
            for t, cost in enumerate(offer.change_cost)
            if offer.can_change(t)
        )

    def _orders(self, offer: Offer) -> float:
        if not offer.order_cost:
            return 0.0
        new = self.outlook.planned(offer.name) - np.array(offer.commitment)
        worth = np.array(self._case.discount)
        return offer.order_cost * float(worth[new > NOTHING * (1 + max(new))].sum())

    @cached_property
    def by_node(self) -> Mapping[str, Factors]:
        """Return the other cost lines at each node, discounted."""
        return {
            "deliveries": self._worth * self._deliveries(),
            "take_or_pay": self._take_or_pay(),
            "refining": self._worth * self._refining(),
            "holding": self._worth * self._holding(),
            "shortage": self._worth * self._shortage(),
            "stock_credit": self._worth * self._stock_credit(),
        }

    def _none(self) -> Factors:
        return np.zeros(len(self.outlook.tree.period))

    def _deliveries(self) -> Factors:
        total = self._none()
        periods = list(self.outlook.tree.period)
        for name, offer in self._case.offers.items():
            kept = np.array([1 - self.tier_discount(offer, t) for t in offer.window])
            by_period = np.zeros(len(self._case.periods))
            by_period[offer.window] = np.array(offer.price)[offer.window] * kept
            price = by_period[periods] * self.outlook.tree.price[name]
            landed = price * (1 + offer.duty) + offer.freight
            total += self.outlook.arriving[name] * landed
            total[list(self.outlook.tree.in_period[0])] += self._settled(offer)
        return total

    def _settled(self, offer: Offer) -> float:
        """Return what another tier changes on the year's units paid before."""
        year = int(self._case.periods[0][:4])
        if (offer.name, year) not in self.outlook.decisions.tiers:
            return 0.0
        return offer.past.paid * (offer.past.discount - self.tier_discount(offer, 0))

    def tier_discount(self, offer: Offer, period: int) -> float:
        """Return the discount of the tier chosen for the period's calendar year."""
        year = int(self._case.periods[period][:4])
        chosen = self.outlook.decisions.tiers.get((offer.name, year))
        return 0.0 if chosen is None else offer.tiers[chosen].discount

    def _take_or_pay(self) -> Factors:
        total = self._none()
        for offer in self._case.offers.values():
            if offer.take_or_pay and offer.name in self.outlook.decisions.signed:
                for year, periods in self._case.years.items():
                    inside = [t for t in periods if t in offer.window]
                    if inside:
                        total += self._year_shortfall(offer, year, inside)
        return total

    def _year_shortfall(
        self, offer: Offer, year: int, inside: Sequence[int]
    ) -> Factors:
        tree, total = self.outlook.tree, self._none()
        flow, arriving = tree.flow[offer.name], self.outlook.arriving[offer.name]
        past = self._case.past(offer.name, year)
        price = fmean((*past.prices, *(offer.price[t] for t in inside)))
        worth = self._case.discount[self._case.years[year][-1]]
        for node in tree.in_period[inside[-1]]:
            passed = {t: tree.before(node, t) for t in inside}
            deliverable = sum(
                flow[k] * offer.capacity[t] for t, k in passed.items() if offer.owes(t)
            )
            deliverable += past.promised
            taken = past.taken + sum(arriving[k] for k in passed.values())
            short = max(0.0, offer.take_or_pay * deliverable - taken)
            total[node] = worth * price * short
        return total

    def _refining(self) -> Factors:
        total = self._none()
        for name, process in self._case.processes.items():
            total += process.cost * self.outlook.output(name)
        return total

    def _holding(self) -> Factors:
        total = self._none()
        for name, item in self._case.items.items():
            total += item.holding_cost * self.outlook.stock(name)
        return total

    def _shortage(self) -> Factors:
        total = self._none()
        for name, demand in self._case.demands.items():
            total += demand.shortage_cost * self.outlook.unserved(name)
        return total

    def _stock_credit(self) -> Factors:
        total = self._none()
        last = list(self.outlook.tree.leaves)
        for name, item in self._case.items.items():
            total[last] -= item.stock_value * self.outlook.stock(name)[last]
        return total

    @cached_property
    def outcomes(self) -> Factors:
        """Return C_w: each scenario's cost, without what is decided first."""
        at_node = np.sum(list(self.by_node.values()), axis=0)
        return np.array([at_node[path].sum() for path in self.outlook.tree.paths])

    @cached_property
    def shortages(self) -> Factors:
        """Return the units unserved in each scenario."""
        unserved = self._none()
        for name in self._case.demands:
            unserved += self.outlook.unserved(name)
        return np.array([unserved[path].sum() for path in self.outlook.tree.paths])

    @cached_property
    def lines(self) -> Mapping[str, float]:
        """Return every expected cost line; they add up to the expected cost."""
        probability = np.array(self.outlook.tree.probability)
        expected = {
            name: float(probability @ at_node) for name, at_node in self.by_node.items()
        }
        every = {**self.first, **expected}
        own = {CHANGES: every[CHANGES]} if every[CHANGES] else {}
        return {name: every[name] for name in LINES} | own

    @property
    def expected_cost(self) -> float:
        """Return the expected cost of the plan."""
        return sum(self.lines.values())

    def cvar_cost(self, level: float) -> float:
        """Return what is decided first plus CVaR_level of the scenario costs."""
        probabilities = [each.probability for each in self.outlook.tree.scenarios]
        tail = cvar(self.outcomes.tolist(), probabilities, level)
        return sum(self.first.values()) + tail

    def objective(self, weight: float, level: float) -> float:
        """Return (1 − λ) expected cost + λ CVaR cost."""
        expected = (1 - weight) * self.expected_cost
        return expected + (weight * self.cvar_cost(level) if weight else 0.0)


NOTHING = 1e-9
CHANGES = "changes"
"""The line that only a plan made from another has."""
LINES = (
    "deliveries",
    "take_or_pay",
    "fixed",
    "period",
    "orders",
    "projects",
    "refining",
    "holding",
    "shortage",
    "stock_credit",
)


def cvar(costs: Sequence[float], probabilities: Sequence[float], level: float) -> float:
    """Return CVaR: min over η of η + Σ π max(C − η, 0) / (1 − level).

    The mean of the worst 1 − level of the probability (Rockafellar and Uryasev, 2000).
    """
    left, total = 1 - level, 0.0
    for cost, probability in _worst_first(costs, probabilities):
        taken = min(probability, left)
        total += taken * cost
        left -= taken
    return (total + left * min(costs)) / (1 - level)


def _worst_first(
    costs: Sequence[float], probabilities: Sequence[float]
) -> Iterator[tuple[float, float]]:
    pairs = zip(costs, probabilities, strict=True)
    return iter(sorted(pairs, key=lambda pair: -pair[0]))
