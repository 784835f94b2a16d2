"""What scenarios get wrong."""

from pathlib import Path
from typing import Any

import pytest

from tests.workbook.books import faults

FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...], list[str]]] = {
    "probabilities below 1": (
        {"Scenarios!B2": 0.8},
        ("Curbs", "Scenarios"),
        [
            "Scenarios · the probabilities add up to 0.9 · one of the scenarios must happen · change them so that they add up to 1"
        ],
    ),
    "two scenarios without a curb": (
        {"Scenarios!A4": "b", "Scenarios!B4": 0.1, "Scenarios!B2": 0.8},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!A4 · scenario 'b' has no curb either · the plan is the path on which no curb strikes, and there is only one · add its probability to the other's and delete the row"
        ],
    ),
    "no scenario without a curb": (
        {"Scenarios!C2": "ban", "Scenarios!D2": "2026Q3"},
        ("Curbs", "Scenarios"),
        [
            "Scenarios · no scenario without a curb has a positive probability · the plan is the path on which no curb strikes · add a row with a scenario and its probability, and no curb"
        ],
    ),
    "a calm that cannot be": (
        {"Scenarios!B2": 0, "Scenarios!B3": 1},
        ("Curbs", "Scenarios"),
        [
            "Scenarios · no scenario without a curb has a positive probability · the plan is the path on which no curb strikes · add a row with a scenario and its probability, and no curb"
        ],
    ),
    "a scenario without a probability": (
        {"Scenarios!B3": None},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!B3 · probability is blank · no row of scenario 'cut' gives it · write it on one of the scenario's rows"
        ],
    ),
    "two probabilities of one scenario": (
        {
            "Scenarios!A4": "CUT",
            "Scenarios!B4": 0.2,
            "Scenarios!C4": "ban2",
            "Scenarios!D4": "2026Q4",
            "Curbs!A3": "ban2",
            "Curbs!B3": "offer:B1",
            "Curbs!C3": 0,
        },
        ("Curbs", "Scenarios"),
        [
            "Scenarios!B4 · probability is 0.2 · another row of scenario 'cut' says 0.1 · write it once, or the same on every row"
        ],
    ),
    "a curb that strikes twice": (
        {"Scenarios!A4": "CUT", "Scenarios!C4": "BAN", "Scenarios!D4": "2027Q1"},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!C4 · curb 'ban' strikes twice in scenario 'cut' · a curb starts at most once · delete one of the rows"
        ],
    ),
    "a curb without a start": (
        {"Scenarios!D3": None},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!D3 · start is blank · curb is given, and a curb strikes in a period · write start, or clear curb"
        ],
    ),
    "a start without a curb": (
        {"Scenarios!C3": None},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!C3 · curb is blank · start is given, and a curb strikes in a period · write curb, or clear start"
        ],
    ),
    "a row without a curb beside others": (
        {"Scenarios!A4": "cut"},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!C4 · curb is blank · a row without a curb is the no-curb path, and scenario 'cut' has other rows · write the curb, or delete the row"
        ],
    ),
    "a curb there is not": (
        {"Scenarios!C3": "bann"},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!C3 · there is no curb 'bann' · Curbs does not list it · did you mean 'ban'?"
        ],
    ),
    "a start outside the horizon": (
        {"Scenarios!D3": "2028Q1"},
        ("Curbs", "Scenarios"),
        [
            "Scenarios!D3 · 2028Q1 is not in the horizon · the plan runs from 2026Q3 to 2027Q1 · write a period of the plan, or change first_period or periods in Settings"
        ],
    ),
}
"""What is wrong: the cells changed, the optional sheets, and every problem told."""


@pytest.mark.parametrize(("changes", "sheets", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_its_cure(
    changes: dict[str, Any], sheets: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changes, *sheets) == told
