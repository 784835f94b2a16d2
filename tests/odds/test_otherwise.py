"""Plans at other probabilities, and the plan with the least worst regret."""

from dataclasses import replace
from functools import cache

import pytest

from planner.odds import Otherwise, otherwise
from planner.odds.mix import Chances, ranges_of, with_mix
from planner.scenarios import generate
from planner.solving import solve
from tests.cases import curb, demand, offer, scenario, simple_case
from tests.odds.market import drawn, two_suppliers

RANGE = {"probability_low": 0.1, "probability_high": 0.6}


@cache
def two_plans() -> Otherwise:
    """Return Home signed, as is best at 0.4, and Far alone."""
    case = two_suppliers(0.4, **RANGE)
    found = otherwise([solve(case, name, gap=0.0) for name in ("none", "alone")])
    assert found is not None
    return found


def test_a_plan_is_priced_at_low_base_and_high_as_it_stands() -> None:
    """Signed: 1,500 + 1,000 p is 1,600, 1,900, 2,100. Far alone: 1,300, 2,200, 2,800.

    100 units go short with p: 10, 40, 60 are expected of Far alone, none with Home.
    """
    table = two_plans().table.set_index("policy")
    assert set(table["curb"]) == {"every curb"}
    at = ["low", "base", "high"]
    assert list(table.loc["none", at]) == pytest.approx([1_600, 1_900, 2_100])
    assert list(table.loc["alone", at]) == pytest.approx([1_300, 2_200, 2_800])
    short = [f"shortage_{each}" for each in at]
    assert list(table.loc["alone", short]) == pytest.approx([10, 40, 60])
    assert list(table.loc["none", short]) == pytest.approx([0, 0, 0])


def test_the_base_cost_is_the_plans_own() -> None:
    found = two_plans()
    costs = [plan.expected_cost for plan in found.plans]
    assert list(found.table["base"]) == pytest.approx(costs)


def test_the_plan_with_the_least_worst_regret_is_found() -> None:
    """Home less Far alone is 500 − 2,000 p: 300 too dear at 0.1, 700 too cheap at 0.6."""
    found = two_plans()
    signed, alone = found.regrets
    assert signed.peak.found == pytest.approx(300)
    assert signed.peak.mix == {"closure": pytest.approx(0.1)}
    assert (signed.against, alone.against) == ("alone", "none")
    assert alone.peak.found == pytest.approx(700)
    assert alone.peak.mix == {"closure": pytest.approx(0.6)}
    assert signed.peak.is_exact
    assert alone.peak.is_exact
    assert found.steadiest == ["none"]


def test_a_plan_alone_has_no_rival_to_regret() -> None:
    case = two_suppliers(0.4, **RANGE)
    found = otherwise([solve(case, gap=0.0)])
    assert found is not None
    assert found.steadiest == []
    assert found.worst[0].found == pytest.approx(2_100)
    assert found.worst[0].mix == {"closure": pytest.approx(0.6)}


def test_without_a_range_there_is_nothing_to_tell() -> None:
    assert otherwise([solve(two_suppliers(0.4))]) is None
    assert otherwise([]) is None


def test_scenarios_of_the_buyers_own_keep_their_chances() -> None:
    case = simple_case(
        offer("Far", 10, 100, country="China"),
        demand(100),
        curb("closure", "country:China", 0, probability=0.2, probability_high=0.6),
        scenario("shut", 0.3, closure=0),
    )
    assert ranges_of(case) == {}


def test_generated_scenarios_whose_chances_were_changed_are_the_buyers_own() -> None:
    case = two_suppliers(0.4, **RANGE)
    bare, shut = case.scenarios
    edited = (replace(bare, probability=0.7), replace(shut, probability=0.3))
    assert ranges_of(case)
    assert not ranges_of(replace(case, scenarios=edited))


@pytest.mark.parametrize("max_curbs", [1, 2])
def test_the_scenarios_weigh_what_they_would_if_they_were_made_anew(
    max_curbs: int,
) -> None:
    case = simple_case(
        offer("Far", 10, 100, country="China"),
        demand(100),
        curb("ban", "country:China", 0, probability=0.2, latest=2),
        curb("strike", "country:China", 0.5, probability=0.1, earliest=1),
        curb("storm", "offer:Far", 0.5, probability=0.05),
        periods=5,
        per_year=4,
    )
    case = drawn(case, max_curbs)
    mix = {"ban": 0.6, "storm": 0.01}
    changed = with_mix(case, mix)
    made, dropped = generate(changed.curbs, case.periods, 4, max_curbs, 500, 0)
    assert [each.name for each in changed.scenarios] == [each.name for each in made]
    chances = [each.probability for each in changed.scenarios]
    assert chances == pytest.approx([each.probability for each in made])
    found = Otherwise(case, [], {})
    object.__setattr__(found, "chances", Chances(case, tuple(mix)))
    assert found.dropped(mix) == pytest.approx(dropped)


def test_a_curb_that_cannot_come_weighs_nothing() -> None:
    case = two_suppliers(0.4, probability_low=0.0)
    chances = Chances(case, ("closure",)).probabilities({"closure": 0.0})
    assert list(chances) == [1.0, 0.0]


def test_the_same_scenarios_and_base_give_the_same_case() -> None:
    case = two_suppliers(0.4)
    same = with_mix(case, {"closure": 0.4})
    assert replace(same, scenarios=()) == replace(case, scenarios=())
