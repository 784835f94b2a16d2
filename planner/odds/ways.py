"""What about a curb may be otherwise: how likely, how deep, how long, how early.

Each way turns a case into one where a single number differs, and says between which
values it is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log, prod
from typing import Protocol

from models.case import Case, Curb, Vector
from planner.odds.mix import are_generated, ranges_of, with_mix
from planner.scenarios import generate

KINDS = ("probability", "severity", "length", "start")
RAREST, LIKELIEST = 0.001, 0.9
"""Yearly probabilities between which a break-even is sought."""
FINE, FINE_SHARE = 0.001, 0.04
"""Width to which a probability is closed in: the larger, the second a share of it."""
FINE_FLOW = 0.02


class Way(Protocol):
    """One number about curbs that may be otherwise."""

    @property
    def kind(self) -> str:
        """Return `probability`, `severity`, `length` or `start`."""

    @property
    def subject(self) -> str:
        """Return whose number it is."""

    @property
    def base(self) -> float:
        """Return what it is in the workbook."""

    @property
    def ends(self) -> tuple[float, float]:
        """Return between which values it is looked at."""

    @property
    def whole(self) -> bool:
        """Tell whether it is a whole number."""

    def near(self, value: float) -> float:
        """Return how closely it is to be told around a value."""

    def at(self, value: float) -> Case:
        """Return the case in which it is that."""


@dataclass(frozen=True)
class Likelihood:
    """P = 1 − Π (1 − p_e): the probability per year that one of some curbs starts.

    At another P' each of them keeps its part in it: 1 − p_e' = (1 − p_e)^θ with
    θ = ln(1 − P') / ln(1 − P). The scenarios stay, their probabilities change.
    """

    case: Case
    curbs: tuple[str, ...]
    subject: str
    kind = "probability"
    whole = False

    @property
    def base(self) -> float:
        """Return P."""
        return 1 - self._never

    @property
    def _never(self) -> float:
        return prod(1 - self.case.curbs[name].probability for name in self.curbs)

    @property
    def ends(self) -> tuple[float, float]:
        """Return the rarest and the likeliest."""
        return min(RAREST, self.base / 2), max(LIKELIEST, (1 + self.base) / 2)

    def near(self, value: float) -> float:
        """Return a thousandth, or a few percent of it."""
        return max(FINE, FINE_SHARE * value)

    @property
    def between(self) -> tuple[float, float]:
        """Return P with every curb at the low and at the high end of its range."""
        ranges = ranges_of(self.case)
        curbs = self.case.curbs

        def likely(end: str) -> float:
            base = (curbs[name].probability for name in self.curbs)
            ends = (
                getattr(ranges[name], end) if name in ranges else p
                for name, p in zip(self.curbs, base, strict=True)
            )
            return 1 - prod(1 - p for p in ends)

        return likely("low"), likely("high")

    def mix(self, value: float) -> dict[str, float]:
        """Return the probability of each curb."""
        power = log(1 - value) / log(self._never)
        curbs = self.case.curbs
        return {n: 1 - (1 - curbs[n].probability) ** power for n in self.curbs}

    def at(self, value: float) -> Case:
        """Return the case with these probabilities."""
        return with_mix(self.case, self.mix(value))


@dataclass(frozen=True)
class _OfCurb:
    """A number about one curb; prices go on as they are."""

    case: Case
    curb: Curb

    @property
    def subject(self) -> str:
        """Return the curb's name."""
        return self.curb.name

    def _with(self, curb: Curb) -> Case:
        # The chances are the same, but the audit could not tell from this curb.
        curbs = {**self.case.curbs, curb.name: curb}
        return replace(self.case, curbs=curbs, dropped_probability=0.0)


@dataclass(frozen=True)
class Severity(_OfCurb):
    """The share that gets through in the curb's worst period.

    At another share f', what is cut in each period, and after it, is (1 − f') / (1 − f)
    times as much; no more than all of it.
    """

    kind = "severity"
    whole = False

    @property
    def base(self) -> float:
        """Return the least flow."""
        return min(*self.curb.flow, self.curb.flow_after)

    @property
    def ends(self) -> tuple[float, float]:
        """Return nothing, and all of it."""
        return 0.0, 1.0

    def near(self, value: float) -> float:
        """Return two hundredths, whatever it is."""
        del value
        return FINE_FLOW

    def at(self, value: float) -> Case:
        """Return the case with this flow in the worst period."""
        more = (1 - value) / (1 - self.base)

        def cut(flow: float) -> float:
            return max(0.0, 1 - more * (1 - flow))

        flow = tuple(map(cut, self.curb.flow))
        after = cut(self.curb.flow_after)
        return self._with(replace(self.curb, flow=flow, flow_after=after))


@dataclass(frozen=True)
class Length(_OfCurb):
    """The periods before ``flow_after``: the last of them is repeated, or some left out."""

    kind = "length"
    whole = True

    @property
    def base(self) -> float:
        """Return the periods it lasts."""
        return len(self.curb.flow)

    @property
    def ends(self) -> tuple[float, float]:
        """Return one period, and the whole horizon."""
        return 1, len(self.case.periods)

    def near(self, value: float) -> float:
        """Return one period."""
        del value
        return 1

    def at(self, value: float) -> Case:
        """Return the case in which it lasts so long."""
        more = int(value) - len(self.curb.flow)
        flow, price = (
            _longer(each, more) for each in (self.curb.flow, self.curb.price)
        )
        return self._with(replace(self.curb, flow=flow, price=price))


def _longer(listed: Vector, more: int) -> Vector:
    """Return a list with its last entry repeated, or shortened, by some periods."""
    if more <= 0:
        return listed[: len(listed) + more] if more else listed
    return listed + listed[-1:] * more


@dataclass(frozen=True)
class Start(_OfCurb):
    """The first period in which it may start; the last one stays."""

    kind = "start"
    whole = True

    @property
    def base(self) -> float:
        """Return the earliest start."""
        return self.curb.earliest

    @property
    def ends(self) -> tuple[float, float]:
        """Return the first period, and the last in which it may start."""
        return 0, self.curb.latest

    def near(self, value: float) -> float:
        """Return one period."""
        del value
        return 1

    def at(self, value: float) -> Case:
        """Return the case in which it starts no earlier, with its scenarios."""
        case = self.case
        curbs = {**case.curbs, self.curb.name: replace(self.curb, earliest=int(value))}
        most = max(len(each.strikes) for each in case.scenarios)
        scenarios, dropped = generate(
            curbs, case.periods, case.periods_per_year, most, EVERY, 0
        )
        return replace(
            case, curbs=curbs, scenarios=scenarios, dropped_probability=dropped
        )


EVERY = 10**9
"""More scenarios than there are: none is sampled."""


def ways_of(case: Case) -> list[Way]:
    """Return what may be otherwise about the curbs that strike in a case's scenarios.

    Probabilities and starts only where the scenarios come from the curbs, and all of
    them are there.
    """
    striking = {name for each in case.scenarios for name, _ in each.strikes}
    curbs = [curb for name, curb in case.curbs.items() if name in striking]
    chances = list(_likelihoods(case, curbs)) if are_generated(case) else []
    starts = [Start(case, each) for each in curbs] if _has_all(case) else []
    return [
        *chances,
        *(Severity(case, each) for each in curbs if min(each.flow) < 1),
        *(Length(case, each) for each in curbs),
        *(each for each in starts if each.curb.latest),
    ]


def _likelihoods(case: Case, curbs: list[Curb]) -> Iterator[Likelihood]:
    groups: dict[str, list[str]] = {}
    for each in curbs:
        groups.setdefault(str(each.hits), []).append(each.name)
    for hits, names in groups.items():
        if len(names) > 1:
            yield Likelihood(case, tuple(names), f"a curb on {hits}")
    for each in curbs:
        yield Likelihood(case, (each.name,), each.name)


def _has_all(case: Case) -> bool:
    """Tell whether the scenarios are all those of the curbs, and no sample."""
    if not are_generated(case):
        return False
    most = max(len(each.strikes) for each in case.scenarios)
    made, _ = generate(
        case.curbs, case.periods, case.periods_per_year, most, len(case.scenarios), 0
    )
    return {each.name for each in made} == {each.name for each in case.scenarios}
