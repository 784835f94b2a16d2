"""The comparison workbook: the objects' numbers as numbers, charts, hostile names."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from models.case import Case
from models.rules import RULES
from planner.compare import Comparison, Outcome, compare
from planner.report import excel
from planner.report.excel.side_by_side import FIGURES
from planner.solving import solve
from tests.cases import curb, demand, item, offer, scenario, simple_case, target

SHEETS = [
    "Summary",
    "Costs",
    "Measures",
    "Measures list",
    "Ledger",
    "Shares",
    "Shares by period",
    "Stock",
    "Shortage",
    "Cover",
    "Regret",
    "Run",
]
FORMULA = '=HYPERLINK("http://example.org","cheap")'
NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")


def case(*, scenarios: int = 1, **policies: Sequence[Any]) -> Case:
    """A serves 100 for 1000, B for 1400; when China is cut B serves all from then on."""
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100, country="Chile", flex=0.0, fixed_cost=1),
        curb("ban", "country:China", flow=0),
        *(scenario(f"cut {n}", 0.5 / scenarios, ban=0) for n in range(scenarios)),
        item(max_stock=0),
        demand(100, shortage_cost=100),
        policies={"none": (), **policies},
        digest="0123456789abcdef" * 4,
    )


def rule(name: str, on: str, limit: float) -> Any:
    kind: Any = RULES[name]
    return kind(on=target(on), limit=limit)


@pytest.fixture(scope="module")
def found() -> Comparison:
    """Return a free policy, one that binds, one that does not, and an impossible one."""
    half = rule("max_share", "country:Chile", 0.5)
    loose = rule("max_share", "country:China", 1.0)
    more = rule("min_volume", "country:China", 101.0)
    return compare(case(half=(half,), loose=(half, loose), more=(more,)), jobs=1)


@pytest.fixture(scope="module")
def book(found: Comparison) -> Any:
    return opened(found)


def opened(comparison: Comparison) -> Any:
    return load_workbook(BytesIO(excel.comparison_content(comparison)))


def cells(book: Any) -> list[Any]:
    return [c for page in book for row in page for c in row if c.value is not None]


def table(page: Any, left: int = 1) -> dict[str, dict[str, Any]]:
    """Return a sheet's rows by their first cell, each by header."""
    heads = [cell.value for cell in page[4]][left - 1 :]
    rows: dict[str, dict[str, Any]] = {}
    for line in page.iter_rows(min_row=5, min_col=left, values_only=True):
        if line[0] is not None:
            rows.setdefault(str(line[0]), dict(zip(heads, line, strict=True)))
    return rows


def charts(page: Any) -> list[Any]:
    charts: list[Any] = page._charts  # noqa: SLF001 - openpyxl has no other way
    return charts


def test_the_sheets_come_in_order_the_summary_in_front(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_the_costs_sheet_has_every_figure_of_the_comparison(
    found: Comparison, book: Any
) -> None:
    said = {"policy", "status", "tie", "dominated"}
    assert set(found.table.columns) == {*FIGURES, *said}
    rows = table(book["Costs"])
    for row in found.table.to_dict("records"):
        shown = list(rows[row["policy"]].values())[2 : 2 + len(FIGURES)]
        assert all(isinstance(each, (int, float)) for each in shown)
        assert shown == pytest.approx([row[key] for key in FIGURES])


def test_a_dearer_policy_shows_its_premium_and_who_dominates_it(book: Any) -> None:
    """All from B 1401; half from A 1201, or 701 and 50 short at 100 when cut."""
    half = table(book["Costs"])["half"]
    assert half["expected cost, USD"] == pytest.approx(3451)
    assert half["premium, USD"] == pytest.approx(2050)
    assert "dominated by 'none'" in half["tie, dominated"]


def test_the_cost_lines_of_a_policy_add_up_to_its_expected_cost(book: Any) -> None:
    row = list(table(book["Costs"])["none"].values())
    lines = row[4 + len(FIGURES) : -1]
    assert sum(lines) == pytest.approx(1401)


def test_a_policy_without_a_plan_keeps_its_row_and_says_why(book: Any) -> None:
    row = table(book["Costs"])["more"]
    assert row["status"] == "infeasible"
    assert "No plan satisfies" in row["why there is no plan, remarks"]
    assert row["expected cost, USD"] is None
    said = [c.value for c in cells([book["Summary"]]) if isinstance(c.value, str)]
    assert any(each.startswith("No plan. No plan satisfies") for each in said)


def test_every_rule_is_measured_for_every_plan_as_a_number(
    found: Comparison, book: Any
) -> None:
    page, rows = book["Measures"], table(book["Measures"])
    for row in found.measures.to_dict("records"):
        assert rows[row["rule"]][row["policy"]] == pytest.approx(row["actual"])
    heads = [cell.value for cell in page[4]]
    line = [cell.value for cell in page["A"]].index("max_share country:Chile 0.5") + 1
    marks = {
        name: page.cell(line, heads.index(name) + 1).number_format[:3]
        for name in ("none", "half")
    }
    assert marks == {"none": '"✗ ', "half": '"✓ '}
    assert page.cell(line, heads.index("half") + 1).font.b
    assert not page.cell(line, heads.index("none") + 1).font.b


def test_the_list_of_measures_has_the_slack(found: Comparison, book: Any) -> None:
    rows = list(book["Measures list"].iter_rows(min_row=5, values_only=True))
    assert [row[8] for row in rows] == pytest.approx(list(found.measures["slack"]))
    assert {row[3] for row in rows} == {"met", "not met"}


def test_the_ledger_has_what_each_rule_costs(found: Comparison, book: Any) -> None:
    rows = list(book["Ledger"].iter_rows(min_row=5, values_only=True))
    assert [row[2] for row in rows if row[0]] == pytest.approx(
        list(found.ledger["cost"])
    )
    (chart,) = charts(book["Ledger"])
    assert chart.barDir == "bar"


def test_shares_add_up_and_stack_to_a_hundred_per_cent(book: Any) -> None:
    for name, keys in (("Shares", 2), ("Shares by period", 3)):
        for row in book[name].iter_rows(min_row=5, values_only=True):
            if row[0]:
                assert sum(row[keys:-1]) == pytest.approx(1)
        assert all(each.grouping == "percentStacked" for each in charts(book[name]))
    assert len(charts(book["Shares by period"])) == 3


def test_shortage_is_shown_by_scenario_and_policy(found: Comparison, book: Any) -> None:
    """Half from A: 50 short when China is cut, which has an even chance."""
    rows = table(book["Shortage"])
    assert rows["cut 0"]["half"] == pytest.approx(50)
    assert rows["expected"]["half"] == pytest.approx(25)
    assert rows["worst"]["none"] == pytest.approx(found.plans[0].worst_shortage)


def test_cover_that_never_ends_is_a_dash_and_never_a_number(
    found: Comparison, book: Any
) -> None:
    rows = table(book["Cover"])
    for policy, country, months in found.cover.itertuples(index=False, name=None):
        shown = rows[policy][country]
        assert shown == ("–" if months == float("inf") else months)
    assert rows["more"]["China"] is None


def test_stock_has_a_line_for_each_policy() -> None:
    """250 in stock and 250 to be left over: the line stays at 250."""
    held = simple_case(
        offer("A", 10, 100),
        item(opening_stock=250, closing_stock=250),
        demand(100),
        periods=3,
        per_year=4,
        policies={"none": ()},
    )
    page = opened(compare(held, jobs=1))["Stock"]
    assert [page.cell(row, 3).value for row in (5, 6, 7)] == pytest.approx([250] * 3)
    (chart,) = charts(page)
    assert len(chart.series) == 1


def test_regret_is_that_of_the_comparison(found: Comparison, book: Any) -> None:
    rows = table(book["Regret"])
    for row in found.regret.to_dict("records"):
        shown = rows[row["policy"]]
        assert shown["worst regret, USD"] == pytest.approx(row["worst"])
        assert shown["mean regret, USD"] == pytest.approx(row["mean"])


def test_the_run_sheet_has_the_workbooks_hash_and_each_gap(book: Any) -> None:
    shared, made = table(book["Run"]), table(book["Run"], left=4)
    assert shared["SHA-256 of the workbook"]["value"] == "0123456789abcdef" * 4
    assert shared["scenarios"]["value"] == 2
    assert made["half"]["gap"] >= 0
    assert made["more"]["status"] == "infeasible"


def test_cost_against_risk_has_a_named_series_for_each_plan(book: Any) -> None:
    (chart,) = charts(book["Summary"])
    names = [each.tx.strRef.f for each in chart.series]
    assert len(set(names)) == 3
    assert all(name.startswith("'Costs'!") for name in names)
    assert chart.x_axis.delete is chart.y_axis.delete is False
    assert any(
        each.dLbls is not None and each.dLbls.showSerName for each in chart.series
    )


def test_every_sheet_prints_on_a4_and_the_summary_on_one_page(book: Any) -> None:
    for page in book:
        assert str(page.page_setup.paperSize) == page.PAPERSIZE_A4
        assert page.title == "Summary" or page.freeze_panes.endswith("5")
    setup = book["Summary"].page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == (
        "portrait",
        1,
        1,
    )


def test_no_number_is_written_as_text(book: Any) -> None:
    texts = [c.value for c in cells(book) if isinstance(c.value, str)]
    assert not [each for each in texts if NUMBER.fullmatch(each) and each != "2026"]


def test_every_chart_is_described_in_words(found: Comparison) -> None:
    with ZipFile(BytesIO(excel.comparison_content(found))) as package:
        drawn = [name for name in package.namelist() if "/drawings/drawing" in name]
        frames = "".join(package.read(name).decode() for name in drawn)
    assert frames.count("descr=") == frames.count("<graphicFrame>") > 0


def test_the_same_comparison_gives_the_same_bytes(found: Comparison) -> None:
    assert excel.comparison_content(found) == excel.comparison_content(found)


def test_names_that_look_like_formulas_stay_text() -> None:
    half = rule("max_share", "country:@SUM(A1)", 0.5)
    evil = simple_case(
        offer(FORMULA, 2, 100, supplier="+1+1", country="@SUM(A1)"),
        offer("B", 3, 100, country="\x1b[31m\ud800"),
        demand(100, "-2+3"),
        name="=1+1",
        policies={"none": (), FORMULA: (half,), "\x00 [x]'!": ()},
    )
    found = cells(opened(compare(evil, jobs=1)))
    assert any(cell.value == FORMULA for cell in found)
    assert all(cell.data_type != "f" for cell in found)


def test_without_any_plan_every_policy_still_says_why() -> None:
    why = "No plan satisfies the policy 'none'."
    none = Outcome(policy="none", status="infeasible", why=why)
    book = opened(Comparison(case(), [none], {}))
    assert book.sheetnames == SHEETS
    assert table(book["Costs"])["none"]["why there is no plan, remarks"] == why
    assert not charts(book["Summary"])


def test_one_policy_makes_a_workbook() -> None:
    book = opened(compare(case(), jobs=1))
    assert table(book["Costs"])["none"]["premium, USD"] == 0
    assert len(charts(book["Summary"])[0].series) == 1


def test_thirty_policies_and_five_hundred_scenarios_fit() -> None:
    plan = solve(case(scenarios=500))
    many = [
        Outcome(policy=f"p{n}", status="optimal", plan=replace(plan, policy=f"p{n}"))
        for n in range(30)
    ]
    book = opened(Comparison(plan.case, many, {}))
    assert len(table(book["Shortage"])) == 2 + 501
    assert len(table(book["Costs"])) == 30
    assert len(charts(book["Summary"])[0].series) == 30


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_prints_it(found: Comparison, tmp_path: Path) -> None:
    written = excel.write_comparison(found, tmp_path / "x-compare.xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    convert = ["--convert-to", "pdf", "--outdir", str(tmp_path), str(written)]
    command = [str(shutil.which("soffice")), home, "--headless", *convert]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "x-compare.pdf").stat().st_size > 10_000
