"""What suppliers, offers and their terms get wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "a least order beyond the most volume": (
        {"Offers!F1": "min_order", "Offers!F2": 90},
        (),
        [
            "Offers!F2 · min_order is 90 · at most 80 can be delivered in a period · lower min_order or raise max_volume"
        ],
    ),
    "a least order beyond the supplier": (
        {
            "Offers!F1": "min_order",
            "Offers!F2": 30,
            "Suppliers!D1": "max_volume",
            "Suppliers!D2": 20,
        },
        (),
        [
            "Offers!F2 · min_order is 30 · at most 20 can be delivered in a period · lower min_order or raise max_volume"
        ],
    ),
    "take-or-pay of an unlimited volume": (
        {"Offers!F1": "take_or_pay", "Offers!F2": 0.5, "Offers!E2": None},
        (),
        [
            "Offers!F2 · take_or_pay without a max_volume in 2026Q3 · it is a share of what could be delivered · write a max_volume for the offer or its supplier"
        ],
    ),
    "a project there is not": (
        {"Offers!F1": "project", "Offers!F2": "stak"},
        ("Projects",),
        [
            "Offers!F2 · there is no project 'stak' · Projects does not list it · did you mean 'Stake'?"
        ],
    ),
    "a currency without a rate": (
        {"Offers!F1": "currency", "Offers!F2": "EUR"},
        (),
        ["Offers!F2 · there is no currency 'EUR' · FX does not list it · add it to FX"],
    ),
    "a currency without a rate in one period": (
        {"Offers!F1": "currency", "Offers!F2": "cny", "FX!B1": "2026Q3"},
        ("FX",),
        [
            "Offers!F2 · CNY has no exchange rate in 2026Q4 · offer A1 is priced in it from 2026Q3 to 2027Q1 · fill in the rate of CNY in FX"
        ],
    ),
    "another rate for the base currency": (
        {"FX!A3": "usd", "FX!B3": 2},
        ("FX",),
        [
            "FX!B3 · usd has a rate other than 1 · it is the base currency, whose rate is 1 · delete the row"
        ],
    ),
    "a rate of 0": (
        {"FX!B2": 0},
        ("FX",),
        [
            "FX!B2 · rate is 0 · it is a number above 0 · write base currency for one unit of it"
        ],
    ),
    "a commitment beyond the offer": (
        {"Commitments!C2": 81},
        ("Commitments",),
        [
            "Commitments!C2 · 81 is ordered for 2026Q3 · A1 can deliver 80 then · lower the volume or raise max_volume"
        ],
    ),
    "commitments beyond the offer together": (
        {"Commitments!A3": "a1", "Commitments!B3": "2026Q3", "Commitments!C3": 76},
        ("Commitments",),
        [
            "Commitments!C3 · 81 is ordered for 2026Q3 · A1 can deliver 80 then · lower the volume or raise max_volume"
        ],
    ),
    "a commitment outside the window": (
        {"Offers!F1": "first_period", "Offers!F2": "2026Q4"},
        ("Commitments",),
        [
            "Commitments!B2 · 2026Q3 is outside the offer's window · A1 delivers from 2026Q4 to 2027Q1 · change the period, or the offer's window"
        ],
    ),
    "commitments beyond the supplier": (
        {
            "Suppliers!D1": "max_volume",
            "Suppliers!D2": 20,
            "Offers!B3": "Acme",
            "Commitments!A3": "B1",
            "Commitments!B3": "2026Q3",
            "Commitments!C3": 16,
        },
        ("Commitments",),
        [
            "Commitments!C3 · 21 is ordered for 2026Q3 · Acme can deliver 20 then, over all its offers · lower the volume or raise the supplier's max_volume"
        ],
    ),
    "a commitment outside the horizon": (
        {"Commitments!B2": "2026Q1"},
        ("Commitments",),
        [
            "Commitments!B2 · 2026Q1 is not in the horizon · the plan runs from 2026Q3 to 2027Q1 · write a period of the plan, or change first_period or periods in Settings"
        ],
    ),
    "a capacity of nothing": (
        {"Capacity!A2": "plant"},
        ("Capacity",),
        [
            "Capacity!A2 · there is no offer, process or supplier 'plant' · Offers, Refining or Suppliers does not list it · add it to Offers, Refining or Suppliers"
        ],
    ),
    "a capacity given twice": (
        {"Capacity!A3": "a1", "Capacity!B3": 1},
        ("Capacity",),
        [
            "Capacity!A3 · name 'a1' is there twice · the first is in A2 · give each row a name of its own, or delete one"
        ],
    ),
    "prices given twice": (
        {"Prices!A3": "a1", "Prices!B3": 1},
        ("Prices",),
        [
            "Prices!A3 · offer 'a1' is there twice · the first is in A2 · give each row a name of its own, or delete one"
        ],
    ),
    "two tiers of one threshold": (
        {"Tiers!A3": "B1", "Tiers!B3": 100, "Tiers!C3": 0.2},
        ("Tiers",),
        [
            "Tiers!B3 · a second tier from 100 · B2 has the same threshold for B1 · give each tier of an offer its own from_volume"
        ],
    ),
    "a discount that falls": (
        {"Tiers!A3": "B1", "Tiers!B3": 200, "Tiers!C3": 0.05},
        ("Tiers",),
        [
            "Tiers!C3 · the discount falls to 0.05 · the tier from 100 has 0.1: tiers must increase · write a discount that is not lower"
        ],
    ),
    "a discount of 1": (
        {"Tiers!C2": 1},
        ("Tiers",),
        [
            "Tiers!C2 · discount is 1 · it is a share from 0 to below 1 · write share of the price taken off every unit of that year"
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
