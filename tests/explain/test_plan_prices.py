"""Prices, worth and inputs of one plan that is worked out by hand."""

from dataclasses import replace
from math import isfinite
from typing import Any

import pytest

from models.case import Case
from planner.explain.contest import RivalOf
from planner.explain.explanation import Explanation
from planner.explain.inputs import SwayOf
from planner.explain.inputs_cells import cells
from planner.explain.parts import whole_of
from planner.explain.plan import explain_plan
from planner.explain.prices import PriceOf, Threshold
from planner.explain.resolve import Base, base_of
from planner.report.explained import possible
from planner.solving import solve
from tests.cases import demand, offer, simple_case

Row = dict[str, Any]


def two_suppliers() -> Case:
    """Return 100 units of need: 60 from Near for 10 and a contract, or Spot for 20.

    The contract of Near costs 550 and saves 60 · (20 − 10) = 600, so it is signed:
    550 + 60 · 10 + 40 · 20 = 1950. Dear costs 30 and is not used.
    """
    return simple_case(
        offer("Near", price=10, capacity=60, fixed_cost=550),
        offer("Spot", price=20),
        offer("Dear", price=30, capacity=100),
        demand(100, shortage_cost=1000),
        gap=0.0,
    )


@pytest.fixture(scope="module")
def explained() -> Explanation:
    case = two_suppliers()
    return explain_plan(case, solve(case), jobs=1, budget=float("inf"))


def _price(explained: Explanation, name: str) -> Row:
    table = explained.prices
    (row,) = table[table["offer"] == name].to_dict("records")
    return {str(key): value for key, value in row.items()}


def test_a_contract_leaves_where_its_saving_no_longer_pays_for_signing(
    explained: Explanation,
) -> None:
    """60 · (20 − p) = 550 at p = 20 − 550/60 = 10.8333."""
    near = _price(explained, "Near")
    assert near["used"]
    assert near["low"] == pytest.approx(20 - 550 / 60)
    assert near["high"] == pytest.approx(20 - 550 / 60)


def test_without_a_contract_the_plan_costs_what_the_contract_saves(
    explained: Explanation,
) -> None:
    """600 saved less 550 for signing."""
    near = _price(explained, "Near")
    assert near["saves_low"] == pytest.approx(50)
    assert near["saves_high"] == pytest.approx(50)


def test_a_used_offer_leaves_where_the_next_dearer_is_as_cheap(
    explained: Explanation,
) -> None:
    """Dear sells 100 for 30."""
    assert _price(explained, "Spot")["high"] == pytest.approx(30)


def test_an_unused_offer_enters_below_the_dearest_it_would_replace(
    explained: Explanation,
) -> None:
    dear = _price(explained, "Dear")
    assert not dear["used"]
    assert dear["low"] == pytest.approx(20)
    assert dear["high"] == pytest.approx(20)


def test_one_more_unit_of_a_full_contract_is_worth_the_difference_in_price(
    explained: Explanation,
) -> None:
    (row,) = explained.worth.to_dict("records")
    assert row["limit"] == "Near"
    assert row["unit_low"] == pytest.approx(10)
    assert row["unit_high"] == pytest.approx(10)


def test_cells_whose_error_undoes_the_contract_are_found_and_no_others(
    explained: Explanation,
) -> None:
    """Signing is worth 50; it is undone, with so much to spare, by

    - Near's price 11: 60 · 9 − 550 = −10;
    - Near's capacity 54: 54 · 10 − 550 = −10;
    - Near's fixed cost 605: 600 − 605 = −5;
    - Spot's price 18: 60 · 8 − 550 = −70.
    """
    found = {
        row["what"]: (row["wrong"], row["dropped"], row["low"])
        for row in explained.inputs.to_dict("records")
    }
    assert found == {
        "Near, price": (0.1, ("Near",), pytest.approx(10)),
        "Near, max_volume": (-0.1, ("Near",), pytest.approx(10)),
        "Near, fixed_cost": (0.1, ("Near",), pytest.approx(5)),
        "Spot, price": (-0.1, ("Near",), pytest.approx(70)),
    }
    assert explained.cells_tried == explained.cells


def test_the_cell_with_most_to_spare_comes_first(explained: Explanation) -> None:
    assert explained.inputs["what"][0] == "Spot, price"


def test_every_number_of_the_record_is_finite_or_none(explained: Explanation) -> None:
    record = possible.record(explained)
    told = record["explanation"]
    assert isinstance(told, dict)
    assert {each["offer"] for each in told["prices"]} == {"Near", "Spot", "Dear"}
    assert all(isfinite(each["low"]) for each in told["prices"])


def _threshold(case: Case, name: str) -> Threshold:
    return PriceOf(base=_base(case), offer=name).found()


def _base(case: Case) -> Base:
    return base_of(whole_of(case, ()), solve(case), None, None)


def test_what_cannot_be_done_without_is_said_to_be_so() -> None:
    """No demand may go short, and there is one supplier."""
    case = simple_case(
        offer("Only", price=10, capacity=200), demand(100, max_shortage=0.0), gap=0.0
    )
    assert _threshold(case, "Only").why == "no plan keeps the policy without it"


def test_what_is_already_ordered_costs_the_same_with_and_without_more() -> None:
    """Of 100 units 30 are ordered from Old at 10; the rest leaves it at Spot's 20."""
    case = simple_case(
        offer("Old", price=10, capacity=100, commitment={0: 30}),
        offer("Spot", price=20),
        demand(100),
        gap=0.0,
    )
    old = _threshold(case, "Old")
    assert old.low == pytest.approx(2)
    assert old.high == pytest.approx(2)
    assert old.saves.low == pytest.approx(70 * 10)


def test_with_cvar_in_the_objective_prices_are_found_all_the_same() -> None:
    """One scenario alone: weighing its cost with its CVaR changes nothing."""
    case = replace(two_suppliers(), risk_weight=0.5)
    assert _threshold(case, "Near").high == pytest.approx((20 - 550 / 60) / 10)


def test_a_cell_that_leaves_no_plan_when_wrong_is_found() -> None:
    """All 100 units must be served, and 105 can be: 10% less is too little."""
    case = simple_case(
        offer("Only", price=10, capacity=105, fixed_cost=5),
        demand(100, max_shortage=0.0),
        gap=0.0,
    )
    contest = RivalOf(base=_base(case)).found()
    cell = next(each for each in cells(case, ()) if each.field == "capacity")
    sway = SwayOf(contests=(contest,), cell=cell, factors=(1.1, 0.9)).found()
    assert sway.factor == 0.9
    assert sway.regret.low == float("inf")
    assert not sway.added
    assert not sway.dropped
