"""Curbs into scenarios: every combination with its exact probability, or a sample.

A curb starts in each period of its window with hazard h = 1 − (1 − p)^(1/k), at most
once, independently of the others.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, product
from math import prod

from models.case import Case, Curb, Scenario

NO_CURB = "no curb"
LEAST_CALM = 1e-9


@dataclass(frozen=True)
class _Chance:
    """When one curb may start: (period, probability) pairs, and that it never does."""

    curb: str
    starts: tuple[tuple[int, float], ...]
    never: float

    @property
    def odds(self) -> float:
        return sum(chance for _, chance in self.starts) / self.never


def generate(
    curbs: Mapping[str, Curb],
    periods: Sequence[str],
    periods_per_year: int,
    max_curbs: int,
    most: int,
    seed: int,
) -> tuple[tuple[Scenario, ...], float]:
    """Return the scenarios of the curbs and the probability that was dropped.

    Up to ``max_curbs`` curbs strike in one scenario. More than ``most`` combinations
    are sampled: the no-curb path keeps its probability, the rest is shared equally.
    Where ``most`` leaves room for the no-curb path alone, all the rest is dropped.
    """
    chances = [
        _chance(curb, periods_per_year)
        for curb in curbs.values()
        if curb.probability > 0
    ]
    kept = min(max_curbs, len(chances))
    masses = _symmetric([each.odds for each in chances], kept)
    counts = _symmetric([len(each.starts) for each in chances], kept)
    calm = prod(each.never for each in chances)
    mass = calm * sum(masses)
    if most <= 1:
        return (Scenario(name=NO_CURB, probability=1.0),), 1 - calm
    bare = Scenario(name=NO_CURB, probability=calm / mass)
    if sum(counts) <= most:
        curbed = _enumerate(chances, kept, calm / mass, periods)
    else:
        curbed = _sample(chances, masses, (most, seed), calm / mass, periods)
    return (bare, *curbed), max(0.0, 1 - mass)


def _chance(curb: Curb, periods_per_year: int) -> _Chance:
    calm = (1 - curb.probability) ** (1 / periods_per_year)
    window = range(curb.earliest, curb.latest + 1)
    starts = tuple((t, calm**waited * (1 - calm)) for waited, t in enumerate(window))
    return _Chance(curb.name, starts, calm ** len(window))


def _symmetric(values: Sequence[float], most: int) -> list[float]:
    """Return the elementary symmetric polynomials of degree 0 to ``most``."""
    sums: list[float] = [1, *[0] * most]
    for value in values:
        for degree in range(most, 0, -1):
            sums[degree] += value * sums[degree - 1]
    return sums


def _scenario(
    strikes: Sequence[tuple[str, int]], probability: float, periods: Sequence[str]
) -> Scenario:
    name = " + ".join(f"{curb}@{periods[start]}" for curb, start in strikes)
    return Scenario(name=name, probability=probability, strikes=tuple(strikes))


def _enumerate(
    chances: Sequence[_Chance], kept: int, calm: float, periods: Sequence[str]
) -> Iterator[Scenario]:
    for count in range(1, kept + 1):
        for striking in combinations(chances, count):
            for starts in product(*(each.starts for each in striking)):
                pairs = list(zip(striking, starts, strict=True))
                odds = prod(chance / each.never for each, (_, chance) in pairs)
                strikes = [(each.curb, start) for each, (start, _) in pairs]
                yield _scenario(strikes, calm * odds, periods)


def _sample(
    chances: Sequence[_Chance],
    masses: Sequence[float],
    draws: tuple[int, int],
    calm: float,
    periods: Sequence[str],
) -> Iterator[Scenario]:
    most, seed = draws
    # Reproducible on purpose: a sample, not a secret.
    dice = random.Random(seed)  # noqa: S311
    kept = len(masses) - 1
    rest = [
        _symmetric([each.odds for each in chances[place:]], kept)
        for place in range(len(chances) + 1)
    ]
    drawn = Counter(_draw(chances, masses, rest, dice) for _ in range(most - 1))
    share = (1 - calm) / drawn.total()
    for strikes, times in sorted(drawn.items()):
        yield _scenario(strikes, times * share, periods)


def _draw(
    chances: Sequence[_Chance],
    masses: Sequence[float],
    rest: Sequence[Sequence[float]],
    dice: random.Random,
) -> tuple[tuple[str, int], ...]:
    """Draw one combination of curbs and starts, given that at least one strikes."""
    sizes = range(1, len(masses))
    left = dice.choices(sizes, [masses[size] for size in sizes])[0]
    strikes = []
    for place, each in enumerate(chances):
        if left and dice.random() * rest[place][left] < (
            each.odds * rest[place + 1][left - 1]
        ):
            starts = list(accumulate(chance for _, chance in each.starts))
            when = dice.choices([t for t, _ in each.starts], cum_weights=starts)[0]
            strikes.append((each.curb, when))
            left -= 1
    return tuple(strikes)


def is_listed(case: Case) -> bool:
    """Tell whether the scenarios were listed in the workbook, not made from the curbs."""
    odds = {each.strikes: each.probability for each in case.scenarios}
    bare = odds.get((), 0.0)
    return not all(
        _near(
            odds[each.strikes], bare * odds_of(case.curbs, each, case.periods_per_year)
        )
        for each in case.scenarios
    )


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(one, other, LEAST_CALM)


def odds_of(curbs: Mapping[str, Curb], scenario: Scenario, per_year: int) -> float:
    """Return how likely a scenario's curbs strike so, against not at all."""
    odds = 1.0
    for name, start in scenario.strikes:
        curb = curbs[name]
        calm = (1 - curb.probability) ** (1 / per_year)
        never = calm ** (curb.latest - curb.earliest + 1)
        odds *= calm ** (start - curb.earliest) * (1 - calm) / max(never, LEAST_CALM)
    return odds
