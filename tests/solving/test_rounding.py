"""Lots rounded up: the row holds for every plan, and leaves no fraction to try."""

from typing import Any

import pytest

from models.rules.min_stock_days import MinStockDays
from models.tree import grow
from planner.solving.engine import Options, run
from planner.solving.question import ask
from tests.cases import demand, item, offer, process, simple_case

LOTS = offer("A", 10, 200, lot_size=30)


def without_whole_numbers(*parts: Any, rules: tuple[Any, ...] = ()) -> float:
    case = simple_case(*parts)
    question = ask(case, rules, grow(case), 1.0).relaxed()
    answer = run(question.problem, Options(gap=0.0))
    assert answer.objective is not None
    return answer.objective


def test_demand_is_rounded_up_to_lots() -> None:
    """100 is 3⅓ lots of 30: four are bought, 120 at 10, though 3⅓ would do."""
    assert without_whole_numbers(LOTS, demand(100)) == pytest.approx(1200)


def test_demand_of_whole_lots_is_left_alone() -> None:
    assert without_whole_numbers(LOTS, demand(90)) == pytest.approx(900)


def test_what_is_short_takes_the_place_of_a_part_of_a_lot() -> None:
    """The last third of a lot is 10 units: 3 lots and 10 short cost 900 + 10·11."""
    cheap = demand(100, shortage_cost=11)
    assert without_whole_numbers(LOTS, cheap) == pytest.approx(1010)


def test_what_is_refined_counts_in_what_it_is_made_of() -> None:
    """100 of metal at a recovery of 0.5 are 200 of ore: 7 lots of 30."""
    parts = (item("ore"), item("metal"), offer("A", 10, 300, item="ore", lot_size=30))
    made = (process(recovery=0.5), demand(100, item="metal"))
    assert without_whole_numbers(*parts, *made) == pytest.approx(2100)


def test_stock_to_be_held_is_rounded_up_with_demand() -> None:
    """36 of 360 days are 10 more than 100: 4 lots of 30 cover the 110."""
    days = MinStockDays(limit=36.0)
    assert without_whole_numbers(LOTS, demand(100), rules=(days,)) >= 1200 - 1e-6
