"""The playbook for one curb, where it can be worked out on paper."""

import pickle
from typing import Any

import pytest

from models.case import Case
from planner.drill import Drill, drill, strike_of
from planner.errors import UsageError
from planner.solving import solve
from tests.cases import curb, demand, item, offer, scenario, simple_case


def market(*parts: Any, **terms: Any) -> Case:
    """A in China sells 100 a year at 10, B in Japan 40 at 30; 30 are in stock for good.

    100 are needed: 60 whose shortage costs 100 a unit, 40 whose shortage costs 1,000.
    """
    return simple_case(
        item(opening_stock=30, closing_stock=30, max_stock=30),
        offer("A", 10, 100, country="China"),
        offer("B", 30, 40, country="Japan"),
        demand(60, name="cheap", shortage_cost=100),
        demand(40, name="dear", shortage_cost=1_000),
        curb("closure", "country:China", 0, length=1, latest=1),
        *parts,
        periods=3,
        first="2026",
        **terms,
    )


@pytest.fixture(scope="module")
def closed() -> Drill:
    case = market(scenario("closed", 0.1, closure=1))
    return drill(solve(case), strike_of(case, "CLOSURE", "2027"))


def said(found: Drill) -> list[tuple[str, str, str, Any]]:
    case = found.case
    return [
        (case.periods[x.period], x.do, x.name, pytest.approx(x.volume))
        for x in found.steps
    ]


PLAYBOOK = [
    ("2027", "release", "metal", 30),
    ("2027", "buy", "B", 40),
    ("2027", "order less", "A", 100),
    ("2027", "ration", "cheap", 30),
]


def test_stock_is_released_b_is_bought_and_the_cheap_demand_is_rationed(
    closed: Drill,
) -> None:
    """Of A's 100 nothing comes: 30 from stock, 40 from B, and 30 of 60 go unserved."""
    assert said(closed) == PLAYBOOK
    assert closed.known
    ration = closed.table.iloc[-1]
    assert (ration["planned"], ration["now"], ration["share"]) == (0, 30, 0.5)
    assert closed.last == 1
    assert closed.back == 2


def test_it_costs_what_was_bought_and_missed_above_a_free_response(
    closed: Drill,
) -> None:
    """B costs 1,200 and 30 units missed 3,000; A's 1,000 are saved: 3,200 more.

    Whoever is free to respond to nothing would use up the 30 in stock and save 300.
    """
    assert closed.outcome.cost - closed.calm.cost == pytest.approx(3_200)
    assert closed.free.cost - closed.calm.cost == pytest.approx(-300)
    assert closed.cost == pytest.approx(3_500)
    more = dict(zip(closed.lines["line"], closed.lines["more"], strict=True))
    assert more["deliveries"] == pytest.approx(200)
    assert more["shortage"] == pytest.approx(3_000)
    assert closed.periods["unserved"].tolist() == pytest.approx([30, 0])
    assert closed.periods["arriving"].tolist() == pytest.approx([40, 100])
    planned, now = closed.stock("metal")
    assert planned == pytest.approx([30, 30])
    assert now == pytest.approx([0, 0])


def test_what_the_plan_has_no_scenario_of_is_played() -> None:
    """The same closure, of which the plan knew nothing, ends the same."""
    case = market()
    found = drill(solve(case), ("closure", 1))
    assert not found.known
    assert said(found) == PLAYBOOK
    assert found.cost == pytest.approx(3_500)


def test_what_was_ordered_before_the_curb_is_held_back() -> None:
    """A delivers a year after it is ordered: the 100 for 2027 are lost on the way.

    And B, free to sign, is bought; what A cannot bring in 2027 nobody orders again.
    """
    case = simple_case(
        item(max_stock=0),
        offer("A", 10, 100, country="China", lead_time=1),
        offer("B", 30, 40, country="Japan"),
        demand([0, 100, 0], shortage_cost=100),
        curb("closure", "country:China", 0, length=1),
        periods=3,
        first="2026",
    )
    found = drill(solve(case), ("closure", 1))
    assert said(found) == [
        ("2027", "held back", "A", 100),
        ("2027", "buy", "B", 40),
        ("2027", "ration", "use", 60),
    ]


def test_a_contract_is_called_off_up_to_its_flex() -> None:
    """B is signed for 40 and may bring half as much again: 20 more once A is shut."""
    case = simple_case(
        item(max_stock=0),
        offer("A", 10, 60, country="China"),
        offer("B", 30, 60, country="Japan", period_cost=1, flex=0.5),
        demand(100, shortage_cost=100),
        curb("closure", "country:China", 0),
        scenario("closed", 0.5, closure=1),
        periods=2,
        first="2026",
    )
    found = drill(solve(case), ("closure", 1))
    assert ("2027", "call off", "B", 20) in said(found)
    assert ("2027", "ration", "use", 40) in said(found)


@pytest.mark.parametrize(
    ("curb_named", "on", "why"),
    [
        ("embargo", "2027", "There is no curb 'embargo'. The workbook has: closure."),
        ("closure", "2030", "2030 is no period of the horizon, 2026 to 2028"),
        ("closure", "2028", "closure cannot start in 2028: .* from 2026 to 2027"),
    ],
)
def test_what_cannot_be_drilled_is_told(curb_named: str, on: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        strike_of(market(), curb_named, on)


def test_a_drill_travels_between_processes(closed: Drill) -> None:
    assert pickle.loads(pickle.dumps(closed)).cost == closed.cost  # noqa: S301
