"""What may happen to a plan: which curbs start and when, drawn afresh."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from models.case import Case, Curb, Scenario
from planner.scenarios import NO_CURB

History = tuple[tuple[str, int], ...]
"""(curb, first period) in the order of time; empty where no curb starts."""


@dataclass(frozen=True)
class Drawn:
    """How often each history came up, and where they were drawn from."""

    times: Mapping[History, int]
    from_curbs: bool
    """Else from the workbook's own scenarios, the only source of chances it has."""


def draw(case: Case, draws: int, seed: int) -> Drawn:
    """Draw histories: each curb starts with its hazard, independently of the others.

    Any number of curbs may strike together. Equal seeds give equal draws. A case with
    scenarios of its own gives those, with their probabilities.
    """
    # Reproducible on purpose: a sample, not a secret.
    dice = random.Random(seed)  # noqa: S311
    if has_own_scenarios(case):
        chances = [each.probability for each in case.scenarios]
        picked = dice.choices(case.scenarios, chances, k=draws)
        return Drawn(
            Counter(in_time(each.strikes) for each in picked), from_curbs=False
        )
    live = [each for each in case.curbs.values() if each.probability > 0]
    times = Counter(_one(case, live, dice) for _ in range(draws))
    return Drawn(times, from_curbs=True)


def _one(case: Case, curbs: list[Curb], dice: random.Random) -> History:
    starts = ((each.name, _start(each, case.periods_per_year, dice)) for each in curbs)
    return in_time(tuple((name, t) for name, t in starts if t is not None))


def _start(curb: Curb, periods_per_year: int, dice: random.Random) -> int | None:
    """Return when a curb starts, if it does: hazard h = 1 − (1 − p)^(1/k)."""
    hazard = 1 - (1 - curb.probability) ** (1 / periods_per_year)
    window = range(curb.earliest, curb.latest + 1)
    return next((t for t in window if dice.random() < hazard), None)


def has_own_scenarios(case: Case) -> bool:
    """Tell whether the scenarios are the buyer's own, not made from the curbs."""
    if not any(each.probability > 0 for each in case.curbs.values()):
        return True
    return any(each.name != label(each.strikes, case) for each in case.scenarios)


def label(strikes: History, case: Case) -> str:
    """Return what a scenario of these strikes is called."""
    named = " + ".join(f"{curb}@{case.periods[start]}" for curb, start in strikes)
    return named or NO_CURB


def in_time(strikes: History) -> History:
    """Return strikes in the order of time."""
    return tuple(sorted(strikes, key=lambda strike: (strike[1], strike[0])))


def prefixes(history: History) -> list[History]:
    """Return what has happened after each period in which something starts."""
    periods = sorted({start for _, start in history})
    return [tuple(each for each in history if each[1] <= t) for t in periods]


def as_scenario(history: History, case: Case) -> Scenario:
    """Return a history as a scenario of probability 0."""
    return Scenario(name=label(history, case), probability=0.0, strikes=history)
