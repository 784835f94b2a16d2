"""Probabilities: they add up, and generated ones are what the curbs' hazards give."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod

from models.case import Case, Curb
from planner.audit.exact import ONE, ZERO, Kind, exact, growth
from planner.audit.findings import Row

ADD_UP = Fraction(1, 10**6)
"""By which a workbook's own probabilities may miss 1."""
Odds = Mapping[int, Fraction]
"""By start: chance that a curb starts then, over that it never does."""


def chances(case: Case) -> Iterator[Row]:
    """Yield whether scenarios are sound, and generated ones have their probability.

    A case does not say whether its scenarios were generated, but only then has it a
    probability that was dropped.
    """
    total = sum((exact(each.probability) for each in case.scenarios), ZERO)
    words = "probabilities add up to 1"
    yield Row(words, abs(total - 1) - ADD_UP, kind=Kind.CHANCE)
    for each in case.scenarios:
        miss = -exact(each.probability)
        words = "a probability is not negative"
        yield Row(words, miss, name=each.name, kind=Kind.CHANCE)
    if case.dropped_probability > 0:
        yield from _generated(case)


def _generated(case: Case) -> Iterator[Row]:
    curbs = [curb for curb in case.curbs.values() if 0 < curb.probability < 1]
    nevers = {curb.name: _never(curb, case) for curb in curbs}
    odds = {curb.name: _odds(curb, case) for curb in curbs}
    calm = prod(nevers.values(), start=ONE)
    masses = _sums([sum(each.values(), ZERO) for each in odds.values()])
    counts = _sums([Fraction(len(each)) for each in odds.values()])
    dropped = exact(case.dropped_probability)
    kept = min(
        range(len(masses)), key=lambda k: abs(1 - calm * sum(masses[: k + 1]) - dropped)
    )
    mass = calm * sum(masses[: kept + 1])
    words = "the dropped probability is that of more curbs than are combined"
    yield Row(words, abs(1 - mass - dropped), kind=Kind.CHANCE)
    is_whole = sum(counts[: kept + 1]) == len(case.scenarios)
    for each in case.scenarios:
        if is_whole or not each.strikes:
            chance = calm / mass * _of(each.strikes, odds)
            miss = abs(exact(each.probability) - chance)
            words = "its probability follows from the curbs' hazards"
            yield Row(words, miss, name=each.name, kind=Kind.CHANCE)


def _of(strikes: Sequence[tuple[str, int]], odds: Mapping[str, Odds]) -> Fraction:
    return prod((odds[n].get(start, ZERO) for n, start in strikes), start=ONE)


def _calm(curb: Curb, case: Case, periods: int) -> Fraction:
    """Return the chance that a curb does not start in so many periods of its window."""
    return growth(-curb.probability, periods, case.periods_per_year)


def _never(curb: Curb, case: Case) -> Fraction:
    return _calm(curb, case, curb.latest - curb.earliest + 1)


def _odds(curb: Curb, case: Case) -> Odds:
    hazard, never = 1 - _calm(curb, case, 1), _never(curb, case)
    starts = range(curb.earliest, curb.latest + 1)
    return {
        t: _calm(curb, case, waited) * hazard / never for waited, t in enumerate(starts)
    }


def _sums(values: Sequence[Fraction]) -> list[Fraction]:
    """Return, by how many are chosen, the sum of all products of so many values."""
    sums = [ONE]
    for value in values:
        longer = [*sums, ZERO]
        for chosen, each in enumerate(sums):
            longer[chosen + 1] += value * each
        sums = longer
    return sums
