"""Numbers that look like a slip of the unit: warned of, with both values and cells."""

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import good

GOOD: dict[str, Any] = {"Offers!A4": "C1", "Offers!B4": "Borax", "Offers!C4": "metal"}
GOOD |= {"Offers!D4": 30, "Offers!E4": 90}
"""A third offer: the prices are 10, 20 and 30; the demand is 100 a period."""


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        (
            {"Offers!D3": 20_000},
            "Offers!D3 · price 20000 USD is 667 times the 30 USD of Offers!D4",
        ),
        (
            {"Offers!D2": 0.02},
            "Offers!D2 · price 0.02 USD is 1/1,000 of the 20 USD of Offers!D3",
        ),
        (
            {"Demand!E2": 100_000},
            "Demand!E2 · demand 100000 kg is 1,000 times the 100 kg of Demand!F2",
        ),
        (
            {"Offers!E2": 100_000},
            "Offers!E2 · max_volume 100000 is 1,000 times the most that is needed in a period, 100",
        ),
    ],
)
def test_a_slip_of_the_unit_is_told(
    changes: dict[str, Any], warning: str, tmp_path: Path
) -> None:
    told = good(tmp_path, GOOD | changes).warnings
    assert told[0].startswith(warning)
    assert "is the unit right?" in told[0]


def test_a_price_of_99_times_its_neighbours_is_believed(tmp_path: Path) -> None:
    assert good(tmp_path, GOOD | {"Offers!D4": 99 * 20}).warnings == ()
    assert len(good(tmp_path, GOOD | {"Offers!D4": 100 * 20}).warnings) == 1


def test_of_two_prices_the_larger_is_told(tmp_path: Path) -> None:
    assert good(tmp_path, {"Offers!D2": 0.02}).warnings == (
        "Offers!D3 · price 20 USD is 1,000 times the 0.02 USD of Offers!D2: is the unit right?",
    )


def test_prices_are_compared_by_the_mineral_they_hold(tmp_path: Path) -> None:
    ore: dict[str, Any] = {
        "Items!A3": "ore",
        "Items!B3": "gallium",
        "Items!D1": "content",
    }
    ore |= {"Items!D2": 1, "Items!D3": 0.001, "Offers!C4": "ore", "Offers!D4": 0.03}
    ore |= {"Offers!E4": 90_000}
    assert good(tmp_path, GOOD | ore).warnings == ()


def test_a_capacity_of_19_times_the_demand_is_believed(tmp_path: Path) -> None:
    assert good(tmp_path, {"Offers!E2": 1_900}).warnings == ()


def test_a_capacity_far_above_the_others_and_the_need_is_told(tmp_path: Path) -> None:
    """60 for 60,000: 600 times the need is not vast by itself, beside 90 it is odd."""
    assert good(tmp_path, {"Offers!E2": 60_000}).warnings == (
        "Offers!E2 · capacity 60000 is 667 times the 90 of Offers!E3: is the unit right?",
    )


def test_a_capacity_far_below_the_others_and_the_need_is_told(tmp_path: Path) -> None:
    assert good(tmp_path, {"Offers!E2": 0.08}).warnings == (
        "Offers!E2 · capacity 0.08 is 1/1,125 of the 90 of Offers!E3: is the unit right?",
    )
    assert good(tmp_path, {"Offers!E2": 0.5}).warnings == ()


def test_a_whole_row_of_capacities_is_told_once(tmp_path: Path) -> None:
    row = {"Capacity!A2": "A1", "Capacity!B2": 80_000}
    row |= {"Capacity!C1": "2026Q4", "Capacity!C2": 85_000}
    assert good(tmp_path, row, "Capacity").warnings == (
        "Capacity!C2 · capacity 85000 is 944 times the 90 of Offers!E3: is the unit right?",
    )


def test_a_whole_row_of_prices_is_told_where_it_is_written(tmp_path: Path) -> None:
    row: dict[str, Any] = {
        "Prices!A2": "B1",
        "Prices!B1": "2026Q3",
        "Prices!B2": 20_000,
    }
    row |= {"Prices!C1": "2026Q4", "Prices!C2": 20_000}
    row |= {"Prices!D1": "2027Q1", "Prices!D2": 20_000}
    assert good(tmp_path, GOOD | row, "Prices").warnings == (
        "Prices!B2 · price 20000 USD is 667 times the 30 USD of Offers!D4: is the unit right?",
    )


def demanded(row: int, volume: float) -> dict[str, Any]:
    """Return a demand of as much in each of the three periods; on offer are 510."""
    cells: dict[str, Any] = {f"Demand!{letter}{row}": volume for letter in "DEF"}
    named = {f"Demand!A{row}": f"use {row}", f"Demand!B{row}": "metal"}
    return cells | named | {f"Demand!C{row}": 1000}


def test_a_whole_row_of_demand_in_another_unit_is_told(tmp_path: Path) -> None:
    """100 kg a period, written as 0.1 t."""
    assert good(tmp_path, demanded(2, 0.1)).warnings == (
        "Demand!D2 · demand 0.3 in all periods is 1/1,700 of the 510 on offer or in stock: is the unit right?",
    )
    assert good(tmp_path, demanded(2, 0.4)).warnings == ()


def test_one_demand_in_another_unit_is_told_beside_the_others(tmp_path: Path) -> None:
    both = demanded(2, 80) | demanded(3, 0.09)
    assert good(tmp_path, both).warnings == (
        "Demand!D3 · demand 0.27 in all periods is 1/889 of the 240 of use 2, Demand!D2: is the unit right?",
    )


def test_a_small_buyer_among_large_ones_is_believed(tmp_path: Path) -> None:
    """2 of 510 on offer: a 120th of what the other needs."""
    assert good(tmp_path, demanded(2, 80) | demanded(3, 2 / 3)).warnings == ()


def test_beside_unlimited_offers_demands_are_compared_with_each_other(
    tmp_path: Path,
) -> None:
    free = {"Offers!E2": None, "Offers!E3": None}
    assert good(tmp_path, free | demanded(2, 80)).warnings == ()
    told = good(tmp_path, free | demanded(2, 80) | demanded(3, 0.08)).warnings
    assert told == (
        "Demand!D3 · demand 0.24 in all periods is 1/1,000 of the 240 of use 2, Demand!D2: is the unit right?",
    )


@pytest.mark.parametrize(
    ("sheet", "changes", "place"),
    [
        ("Capacity", {"Capacity!B2": 200_000}, "Capacity!B2 · A1 200000"),
        ("Refining", {"Refining!E2": 200_000}, "Refining!E2 · max_output 200000"),
        ("Capacity", {"Suppliers!D1": "max_volume", "Suppliers!D2": 200_000}, None),
    ],
)
def test_every_capacity_is_compared(
    sheet: str, changes: dict[str, Any], place: str | None, tmp_path: Path
) -> None:
    scrap = {"Items!A3": "scrap", "Items!B3": "gallium", "Items!C3": 500}
    scrap |= {"Items!D1": "opening_stock", "Items!D3": 10}
    told = good(tmp_path, scrap | changes, sheet).warnings
    place = place or "Suppliers!D2 · max_volume 200000"
    assert [each for each in told if each.startswith(place)] == [
        f"{place} is 2,000 times the most that is needed in a period, 100: is the unit right? Leave it blank if it is unlimited"
    ]


def test_a_demand_far_above_all_that_is_on_offer_is_told(tmp_path: Path) -> None:
    changes = {f"Demand!{letter}2": 170_000 for letter in "DEF"}
    assert good(tmp_path, changes).warnings == (
        "Demand!D2 · demand 510000 in all periods is 1,000 times the 510 on offer or in stock: is the unit right?",
    )


def test_quantities_of_too_many_magnitudes_are_told_once(tmp_path: Path) -> None:
    changes = {"Offers!F1": "lot_size", "Offers!F2": 0.000001, "Items!C2": 500}
    assert good(tmp_path, changes).warnings == (
        "Items!C2 · quantities from 1e-06 in Offers!F2 to 500 here strain the solver: choose a unit that suits both, or leave out what is too small to matter",
    )
    assert good(tmp_path, changes | {"Offers!F2": 0.00001}).warnings == ()


def test_prices_of_too_many_magnitudes_are_told_once(tmp_path: Path) -> None:
    told = good(tmp_path, {"Demand!C2": 1e9}).warnings
    assert told == (
        "Demand!C2 · prices from 10 in Offers!D2 to 1000000000 here strain the solver: choose a unit that suits both, or leave out what is too small to matter",
    )


def test_free_and_unlimited_are_no_magnitudes(tmp_path: Path) -> None:
    changes = {"Offers!D2": 0, "Offers!E2": None, "Demand!D2": 0}
    assert good(tmp_path, changes).warnings == ()
