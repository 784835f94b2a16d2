"""The plan workbook."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.plan import Plan
from planner.report import excel
from planner.solving import solve
from tests.cases import demand, offer, simple_case

SHEETS = [
    *("Summary", "Plan", "Shares", "Stock", "Scenarios", "Costs", "Rules", "Run"),
    "Decisions",
    "Inputs",
]
FORMULA = '=HYPERLINK("http://example.org","cheap")'


def opened(plan: Plan) -> Any:
    return load_workbook(BytesIO(excel.content(plan)))


def texts(book: Any) -> list[Any]:
    return [cell for page in book for row in page for cell in row if cell.value]


def column(page: Any, header: str) -> list[Any]:
    """Return the values under a header of the sheet's table."""
    place = [cell.value for cell in page[4]].index(header) + 1
    return [page.cell(row, place).value for row in range(5, page.max_row + 1)]


def test_the_sheets_are_those_of_the_contract_in_order(plan: Plan) -> None:
    assert opened(plan).sheetnames == SHEETS


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert excel.content(plan) == excel.content(plan)


def test_times_are_in_the_run_sheet_only(plan: Plan) -> None:
    later = replace(plan, run=replace(plan.run, seconds=99.0, build_seconds=9.0))
    before, after = opened(plan), opened(later)
    for name in SHEETS:
        same = [c.value for c in texts([before[name]])] == [
            c.value for c in texts([after[name]])
        ]
        assert same is (name != "Run")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    evil = solve(
        simple_case(
            offer(FORMULA, supplier="+1+1", country="@SUM(A1)", price=2, fixed_cost=1),
            demand(100, "-2+3"),
            name="=1+1",
            source="=cmd.xlsx",
        )
    )
    cells = texts(opened(evil))
    assert any(cell.value == FORMULA for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_a_control_character_in_a_name_does_not_lose_the_plan() -> None:
    odd = solve(simple_case(offer("A\x1b[31m\ud800", price=2), name="\x00 name"))
    assert opened(odd).sheetnames == SHEETS


def test_shares_and_stock_have_charts_with_axes(plan: Plan) -> None:
    book = opened(plan)
    for name in ("Summary", "Shares", "Stock"):
        (chart,) = book[name]._charts  # noqa: SLF001 - openpyxl has no other way
        assert chart.x_axis.delete is False
        assert chart.y_axis.delete is False


def test_every_table_has_a_frozen_header_and_prints_on_a4(plan: Plan) -> None:
    for page in opened(plan):
        assert str(page.page_setup.paperSize) == page.PAPERSIZE_A4
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.title == "Summary" or page.freeze_panes.endswith("5")


def test_the_cost_lines_add_up_to_the_expected_cost(plan: Plan) -> None:
    costs = [each for each in column(opened(plan)["Costs"], "expected, USD") if each]
    assert sum(costs[:-1]) == pytest.approx(costs[-1])
    assert costs[-1] == pytest.approx(plan.expected_cost)


def test_the_scenarios_sheet_says_that_responses_are_not_rounded(plan: Plan) -> None:
    page = opened(plan)["Scenarios"]
    assert "not rounded" in page["A2"].value
    assert "pay no order cost" in page["A2"].value
    assert sum(column(page, "probability")[1:]) == pytest.approx(1)


def test_a_bucket_that_cannot_be_changed_is_shown_as_reported(plan: Plan) -> None:
    states = column(opened(plan)["Rules"], "state")
    assert "reported, not enforced" in states
    assert "binds" in states


def test_the_summary_is_one_portrait_page_with_gap_and_versions(plan: Plan) -> None:
    page = opened(plan)["Summary"]
    said = "\n".join(str(cell.value) for cell in texts([page]))
    assert page.page_setup.orientation == "portrait"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 1)
    assert "no plan can be cheaper than" in said
    assert "HiGHS" in said


def test_the_summary_says_what_was_assumed(plan: Plan) -> None:
    page = opened(plan)["Summary"]
    said = [str(cell.value) for cell in page["A"] if cell.value]
    assumed = said[said.index("What was assumed") + 1 : said.index("How sure this is")]
    starts = [
        "Demand over",
        "Prices",
        "Stock at the start",
        "Money: discounted at 5%",
        "Curbs and their probabilities",
        "The plan is the no-curb path",
        "Surplus",
    ]
    assert all(a.startswith(b) for a, b in zip(assumed, starts, strict=True))
    assert "LED plant Anan 10,800 kg of gallium 6N" in assumed[0]
    assert "gallium 4N 310 to 420" in assumed[1]
    assert any("SHA-256 0000" in each for each in said)


def test_the_summary_writes_no_number_as_text(plan: Plan) -> None:
    page = opened(plan)["Summary"]
    figures = [cell.value for cell in page["C"] if cell.value is not None]
    assert not [x for x in figures if isinstance(x, str) and x[:1].isdigit()]
    assert pytest.approx(plan.expected_cost) in figures


def test_a_plan_that_buys_nothing_has_a_workbook_too() -> None:
    idle = solve(simple_case(offer("A", price=2), demand(0)))
    assert opened(idle).sheetnames == SHEETS


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_opens_it_and_prints_the_summary_on_one_page(
    plan: Plan, tmp_path: Path
) -> None:
    book = excel.write_plan(plan, tmp_path / "x-plan.xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    convert = ["--convert-to", "pdf", "--outdir", str(tmp_path), str(book)]
    command = [str(shutil.which("soffice")), home, "--headless", *convert]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "x-plan.pdf").stat().st_size > 10_000
