"""What the Settings sheet gets wrong."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "a required setting that is missing": (
        {"Settings!A2": None, "Settings!B2": None},
        (),
        [
            "Settings · setting currency is missing · Base currency of every cost · add a row with currency and its value"
        ],
    ),
    "a required setting left blank": (
        {"Settings!B2": None},
        (),
        [
            "Settings!B2 · currency is blank · Base currency of every cost · write its value"
        ],
    ),
    "a misspelt setting": (
        {"Settings!A7": "discount rat", "Settings!B7": 0.1},
        (),
        [
            "Settings!A7 · setting 'discount rat' is unknown · there is no such setting · did you mean 'discount_rate'?"
        ],
    ),
    "a setting given twice": (
        {"Settings!A7": "Currency", "Settings!B7": "EUR"},
        (),
        [
            "Settings!A7 · setting 'currency' is there twice · the first is in A2 · give each row a name of its own, or delete one"
        ],
    ),
    "a length of period there is not": (
        {"Settings!B4": "week"},
        (),
        [
            "Settings!B4 · period 'week' is unknown · the periods are month, quarter, year · write one of these"
        ],
    ),
    "a first period of another length": (
        {"Settings!B5": "2026-07"},
        (),
        [
            "Settings!B5 · '2026-07' is not a quarter · a period of this plan is a quarter · write it like 2026Q3"
        ],
    ),
    "a date as first quarter": (
        {"Settings!B5": datetime(2026, 7, 1)},
        (),
        [
            "Settings!B5 · the cell holds the date 2026-07-01 · a date does not say which quarter is meant · format the cell as text and write it like 2026Q3"
        ],
    ),
    "a first quarter there is not": (
        {"Settings!B5": "2026Q5"},
        (),
        [
            "Settings!B5 · '2026Q5' is not a quarter · a period of this plan is a quarter · write it like 2026Q3"
        ],
    ),
    "no periods": (
        {"Settings!B6": 0},
        (),
        [
            "Settings!B6 · periods is 0 · it is a number from 1 to 600 · write number of periods in the plan"
        ],
    ),
    "too many periods": (
        {"Settings!B6": 601},
        (),
        [
            "Settings!B6 · periods is 601 · it is a number from 1 to 600 · write number of periods in the plan"
        ],
    ),
    "half a period": (
        {"Settings!B6": 1.5},
        (),
        [
            "Settings!B6 · periods is 1.5 · it is a whole number · write number of periods in the plan"
        ],
    ),
    "periods in words": (
        {"Settings!B6": "three"},
        (),
        [
            "Settings!B6 · 'three' is not a number · a number belongs here · write digits only, such as 1200.5"
        ],
    ),
    "periods past the last year": (
        {"Settings!B5": "9999Q3"},
        (),
        [
            "Settings!B6 · the plan runs past the year 9999 · a year has four digits · choose an earlier first_period or fewer periods"
        ],
    ),
    "a risk weight of 1": (
        {"Settings!A7": "risk_weight", "Settings!B7": 1},
        (),
        [
            "Settings!B7 · risk_weight is 1 · it is a share from 0 to 0.99 · write weight of the costliest scenarios (CVaR) against the expected cost"
        ],
    ),
    "a risk level of 1": (
        {"Settings!A7": "risk_level", "Settings!B7": 1},
        (),
        [
            "Settings!B7 · risk_level is 1 · it is a share from 0 to below 1 · write where the costliest scenarios begin: 0.95 looks at the worst 5%"
        ],
    ),
    "a discount rate in percent": (
        {"Settings!A7": "discount_rate", "Settings!B7": 5},
        (),
        [
            "Settings!B7 · discount_rate is 5 · it is a share from 0 to 1 · write 0.05 or 5%, not 5"
        ],
    ),
    "a time limit of 0": (
        {"Settings!A7": "time_limit", "Settings!B7": 0},
        (),
        [
            "Settings!B7 · time_limit is 0 · it is a number above 0 · write longest time for one solve"
        ],
    ),
    "a policy there is not": (
        {"Settings!A7": "policy", "Settings!B7": "saef"},
        ("Curbs", "Policies"),
        [
            "Settings!B7 · there is no policy 'saef' · Policies does not list it · did you mean 'Safe'?"
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
