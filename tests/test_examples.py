"""The committed examples are what the code builds, and say where figures come from."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import planner
from planner.examples import EXAMPLES, Tables
from planner.examples.trading_house.names import YEARS
from planner.workbook import read, template
from planner.workbook.schema import SHEETS, Kind

INPUTS = Path(__file__).parents[1] / "inputs"
MARK = re.compile(r"\[\d+[a-z]?\]")
NUMERIC = {Kind.NUMBER, Kind.SHARE, Kind.COUNT, Kind.NUMBERS}
GALLIUM = EXAMPLES["gallium"]()
HOUSE = EXAMPLES["trading-house"]()
SOURCED = [
    (sheet, row)
    for book in (GALLIUM, HOUSE)
    for sheet, rows in book.items()
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


@pytest.mark.parametrize("book", [GALLIUM, HOUSE], ids=["gallium", "trading-house"])
def test_every_source_that_is_cited_is_listed_once(book: Tables) -> None:
    listed = [str(row["mark"]) for row in book["Notes"] if row.get("grade")]
    texts = [
        str(value)
        for rows in book.values()
        for row in rows
        for key, value in row.items()
        if key != "mark"
    ]
    cited = {mark for text in texts for mark in MARK.findall(text)}
    assert sorted(cited) == sorted(listed)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_names_of_an_example_are_unique(name: str) -> None:
    for sheet, rows in EXAMPLES[name]().items():
        if sheet in SHEETS and SHEETS[sheet].key.unique:
            names = [row[SHEETS[sheet].key.name] for row in rows]
            assert len(names) == len(set(names)), sheet


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


def test_the_trading_house_keeps_its_australian_floor() -> None:
    plan = planner.solve(read(INPUTS / "trading-house.xlsx"), gap=0.02)
    floor = plan.measures
    assert len(floor) == 6
    assert (floor["slack"] > -1e-6).all()


def test_the_floor_is_30_percent_of_each_years_demand() -> None:
    rows = [row for row in HOUSE["Policies"] if row["rule"] == "min_volume"]
    light, heavy = rows[0], rows[3]
    assert (light["from"], light["limit"]) == ("2027Q1", 0.3 * 4 * 400)
    assert (heavy["from"], heavy["limit"]) == ("2027Q1", 34.8)  # 0.3 * 4 * (24 + 5)


def test_a_price_floor_is_what_the_prices_sheet_computes() -> None:
    prices = {str(row["offer"]): row for row in HOUSE["Prices"]}
    lynas = prices["NdPr Australia"]
    index = (125_000, 100_000, 105_000)
    paid = [lynas[f"{year}Q1"] for year in (2027, 2028, 2029)]
    assert paid == [max(110_000, each) for each in index]
    assert prices["Gallium Kazakhstan"]["2029Q4"] == 500_000


def test_the_brazilian_off_take_is_what_was_agreed() -> None:
    ramp = next(row for row in HOUSE["Capacity"] if "Brazil" in str(row["name"]))
    by_year = [sum(float(str(ramp[f"{y}Q{q}"])) for q in (1, 2, 3, 4)) for y in YEARS]
    assert by_year == [15_000, 60_000, 60_000]
