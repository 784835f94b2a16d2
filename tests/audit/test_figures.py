"""Every figure stated of a plan is recomputed, and so are probabilities."""

from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from models.case import Case, Scenario
from planner.audit import Decided, audit_decisions
from planner.audit.bill import Bill
from planner.audit.exact import exact
from planner.audit.scene import Scene
from planner.audit.world import World
from planner.scenarios import generate
from tests.audit.market import by_hand, decided, market, response, said
from tests.cases import curb, demand, offer, rule, scenario, simple_case


def named(**figures: Any) -> set[str]:
    plan = replace(said(), **figures)
    found = audit_decisions(market(), (), by_hand(), plan).violations
    return {each.name for each in found}


@pytest.mark.parametrize(
    "figure",
    ["objective", "expected_cost", "cvar_cost", "expected_shortage", "worst_shortage"],
)
def test_a_figure_off_by_a_hundred_thousandth_is_found(figure: str) -> None:
    wrong = getattr(said(), figure) * 1.00001
    assert named(**{figure: wrong}) == {
        figure.replace("_", " ").replace("cvar", "CVaR")
    }


@pytest.mark.parametrize("line", said().cost)
def test_a_cost_line_that_is_not_the_plans_is_found(line: str) -> None:
    assert named(cost=dict(said().cost) | {line: said().cost[line] + 0.001}) == {line}


def test_an_outcome_or_shortage_of_one_scenario_is_found() -> None:
    assert named(outcomes={"plan": 3700, "cut": 6911}) == {"scenario"}
    assert named(shortages={"plan": 1, "cut": 25}) == {"shortage"}


def test_risk_is_weighed_as_policy_and_settings_say() -> None:
    assert "risk weight" in named(weight=0.4)
    assert "risk level" in named(level=0.9)
    rules = [rule("risk_weight", limit=0.25), rule("risk_level", limit=0.0)]
    mean = replace(
        said(), weight=0.25, level=0.0, objective=4357, cvar_cost=4357, bound=4357
    )
    assert audit_decisions(market(), rules, by_hand(), mean).is_clean


def test_bound_gap_and_claim_belong_together() -> None:
    assert named(bound=5642) == {"bound"}
    assert named(bound=5641 * 0.9, gap=0.1) == {"gap"}
    assert named(bound=5641 * 0.9, gap=0.1, is_optimal=False) == set()
    assert named(bound=5641 * 0.9, gap=0.1, asked_gap=0.1) == set()
    assert named(bound=5641 * 0.9, gap=0.05, asked_gap=0.1) == {"gap"}
    assert named(bound=-inf, gap=inf) == {"bound"}
    assert named(bound=-inf, gap=inf, is_optimal=False) == set()


def test_a_figure_that_is_no_number_is_found() -> None:
    assert named(objective=nan) == {"objective"}
    assert named(gap=nan) == {"gap"}
    assert named(gap=inf) == {"gap"}
    assert named(cost={"fixed": inf}) == {"cost"}


def test_a_short_year_under_take_or_pay_is_paid_at_its_mean_price() -> None:
    """Half of 40 in the second quarter is promised, the first is within the lead time."""
    case = simple_case(
        offer("A", [10, 30], 40, take_or_pay=0.5, lead_time=1, commitment={0: 4}),
        demand([4, 0]),
        curb("ban", "offer:A", flow=0.5),
        scenario("cut", 0.5, ban=1),
        periods=2,
        per_year=4,
    )
    same = response({"A": [4, 0]})
    bill = bill_of(case, decided(["A"], plan=same, cut=same))
    assert list(map(int, bill.outcomes)) == [40 + (20 - 4) * 20, 40 + (10 - 4) * 20]
    assert bill.lines["take_or_pay"] == 220


def bill_of(case: Case, plan: Decided) -> Bill:
    return Bill(Scene(World(case), plan))


def test_tiers_duty_freight_and_fees_are_in_the_bill() -> None:
    """100 at 10 less a tenth, half again for duty, 2 freight; half worth a year later."""
    case = simple_case(
        offer(
            "A",
            10,
            100,
            tiers={50: 0.1},
            duty=0.5,
            freight=2,
            period_cost=4,
        ),
        demand([0, 100]),
        periods=2,
        discount_rate=1.0,
    )
    plan = decided(
        ["A"],
        tiers={("A", 2026): 0, ("A", 2027): 1},
        plan=response({"A": [0, 100]}),
    )
    lines = bill_of(case, plan).lines
    assert float(lines["deliveries"]) == pytest.approx(100 * (10 * 0.9 * 1.5 + 2) / 2)
    assert lines["period"] == 4 + 2


def test_discounting_is_good_to_fifty_digits() -> None:
    case = simple_case(offer(), periods=5, per_year=4, discount_rate=0.21)
    worth = Bill(Scene(World(case), by_hand())).worth
    assert abs(worth[2] ** 2 * (1 + exact(0.21)) - 1) < exact(1e-45)
    assert abs(worth[4] * (1 + exact(0.21)) - 1) < exact(1e-45)


def generated(most: int) -> Case:
    curbs = [
        curb("flood", "country:China", probability=0.3, earliest=1),
        curb("strike", "country:Chile", probability=0.2, price=2.0),
        curb("rumour", "country:Chile", flow=1.0, probability=0.0),
    ]
    case = simple_case(offer("A", 1, 0), demand(1), *curbs, periods=4, per_year=4)
    scenarios, dropped = generate(case.curbs, case.periods, 4, 1, most, seed=1)
    return replace(case, scenarios=scenarios, dropped_probability=dropped)


def chances_of(case: Case) -> set[str]:
    short = response(unserved={"use": [1, 1, 1, 1]})
    responses: Any = {each.name: short for each in case.scenarios}
    plan = decided(**responses)
    found = audit_decisions(case, (), plan).violations
    return {f"{each.constraint}: {each.name}" for each in found}


def swapped(case: Case, one: int, other: int) -> Case:
    """Return the case with some probability moved from one scenario to another."""
    scenarios: list[Scenario] = list(case.scenarios)
    for place, more in ((one, -0.001), (other, 0.001)):
        chance = scenarios[place].probability + more
        scenarios[place] = replace(scenarios[place], probability=chance)
    return replace(case, scenarios=tuple(scenarios))


HAZARD = "its probability follows from the curbs' hazards: "


def test_generated_probabilities_follow_from_the_hazards() -> None:
    case = generated(600)
    assert len(case.scenarios) == 8
    assert chances_of(case) == set()
    names = [each.name for each in case.scenarios]
    assert chances_of(swapped(case, 2, 3)) == {HAZARD + names[2], HAZARD + names[3]}


def test_of_a_sample_the_sum_and_the_no_curb_path_are_checked() -> None:
    case = generated(5)
    assert 2 < len(case.scenarios) < 8
    assert chances_of(case) == set()
    assert chances_of(swapped(case, 1, 2)) == set()
    assert chances_of(swapped(case, 0, 1)) == {HAZARD + "no curb"}


def test_the_dropped_probability_is_checked() -> None:
    case = generated(600)
    more = replace(case, dropped_probability=case.dropped_probability + 0.001)
    words = "the dropped probability is that of more curbs than are combined: "
    assert chances_of(more) == {words}


def test_probabilities_add_up_to_one() -> None:
    case = generated(600)
    scenarios = (*case.scenarios[:-1], replace(case.scenarios[-1], probability=0.5))
    lots = replace(case, scenarios=scenarios, dropped_probability=0.0)
    assert chances_of(lots) == {"probabilities add up to 1: "}
