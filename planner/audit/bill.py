"""What a plan costs, exactly: cost lines, each scenario's cost, CVaR, the objective."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from models.case import Offer
from planner.audit.exact import ONE, ZERO, exact, total
from planner.audit.scene import Moment, Scene

LINES = ("deliveries", "refining", "holding", "shortage", "stock_credit")
"""Lines of a moment; take_or_pay comes with its year's last period."""


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
        factor = self.scene.world.price(offer.name, w)[t]
        known = self._known[offer.name][t]
        if factor not in known:
            bare, freight = self._landed[offer.name][t]
            known[factor] = bare * factor + freight
        return known[factor]

    @cached_property
    def _known(self) -> Mapping[str, list[dict[Fraction, Fraction]]]:
        """Return, by offer and period, what a unit costs at each ρ."""
        periods = self.scene.world.periods
        return {name: [{} for _ in periods] for name in self.scene.case.offers}

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

    @cached_property
    def at(self) -> Mapping[Moment, Mapping[str, Fraction]]:
        """Return the cost lines of every moment."""
        return {
            (w, t): {
                line: self.worth[t] * cost if cost else ZERO
                for line, cost in zip(LINES, self._totals(w, t), strict=True)
            }
            for w, t in self.scene.world.moments
        }

    def _totals(self, w: int, t: int) -> Iterator[Fraction]:
        scene, case = self.scene, self.scene.case
        arriving = ((o, scene.arriving(o.name, w, t)) for o in case.offers.values())
        settled = ZERO if t else total(map(self._settled, case.offers.values()))
        paid = total(x * self.landed(o, w, t) for o, x in arriving if x)
        yield paid + settled if settled else paid
        made = ((each, scene.output(n, w, t)) for n, each in case.processes.items())
        yield total(x * exact(each.cost) for each, x in made if x)
        held = [(each, scene.stock(n, w, t)) for n, each in case.items.items()]
        yield total(x * exact(each.holding_cost) for each, x in held if x)
        short = ((each, scene.unserved(n, w, t)) for n, each in case.demands.items())
        yield total(x * exact(each.shortage_cost) for each, x in short if x)
        last = t == scene.world.periods[-1]
        kept = held if last else []
        yield -total(x * exact(each.stock_value) for each, x in kept if x)

    def _settled(self, offer: Offer) -> Fraction:
        """Return what the year's tier changes on units paid before the horizon."""
        year = int(self.scene.case.periods[0][:4])
        if (offer.name, year) not in self.scene.decided.tiers:
            return ZERO
        change = exact(offer.past.discount) - self.discount(offer, 0)
        return exact(offer.past.paid) * change

    @cached_property
    def shortfalls(self) -> Mapping[Moment, Fraction]:
        """Return take-or-pay at the last period of each offer's year."""
        found: dict[Moment, Fraction] = {}
        for name, offer in self.scene.case.offers.items():
            if offer.take_or_pay and name in self.scene.decided.signed:
                for year, inside in self.scene.years(offer):
                    for w in set(self.scene.world.alike[inside[-1]]):
                        moment = w, inside[-1]
                        paid = self._shortfall(offer, year, inside, w)
                        found[moment] = found.get(moment, ZERO) + paid
        return found

    def _shortfall(
        self, offer: Offer, year: int, inside: Sequence[int], w: int
    ) -> Fraction:
        """Return share · Σ φ·cap − Σ φ·x, at the year's mean price."""
        least, price = self.scene.world.terms.owed(offer, year, inside, w)
        came = (self.scene.arriving(offer.name, w, t) for t in inside)
        short = least - total(filter(None, came))
        return price * short if short > 0 else ZERO

    @cached_property
    def outcomes(self) -> Sequence[Fraction]:
        """Return C_w of every scenario, without what is decided first."""
        totals = {moment: total(lines.values()) for moment, lines in self.at.items()}
        for moment, paid in self.shortfalls.items():
            totals[moment] += paid
        alike = self.scene.world.alike
        return [
            total(totals[row[w], t] for t, row in enumerate(alike))
            for w in range(len(self.scene.world.names))
        ]

    @cached_property
    def lines(self) -> Mapping[str, Fraction]:
        """Return every expected cost line."""
        weight = self.scene.world.weight
        expected = {
            line: total(weight[m] * at[line] for m, at in self.at.items() if at[line])
            for line in LINES
        }
        paid = (weight[m] * each for m, each in self.shortfalls.items() if each)
        return {**self.first, **expected, "take_or_pay": total(paid)}

    @cached_property
    def size(self) -> Fraction:
        """Return the sum of the magnitudes of all expected cost lines."""
        return sum(map(abs, self.lines.values()), ZERO)

    @cached_property
    def expected_cost(self) -> Fraction:
        """Return the expected cost of the plan."""
        return sum(self.lines.values(), ZERO)

    def cvar_cost(self, level: float) -> Fraction:
        """Return what is decided first plus CVaR of the scenarios' costs."""
        pairs = list(zip(self.outcomes, self.scene.world.probability, strict=True))
        return sum(self.first.values(), ZERO) + tail_mean(pairs, level)

    def objective(self, weight: float, level: float) -> Fraction:
        """Return (1 − λ) · expected cost + λ · CVaR cost."""
        risk = exact(weight)
        return (1 - risk) * self.expected_cost + risk * self.cvar_cost(level)


def tail_mean(pairs: Sequence[tuple[Fraction, Fraction]], level: float) -> Fraction:
    """Return min_η η + Σ π max(C − η, 0) / (1 − level) of (C, π) pairs.

    The least η at which no more than 1 − level of the probability lies above.
    """
    likely = sorted((pair for pair in pairs if pair[1] > 0), reverse=True)
    room = above = ONE - exact(level)
    eta = likely[-1][0]
    for value, chance in likely:
        above -= chance
        if above <= 0:
            eta = value
            break
    beyond = sum((p * (value - eta) for value, p in likely if value > eta), ZERO)
    return eta + beyond / room
