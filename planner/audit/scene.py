"""A case, its scenarios and what was decided in them, side by side and exact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from models.case import Case, Offer, Vector
from planner.audit.decided import Decided, Response
from planner.audit.exact import ZERO, exact
from planner.audit.findings import Row
from planner.audit.world import World

NOTHING = Response(deliveries={}, output={}, stock={}, unserved={})
Moment = tuple[int, int]
"""(scenario, period), standing for all scenarios that look alike until it."""


@dataclass(frozen=True)
class Scene:
    """What is audited. A scenario and a period are numbers from 0."""

    world: World
    decided: Decided

    @property
    def case(self) -> Case:
        """Return the question."""
        return self.world.case

    @cached_property
    def responses(self) -> Sequence[Response]:
        """Return what is done in each scenario."""
        return [self.decided.responses.get(n, NOTHING) for n in self.world.names]

    def scheduled(self, offer: str, w: int, t: int) -> Fraction:
        """Return x: units scheduled to arrive."""
        return _at(self.responses[w].deliveries, offer, t)

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
        return _at(self.responses[w].output, process, t)

    def stock(self, item: str, w: int, t: int) -> Fraction:
        """Return I: units at the end of the period."""
        return _at(self.responses[w].stock, item, t)

    def unserved(self, demand: str, w: int, t: int) -> Fraction:
        """Return u: units of demand not served."""
        return _at(self.responses[w].unserved, demand, t)

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
        w, t = moment
        return Row(
            constraint, miss, size, name, self.world.names[w], self.case.periods[t]
        )

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
