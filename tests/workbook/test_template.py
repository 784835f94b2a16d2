"""The template looks after the buyer, and reads back as what was written."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.case import Case, Scenario
from models.rules import RULES
from planner.errors import InputError, UsageError
from planner.examples import EXAMPLES
from planner.workbook import read, template
from planner.workbook.layout import Tables, allowed, when_empty
from planner.workbook.periods import horizon
from planner.workbook.schema import SETTINGS, SHEETS, Sheet

PERIODS = ("2027-01", "2027-02", "2027-03")
FULL: Tables = {
    "Settings": (
        {"setting": "name", "value": "Everything"},
        {"setting": "currency", "value": "USD"},
        {"setting": "unit", "value": "t (dry)"},
        {"setting": "period", "value": "month"},
        {"setting": "first_period", "value": PERIODS[0]},
        {"setting": "periods", "value": 3},
        {"setting": "risk_weight", "value": 0.25},
        {"setting": "policy", "value": "P"},
    ),
    "Items": (
        {"item": "ore", "mineral": "m", "content": 0.5},
        {"item": "metal", "mineral": "m", "max_stock": 50, "stock_value": 1.5},
        {"item": "scrap", "mineral": "m", "note": "=1+1"},
    ),
    "Demand": (
        {
            "demand": "=plant",
            "item": "metal",
            "shortage_cost": 100,
            "max_shortage": 0.655,
            "scrap_item": "scrap",
            "scrap_rate": 0.1,
            **dict.fromkeys(PERIODS, 10),
        },
    ),
    "Suppliers": ({"supplier": "S", "country": "China", "tag:owner": "-X"},),
    "Offers": (
        {
            "offer": "00123",
            "supplier": "S",
            "item": "ore",
            "price": 12.25,
            "currency": "CNY",
            "duty": 0.05,
            "max_volume": 40,
            "min_order": 2,
            "lot_size": 0.5,
            "take_or_pay": 0.7,
            "lead_time": 1,
            "first_period": PERIODS[0],
            "last_period": PERIODS[2],
            "project": "stake",
            "flex": 0.1,
            "tag:owner": "Y",
        },
    ),
    "Capacity": ({"name": "supplier:S", PERIODS[1]: 30},),
    "Prices": ({"offer": "00123", PERIODS[2]: 13},),
    "Tiers": ({"offer": "00123", "from_volume": 60, "discount": 0.025},),
    "Refining": (
        {"process": "melt", "input": "ore", "output": "metal", "yield": 0.9, "cost": 3},
        {"process": "recycle", "input": "scrap", "output": "metal", "yield": 0.8},
    ),
    "Projects": ({"project": "stake", "cost": 1000},),
    "FX": ({"currency": "CNY", "rate": 0.14, PERIODS[1]: 0.15},),
    "Commitments": ({"offer": "00123", "period": PERIODS[0], "volume": 5},),
    "Curbs": (
        {
            "curb": "ban",
            "hits": "country:China; tag:owner=Y",
            "flow": "0.01; 0.40",
            "price": 1.5,
            "probability": 0.2,
        },
    ),
    "Policies": (
        {"policy": "P", "rule": "max_share", "on": "country:*", "limit": 0.65},
        {"policy": "P", "rule": "min_stock_days", "item": "m", "limit": 3},
    ),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "full.xlsx"
    template.write(path, FULL)
    return path


@pytest.fixture(scope="module")
def opened(book: Path) -> Workbook:
    return load_workbook(book)


def plain(tables: Tables, path: Path) -> Path:
    """Write the tables with nothing but cells: no template, no styles."""
    simple = Workbook()
    for name, rows in tables.items():
        page = simple.create_sheet(name)
        heads = list(dict.fromkeys(key for row in rows for key in row))
        for place, head in enumerate(heads, start=1):
            page.cell(1, place, head)
            for number, row in enumerate(rows, start=2):
                cell = page.cell(number, place)
                cell.value = row.get(head)
                if isinstance(row.get(head), str):
                    cell.data_type = "s"
    simple.remove(simple.worksheets[0])
    simple.save(path)
    return path


def substance(case: Case) -> Case:
    return replace(case, source="", digest="", warnings=())


@pytest.mark.parametrize("tables", [FULL, *(each() for each in EXAMPLES.values())])
def test_the_template_reads_back_as_what_was_written(
    tables: Tables, tmp_path: Path
) -> None:
    template.write(tmp_path / "nice.xlsx", tables)
    nice = substance(read(tmp_path / "nice.xlsx"))
    assert nice == substance(read(plain(tables, tmp_path / "plain.xlsx")))


def test_the_empty_template_lacks_only_data(tmp_path: Path) -> None:
    template.new(tmp_path / "empty.xlsx")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "empty.xlsx")
    faults = {problem.sheet: problem.message for problem in caught.value.problems}
    assert faults.keys() == {"Items", "Demand", "Suppliers", "Offers"}
    assert all("no row is filled in" in message for message in faults.values()), faults


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_header_bears_the_canonical_names_and_a_note(
    sheet: Sheet, opened: Workbook
) -> None:
    page = opened[sheet.name]
    heads = {str(cell.value).split(" (")[0]: cell for cell in page[1]}
    for column in sheet.columns:
        comment = heads[column.name].comment
        assert comment is not None
        assert column.meaning in comment.text
        assert column.japanese in comment.text
        assert allowed(column) in comment.text
        assert when_empty(column) in comment.text
    assert "note" in heads
    assert page.freeze_panes


def test_units_are_the_buyers_own(opened: Workbook) -> None:
    heads = {str(cell.value) for page in opened for cell in page[1]}
    assert {"shortage_cost (USD/t dry)", "lead_time (months)", "duty (%)"} <= heads


@pytest.mark.parametrize(
    ("sheet", "letter", "source"),
    [
        ("Demand", "B", "list_items"),
        ("Offers", "B", "list_suppliers"),
        ("Offers", "P", "list_periods"),
        ("Policies", "B", "list_rules"),
        ("Policies", "E", '"supply,refining"'),
        ("Scenarios", "C", "list_curbs"),
    ],
)
def test_drop_downs_offer_what_the_other_sheets_hold(
    sheet: str, letter: str, source: str, opened: Workbook
) -> None:
    assert source in {check.formula1 for check in checks(opened[sheet], f"{letter}2")}
    assert source.startswith('"') or source in opened.defined_names


def checks(page: Worksheet, cell: str) -> list[Any]:
    every = page.data_validations.dataValidation
    return [check for check in every if cell in check.sqref]


def test_shares_are_checked_and_shown_in_percent(opened: Workbook) -> None:
    page = opened["Demand"]
    cell = next(
        column[1]
        for column in page.columns
        if str(column[0].value).startswith("max_shortage")
    )
    assert cell.number_format == "0.00%"
    (check,) = checks(page, cell.coordinate)
    assert (check.type, check.formula1, check.formula2) == ("decimal", "0", "1")
    assert "not 65" in str(check.error)


def test_the_rules_on_the_guide_are_all_rules(opened: Workbook) -> None:
    reference = opened.defined_names["list_rules"].attr_text.rpartition("!")[2]
    listed = [row[0].value for row in opened["Guide"][reference.replace("$", "")]]
    assert listed == list(RULES)


def test_text_never_becomes_a_formula(opened: Workbook, book: Path) -> None:
    assert opened["Demand"]["A2"].data_type == "s"
    with ZipFile(book) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in package.read(name)


def test_every_setting_is_listed_with_its_default(opened: Workbook) -> None:
    rows = opened["Settings"].iter_rows(min_row=2, max_col=2, values_only=True)
    values = {str(name): value for name, value in rows}
    assert list(values) == list(SETTINGS)
    assert values["risk_weight"] == 0.25
    assert values["time_limit"] == 300


def test_equal_tables_give_equal_bytes(book: Path, tmp_path: Path) -> None:
    template.write(tmp_path / "again.xlsx", FULL)
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_new_never_writes_over_a_file_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="--force"):
        template.new(path, example="tiny")
    assert path.read_text(encoding="utf-8") == "mine"
    template.new(path, example="tiny", force=True)
    assert read(path).name == "Two sources"


@pytest.mark.parametrize(
    ("name", "example", "message"),
    [
        ("book.xlsx", "galium", "did you mean 'gallium'"),
        ("book.csv", None, ".xlsx"),
    ],
)
def test_new_refuses_what_it_cannot_do(
    name: str, example: str | None, message: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=message):
        template.new(tmp_path / name, example=example)
    assert not list(tmp_path.iterdir())


SCENARIOS = (
    Scenario(name="calm", probability=0.75),
    Scenario(name="storm", probability=0.25, strikes=(("ban", 1),)),
)


def edited(book: Path, tmp_path: Path, cells: Mapping[str, str]) -> Path:
    """Return a copy with some cells of Offers changed."""
    copy = load_workbook(book)
    for place, value in cells.items():
        copy["Offers"][place] = value
    copy.save(tmp_path / "edited.xlsx")
    return tmp_path / "edited.xlsx"


def test_scenarios_are_written_into_a_copy(book: Path, tmp_path: Path) -> None:
    before, out = book.read_bytes(), tmp_path / "copy.xlsx"
    assert template.write_scenarios(book, out, SCENARIOS, PERIODS) == []
    assert book.read_bytes() == before
    old, new = read(book), read(out)
    assert new.scenarios == SCENARIOS
    assert substance(replace(new, scenarios=old.scenarios)) == substance(
        replace(old, dropped_probability=0)
    )
    assert load_workbook(out).sheetnames == load_workbook(book).sheetnames


def test_the_scenarios_of_an_example_survive_the_way(tmp_path: Path) -> None:
    book, out = tmp_path / "gallium.xlsx", tmp_path / "copy.xlsx"
    template.new(book, example="gallium")
    case = read(book)
    template.write_scenarios(book, out, case.scenarios, case.periods)
    copied = read(out).scenarios
    assert [each.strikes for each in copied] == [
        each.strikes for each in case.scenarios
    ]
    assert [each.probability for each in copied] == pytest.approx(
        [each.probability for each in case.scenarios], rel=1e-12
    )


def test_formulas_become_their_values_in_the_copy(book: Path, tmp_path: Path) -> None:
    source = edited(book, tmp_path, {"D2": "=12+0.25"})
    lost = template.write_scenarios(source, tmp_path / "o.xlsx", SCENARIOS, PERIODS)
    assert len(lost) == 1
    assert lost[0].startswith("1 formula was replaced")
    assert "Offers!D2" in lost[0]
    assert load_workbook(tmp_path / "o.xlsx")["Offers"]["D2"].data_type != "f"


def test_a_foreign_workbook_gets_the_sheet_added(tmp_path: Path) -> None:
    book = plain(FULL, tmp_path / "plain.xlsx")
    template.write_scenarios(book, tmp_path / "out.xlsx", SCENARIOS, PERIODS)
    assert read(tmp_path / "out.xlsx").scenarios == SCENARIOS


@pytest.mark.parametrize("name", ["taken.xlsx", "copy.csv", "taken.xlsx/copy.xlsx"])
def test_the_copy_goes_only_to_a_free_place(
    name: str, book: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken.xlsx").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError):
        template.write_scenarios(book, tmp_path / name, SCENARIOS, PERIODS)
    assert (tmp_path / "taken.xlsx").read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_periods_of_the_blank_template_match_its_settings() -> None:
    values = {row["setting"]: row["value"] for row in template.BLANK["Settings"]}
    labels = horizon("quarter", str(values["first_period"]), 8).labels
    heads = [cell.value for cell in template.build(template.BLANK)["Demand"][1]]
    assert tuple(heads[-9:-1]) == labels
