"""What sheets and their headers get wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "an unknown sheet like a known one": (
        {"Ofers!A1": 1},
        (),
        [
            "Ofers · sheet 'Ofers' is unknown · there is no such sheet · did you mean 'Offers'? Or let its name start with note"
        ],
    ),
    "an unknown sheet like none": (
        {"Budget!A1": 1},
        (),
        [
            "Budget · sheet 'Budget' is unknown · the sheets are Settings, Items, Demand, Suppliers, Offers, Capacity, Prices, Tiers, Refining, Projects, FX, Commitments, Curbs, Scenarios, Policies · write one of these, or let its name start with note"
        ],
    ),
    "two sheets of one name": (
        {"offers !A1": "offer"},
        (),
        [
            "offers  · sheet 'offers' is there twice · 'Offers' has the same name · delete one of them, or let its name start with note"
        ],
    ),
    "an unknown column like a known one": (
        {"Offers!F1": "prise"},
        (),
        [
            "Offers!F1 · column 'prise' is unknown · there is no such column · did you mean 'price'? Or let its header start with note"
        ],
    ),
    "an unknown column like none": (
        {"Commitments!D1": "buyer"},
        ("Commitments",),
        [
            "Commitments!D1 · column 'buyer' is unknown · the columns are offer, period, volume · write one of these, or let its header start with note"
        ],
    ),
    "two columns of one name": (
        {"Offers!F1": "Price (USD/kg)"},
        (),
        [
            "Offers!F1 · column price is there twice · the first is in D1 · delete one of them, or let its header start with note"
        ],
    ),
    "a required column that is missing": (
        {"Offers!D1": "note price"},
        (),
        [
            "Offers · column price is missing · Price per unit, in the offer's currency · write price into row 1 and fill the column in"
        ],
    ),
    "a tag where there are none": (
        {"Items!D1": "tag:refiner"},
        (),
        [
            "Items!D1 · column 'tag:refiner' is unknown · the columns are item, mineral, content, holding_cost, opening_stock, max_stock, closing_stock, stock_value · write one of these, or let its header start with note"
        ],
    ),
    "a tag without a name": (
        {"Offers!F1": "tag:"},
        (),
        [
            "Offers!F1 · the tag has no name · policies and curbs name a tag by its header · write a header such as tag:refiner"
        ],
    ),
    "a title above the header": (
        {
            "Offers!A1": "My offers",
            "Offers!B1": None,
            "Offers!C1": None,
            "Offers!D1": None,
            "Offers!E1": None,
        },
        (),
        [
            "Offers!A1 · row 1 is not the header of Offers · none of its columns is there · write the headers in row 1: offer, supplier, item, price, currency, freight, duty, max_volume, min_order, lot_size, order_cost, fixed_cost and 8 more"
        ],
    ),
    "a period outside the horizon": (
        {"Demand!G1": "2027Q2"},
        (),
        [
            "Demand!G1 · 2027Q2 is not in the horizon · the plan runs from 2026Q3 to 2027Q1 · write a period of the plan, or change first_period or periods in Settings"
        ],
    ),
    "a period of another length": (
        {"Capacity!B1": "2026-07"},
        ("Capacity",),
        [
            "Capacity!B1 · '2026-07' is not a quarter · a period of this plan is a quarter · write it like 2026Q3"
        ],
    ),
    "a period given twice": (
        {"Demand!G1": "2027q1"},
        (),
        [
            "Demand!G1 · column 2027Q1 is there twice · the first is in F1 · delete one of them, or let its header start with note"
        ],
    ),
    "a period that demand lacks": (
        {"Demand!F1": None, "Demand!F2": None},
        (),
        [
            "Demand · no column for 2027Q1 · Demand has one column per period of the plan · write the periods into row 1 and fill the columns in"
        ],
    ),
    "a value under no header": (
        {"Offers!G3": "hm", "Offers!G4": "more"},
        (),
        [
            "Offers!G3 · 'hm' stands under no header · without a header nothing says what it means · write a header into G1, or clear the column"
        ],
    ),
    "a value far to the right": (
        {"Offers!XFD90": 1},
        (),
        [
            "Offers!XFD90 · a value stands far to the right of the table · without a header nothing says what it means · clear the cell"
        ],
    ),
    "no rows": (
        {
            "Suppliers!A2": None,
            "Suppliers!B2": None,
            "Suppliers!C2": None,
            "Suppliers!A3": None,
            "Suppliers!B3": None,
            "Offers!B2": None,
            "Offers!B3": None,
        },
        (),
        [
            "Suppliers · no row is filled in · Who sells, and from which country. · fill in a row",
            "Offers!B2 · supplier is blank · every row of Offers needs it · write who offers",
            "Offers!B3 · supplier is blank · every row of Offers needs it · write who offers",
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
