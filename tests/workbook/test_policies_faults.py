"""What policies get wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import SCRAP, STOCK, faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "a misspelt rule": (
        {"Policies!B2": "max_shair"},
        ("Policies",),
        [
            "Policies!B2 · rule 'max_shair' is unknown · there is no such rule · did you mean 'max_share'?"
        ],
    ),
    "a column the rule has no use for": (
        {"Policies!F1": "duration", "Policies!F2": 2},
        ("Policies",),
        [
            "Policies!F2 · duration is filled in · max_share has no use for it · clear the cell"
        ],
    ),
    "a limit the rule has no use for": (
        {"Policies!B2": "exclude"},
        ("Policies",),
        [
            "Policies!E2 · limit is filled in · exclude has no use for it · clear the cell"
        ],
    ),
    "a share of 65": (
        {"Policies!E2": 65},
        ("Policies",),
        [
            "Policies!E2 · limit is 65 · it is a share from 0 to 1 · write 0.65 or 65%, not 65"
        ],
    ),
    "no limit": (
        {"Policies!E2": None},
        ("Policies",),
        [
            "Policies!E2 · limit is blank · max_share needs it · write the limit: a share, units, money, days or a count, as the rule says"
        ],
    ),
    "no target": (
        {"Policies!C2": None},
        ("Policies",),
        [
            "Policies!C2 · on is blank · max_share needs it · write what it limits, such as country:China or country:*"
        ],
    ),
    "values where each is meant": (
        {"Policies!B2": "max_hhi", "Policies!E2": 2500},
        ("Policies",),
        [
            "Policies!C2 · 'country:China' names values · max_hhi counts every value of one dimension · write country:*"
        ],
    ),
    "an index of 25000": (
        {"Policies!B2": "max_hhi", "Policies!C2": "country:*", "Policies!E2": 25000},
        ("Policies",),
        [
            "Policies!E2 · limit is 25000 · it is a number from 0 to 10000 · write the limit: a share, units, money, days or a count, as the rule says"
        ],
    ),
    "half a source": (
        {"Policies!B2": "min_sources", "Policies!C2": "country:*", "Policies!E2": 1.5},
        ("Policies",),
        [
            "Policies!E2 · limit is 1.5 · it is a whole number · write the limit: a share, units, money, days or a count, as the rule says"
        ],
    ),
    "no sources": (
        {"Policies!B2": "min_sources", "Policies!C2": "country:*", "Policies!E2": 0},
        ("Policies",),
        [
            "Policies!E2 · limit is 0 · it is a number of at least 1 · write the limit: a share, units, money, days or a count, as the rule says"
        ],
    ),
    "a negative volume": (
        {"Policies!B2": "max_volume", "Policies!E2": -1},
        ("Policies",),
        [
            "Policies!E2 · limit is -1 · it is a number of at least 0 · write the limit: a share, units, money, days or a count, as the rule says"
        ],
    ),
    "a risk weight of 1": (
        {
            "Policies!B2": "risk_weight",
            "Policies!C2": None,
            "Policies!D2": None,
            "Policies!E2": 1,
        },
        ("Policies",),
        [
            "Policies!E2 · limit is 1 · it is a share from 0 to 0.99 · write the limit: a share, units, money, days or a count, as the rule says"
        ],
    ),
    "a risk level of 1": (
        {
            "Policies!B2": "risk_level",
            "Policies!C2": None,
            "Policies!D2": None,
            "Policies!E2": 1,
        },
        ("Policies",),
        [
            "Policies!E2 · limit is 1 · it is a share from 0 to below 1 · write the limit: a share, units, money, days or a count, as the rule says"
        ],
    ),
    "a misspelt item": (
        {"Policies!D2": "galium"},
        ("Policies",),
        [
            "Policies!D2 · there is no item or mineral 'galium' · Items does not list it · did you mean 'gallium'?"
        ],
    ),
    "an item the target cannot supply": (
        {"Policies!D2": "other", "Items!A3": "other"},
        ("Policies",),
        [
            "Policies!D2 · nothing in country:China supplies 'other' · the rule would never mean anything, as no row of Offers fits · change item or on, or delete the row"
        ],
    ),
    "an item that nothing puts out": (
        {
            **SCRAP,
            **STOCK,
            "Policies!C2": "country:japan",
            "Policies!D2": "scrap",
            "Policies!F1": "stage",
            "Policies!F2": "refining",
        },
        ("Refining", "Policies"),
        [
            "Policies!D2 · nothing in country:Japan puts out 'scrap' · the rule would never mean anything, as no row of Refining fits · change item or on, or delete the row"
        ],
    ),
    "an item that no demand uses": (
        {
            "Policies!B2": "survive_loss",
            "Policies!C2": "country:*",
            "Policies!D2": "other",
            "Items!A3": "other",
        },
        ("Policies",),
        [
            "Policies!D2 · no demand uses 'other' · the rule asks that demand be served · change item, or clear it to mean every demand"
        ],
    ),
    "a process among offers": (
        {"Policies!C2": "process:melt"},
        ("Policies",),
        [
            "Policies!C2 · 'process:melt' is not a target · the dimension is one of offer, supplier, country, tag:NAME · write one of these, such as offer:VALUE"
        ],
    ),
    "an offer among processes": (
        {"Policies!C2": "offer:A1", "Policies!F1": "stage", "Policies!F2": "refining"},
        ("Policies",),
        [
            "Policies!C2 · 'offer:A1' is not a target · the dimension is one of process, country, tag:NAME · write one of these, such as process:VALUE"
        ],
    ),
    "a rule of the policy without rules": (
        {"Policies!A2": "None"},
        ("Policies",),
        [
            "Policies!A2 · policy none has a rule · none is the policy without rules · give the policy another name"
        ],
    ),
    "each value beside others": (
        {"Policies!C2": "country:*; offer:A1"},
        ("Policies",),
        [
            "Policies!C2 · 'country:*; offer:A1' mixes * with other targets · * takes each value of one dimension separately · write it alone, or name the values"
        ],
    ),
    "a misspelt demand": (
        {
            "Policies!B2": "max_shortage",
            "Policies!C2": "demand:chip",
            "Policies!D2": None,
        },
        ("Policies",),
        [
            "Policies!C2 · 'demand:chip' names nothing · no demand in the workbook is 'chip' · did you mean 'demand:chips'?"
        ],
    ),
    "a country where a demand belongs": (
        {"Policies!B2": "max_shortage", "Policies!D2": None},
        ("Policies",),
        [
            "Policies!C2 · 'country:China' is not a target · the dimension is demand · write demand:VALUE"
        ],
    ),
    "a span that ends before it begins": (
        {
            "Policies!F1": "from",
            "Policies!F2": "2027Q1",
            "Policies!G1": "to",
            "Policies!G2": "2026Q3",
        },
        ("Policies",),
        [
            "Policies!G2 · to comes before from · no period would count · write a period that is not earlier"
        ],
    ),
    "a misspelt stage": (
        {"Policies!F1": "stage", "Policies!F2": "refine"},
        ("Policies",),
        [
            "Policies!F2 · stage 'refine' is unknown · there is no such stage · did you mean 'refining'?"
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
