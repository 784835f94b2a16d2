"""What the curbs do in each scenario, and which scenarios look alike until when.

Read from the case alone: φ (flow) and ρ (price) are products over the curbs that
strike; two scenarios look alike until t if all their φ and ρ agree up to t.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import count
from threading import Lock
from typing import Any

from models.case import Case, Curb, Offer, Process, Target, Vector
from planner.audit.exact import ALIKE, ONE, ZERO, exact
from planner.audit.terms import Terms

Factors = tuple[Fraction, ...]
"""One per period."""
Flows = Mapping[str, Vector]
"""By source."""


@dataclass(frozen=True)
class World:
    """The scenarios of a case, and after them the losses tried, by number."""

    case: Case
    losses: Mapping[str, Flows] = field(default_factory=dict)
    """By name: φ of each source that is lost."""
    _tables: dict[object, Sequence[Factors]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """By the curbs and losses that hit: the factors of all sources that they hit."""
    _codes: dict[Fraction, int] = field(default_factory=dict, repr=False, compare=False)
    _next: Iterator[int] = field(default_factory=count, repr=False, compare=False)
    _coded: dict[int, tuple[int, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return every scenario's name, losses last."""
        own = (each.name for each in self.case.scenarios)
        return (*own, *self.losses)

    @cached_property
    def probability(self) -> tuple[Fraction, ...]:
        """Return each scenario's probability; a loss has none."""
        own = (exact(each.probability) for each in self.case.scenarios)
        return (*own, *(ZERO for _ in self.losses))

    @cached_property
    def plan(self) -> int:
        """Return the number of the no-curb path."""
        bare = [not each.strikes for each in self.case.scenarios]
        return bare.index(True)

    @cached_property
    def terms(self) -> Terms:
        """Return what is paid whatever a plan decides."""
        return Terms(self.case)

    @property
    def periods(self) -> range:
        """Return the periods of the horizon."""
        return range(len(self.case.periods))

    def is_loss(self, scenario: int) -> bool:
        """Tell whether a rule made this scenario."""
        return scenario >= len(self.case.scenarios)

    def flow(self, offer: str, scenario: int) -> Factors:
        """Return φ of an offer in each period."""
        return self._flows[offer][scenario]

    def running(self, process: str, scenario: int) -> Factors:
        """Return φ of a process in each period."""
        return self._runs[process][scenario]

    def price(self, offer: str, scenario: int) -> Factors:
        """Return ρ of an offer in each period."""
        return self._prices[offer][scenario]

    def codes(self, factors: Factors) -> tuple[int, ...]:
        """Return a number for each factor of a table, the same for the same factor.

        Numbers are told apart in a tenth of the time that fractions take.
        """
        key = id(factors)  # of a table, which is kept
        if key not in self._coded:
            codes = (self._codes.setdefault(x, next(self._next)) for x in factors)
            self._coded[key] = tuple(codes)
        return self._coded[key]

    @cached_property
    def _flows(self) -> Mapping[str, Sequence[Factors]]:
        return {
            name: self._factors(name, each.labels, prices=False)
            for name, each in self.case.offers.items()
        }

    @cached_property
    def _runs(self) -> Mapping[str, Sequence[Factors]]:
        return {
            name: self._factors(name, each.labels, prices=False)
            for name, each in self.case.processes.items()
        }

    @cached_property
    def _prices(self) -> Mapping[str, Sequence[Factors]]:
        return {
            name: self._factors(name, each.labels, prices=True)
            for name, each in self.case.offers.items()
        }

    def _factors(
        self, source: str, labels: Mapping[str, str], *, prices: bool
    ) -> Sequence[Factors]:
        """Return a source's factors in every scenario, shared by all hit alike."""
        hitting = frozenset(
            name
            for name, curb in self.case.curbs.items()
            if points_at(curb.price_hits if prices else curb.hits, labels)
        )
        lost = [name for name, each in self.losses.items() if source in each]
        stops = () if prices else tuple((n, self.losses[n][source]) for n in lost)
        key = prices, hitting, stops
        if key not in self._tables:
            self._tables[key] = self._table(hitting, dict(stops), prices=prices)
        return self._tables[key]

    def _table(
        self, hitting: frozenset[str], stops: Mapping[str, Vector], *, prices: bool
    ) -> Sequence[Factors]:
        known: dict[tuple[tuple[str, int], ...], Factors] = {}
        found = []
        for scenario in self.case.scenarios:
            strikes = tuple(each for each in scenario.strikes if each[0] in hitting)
            if strikes not in known:
                known[strikes] = self._product(strikes, prices=prices)
            found.append(known[strikes])
        calm = (ONE,) * len(self.periods)
        stopped = {name: tuple(map(exact, each)) for name, each in stops.items()}
        return [*found, *(stopped.get(name, calm) for name in self.losses)]

    def _product(self, strikes: Sequence[tuple[str, int]], *, prices: bool) -> Factors:
        factors = [ONE] * len(self.periods)
        for name, start in strikes:
            curb = self.case.curbs[name]
            for t in self.periods[max(start, 0) :]:
                factors[t] *= _factor(curb, t - start, prices=prices)
        return tuple(factors)

    @cached_property
    def alike(self) -> Sequence[Sequence[int]]:
        """Return, by period and scenario, the first scenario that looks alike so far.

        The no-curb path comes first of all.
        """
        order = sorted(range(len(self.names)), key=lambda w: w != self.plan)
        tables = self._signatures
        found: list[list[int]] = []
        for t in self.periods:
            first: dict[tuple[int, ...], int] = {}
            row = [0] * len(self.names)
            for w in order:
                before = found[-1][w] if t else 0
                key = (before, *(table[w][t] for table in tables))
                row[w] = first.setdefault(key, w)
            found.append(row)
        return found

    @cached_property
    def _signatures(self) -> list[Sequence[Sequence[int]]]:
        """Return the different tables of factors, rounded, by scenario and period."""
        rounded: dict[Factors, tuple[int, ...]] = {}

        def seen(factors: Factors) -> tuple[int, ...]:
            if factors not in rounded:
                rounded[factors] = tuple(round(each * ALIKE) for each in factors)
            return rounded[factors]

        every = (self._flows, self._runs, self._prices)
        tables = {id(each): each for of in every for each in of.values()}
        unlike = {tuple(map(seen, table)) for table in tables.values()}
        return list(unlike)

    @cached_property
    def passed(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Return, by scenario, those of its moments that no earlier one passes.

        The plan's first. They go on to the end: what was told apart once stays so.
        """
        found: dict[int, list[tuple[int, int]]] = {self.plan: []}
        for t in self.periods:
            for w in sorted(set(self.alike[t])):
                found.setdefault(w, []).append((w, t))
        return found

    @cached_property
    def moments(self) -> Sequence[tuple[int, int]]:
        """Return (scenario, period) once for scenarios that look alike until it."""
        return [each for passed in self.passed.values() for each in passed]

    def on_plan(self, scenario: int, period: int) -> bool:
        """Tell whether a scenario still looks like the plan in a period."""
        return self.alike[period][scenario] == self.plan

    @cached_property
    def regular(self) -> frozenset[tuple[int, int]]:
        """Return the moments that a scenario passes which is no loss."""
        usual = range(len(self.case.scenarios))
        return frozenset((self.alike[t][w], t) for t in self.periods for w in usual)

    @cached_property
    def weight(self) -> Mapping[tuple[int, int], Fraction]:
        """Return the probability of each moment."""
        found: dict[tuple[int, int], Fraction] = dict.fromkeys(self.moments, ZERO)
        for t in self.periods:
            for w, chance in enumerate(self.probability):
                found[self.alike[t][w], t] += chance
        return found


KEPT: deque[World] = deque(maxlen=2)
"""Worlds of the cases that were audited last."""
LOCK = Lock()


def world_of(case: Case, losses: Mapping[str, Flows]) -> World:
    """Return the world of a case and of losses; as it was if it is still known.

    No plan has a part in it, so that plans of one case can share it.
    """
    world = World(case, losses)
    with LOCK:
        found = next((each for each in KEPT if each == world), None)
        if found is None:
            KEPT.append(world)
    return found or world


def _factor(curb: Curb, place: int, *, prices: bool) -> Fraction:
    listed: Vector = curb.price if prices else curb.flow
    if place < len(listed):
        return exact(listed[place])
    return exact(curb.price_after if prices else curb.flow_after)


def points_at(target: Target, labels: Mapping[str, str]) -> bool:
    """Tell whether a target means something with these labels."""
    if target.each is not None:
        return True
    return any(
        (dimension, value) in target.pairs for dimension, value in labels.items()
    )


def by_value(
    sources: Mapping[str, Any], dimension: str
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each value of a dimension, as a buyer writes it, with its sources.

    What has no value there stands for itself, by supplier or by process.
    """
    groups: dict[str, set[str]] = {}
    for name, each in sources.items():
        own = "supplier" if isinstance(each, Offer) else "process"
        using = dimension if dimension in each.labels else own
        groups.setdefault(spelled(using, each.labels[using]), set()).add(name)
    for value, names in groups.items():
        yield value, frozenset(names)


def spelled(dimension: str, value: str) -> str:
    """Return `country:China` or `tag:refiner=China`."""
    return f"{dimension}{'=' if dimension.startswith('tag:') else ':'}{value}"


def losses_of(case: Case, rule: Any) -> Iterator[tuple[str, int, Flows]]:
    """Yield each loss of a rule `survive_loss`: the value, from when, and φ."""
    sources: dict[str, Offer | Process] = {**case.offers, **case.processes}
    if rule.on.each is None:
        hit = (name for name, e in sources.items() if points_at(rule.on, e.labels))
        values = [(str(rule.on), frozenset(hit))]
    else:
        values = list(by_value(sources, rule.on.each))
    for start in range(*counted(case, rule)):
        for value, names in values:
            lasting = rule.duration or len(case.periods)
            flow = tuple(
                0.0 if start <= t < start + lasting else 1.0
                for t in range(len(case.periods))
            )
            yield value, start, dict.fromkeys(names, flow)


def counted(case: Case, rule: Any) -> tuple[int, int]:
    """Return the first period a rule counts, and the one after the last."""
    last = len(case.periods) - 1 if rule.end is None else rule.end
    return rule.start or 0, last + 1
