"""A case, its scenarios and what was decided in them, side by side and exact."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from models.case import Case, Offer, Vector
from planner.audit.decided import Decided, Response
from planner.audit.exact import ZERO, exact
from planner.audit.findings import Moment, Row
from planner.audit.world import World

NOTHING = Response(deliveries={}, output={}, stock={}, unserved={})
Values = Callable[[int], Sequence[Any]]
"""Takes a scenario, gives a value for each period."""
Groups = Mapping[tuple[Any, ...], Sequence[Moment]]
"""By period and what is equal: the moments that are alike in it."""


@dataclass(frozen=True)
class Scene:
    """What is audited. A scenario and a period are numbers from 0."""

    world: World
    decided: Decided
    lent: bool = False
    """Whether the plan is there for comparison alone: another part's to check."""

    @property
    def case(self) -> Case:
        """Return the question."""
        return self.world.case

    def response(self, w: int) -> Response:
        """Return what is done in a scenario."""
        if w not in self._responses:
            name = self.world.names[w]
            self._responses[w] = self.decided.responses.get(name, NOTHING)
        return self._responses[w]

    @cached_property
    def _responses(self) -> dict[int, Response]:
        return {}

    @cached_property
    def scenarios(self) -> Sequence[int]:
        """Return the scenarios to check."""
        every = range(len(self.world.names))
        return [w for w in every if not (self.lent and w == self.world.plan)]

    @cached_property
    def moments(self) -> Sequence[Moment]:
        """Return the moments to check."""
        return self.own(self.world.moments)

    def own(self, moments: Sequence[Moment]) -> Sequence[Moment]:
        """Return those of some moments, the plan's first, that are to check."""
        return self.off_plan(moments) if self.lent else moments

    def off_plan(self, moments: Sequence[Moment]) -> Sequence[Moment]:
        """Return those of some moments, the plan's first, that are not the plan's."""
        plan, past = self.world.plan, 0
        while past < len(moments) and moments[past][0] == plan:
            past += 1
        return moments[past:] if past else moments

    def alike(self, *of: Values) -> Groups:
        """Return all moments by period and values, the plan's first in each group."""
        found: dict[tuple[Any, ...], list[Moment]] = defaultdict(list)
        for w, moments in self.world.passed.items():
            periods = self.world.periods[moments[0][1] :]
            columns = (each(w)[periods.start :] for each in of)
            keys = zip(periods, *columns, strict=True)
            for moment, key in zip(moments, keys, strict=True):
                found[key].append(moment)
        return found

    def equal(self, amounts: Mapping[Moment, int]) -> Groups:
        """Return the moments to check by period and amount, 0 where there is none."""
        found: dict[tuple[Any, ...], list[Moment]] = defaultdict(list)
        for moment in self.moments:
            found[moment[1], amounts.get(moment, 0)].append(moment)
        return found

    def values(self, what: str, name: str) -> Values:
        """Return the units of a kind of decision, by the word ``families`` has for it."""
        nothing = (0.0,) * len(self.world.periods)
        families = self._families

        def of(w: int) -> Vector:
            if w not in families:
                families[w] = dict(self.response(w).families())
            return families[w][what].get(name, nothing)

        return of

    @cached_property
    def _families(self) -> dict[int, Mapping[str, Mapping[str, Vector]]]:
        return {}

    def deliveries(self, offer: str) -> Groups:
        """Return all moments by period, units scheduled, φ and ρ of an offer."""
        if offer not in self._deliveries:
            flow, price, codes = self.world.flow, self.world.price, self.world.codes
            self._deliveries[offer] = self.alike(
                self.values("delivery", offer),
                lambda w: codes(flow(offer, w)),
                lambda w: codes(price(offer, w)),
            )
        return self._deliveries[offer]

    @cached_property
    def _deliveries(self) -> dict[str, Groups]:
        return {}

    def arrivals(self, offer: str) -> Iterator[tuple[Fraction, Sequence[Moment]]]:
        """Yield φ·x with the moments in which so many units arrive."""
        for (t, units, *_), moments in self.deliveries(offer).items():
            if units:
                yield exact(units) * self.world.flow(offer, moments[0][0])[t], moments

    def of(
        self, what: str, name: str
    ) -> Iterator[tuple[int, Fraction, Sequence[Moment]]]:
        """Yield period and units of a kind of decision with the moments that are alike."""
        for (t, units), moments in self.alike(self.values(what, name)).items():
            yield t, exact(units), moments

    def scheduled(self, offer: str, w: int, t: int) -> Fraction:
        """Return x: units scheduled to arrive."""
        return _at(self.response(w).deliveries, offer, t)

    def arriving(self, offer: str, w: int, t: int) -> Fraction:
        """Return φ·x: units that arrive."""
        units = self.scheduled(offer, w, t)
        if not units:
            return ZERO
        flow = self.world.flow(offer, w)[t]
        return units if flow == 1 else units * flow

    def came(
        self, source: str, w: int, periods: tuple[int, ...], *, refining: bool
    ) -> Fraction:
        """Return the units that arrive, or that a process puts out, over periods.

        Scenarios that look alike until the last of them share one sum.
        """
        key = refining, source, self.world.alike[periods[-1]][w], periods
        if key not in self._came:
            units = self.output if refining else self.arriving
            each = (units(source, w, t) for t in periods)
            self._came[key] = sum(filter(None, each), ZERO)
        return self._came[key]

    @cached_property
    def _came(self) -> dict[tuple[bool, str, int, tuple[int, ...]], Fraction]:
        return {}

    def output(self, process: str, w: int, t: int) -> Fraction:
        """Return r: units put out."""
        return _at(self.response(w).output, process, t)

    def stock(self, item: str, w: int, t: int) -> Fraction:
        """Return I: units at the end of the period."""
        return _at(self.response(w).stock, item, t)

    def unserved(self, demand: str, w: int, t: int) -> Fraction:
        """Return u: units of demand not served."""
        return _at(self.response(w).unserved, demand, t)

    def planned(self, offer: str, t: int) -> Fraction:
        """Return x̄: units scheduled on the no-curb path."""
        return self.scheduled(offer, self.world.plan, t)

    def new(self, offer: Offer, t: int) -> Fraction:
        """Return v̄: planned units beyond the commitment."""
        return self.planned(offer.name, t) - exact(offer.commitment[t])

    def orders(self, offer: Offer, t: int) -> bool:
        """Tell whether anything new is planned, crumbs aside."""
        planned = abs(self.planned(offer.name, t))
        return self.new(offer, t) > CRUMB + CRUMB_PER_UNIT * planned

    def is_signed(self, offer: Offer) -> bool:
        """Tell whether an offer may deliver: signed, or free to sign."""
        return offer.name in self.decided.signed or is_free(offer)

    def row(
        self,
        constraint: str,
        miss: Fraction,
        size: Fraction,
        name: str,
        moment: Moment,
    ) -> Row:
        """Return a checked row of a moment."""
        return Row(constraint, miss, size, name, at=moment)

    def years(self, offer: Offer) -> Iterator[tuple[int, list[int]]]:
        """Yield each calendar year with its periods in an offer's window."""
        inside: dict[int, list[int]] = {}
        for t in range(offer.first, offer.last + 1):
            inside.setdefault(int(self.case.periods[t][:4]), []).append(t)
        yield from inside.items()


CRUMB, CRUMB_PER_UNIT = Fraction(1, 10**6), Fraction(1, 10**9)
"""Units, and share of what is planned, by which a plan may pass the commitment."""


def _at(values: Mapping[str, Vector], name: str, t: int) -> Fraction:
    vector = values.get(name)
    return exact(vector[t]) if vector is not None else ZERO


def is_free(offer: Offer) -> bool:
    """Tell whether signing costs and binds nothing: no fee, project, promise or tier."""
    return not any(
        (
            offer.fixed_cost,
            offer.period_cost,
            offer.project,
            offer.take_or_pay,
            offer.tiers,
        )
    )


def is_open(offer: Offer, t: int) -> bool:
    """Tell whether a delivery can still be changed.

    Inside the window, after the lead time, with capacity above the commitment.
    """
    inside = offer.first <= t <= offer.last and t >= offer.lead_time
    return inside and offer.capacity[t] > offer.commitment[t]


def first_open(case: Case) -> int:
    """Return the first period in which any offer can deliver anything new."""
    last = len(case.periods)
    return min(
        (t for t in range(last) for o in case.offers.values() if is_open(o, t)),
        default=last,
    )
