"""Draws: how often each curb starts, and where the draws come from."""

import pytest

from models.case import Case
from planner.scenarios import generate
from planner.stress.histories import draw, has_own_scenarios, prefixes
from tests.cases import curb, scenario, simple_case


def generated(periods: int, **chances: float) -> Case:
    curbs = [curb(name, probability=chance) for name, chance in chances.items()]
    case = simple_case(*curbs, periods=periods, per_year=4)
    made, dropped = generate(case.curbs, case.periods, 4, 1, 100, 0)
    return simple_case(
        *curbs, *made, periods=periods, per_year=4, dropped_probability=dropped
    )


def test_curbs_start_with_their_hazard_and_several_at_once() -> None:
    """Over four quarters a curb starts with its yearly probability: 0.5 and 0.5."""
    drawn = draw(generated(4, one=0.5, two=0.5), 4_000, seed=1)
    assert drawn.from_curbs
    assert sum(drawn.times.values()) == 4_000
    counts = [0, 0, 0]
    for history, times in drawn.times.items():
        counts[len(history)] += times
    assert counts == pytest.approx([1_000, 2_000, 1_000], abs=120)


def test_equal_seeds_give_equal_draws() -> None:
    case = generated(4, one=0.5, two=0.5)
    assert draw(case, 50, 7) == draw(case, 50, 7)
    assert draw(case, 50, 7) != draw(case, 50, 8)


def test_scenarios_of_the_buyer_are_drawn_from_as_they_are() -> None:
    case = simple_case(curb("ban"), scenario("cut", 0.5, ban=1), periods=2)
    assert has_own_scenarios(case)
    drawn = draw(case, 1_000, 1)
    assert not drawn.from_curbs
    assert set(drawn.times) == {(), (("ban", 1),)}
    assert drawn.times[()] == pytest.approx(500, abs=60)


def test_a_history_is_known_period_by_period() -> None:
    history = (("a", 1), ("b", 1), ("c", 3))
    assert prefixes(history) == [history[:2], history]
    assert prefixes(()) == []
