"""What items, demand and refining get wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import SCRAP, STOCK, faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "more stock than fits": (
        {"Items!D1": "opening_stock", "Items!D2": 600},
        (),
        [
            "Items!D2 · opening_stock is 600 · max_stock is 500 · lower opening_stock or raise max_stock"
        ],
    ),
    "more closing stock than fits": (
        {"Items!D1": "closing_stock", "Items!D2": 600},
        (),
        [
            "Items!D2 · closing_stock is 600 · max_stock is 500 · lower closing_stock or raise max_stock"
        ],
    ),
    "stock worth hoarding": (
        {"Items!C2": None, "Items!D1": "stock_value", "Items!D2": 1},
        (),
        [
            "Items!D2 · stock_value is given without a max_stock · a plan would hoard without end to earn it · write a max_stock, or clear stock_value"
        ],
    ),
    "an item named like a mineral of several": (
        {"Items!A3": "gallium", "Items!B3": "gallium"},
        (),
        [
            "Items!A3 · item 'gallium' bears the name of a mineral · the mineral has another item, 'metal' · give the item or the mineral another name"
        ],
    ),
    "an item named like a mineral of another": (
        {"Items!A3": "Gallium"},
        (),
        [
            "Items!A3 · item 'Gallium' bears the name of a mineral · the mineral has another item, 'metal' · give the item or the mineral another name"
        ],
    ),
    "scrap without a rate": (
        {"Demand!G1": "scrap_item", "Demand!G2": "metal"},
        (),
        [
            "Demand!G2 · scrap_rate is blank · scrap_item is given, and the scrap columns go together · write scrap_rate, or clear scrap_item"
        ],
    ),
    "a scrap rate without scrap": (
        {"Demand!G1": "scrap_item", "Demand!H1": "scrap_rate", "Demand!H2": 0.1},
        (),
        [
            "Demand!G2 · scrap_item is blank · scrap_rate is given, and the scrap columns go together · write scrap_item, or clear scrap_rate"
        ],
    ),
    "a scrap lag without scrap": (
        {"Demand!G1": "scrap_lag", "Demand!G2": 2},
        (),
        [
            "Demand!G2 · scrap_item is blank · scrap_lag is given, and the scrap columns go together · write scrap_item, or clear scrap_lag"
        ],
    ),
    "a scrap lag of 0": (
        {"Demand!G1": "scrap_lag", "Demand!G2": 0},
        (),
        [
            "Demand!G2 · scrap_lag is 0 · it is a number of at least 1 · write whole periods until the scrap is back",
            "Demand!G2 · scrap_item is blank · scrap_lag is given, and the scrap columns go together · write scrap_item, or clear scrap_lag",
        ],
    ),
    "a demand nobody can supply": (
        {"Offers!C2": "other", "Offers!C3": "other", "Items!A3": "other"},
        (),
        [
            "Demand!B2 · nobody can supply 'metal' · demand chips needs it, and it has no offer, process, scrap or opening stock · add an offer or a process for it, or change the item"
        ],
    ),
    "an input nobody can supply": (
        {**SCRAP},
        ("Refining",),
        [
            "Refining!B2 · nobody can supply 'scrap' · process melt needs it, and it has no offer, process, scrap or opening stock · add an offer or a process for it, or change the item"
        ],
    ),
    "a process named like an offer": (
        {**SCRAP, **STOCK, "Refining!A2": "a1"},
        ("Refining",),
        [
            "Refining!A2 · 'a1' is also the name of an offer · Capacity and reports tell them apart by name · give the process a name of its own"
        ],
    ),
    "a cycle that gains": (
        {
            **SCRAP,
            **STOCK,
            "Refining!A3": "back",
            "Refining!B3": "metal",
            "Refining!C3": "scrap",
            "Refining!D3": 3,
        },
        ("Refining",),
        [
            "Refining!D2 · the yields of melt, back multiply to 1.5 · they form a cycle, and one that gains makes material from nothing · lower a yield so that the product is at most 1"
        ],
    ),
    "a yield of 0": (
        {**SCRAP, **STOCK, "Refining!D2": 0},
        ("Refining",),
        [
            "Refining!D2 · yield is 0 · it is a number above 0 · write output per unit of input"
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
