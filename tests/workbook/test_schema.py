"""The table of sheets and columns is complete, and the documentation follows it."""

from pathlib import Path

import pytest

from models.rules import RULES
from planner.workbook.reference import schema_page
from planner.workbook.schema import SETTINGS, SHEETS, TAG, Column, Kind, Sheet
from planner.workbook.words import header

INPUTS = Path(__file__).parents[2] / "inputs"
COLUMNS = [
    *((sheet.name, column) for sheet in SHEETS.values() for column in sheet.columns),
    *((sheet.name, sheet.wide) for sheet in SHEETS.values() if sheet.wide),
    *(("Settings", row) for row in SETTINGS.values()),
    ("Offers", TAG),
]
IDS = [f"{sheet}.{column.name}" for sheet, column in COLUMNS]


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_a_column_is_explained_in_both_languages(sheet: str, column: Column) -> None:
    assert sheet in SHEETS
    assert column.meaning.endswith(".")
    assert column.meaning[0].isupper()
    assert column.japanese
    assert not column.japanese.isascii()


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_the_bounds_of_a_column_fit_its_kind(sheet: str, column: Column) -> None:
    assert sheet in SHEETS
    numeric = column.kind in {Kind.NUMBER, Kind.SHARE, Kind.COUNT, Kind.NUMBERS}
    bounds = (column.least, column.most, column.above, column.below)
    assert numeric == any(bound is not None for bound in bounds)
    assert not (column.required and column.default is not None)
    if column.kind is Kind.SHARE:
        assert column.least == 0
        assert (column.most or column.below or 2) <= 1
    if isinstance(column.default, (int, float)):
        assert column.default >= (column.least or 0)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_names_are_canonical_and_unique(sheet: Sheet) -> None:
    names = [column.name for column in sheet.columns]
    assert len(set(names)) == len(names)
    assert [header(name) for name in names] == names
    assert not any(name.startswith("note") for name in names)
    assert sheet.key.required
    assert sheet.japanese_meaning.endswith("。")


def test_references_point_at_sheets() -> None:
    named = {each for _, column in COLUMNS for each in column.refers}
    assert named <= SHEETS.keys()


def test_every_column_of_a_rule_is_in_policies() -> None:
    known = {column.name for column in SHEETS["Policies"].columns}
    for rule in RULES.values():
        assert set(rule.columns()) <= known


def test_the_documentation_is_up_to_date() -> None:
    written = (INPUTS / "README.md").read_text(encoding="utf-8")
    assert written == schema_page(), (
        "write inputs/README.md anew: python -c 'from planner.workbook.reference import "
        'schema_page; print(schema_page(), end="")\' > inputs/README.md'
    )


@pytest.mark.parametrize("rule", RULES)
def test_the_documentation_names_every_rule(rule: str) -> None:
    assert f"| `{rule}` |" in schema_page()
