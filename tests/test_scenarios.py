"""Curbs into scenarios, against probabilities worked out by hand."""

from collections.abc import Sequence

import pytest

from models.case import Curb, Scenario
from planner.scenarios import generate
from tests.builders import curb, labels

Generated = tuple[tuple[Scenario, ...], float]


def made(
    *curbs: Curb,
    periods: int = 3,
    per_year: int = 1,
    max_curbs: int = 1,
    most: int = 500,
    seed: int = 0,
) -> Generated:
    names = labels(periods, per_year)
    by_name = {each.name: each for each in curbs}
    return generate(by_name, names, per_year, max_curbs, most, seed)


def start_of(name: str, probability: float, last: int = 2, first: int = 0) -> Curb:
    return curb(name, probability=probability, earliest=first, latest=last)


def chances(scenarios: Sequence[Scenario]) -> dict[str, float]:
    return {each.name: each.probability for each in scenarios}


def test_one_curb_starts_each_year_with_its_hazard_until_it_has_started() -> None:
    scenarios, dropped = made(start_of("A", 0.1))
    expected = {"no curb": 0.729, "A@2026": 0.1, "A@2027": 0.09, "A@2028": 0.081}
    assert chances(scenarios) == pytest.approx(expected)
    assert dropped == pytest.approx(0, abs=1e-12)


def test_a_yearly_chance_is_spread_over_the_quarters() -> None:
    scenarios, _ = made(start_of("A", 0.5, last=3), periods=4, per_year=4)
    calm = 0.5**0.25
    assert scenarios[0].probability == pytest.approx(0.5)
    assert [each.probability for each in scenarios[1:]] == pytest.approx(
        [calm**waited * (1 - calm) for waited in range(4)]
    )


def test_a_curb_starts_only_in_its_window() -> None:
    scenarios, _ = made(start_of("A", 0.2, first=1, last=1))
    assert chances(scenarios) == pytest.approx({"no curb": 0.8, "A@2027": 0.2})
    assert scenarios[1].strikes == (("A", 1),)


def test_two_curbs_one_at_a_time_drop_the_chance_of_both() -> None:
    scenarios, dropped = made(start_of("A", 0.1, 0), start_of("B", 0.2, 0))
    assert dropped == pytest.approx(0.02)
    expected = {"no curb": 0.72 / 0.98, "A@2026": 0.08 / 0.98, "B@2026": 0.18 / 0.98}
    assert chances(scenarios) == pytest.approx(expected)


def test_two_curbs_together_are_independent_and_nothing_is_dropped() -> None:
    scenarios, dropped = made(
        start_of("A", 0.1, 1), start_of("B", 0.2, 0), max_curbs=2, periods=2
    )
    assert dropped == pytest.approx(0, abs=1e-12)
    assert chances(scenarios) == pytest.approx(
        {
            "no curb": 0.81 * 0.8,
            "A@2026": 0.1 * 0.8,
            "A@2027": 0.09 * 0.8,
            "B@2026": 0.81 * 0.2,
            "A@2026 + B@2026": 0.1 * 0.2,
            "A@2027 + B@2026": 0.09 * 0.2,
        }
    )


def test_more_curbs_at_once_than_there_are_change_nothing() -> None:
    curbs = start_of("A", 0.1), start_of("B", 0.2)
    assert made(*curbs, max_curbs=9) == made(*curbs, max_curbs=2)


def test_no_curb_at_once_leaves_the_no_curb_path_and_drops_the_rest() -> None:
    scenarios, dropped = made(start_of("A", 0.1, 0), max_curbs=0)
    assert chances(scenarios) == {"no curb": 1.0}
    assert dropped == pytest.approx(0.1)


def test_a_curb_without_probability_is_left_out() -> None:
    scenarios, _ = made(start_of("A", 0.1, 0), start_of("B", 0, 0), max_curbs=2)
    assert [each.name for each in scenarios] == ["no curb", "A@2026"]


def test_without_curbs_there_is_the_no_curb_path_alone() -> None:
    assert made() == ((Scenario(name="no curb", probability=1.0),), 0.0)


def test_the_count_that_may_be_enumerated_includes_the_no_curb_path() -> None:
    one = start_of("A", 0.1)
    assert len(made(one, most=4)[0]) == 4
    enumerated = chances(made(one, most=4)[0])
    sampled = chances(made(one, most=3)[0])
    assert sampled != pytest.approx(enumerated)
    assert len(sampled) <= 3


MANY = tuple(start_of(f"C{j}", 0.05 * (j + 1)) for j in range(6))


@pytest.mark.parametrize("most", [2, 5, 40])
@pytest.mark.parametrize("max_curbs", [1, 3])
def test_a_sample_keeps_the_exact_chance_of_no_curb(most: int, max_curbs: int) -> None:
    exact, dropped = made(*MANY, max_curbs=max_curbs, most=10**6)
    scenarios, also_dropped = made(*MANY, max_curbs=max_curbs, most=most)
    assert scenarios[0] == exact[0]
    assert also_dropped == pytest.approx(dropped)
    assert 2 <= len(scenarios) <= most
    assert sum(each.probability for each in scenarios) == pytest.approx(1)


def test_equal_samples_are_merged_and_the_others_share_what_is_left_equally() -> None:
    scenarios, _ = made(*MANY, max_curbs=1, most=15)
    assert len({each.strikes for each in scenarios}) == len(scenarios)
    share = (1 - scenarios[0].probability) / 14
    times = [each.probability / share for each in scenarios[1:]]
    assert times == pytest.approx([round(each) for each in times])
    assert sum(times) == pytest.approx(14)
    assert max(times) > 1.5


def test_samples_respect_the_windows_and_the_most_curbs_at_once() -> None:
    late = [start_of(f"L{j}", 0.3, first=1) for j in range(5)]
    for each in made(*late, max_curbs=2, most=12)[0][1:]:
        assert 1 <= len(each.strikes) <= 2
        assert len({name for name, _ in each.strikes}) == len(each.strikes)
        assert all(1 <= start <= 2 for _, start in each.strikes)


def test_a_large_sample_comes_near_the_exact_chances() -> None:
    exact = chances(made(*MANY, max_curbs=2, most=10**6)[0])
    sampled = chances(made(*MANY, max_curbs=2, most=130)[0])
    for name in ("C0@", "C5@"):
        near = [
            sum(p for each, p in them.items() if name in each)
            for them in (exact, sampled)
        ]
        assert near[1] == pytest.approx(near[0], abs=0.12)


def test_equal_seeds_give_equal_samples_and_other_seeds_others() -> None:
    def sample(seed: int) -> Generated:
        return made(*MANY, max_curbs=2, most=20, seed=seed)

    assert sample(7) == sample(7)
    assert sample(7) != sample(8)


def test_room_for_one_scenario_leaves_the_no_curb_path() -> None:
    scenarios, dropped = made(start_of("A", 0.1), most=1)
    assert chances(scenarios) == {"no curb": 1.0}
    assert dropped == pytest.approx(0.271)
