"""Other probabilities for the same scenarios: what a mix of the curbs' chances makes.

A curb of yearly probability p starts j periods into a window of n with the chance
c^j · (1 − c), and never with c^n, where c = (1 − p)^(1/k). Over that of no curb at all,
a scenario's probability is hence a product over the curbs that strike in it,

    u_w(p) = Π_e (1 − c_e) · c_e^−(n_e − j_ew),

whatever ``max_curbs`` leaves out, and π_w = u_w / Σ u. Every factor rises with its p. A
sample keeps its scenarios; each counts by how much likelier it has become.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np

from models.case import Case, Curb
from models.tree import Factors, is_no_curb
from planner.scenarios import NO_CURB

EXACT = 1e-9
"""Difference of probabilities that is rounding."""
Mix = Mapping[str, float]
"""A probability per year for each curb named; the others keep theirs."""


@dataclass(frozen=True)
class Range:
    """Between which probabilities per year a curb may lie, and the likeliest."""

    low: float
    base: float
    high: float


def ranges_of(case: Case) -> dict[str, Range]:
    """Return the curbs whose probability the workbook gives a range.

    None where the scenarios are the buyer's own: their chances come from nowhere else.
    """
    if not are_generated(case):
        return {}
    found = {name: _range(curb) for name, curb in case.curbs.items()}
    return {name: each for name, each in found.items() if each.low < each.high}


def _range(curb: Curb) -> Range:
    base = curb.probability
    low, high = curb.probability_low, curb.probability_high
    return Range(
        base if low is None else low, base, max(base, base if high is None else high)
    )


def are_generated(case: Case) -> bool:
    """Tell whether the scenarios come from the curbs, and not from the buyer.

    They are called by what strikes, and the no-curb path is as likely as the curbs say.
    """
    likely = {name: curb for name, curb in case.curbs.items() if curb.probability > 0}
    never = prod(_never(curb, case) for curb in likely.values())
    bare = sum(each.probability for each in case.scenarios if is_no_curb(each))
    return (
        bool(likely)
        and abs(bare * (1 - case.dropped_probability) - never) <= EXACT
        and all(
            each.name == _label(each.strikes, case)
            and all(name in likely for name, _ in each.strikes)
            for each in case.scenarios
        )
    )


def _never(curb: Curb, case: Case) -> float:
    window = curb.latest - curb.earliest + 1
    return float((1 - curb.probability) ** (window / case.periods_per_year))


def _label(strikes: Sequence[tuple[str, int]], case: Case) -> str:
    named = " + ".join(f"{curb}@{case.periods[start]}" for curb, start in strikes)
    return named or NO_CURB


@dataclass(frozen=True)
class Chances:
    """How the probabilities of a case's scenarios follow from those of some curbs."""

    case: Case
    names: tuple[str, ...]
    """The curbs that vary."""

    @cached_property
    def left(self) -> Factors:
        """Return scenario × curb: periods left in its window as it starts; 0 if never."""
        left = np.zeros((len(self.case.scenarios), len(self.names)))
        places = {name: place for place, name in enumerate(self.names)}
        for row, scenario in zip(left, self.case.scenarios, strict=True):
            for name, start in scenario.strikes:
                if name in places:
                    row[places[name]] = self.case.curbs[name].latest + 1 - start
        return left

    @cached_property
    def _rest(self) -> Factors:
        """Return ln of what each weight has that does not vary."""
        given = np.array([each.probability for each in self.case.scenarios])
        base = [self.case.curbs[name].probability for name in self.names]
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(given) - self._odds(np.array(base)), float)

    def _odds(self, mix: Factors) -> Factors:
        """Return ln of the factors that vary, by scenario."""
        calm = np.log1p(-mix) / self.case.periods_per_year
        with np.errstate(divide="ignore"):
            starts = np.log(-np.expm1(calm))
        each = np.where(self.left > 0, starts - self.left * calm, 0.0)
        return np.asarray(each.sum(axis=1), float)

    def weights(self, mix: Factors) -> Factors:
        """Return ln u of each scenario."""
        return self._rest + self._odds(mix)

    def steepness(self, mix: Factors) -> Factors:
        """Return scenario × curb: d ln u / dz with z = −ln c."""
        calm = (1 - mix) ** (1 / self.case.periods_per_year)
        with np.errstate(divide="ignore"):
            steep = self.left + calm / (1 - calm)
        return np.where(self.left > 0, steep, 0.0)

    def far(self, middle: float, low: float, high: float) -> float:
        """Return how far at most −ln c is from where it is in the middle."""
        ends = (np.log1p(-middle) - np.log1p(-low), np.log1p(-high) - np.log1p(-middle))
        return float(np.abs(ends).max()) / self.case.periods_per_year

    def vector(self, mix: Mix) -> Factors:
        """Return a mix in the order of the names."""
        curbs = self.case.curbs
        return np.array([mix.get(each, curbs[each].probability) for each in self.names])

    def probabilities(self, mix: Mix) -> Factors:
        """Return the probability of each scenario; they add up to 1."""
        return shares(self.weights(self.vector(mix)))


def shares(weights: Factors) -> Factors:
    """Return e^weights scaled to 1."""
    plain = np.exp(weights - weights.max())
    return np.asarray(plain / plain.sum())


def probabilities(case: Case, mix: Mix) -> Factors:
    """Return what the probability of each of a case's scenarios is under a mix."""
    return Chances(case, tuple(mix)).probabilities(mix)


def with_mix(case: Case, mix: Mix) -> Case:
    """Return a case with other probabilities, and the same scenarios."""
    chances = probabilities(case, mix).tolist()
    curbs = {
        name: replace(curb, probability=mix.get(name, curb.probability))
        for name, curb in case.curbs.items()
    }
    scenarios = tuple(
        replace(each, probability=chance)
        for each, chance in zip(case.scenarios, chances, strict=True)
    )
    # What is dropped is the base's: no claim is made of it here.
    return replace(case, curbs=curbs, scenarios=scenarios, dropped_probability=0.0)
