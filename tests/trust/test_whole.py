"""What is decided as a whole is whole, and nothing foreseen leaves the audit."""

from dataclasses import replace
from functools import cache

import pytest

from models.case import Case
from planner.audit import audit_decisions
from planner.audit.from_plan import decided_of
from planner.plan import Plan
from planner.report import words
from planner.solving import solve
from tests.cases import curb, demand, offer, random_case, scenario, simple_case

FORESEEN = "delivery is equal in scenarios that still look alike"


@cache
def curbed() -> Plan:
    """Return: 1 850.5 kg needed, in lots of 100, a lead time of one, a ban in 2028."""
    return solve(
        simple_case(
            offer("A", 10, 5000, lot_size=100, lead_time=1, country="China", flex=0.5),
            offer("B", 30, 5000),
            demand([0, 1850.5, 0]),
            curb("ban", "country:China", flow=0),
            scenario("cut", 0.2, ban=2),
            periods=3,
            gap=0.0,
        )
    )


def test_a_plan_says_1900_and_not_a_hair_less() -> None:
    plan = curbed()
    assert list(plan.outlook.planned("A"))[1] == 1900.0
    assert plan.gap <= 1e-9


@pytest.mark.parametrize("seed", [3, 5, 8, 13, 21, 44])
def test_lots_are_whole_to_the_last_digit(seed: int) -> None:
    """Or lots of 0.3, to what a float can hold of them."""
    case = with_lots(random_case(seed))
    plan = solve(case)
    for name, each in case.offers.items():
        for planned, due in zip(
            plan.outlook.planned(name), each.commitment, strict=True
        ):
            lots = round((planned - due) / each.lot_size)
            whole = due + lots * each.lot_size
            assert planned == whole or planned == pytest.approx(whole, rel=1e-14)


def with_lots(case: Case) -> Case:
    offers = {
        name: replace(each, lot_size=each.lot_size or 0.3)
        for name, each in case.offers.items()
    }
    return replace(case, offers=offers, gap=1e-3)


@pytest.mark.parametrize("period", [1, 2])
def test_a_delivery_that_foresees_a_ban_is_caught(period: int) -> None:
    """Ordered a period ahead, it cannot know of a ban that starts as it arrives."""
    plan = curbed()
    decided = decided_of(plan)
    there = decided.responses["cut"]
    volumes = list(there.deliveries["A"])
    volumes[period] = volumes[period] / 2 + 1
    deliveries = {**there.deliveries, "A": tuple(volumes)}
    responses = {**decided.responses, "cut": replace(there, deliveries=deliveries)}
    spoilt = replace(decided, responses=responses)
    found = audit_decisions(plan.case, (), spoilt).violations
    caught = {(each.constraint, each.name, each.period) for each in found}
    assert (FORESEEN, "A", plan.case.periods[period]) in caught
    assert audit_decisions(plan.case, (), decided).is_clean


def test_the_bound_is_stated_as_money() -> None:
    """The bound of a plan 1 % off 100 000 is 99 000."""
    plan = replace(curbed(), objective=100_000.0, bound=99_000.0)
    said = words.proof(plan)
    assert "no plan can be cheaper than" in said
    assert "99,000" in said or "99 000" in said
    assert plan.case.currency in said
