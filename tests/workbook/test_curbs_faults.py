"""What curbs get wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import SCRAP, STOCK, faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "a process hit without a capacity": (
        {**SCRAP, **STOCK, "Refining!E2": None, "Curbs!B2": "country:japan"},
        ("Refining", "Curbs"),
        [
            "Refining!E2 · no max_output in 2026Q3 · curb ban hits the process and cuts a share of its output · write a max_output"
        ],
    ),
    "spot supply hit without a capacity": (
        {"Offers!E2": None},
        ("Curbs",),
        [
            "Offers!E2 · no max_volume in 2026Q3 · curb ban hits the offer, which is free to sign and then yields a share of its capacity · write a max_volume for the offer or its supplier, or a flex"
        ],
    ),
    "a misspelt country": (
        {"Curbs!B2": "country:Chna"},
        ("Curbs",),
        [
            "Curbs!B2 · 'country:Chna' names nothing · no country in the workbook is 'Chna' · did you mean 'country:China'?"
        ],
    ),
    "a country there is not": (
        {"Curbs!B2": "country:Peru"},
        ("Curbs",),
        [
            "Curbs!B2 · 'country:Peru' names nothing · no country in the workbook is 'Peru' · write one of China, Japan"
        ],
    ),
    "a misspelt dimension": (
        {"Curbs!B2": "contry:China"},
        ("Curbs",),
        [
            "Curbs!B2 · 'contry:China' is not a target · the dimension is one of offer, supplier, process, country, tag:NAME · did you mean 'country'?"
        ],
    ),
    "a dimension without a value": (
        {"Curbs!B2": "country"},
        ("Curbs",),
        [
            "Curbs!B2 · 'country' is not a target · a target is a dimension and a value · write country:VALUE, or country:* for each value separately"
        ],
    ),
    "a misspelt tag": (
        {"Curbs!B2": "tag:refner=China"},
        ("Curbs",),
        [
            "Curbs!B2 · 'tag:refner=China' is not a target · no sheet has a column tag:refner · did you mean 'tag:refiner'?"
        ],
    ),
    "a tag value there is not": (
        {"Curbs!B2": "tag:Refiner=Chile"},
        ("Curbs",),
        [
            "Curbs!B2 · 'tag:Refiner=Chile' names nothing · no tag:refiner in the workbook is 'Chile' · did you mean 'tag:refiner=China'?"
        ],
    ),
    "each value separately": (
        {"Curbs!B2": "country:*"},
        ("Curbs",),
        [
            "Curbs!B2 · 'country:*' does not say whom the curb hits · * takes each value separately, and a curb hits all its targets at once · name the values, separated by ;"
        ],
    ),
    "a wrong price target": (
        {"Curbs!E1": "price_hits", "Curbs!E2": "offer:A3"},
        ("Curbs",),
        [
            "Curbs!E2 · 'offer:A3' names nothing · no offer in the workbook is 'A3' · write one of A1, B1"
        ],
    ),
    "commas in a list": (
        {"Curbs!C2": "0,01; 0,4"},
        ("Curbs",),
        [
            "Curbs!C2 · '0,01; 0,4' may mean '0.01; 0.4' or '0;01; 0;4' · a comma may be a decimal point or separate the entries of a list · write a point for decimals and ; between entries"
        ],
    ),
    "a list separated by commas": (
        {"Curbs!C2": "0.1, 0.4"},
        ("Curbs",),
        [
            "Curbs!C2 · '0.1, 0.4' may mean '0.1. 0.4' or '0.1; 0.4' · a comma may be a decimal point or separate the entries of a list · write a point for decimals and ; between entries"
        ],
    ),
    "a flow above 1": (
        {"Curbs!C2": "0.01; 40"},
        ("Curbs",),
        [
            "Curbs!C2 · flow is 40 · it is a share from 0 to 1 · write 0.4 or 40%, not 40"
        ],
    ),
    "an empty entry": (
        {"Curbs!C2": "0.1;;0.4"},
        ("Curbs",),
        [
            "Curbs!C2 · an entry of the list is blank · each entry is the number of one period · write a number between every two ;"
        ],
    ),
    "a length beside a list": (
        {"Curbs!C2": "0.01; 0.4", "Curbs!E1": "length", "Curbs!E2": 2},
        ("Curbs",),
        [
            "Curbs!E2 · length is given beside a list of flows · the list already says how long the curb lasts · clear length, or write one number as flow"
        ],
    ),
    "a length of 0": (
        {"Curbs!E1": "length", "Curbs!E2": 0},
        ("Curbs",),
        [
            "Curbs!E2 · length is 0 · it is a number of at least 1 · write periods it lasts, where flow is one number"
        ],
    ),
    "a certain curb": (
        {"Curbs!D2": 1},
        ("Curbs",),
        [
            "Curbs!D2 · probability is 1 · it is a share from 0 to below 1 · write chance per year that it starts"
        ],
    ),
    "a latest start before the earliest": (
        {
            "Curbs!E1": "earliest",
            "Curbs!E2": "2027Q1",
            "Curbs!F1": "latest",
            "Curbs!F2": "2026Q3",
        },
        ("Curbs",),
        [
            "Curbs!F2 · latest comes before earliest · the curb could never start · write a latest that is not earlier"
        ],
    ),
    "a range that begins above the probability": (
        {"Curbs!E1": "probability_low", "Curbs!E2": 0.3},
        ("Curbs",),
        [
            "Curbs!E2 · probability_low is 0.3 · the plan is made for a probability of 0.1, which is lower · write at most 0.1, or raise probability"
        ],
    ),
    "a range that ends below the probability": (
        {"Curbs!E1": "probability_high", "Curbs!E2": 0.05},
        ("Curbs",),
        [
            "Curbs!E2 · probability_high is 0.05 · the plan is made for a probability of 0.1, which is higher · write at least 0.1, or lower probability"
        ],
    ),
    "a range above a probability of 0": (
        {"Curbs!D2": 0, "Curbs!E1": "probability_high", "Curbs!E2": 0.1},
        ("Curbs",),
        [
            "Curbs!D2 · probability is 0 and probability_high 0.1 · a curb of probability 0 is left out, so the plan has no answer to it · write the likeliest probability, such as 0.01, or clear probability_high"
        ],
    ),
    "a range that ends in certainty": (
        {"Curbs!E1": "probability_high", "Curbs!E2": 1},
        ("Curbs",),
        [
            "Curbs!E2 · probability_high is 1 · it is a share from 0 to below 1 · write the most that chance may be"
        ],
    ),
    "a negative price factor": (
        {"Curbs!E1": "price", "Curbs!E2": -1},
        ("Curbs",),
        [
            "Curbs!E2 · price is -1 · it is a number of at least 0 · write factor on price while it lasts: one number, or one per period"
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
