"""What single cells get wrong."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "words": (
        {"Offers!D2": "ten"},
        (),
        [
            "Offers!D2 · 'ten' is not a number · a number belongs here · write digits only, such as 1200.5"
        ],
    ),
    "a decimal comma": (
        {"Offers!D2": "1,5"},
        (),
        [
            "Offers!D2 · '1,5' may mean 1.5 or 15 · a comma is a decimal point to some and separates thousands to others · write 1.5 or 15"
        ],
    ),
    "a decimal comma behind points": (
        {"Offers!D2": "1.234,56"},
        (),
        [
            "Offers!D2 · '1.234,56' may mean 1234.56 or 1.23456 · a comma is a decimal point to some and separates thousands to others · write 1234.56 or 1.23456"
        ],
    ),
    "a comma between uneven digits": (
        {"Offers!D2": "12,34,5"},
        (),
        [
            "Offers!D2 · '12,34,5' may mean 1234.5 or 12345 · a comma is a decimal point to some and separates thousands to others · write 1234.5 or 12345"
        ],
    ),
    "a percentage of nothing": (
        {"Offers!D2": "65%"},
        (),
        [
            "Offers!D2 · '65%' is a percentage · it is not a share of anything · write a plain number"
        ],
    ),
    "two points": (
        {"Offers!D2": "1.2.3"},
        (),
        [
            "Offers!D2 · '1.2.3' is not a number · a number belongs here · write digits only, such as 1200.5"
        ],
    ),
    "a negative price": (
        {"Offers!D2": -5},
        (),
        [
            "Offers!D2 · price is -5 · it is a number of at least 0 · write price per unit, in the offer's currency"
        ],
    ),
    "a price in the red": (
        {"Offers!D2": "▲500"},
        (),
        [
            "Offers!D2 · price is -500 · it is a number of at least 0 · write price per unit, in the offer's currency"
        ],
    ),
    "an immense price": (
        {"Offers!D2": 1e18},
        (),
        ["Offers!D2 · price is 1e+18 · numbers go up to 1e+15 · choose a larger unit"],
    ),
    "a text beyond all numbers": (
        {"Offers!D2": "1e999"},
        (),
        ["Offers!D2 · '1e999' is too large · no plan needs it · write a finite number"],
    ),
    "the text NA": (
        {"Offers!D2": "NA"},
        (),
        [
            "Offers!D2 · 'NA' is not a number · a number belongs here · write digits only, such as 1200.5"
        ],
    ),
    "the text nan": (
        {"Offers!D2": "nan"},
        (),
        [
            "Offers!D2 · 'nan' is not a number · a number belongs here · write digits only, such as 1200.5"
        ],
    ),
    "the text inf": (
        {"Offers!D2": "inf"},
        (),
        [
            "Offers!D2 · 'inf' is not a number · a number belongs here · write digits only, such as 1200.5"
        ],
    ),
    "a yes": (
        {"Offers!D2": True},
        (),
        [
            "Offers!D2 · price is TRUE · a number belongs here · format the cell as a number and write it again"
        ],
    ),
    "a date": (
        {"Offers!D2": datetime(2026, 7, 1)},
        (),
        [
            "Offers!D2 · price is the date 2026-07-01 · a number belongs here · format the cell as a number and write it again"
        ],
    ),
    "an Excel error": (
        {"Offers!D2": "#N/A"},
        (),
        [
            "Offers!D2 · the cell shows #N/A · an Excel error is not a value · mend the formula, or write the value itself"
        ],
    ),
    "a formula never calculated": (
        {"Offers!D2": "=1+1"},
        (),
        [
            "Offers!D2 · the formula has no stored value · the program that wrote the workbook never calculated it · open the workbook in Excel and save it, or write the value itself"
        ],
    ),
    "nothing": (
        {"Offers!D2": None},
        (),
        [
            "Offers!D2 · price is blank · every row of Offers needs it · write price per unit, in the offer's currency"
        ],
    ),
    "a share of 65": (
        {"Demand!G1": "max_shortage", "Demand!G2": 65},
        (),
        [
            "Demand!G2 · max_shortage is 65 · it is a share from 0 to 1 · write 0.65 or 65%, not 65"
        ],
    ),
    "a share of 65 as text": (
        {"Demand!G1": "max_shortage", "Demand!G2": "65"},
        (),
        [
            "Demand!G2 · max_shortage is 65 · it is a share from 0 to 1 · write 0.65 or 65%, not 65"
        ],
    ),
    "a share of 101": (
        {"Demand!G1": "max_shortage", "Demand!G2": 101},
        (),
        [
            "Demand!G2 · max_shortage is 101 · it is a share from 0 to 1 · write share of a period's demand that may go unserved"
        ],
    ),
    "a negative share": (
        {"Demand!G1": "max_shortage", "Demand!G2": -0.1},
        (),
        [
            "Demand!G2 · max_shortage is -0.1 · it is a share from 0 to 1 · write share of a period's demand that may go unserved"
        ],
    ),
    "a demand left blank": (
        {"Demand!E2": None},
        (),
        [
            "Demand!E2 · 2026Q4 is blank · every row of Demand needs it · write units needed in the period"
        ],
    ),
    "a negative demand": (
        {"Demand!E2": -1},
        (),
        [
            "Demand!E2 · 2026Q4 is -1 · it is a number of at least 0 · write units needed in the period"
        ],
    ),
    "a shortage that costs nothing": (
        {"Demand!C2": 0},
        (),
        [
            "Demand!C2 · shortage_cost is 0 · it is a number above 0 · write loss per unit that is not served"
        ],
    ),
    "a lead time of a half": (
        {"Offers!F1": "lead_time", "Offers!F2": 0.5},
        (),
        [
            "Offers!F2 · lead_time is 0.5 · it is a whole number · write whole periods from order to delivery"
        ],
    ),
    "a list in a name": (
        {"Offers!A2": "A;1"},
        (),
        [
            "Offers!A2 · 'A;1' cannot be a name · ; separates the entries of a list and * stands for each value · write the name without them"
        ],
    ),
    "a star as a name": (
        {"Suppliers!B2": "*"},
        (),
        [
            "Suppliers!B2 · '*' cannot be a name · ; separates the entries of a list and * stands for each value · write the name without them"
        ],
    ),
    "a code of 17 digits": (
        {"Offers!A2": 12345678901234567},
        (),
        [
            "Offers!A2 · 12345678901234570 is a number of more than 15 digits · Excel keeps only 15 digits of a number · format the cell as text and write the code again"
        ],
    ),
    "a date as a name": (
        {"Offers!A2": datetime(2026, 7, 1)},
        (),
        [
            "Offers!A2 · the cell holds the date 2026-07-01 · a text belongs here · format the cell as text and write it again"
        ],
    ),
    "a name given twice": (
        {"Offers!A3": "ａ１ "},
        (),
        [
            "Offers!A3 · offer 'a1' is there twice · the first is in A2 · give each row a name of its own, or delete one"
        ],
    ),
    "a misspelt reference": (
        {"Offers!B2": "Acne"},
        (),
        [
            "Offers!B2 · there is no supplier 'Acne' · Suppliers does not list it · did you mean 'Acme'?"
        ],
    ),
    "a reference to nothing": (
        {"Demand!B2": "copper"},
        (),
        [
            "Demand!B2 · there is no item 'copper' · Items does not list it · add it to Items"
        ],
    ),
    "a window outside the horizon": (
        {"Offers!F1": "first_period", "Offers!F2": "2029Q1"},
        (),
        [
            "Offers!F2 · 2029Q1 is not in the horizon · the plan runs from 2026Q3 to 2027Q1 · write a period of the plan, or change first_period or periods in Settings"
        ],
    ),
    "a window that ends before it begins": (
        {
            "Offers!F1": "first_period",
            "Offers!F2": "2027Q1",
            "Offers!G1": "last_period",
            "Offers!G2": "2026Q3",
        },
        (),
        [
            "Offers!G2 · the window ends before it begins · last_period comes before first_period · write a last_period that is not earlier"
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
