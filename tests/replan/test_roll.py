"""A case rolled forward: what stays, what drops out and what is counted, by hand."""

from dataclasses import replace
from typing import Any

import pytest

from models.case import Case, Past
from models.rules import RULES
from planner.errors import UsageError
from planner.replan import roll, start_of
from planner.scenarios import generate
from planner.solving import solve
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    process,
    scenario,
    simple_case,
    target,
)
from tests.replan.former import after, again, began, former_of


def quarters(*parts: Any, **settings: Any) -> Case:
    return simple_case(*parts, demand(100), periods=4, per_year=4, **settings)


def test_periods_before_drop_out_and_what_is_left_keeps_its_numbers() -> None:
    case = simple_case(
        offer("A", [10, 11, 12], [100, 110, 120], first=1),
        offer("B", 50, 200),
        demand([90, 100, 110]),
        periods=3,
    )
    rolled = roll(began(case, "2027"))
    assert rolled.periods == ("2027", "2028")
    made = rolled.offers["A"]
    assert (*made.price, *made.capacity) == (11, 12, 110, 120)
    assert (made.first, made.last) == (0, 1)
    assert rolled.demands["use"].volume == (100, 110)


def test_stock_is_as_the_plan_left_it_unless_it_was_counted() -> None:
    """150 are delivered for 100: 50 are left."""
    case = simple_case(
        offer("A", [10, 12, 14], 150), demand(100), item("metal"), periods=3
    )
    assert roll(began(case, "2027")).items["metal"].opening_stock == 50
    counted = roll(began(case, "2027", stock={"metal": 20.0}))
    assert counted.items["metal"].opening_stock == 20


def test_what_was_ordered_before_its_lead_time_is_a_commitment() -> None:
    """At 2028 the deliveries of 2028 and 2029 are on their way, that of 2030 is not."""
    case = simple_case(
        offer("A", 10, 100, lead_time=2, commitment={0: 100, 1: 100}),
        demand(100),
        periods=5,
    )
    made = roll(began(case, "2028")).offers["A"]
    assert made.commitment == pytest.approx((100, 100, 0))


def test_what_is_signed_stays_signed_and_is_paid_for_no_more() -> None:
    case = simple_case(
        offer("A", 10, 100, fixed_cost=50, project="mine"),
        offer("B", 90, 100),
        demand(100),
        periods=2,
        projects={"mine": 30.0},
    )
    rolled = roll(began(case, "2027"))
    assert rolled.offers["A"].signed_before
    assert not rolled.offers["B"].signed_before
    assert rolled.projects == {"mine": 0.0}
    assert solve(rolled).expected_cost == pytest.approx(1000)


def test_the_running_year_counts_what_was_promised_taken_and_planned() -> None:
    """Two quarters are over: 200 of 400 could come at 10 and 11, 160 did, at 10% off."""
    case = quarters(
        offer("A", [10, 11, 12, 13], 100, take_or_pay=0.5, tiers={300: 0.1}, duty=0.5)
    )
    received = {("A", "2026Q2"): 60.0}
    made = roll(began(case, "2026Q3", received=received)).offers["A"]
    assert made.past == Past(
        planned=200,
        taken=160,
        promised=200,
        prices=(10, 11),
        paid=100 * 10 * 1.5 + 60 * 11 * 1.5,
        discount=0.1,
    )
    assert made.owed_from == 0


def test_an_earlier_year_is_over() -> None:
    case = simple_case(
        offer("A", 10, 100, take_or_pay=0.5, tiers={50: 0.1}), demand(100), periods=2
    )
    assert roll(began(case, "2027")).offers["A"].past == Past()


def test_rolling_twice_counts_as_rolling_once() -> None:
    case = quarters(
        offer("A", [10, 11, 12, 13], 100, take_or_pay=0.5, tiers={300: 0.1})
    )
    once = roll(began(case, "2026Q3")).offers["A"]
    first = again(began(case, "2026Q2"))
    twice = roll(after(former_of(first.plan), "2026Q3", case)).offers["A"]
    assert twice.past == once.past
    assert twice.owed_from == once.owed_from


def test_scrap_of_what_was_served_is_still_to_come() -> None:
    """A tenth of 100 served in each of two years comes back two years later."""
    case = simple_case(
        offer("A", 10, 100),
        demand(100, scrap_item="scrap", scrap_rate=0.1, scrap_lag=2),
        process(input="scrap", output="metal"),
        periods=4,
    )
    rolled = roll(began(case, "2028"))
    assert rolled.items["scrap"].inflow == pytest.approx((10, 10))
    assert rolled.items["metal"].inflow == ()


def test_odds_are_given_that_nothing_has_struck_so_far() -> None:
    """One year in ten: 10% in 2027, 9% in 2028, 81% that it never comes."""
    ban = curb("ban", "country:China", flow=0, probability=0.1)
    case = simple_case(offer("A", 10, 100, country="China"), ban, periods=3)
    made, dropped = generate(case.curbs, case.periods, 1, 1, 500, 0)
    case = replace(case, scenarios=made, dropped_probability=dropped)
    rolled = roll(began(case, "2027"))
    odds = {each.name: each.probability for each in rolled.scenarios}
    assert odds == pytest.approx({"no curb": 0.81, "ban@2027": 0.1, "ban@2028": 0.09})


def test_listed_scenarios_that_cannot_come_any_more_are_left_out() -> None:
    """10% early, 18% late, 72% never: 20% late and 80% never once it is not early."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        curb("ban", "country:China", flow=0),
        scenario("early", 0.1, ban=0),
        scenario("late", 0.18, ban=1),
        periods=2,
    )
    rolled = roll(began(case, "2027"))
    odds = {each.name: each.probability for each in rolled.scenarios}
    assert odds == pytest.approx({"plan": 0.8, "late": 0.2})
    assert rolled.scenarios[1].strikes == (("ban", 0),)


def test_a_curb_that_has_begun_is_certain_from_where_it_stands() -> None:
    """It lets 0, 50, 80% through at prices 3, 2, 1; a year has passed."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 90, 200),
        curb("ban", "country:China", flow=[0, 0.5, 0.8], price=[3, 2, 1]),
        scenario("cut", 0.2, ban=0),
        periods=4,
    )
    rolled = roll(began(case, "2027", curbs={"ban": "2026"}))
    assert rolled.offers["A"].capacity == pytest.approx((50, 80, 100))
    assert rolled.offers["A"].price == pytest.approx((20, 10, 10))
    assert rolled.offers["B"].capacity == pytest.approx((200, 200, 200))
    assert [each.name for each in rolled.scenarios] == ["plan"]
    assert dict(rolled.curbs) == {}
    assert "ban has begun in 2026" in rolled.warnings[0]


def test_a_contract_under_a_curb_delivers_a_share_of_what_was_planned() -> None:
    """60 were planned of 100: half of that may come, not half of 100."""
    case = simple_case(
        offer("A", 10, 100, country="China", fixed_cost=1),
        offer("B", 9, 40),
        demand(100, shortage_cost=11),
        item("metal", max_stock=0.0),
        curb("ban", "country:China", flow=0.5),
        scenario("cut", 0.2, ban=1),
        periods=3,
    )
    rolled = roll(began(case, "2027", curbs={"ban": "2027"}))
    assert rolled.offers["A"].capacity == pytest.approx((30, 30))


def test_stock_is_that_of_the_scenario_that_has_come_true() -> None:
    """In the cut nothing comes in 2026: of 30 in stock nothing is left."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        item("metal", opening_stock=30.0, closing_stock=30.0),
        demand(100),
        curb("ban", "country:China", flow=[0.0]),
        scenario("ban@2026", 0.2, ban=0),
        periods=2,
    )
    assert roll(began(case, "2027")).items["metal"].opening_stock == 30
    struck = roll(began(case, "2027", curbs={"ban": "2026"}))
    assert struck.items["metal"].opening_stock == 0


def test_rules_keep_their_periods_and_end_with_them() -> None:
    kind: Any = RULES["max_share"]
    china = target("country:China")
    over = kind(on=china, limit=0.1, start=0, end=0)
    later = kind(on=china, limit=0.2, start=2, end=2)
    whole = kind(on=china, limit=0.9)
    case = simple_case(
        offer("A", 10, 100), periods=3, policies={"P": [over, later, whole]}
    )
    kept = roll(began(case, "2027")).policies["P"]
    assert kept == (replace(later, start=1, end=1), whole)


@pytest.mark.parametrize("at", ["2025", "2031"])
def test_a_period_that_is_not_the_workbooks_is_refused(at: str) -> None:
    case = simple_case(offer("A", 10, 100), periods=3)
    with pytest.raises(UsageError, match="no period of the workbook"):
        start_of(case, former_of(solve(case)), at)


@pytest.mark.parametrize("at", ["2027Q1", "soon"])
def test_what_is_no_period_is_refused(at: str) -> None:
    case = simple_case(offer("A", 10, 100), periods=3)
    with pytest.raises(UsageError, match="write it like 2026"):
        start_of(case, former_of(solve(case)), at)


def test_a_period_that_does_not_continue_the_plan_is_refused() -> None:
    old = simple_case(offer("A", 10, 100), periods=2)
    case = simple_case(offer("A", 10, 100), periods=9)
    former = former_of(solve(old))
    assert start_of(case, former, "2028") == 2
    with pytest.raises(UsageError, match="does not continue"):
        start_of(case, former, "2029")


@pytest.mark.parametrize(
    ("curbs", "said"),
    [({"bann": "2026"}, "did you mean 'ban'"), ({"ban": "2028"}, "may still come")],
    ids=["name", "start"],
)
def test_a_curb_that_cannot_have_begun_is_refused(
    curbs: dict[str, str], said: str
) -> None:
    case = simple_case(
        offer("A", 10, 100, country="China"), curb("ban", "country:China"), periods=3
    )
    with pytest.raises(UsageError, match=said):
        began(case, "2027", curbs=curbs)
