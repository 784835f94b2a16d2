"""The worst mix inside the ranges, with its proof."""

from itertools import product
from random import Random

import numpy as np
import pytest

from models.case import Case
from planner.odds.mix import Chances, Range
from planner.odds.worst import highest
from tests.cases import curb, offer, simple_case
from tests.odds.market import drawn


def with_curbs(count: int, periods: int, max_curbs: int) -> Case:
    curbs = [curb(f"c{j}", "country:Chile", 0, probability=0.3) for j in range(count)]
    return drawn(simple_case(offer("A"), *curbs, periods=periods), max_curbs)


def test_a_curb_that_hurts_most_in_its_second_year_is_worst_in_the_middle() -> None:
    """It starts in year 1 with p, in year 2 with (1 − p)·p, never with (1 − p)².

    It costs 4 in year 2 and nothing else: 4 p (1 − p), 1 at p = 1/2 and 0.36 in both
    corners.
    """
    case = with_curbs(1, 2, 1)
    costs = np.array([4.0 * ("c0@2027" in each.name) for each in case.scenarios])
    chances = Chances(case, ("c0",))
    peak = highest(chances, {"c0": Range(0.1, 0.3, 0.9)}, costs)
    assert peak.mix["c0"] == pytest.approx(0.5, abs=1e-3)
    assert peak.found == pytest.approx(1)
    assert peak.found <= peak.bound <= 1 + 1e-5
    assert peak.is_exact


def test_where_every_curb_only_costs_the_highest_corner_is_worst() -> None:
    """Two curbs, each 10 a strike: 10 (p + q) = 11 at 0.6 and 0.5."""
    case = with_curbs(2, 1, 2)
    costs = np.array([10.0 * len(each.strikes) for each in case.scenarios])
    ranges = {"c0": Range(0.1, 0.3, 0.6), "c1": Range(0.2, 0.3, 0.5)}
    peak = highest(Chances(case, ("c0", "c1")), ranges, costs)
    assert peak.mix == {"c0": 0.6, "c1": 0.5}
    assert peak.found == peak.bound == pytest.approx(11)


def test_a_cheap_curb_that_crowds_out_a_dear_one_is_worst_when_rare() -> None:
    """One curb at most: c1 alone costs. No curb weighs 1, c0 1 or 9, c1 1.

    p = 1/2 are odds of 1, 0.9 of 9: 30 · 1 / (1 + 1 + 1) = 10 with c0 at its low end.
    """
    case = with_curbs(2, 1, 1)
    costs = np.array([30.0 * ("c1" in each.name) for each in case.scenarios])
    ranges = {"c0": Range(0.5, 0.5, 0.9), "c1": Range(0.2, 0.3, 0.5)}
    peak = highest(Chances(case, ("c0", "c1")), ranges, costs)
    assert peak.mix == {"c0": 0.5, "c1": 0.5}
    assert peak.found == pytest.approx(10)


@pytest.mark.parametrize("seed", range(6))
def test_no_mix_of_a_grid_is_worse_than_the_bound(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - no secret
    case = with_curbs(3, 3, dice.choice((1, 2, 3)))
    costs = np.array([dice.uniform(-50, 100) for _ in case.scenarios])
    names = ("c0", "c1", "c2")
    chances = Chances(case, names)
    ranges = {name: Range(0.05, 0.3, dice.uniform(0.5, 0.9)) for name in names}
    peak = highest(chances, ranges, costs)
    ticks = [np.linspace(each.low, each.high, 8) for each in ranges.values()]
    grid = [
        float(chances.probabilities(dict(zip(names, mix, strict=True))) @ costs)
        for mix in product(*ticks)
    ]
    assert max(grid) <= peak.bound + 1e-9
    assert not peak.is_exact or max(grid) <= peak.found + 1e-3
    there = float(chances.probabilities(peak.mix) @ costs)
    assert there == pytest.approx(peak.found)
