"""What a plan costs in every scenario, exactly, line by line."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from models.case import Offer
from planner.audit.exact import ZERO, exact, sums_at, total
from planner.audit.findings import Moment
from planner.audit.scene import Scene

Costs = Iterator[tuple[Fraction, Sequence[Moment]]]
"""Money, not discounted, with the moments in which so much is paid."""


@dataclass(frozen=True)
class Bill:
    """The costs of a scene, discounted, in the base currency."""

    scene: Scene

    @property
    def worth(self) -> Sequence[Fraction]:
        """Return δ: what money in each period is worth in the first."""
        return self.scene.world.terms.worth

    @cached_property
    def first(self) -> Mapping[str, Fraction]:
        """Return what is paid whatever happens: fixed, period, orders, projects."""
        case, decided = self.scene.case, self.scene.decided
        signed = [each for n, each in case.offers.items() if n in decided.signed]
        opened = [
            cost for name, cost in case.projects.items() if name in decided.opened
        ]
        return {
            "fixed": sum(
                (exact(each.fixed_cost) for each in signed if not each.signed_before),
                ZERO,
            ),
            "period": sum(map(self._periods, signed), ZERO),
            "orders": sum(map(self._orders, case.offers.values()), ZERO),
            "projects": sum(map(exact, opened), ZERO),
            "changes": sum(map(self._changes, case.offers.values()), ZERO),
        }

    def _changes(self, offer: Offer) -> Fraction:
        """Return what it costs to move units from the schedule before."""
        moved = (
            self.worth[t]
            * exact(cost)
            * abs(self.scene.planned(offer.name, t) - exact(offer.schedule[t]))
            for t, cost in enumerate(offer.change_cost)
            if cost and offer.can_change(t)
        )
        return sum(moved, ZERO)

    def _periods(self, offer: Offer) -> Fraction:
        inside = self.worth[offer.first : offer.last + 1]
        return exact(offer.period_cost) * sum(inside, ZERO)

    def _orders(self, offer: Offer) -> Fraction:
        if not offer.order_cost:
            return ZERO
        ordered = [t for t in self.scene.world.periods if self.scene.orders(offer, t)]
        return exact(offer.order_cost) * sum((self.worth[t] for t in ordered), ZERO)

    def discount(self, offer: Offer, t: int) -> Fraction:
        """Return the discount of the tier chosen for the period's year."""
        year = int(self.scene.case.periods[t][:4])
        place = self.scene.decided.tiers.get((offer.name, year), -1)
        known = 0 <= place < len(offer.tiers)
        return exact(offer.tiers[place].discount) if known else ZERO

    def landed(self, offer: Offer, w: int, t: int) -> Fraction:
        """Return what a unit that arrives costs: price · ρ · (1 − d)(1 + duty) + freight."""
        bare, freight = self._landed[offer.name][t]
        return bare * self.scene.world.price(offer.name, w)[t] + freight

    @cached_property
    def _landed(self) -> Mapping[str, Sequence[tuple[Fraction, Fraction]]]:
        return {
            name: [
                (
                    exact(offer.price[t])
                    * (1 - self.discount(offer, t))
                    * (1 + exact(offer.duty)),
                    exact(offer.freight),
                )
                for t in self.scene.world.periods
            ]
            for name, offer in self.scene.case.offers.items()
        }

    def _deliveries(self) -> Costs:
        for offer in self.scene.case.offers.values():
            for units, moments in self.scene.arrivals(offer.name):
                w, t = moments[0]
                yield units * self.landed(offer, w, t), moments
        settled = total(map(self._settled, self.scene.case.offers.values()))
        yield settled, [each for each in self.scene.world.moments if each[1] == 0]

    def _refining(self) -> Costs:
        for name, process in self.scene.case.processes.items():
            for _, units, moments in self.scene.of("output", name):
                yield units * exact(process.cost), moments

    def _holding(self) -> Costs:
        for name, item in self.scene.case.items.items():
            for _, units, moments in self.scene.of("stock", name):
                yield units * exact(item.holding_cost), moments

    def _shortage(self) -> Costs:
        for name, demand in self.scene.case.demands.items():
            for _, units, moments in self.scene.of("unserved", name):
                yield units * exact(demand.shortage_cost), moments

    def _stock_credit(self) -> Costs:
        last = self.scene.world.periods[-1]
        for name, item in self.scene.case.items.items():
            for t, units, moments in self.scene.of("stock", name):
                if t == last:
                    yield -units * exact(item.stock_value), moments

    def _settled(self, offer: Offer) -> Fraction:
        """Return what the year's tier changes on units paid before the horizon."""
        year = int(self.scene.case.periods[0][:4])
        if (offer.name, year) not in self.scene.decided.tiers:
            return ZERO
        change = exact(offer.past.discount) - self.discount(offer, 0)
        return exact(offer.past.paid) * change

    def _take_or_pay(self) -> Iterator[tuple[Fraction, Sequence[tuple[Moment, int]]]]:
        """Yield what is paid for a year, with its last moments and period.

        The last moment is that in an offer's window, the period that of the year.
        """
        for name, offer in self.scene.case.offers.items():
            if offer.take_or_pay and name in self.scene.decided.signed:
                for year, inside in self.scene.years(offer):
                    end = self.scene.case.years[year][-1]
                    for paid, scenarios in self._shortfalls(offer, year, inside):
                        yield paid, [((w, inside[-1]), end) for w in scenarios]

    def _shortfalls(
        self, offer: Offer, year: int, inside: list[int]
    ) -> Iterator[tuple[Fraction, Sequence[int]]]:
        """Yield share · Σ φ·cap − Σ φ·x at the year's mean price, where it is positive.

        With the scenarios in which it is so; each stands for all that look alike.
        """
        scene, world = self.scene, self.scene.world
        span = slice(inside[0], inside[-1] + 1)
        units, same = scene.values("delivery", offer.name), defaultdict(list)
        for w in sorted(set(world.alike[inside[-1]])):
            codes = world.codes(world.flow(offer.name, w))[span]
            same[codes, units(w)[span]].append(w)
        for (codes, _), scenarios in same.items():
            w = scenarios[0]
            flow = codes, world.flow(offer.name, w)
            least, price = world.terms.owed(offer, year, inside, flow)
            came = (scene.arriving(offer.name, w, t) for t in inside)
            short = least - total(filter(None, came))
            if short > 0:
                yield price * short, scenarios

    @cached_property
    def _owed(self) -> Mapping[tuple[Moment, int], Fraction]:
        paid, _, under = sums_at(self._take_or_pay())
        return {
            (moment, end): self.worth[end] * Fraction(each, under)
            for (moment, end), each in paid.items()
        }

    @cached_property
    def outcomes(self) -> Sequence[Fraction]:
        """Return C_w of every scenario, without what is decided first."""
        totals = {m: self.worth[m[1]] * cost for m, cost in self._totals.items()}
        for (moment, _), paid in self._owed.items():
            totals[moment] += paid
        alike = self.scene.world.alike
        return [
            total(totals[row[w], t] for t, row in enumerate(alike))
            for w in range(len(self.scene.world.names))
        ]

    @cached_property
    def _totals(self) -> Mapping[Moment, Fraction]:
        """Return what is paid at every moment but for take-or-pay, not discounted."""
        whole = lcm(*(under for _, under in self._lines.values()))
        factors = [(costs, whole // under) for costs, under in self._lines.values()]
        return {
            moment: Fraction(sum(by * costs[moment] for costs, by in factors), whole)
            for moment in self.scene.world.moments
        }

    @cached_property
    def _lines(self) -> Mapping[str, tuple[Mapping[Moment, int], int]]:
        """Return the cost lines of every moment, over a denominator."""
        lines: Mapping[str, Callable[[], Costs]] = {
            "deliveries": self._deliveries,
            "refining": self._refining,
            "holding": self._holding,
            "shortage": self._shortage,
            "stock_credit": self._stock_credit,
        }
        found = {name: sums_at(line()) for name, line in lines.items()}
        return {name: (costs, under) for name, (costs, _, under) in found.items()}

    @cached_property
    def expected(self) -> Mapping[str, Fraction]:
        """Return every expected cost line but for those of ``first``."""
        weight = self.scene.world.weight
        chance = {moment: chance for moment, chance in weight.items() if chance}
        whole = lcm(*(each.denominator for each in chance.values()))
        parts = {m: int(each * whole) for m, each in chance.items()}
        lines = {}
        for name, (costs, under) in self._lines.items():
            by_period = [0] * len(self.worth)
            for moment, part in parts.items():
                by_period[moment[1]] += part * costs.get(moment, 0)
            worth = zip(self.worth, by_period, strict=True)
            lines[name] = total(x * Fraction(y, whole * under) for x, y in worth)
        paid = (weight[moment] * each for (moment, _), each in self._owed.items())
        return {**lines, "take_or_pay": total(filter(None, paid))}

    @property
    def lines(self) -> Mapping[str, Fraction]:
        """Return every expected cost line."""
        return {**self.first, **self.expected}
