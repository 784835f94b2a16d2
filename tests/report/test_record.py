"""The JSON objects."""

import json
from dataclasses import replace
from math import inf, nan

import pytest

from planner.errors import Problem
from planner.plan import Plan
from planner.report import failed, record

KEYS = [
    "status",
    "policy",
    "objective",
    "bound",
    "gap",
    "expected_cost",
    "cvar_cost",
    "cost",
    "expected_shortage",
    "worst_shortage",
    "scenarios",
    "signed",
    "projects",
    "tiers",
    "warnings",
    "plan",
    "refining",
    "stock",
    "unserved",
    "outcomes",
    "solver",
]


def test_the_keys_come_in_the_order_of_the_contract(plan: Plan) -> None:
    assert list(record.plan_record(plan)) == KEYS


def test_cost_lines_add_up_to_the_expected_cost(plan: Plan) -> None:
    said = record.plan_record(plan)
    assert sum(said["cost"].values()) == pytest.approx(said["expected_cost"])
    assert said["cost"]["stock_credit"] <= 0


def test_outcomes_average_to_the_expected_shortage(plan: Plan) -> None:
    said = record.plan_record(plan)
    mean = sum(each["probability"] * each["shortage"] for each in said["outcomes"])
    worst = max(each["shortage"] for each in said["outcomes"])
    assert mean == pytest.approx(said["expected_shortage"])
    assert worst == pytest.approx(said["worst_shortage"])


def test_only_deliveries_that_happen_are_listed(plan: Plan) -> None:
    said = record.plan_record(plan)["plan"]
    assert all(each["volume"] > 0 for each in said)
    assert {"offer": "Zhuhai long-term", "period": "2026Q3", "volume": 2600.0} in said


def test_stock_lists_every_item_and_period(plan: Plan) -> None:
    said = record.plan_record(plan)["stock"]
    assert len(said) == len(plan.case.items) * len(plan.case.periods)


def test_what_is_no_finite_number_is_null(plan: Plan) -> None:
    unproved = replace(plan, bound=-inf, run=replace(plan.run, seconds=nan))
    said = json.loads(json.dumps(record.plan_record(unproved), allow_nan=False))
    assert said["bound"] is None
    assert said["gap"] is None
    assert said["solver"]["seconds"] is None


def test_the_same_plan_gives_the_same_text(plan: Plan) -> None:
    first, second = (json.dumps(record.plan_record(plan)) for _ in range(2))
    assert first == second


def test_problems_are_listed_with_place_message_and_hint() -> None:
    problem = Problem("Offers", "D7", "price is text", "it must be a number", "12.5")
    assert failed.check_record([problem], ["Sheet 'X' is hidden."]) == {
        "ok": False,
        "problems": [
            {
                "sheet": "Offers",
                "cell": "D7",
                "message": "price is text · it must be a number",
                "hint": "12.5",
            }
        ],
        "warnings": ["Sheet 'X' is hidden."],
    }
    assert failed.check_record()["ok"] is True
