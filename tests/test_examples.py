"""The committed examples are what the code builds, and say where figures come from."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.examples import EXAMPLES
from planner.workbook import read, template
from planner.workbook.schema import SHEETS, Kind

INPUTS = Path(__file__).parents[1] / "inputs"
MARK = re.compile(r"\[\d+b?\]")
NUMERIC = {Kind.NUMBER, Kind.SHARE, Kind.COUNT, Kind.NUMBERS}
GALLIUM = EXAMPLES["gallium"]()
SOURCED = [
    (sheet, row)
    for sheet, rows in GALLIUM.items()
    for row in rows
    if sheet in SHEETS and sheet != "Settings"
]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_committed_workbook_is_the_one_the_code_builds(
    name: str, tmp_path: Path
) -> None:
    fresh, committed = tmp_path / f"{name}.xlsx", INPUTS / f"{name}.xlsx"
    template.new(fresh, example=name)
    assert contents(committed) == contents(fresh), (
        f"write it anew: planner new inputs/{name}.xlsx --example {name} --force"
    )


def contents(path: Path) -> dict[str, Any]:
    """Return all that a buyer can see or use in a workbook."""
    book = load_workbook(path)
    seen: dict[str, Any] = {
        "names": {name: each.attr_text for name, each in book.defined_names.items()}
    }
    for page in book:
        cells = {
            cell.coordinate: (
                cell.value,
                cell.number_format,
                cell.fill.fgColor.rgb,
                cell.font.b,
                cell.comment.text if cell.comment else None,
            )
            for row in page.iter_rows()
            for cell in row
        }
        checks = {
            (str(check.sqref), check.type, check.formula1, check.formula2)
            for check in page.data_validations.dataValidation
        }
        widths = {key: each.width for key, each in page.column_dimensions.items()}
        seen[page.title] = (cells, checks, widths, page.freeze_panes, list(page.tables))
    return seen


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_reads_without_a_warning(name: str) -> None:
    assert read(INPUTS / f"{name}.xlsx").warnings == ()


@pytest.mark.parametrize(
    ("sheet", "row"), SOURCED, ids=[f"{s}-{n}" for n, (s, _) in enumerate(SOURCED)]
)
def test_every_row_of_figures_says_where_they_come_from(
    sheet: str, row: dict[str, object]
) -> None:
    note = str(row.get("note", ""))
    assert MARK.search(note) or "assumption" in note or "derived" in note
    assert SHEETS[sheet].key.name in row


def test_every_source_is_listed_and_every_listed_source_used() -> None:
    rows = [row for sheet, row in SOURCED if sheet in SHEETS]
    about = [row for row in GALLIUM["Notes"] if not MARK.match(str(row["mark"]))]
    texts = [
        *(str(row.get("note")) for row in rows),
        *(str(row["text"]) for row in about),
    ]
    used = {mark for text in texts for mark in MARK.findall(text)}
    listed = {str(row["mark"]) for row in GALLIUM["Notes"]} - {
        str(row["mark"]) for row in about
    }
    assert used == listed


def test_spot_stays_below_the_assumed_cap() -> None:
    prices = next(row for row in GALLIUM["Prices"] if row["offer"] == "Spot Europe")
    case = read(INPUTS / "gallium.xlsx")
    for curb in case.curbs.values():
        for start in range(len(case.periods)):
            for age, period in enumerate(case.periods[start:]):
                factors = curb.price
                factor = factors[age] if age < len(factors) else curb.price_after
                assert factor * float(str(prices[period])) <= 4000


def test_base_supply_covers_demand_without_any_curb() -> None:
    case = read(INPUTS / "gallium.xlsx")
    needed = [sum(each.volume[t] for each in case.demands.values()) for t in range(9)]
    assert needed == [5250, 5350, 5500, 5650, 5750, 5950, 6100, 6250, 6450]
    metal = [each for each in case.offers.values() if each.item != "gallium scrap"]
    recycled = case.processes["recycling"].capacity
    for t, units in enumerate(needed):
        assert sum(offer.capacity[t] for offer in metal) + recycled[t] > units
