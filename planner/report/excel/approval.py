"""The Summary sheet: one printed page that an approver can read and sign."""

from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import PurePath
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from planner.plan import Plan, Status
from planner.report import words
from planner.report.contracts import contracts_of, decision
from planner.report.excel.charts import first_chart
from planner.report.excel.layout import UNDERLINE, print_on, put
from planner.workbook import look

WIDTHS = (28, 28, 13, 20, 34)
"""Columns A to E: together the width of an A4 page."""
LETTERS = sum(WIDTHS) * 1.15
CHART_ROWS, CHART_WIDE, CHART_HIGH = 15, 23.0, 7.5
"""Rows of usual height under the chart; centimetres."""
LINE = 15
MOST_OFFERS = 14
MOST_COUNTRIES = 8
MOST_CURBS = 6
MOST_RULES = 8
SHORT_HASH = 16


class Page:
    """The sheet, written from top to bottom."""

    def __init__(self, page: Worksheet) -> None:
        self.page = page
        self.row = 0

    def line(self, text: str, height: float = LINE, **font: Any) -> None:
        """Write a line over the whole width, wrapped."""
        self.row += 1
        last = len(WIDTHS)
        self.page.merge_cells(None, self.row, 1, self.row, last)
        cell = self.page.cell(self.row, 1)
        put(cell, text, **font)
        lines = max(1, ceil(words.width(text) / LETTERS))
        self.page.row_dimensions[self.row].height = height * lines

    def heading(self, text: str) -> None:
        """Write a section's heading under a blank row."""
        self.row += 1
        self.page.row_dimensions[self.row].height = LINE / 2
        self.line(text, 18, colour=look.WHITE, bold=True)
        for place in range(1, len(WIDTHS) + 1):
            self.page.cell(self.row, place).fill = look.fill(look.NAVY)
        self.page.cell(self.row, 1).alignment = Alignment(vertical="center")

    def cells(
        self, texts: Sequence[str], *, right: Sequence[int] = (), **font: Any
    ) -> None:
        """Write a row of a small table; ``right`` are the places of numbers."""
        self.row += 1
        lines = 1
        for place, text in enumerate(texts):
            cell = self.page.cell(self.row, place + 1)
            put(cell, text, **font)
            cell.border = UNDERLINE
            if place in right:
                cell.alignment = Alignment(horizontal="right", vertical="top")
            elif place:
                lines = max(lines, ceil((words.width(text) + 2) / WIDTHS[place]))
        self.page.row_dimensions[self.row].height = LINE * lines


def add_summary(book: Any, plan: Plan) -> None:
    """Put the page in front: what is decided, what it costs, what it protects against.

    The Shares sheet must be there: the page shows its first chart.
    """
    sheet: Worksheet = book.create_sheet("Summary", 0)
    for letter, wide in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = wide
    page = Page(sheet)
    _title(page, plan)
    _decided(page, plan)
    _costs(page, plan)
    _protection(page, plan)
    _chart(page, book["Shares"], plan)
    _proof(page, plan)
    _signatures(page)
    print_on(sheet, "portrait", down=1)
    sheet.print_area = f"A1:E{page.row}"


def _title(page: Page, plan: Plan) -> None:
    case = plan.case
    page.line(case.name, 26, colour=look.NAVY, size=18, bold=True)
    page.line(
        f"Supply plan under the policy {words.clean(plan.policy)} · "
        f"{words.horizon(case)} · volumes in {words.clean(case.unit)}, money in "
        f"{words.clean(case.currency)}",
        colour=look.DIM,
    )
    if plan.status is not Status.OPTIMAL:
        page.line(f"{words.status(plan).capitalize()}.", colour="C00000", bold=True)


def _decided(page: Page, plan: Plan) -> None:
    case, found = plan.case, contracts_of(plan)
    page.heading("What is decided")
    page.line(decision(plan), bold=True)
    heads = (
        "what",
        "supplier, country",
        f"volume, {case.unit}",
        "first order",
        "terms",
    )
    page.cells(heads, right=[2], colour=look.DIM, bold=True)
    places = words.decimals(each.volume for each in found)
    for each in found[:MOST_OFFERS]:
        page.cells(
            (
                f"{each.kind}: {each.offer.name}",
                f"{each.offer.supplier}, {each.offer.labels['country']}",
                words.number(each.volume, places),
                words.first_order(each.order_in, each.first),
                each.terms,
            ),
            right=[2],
        )
    if len(found) > MOST_OFFERS:
        page.line(f"and {len(found) - MOST_OFFERS:,} more: sheet Plan", colour=look.DIM)
    for name in plan.opened:
        cost = words.money(case.projects[name], case)
        page.cells((f"open: {name}", "", "", "", f"{cost} once"))


def _costs(page: Page, plan: Plan) -> None:
    case = plan.case
    page.heading("What it costs")
    places = words.decimals([plan.expected_cost])
    whole = plan.expected_cost or 1.0
    lines = [(words.LINES[line], cost) for line, cost in plan.cost.items() if cost]
    for label, cost in lines:
        shown = words.number(cost, places)
        page.cells((label, "", shown, words.share(cost / whole), ""), right=[2, 3])
    total = words.number(plan.expected_cost, places)
    note = f"{case.currency}, expected, discounted"
    page.cells(("Expected cost", "", total, "", note), right=[2], bold=True)
    label, value, remark = words.key_figures(plan)[1]
    page.line(f"{label}: {value}, {remark}.")


def _protection(page: Page, plan: Plan) -> None:
    page.heading("What it protects against, and what is left")
    for text in _risks(plan):
        page.line(text)
    for mineral in dict.fromkeys(plan.dependence["mineral"]):
        found = plan.dependence[plan.dependence["mineral"] == mineral]
        named = [
            f"{country} {words.share(float(share))}"
            for country, share in zip(found["country"], found["share"], strict=True)
        ][:MOST_COUNTRIES]
        page.line(f"{mineral} comes from {', '.join(named)}.")
    for rule in plan.rules[:MOST_RULES]:
        page.line(f"Rule: {rule.sentence(plan.case)}")
    if len(plan.rules) > MOST_RULES:
        page.line(f"and {len(plan.rules) - MOST_RULES:,} more rules: sheet Rules")
    if not plan.rules:
        page.line("The policy has no rules: nothing but cost holds the plan.")


def _risks(plan: Plan) -> Iterator[str]:
    case, figures = plan.case, words.key_figures(plan)
    for curb in list(case.curbs.values())[:MOST_CURBS]:
        yield f"{words.curb_words(curb, case)}."
    if len(case.curbs) > MOST_CURBS:
        yield f"and {len(case.curbs) - MOST_CURBS:,} more curbs: sheet Scenarios"
    for label, value, remark in figures[2:]:
        yield f"{label}: {value}, {remark}."
    yield words.RESPONSES


def _chart(page: Page, shares: Worksheet, plan: Plan) -> None:
    """Show where the first mineral comes from, period by period."""
    if plan.dependence.empty:
        return
    chart: Any = first_chart(shares, plan)
    chart.width, chart.height = CHART_WIDE, CHART_HIGH
    page.page.add_chart(chart, f"A{page.row + 1}")
    for row in range(page.row + 1, page.row + CHART_ROWS + 1):
        page.page.row_dimensions[row].height = LINE
    page.row += CHART_ROWS


def _proof(page: Page, plan: Plan) -> None:
    case = plan.case
    page.heading("How sure this is")
    page.line(words.proof(plan), bold=not words.is_proved(plan))
    name = PurePath(case.source).name or "–"
    page.line(
        f"Workbook {name}, SHA-256 {case.digest[:SHORT_HASH]}…; all of it: sheet Run."
    )
    page.line(f"Made with {words.versions(plan)}.")


def _signatures(page: Page) -> None:
    page.row += 1
    page.cells(("Prepared by", "", "Approved by", "", "Date"), colour=look.DIM)
    page.row += 1
    page.page.row_dimensions[page.row].height = 30
    for place in range(1, len(WIDTHS) + 1):
        page.page.cell(page.row, place).border = UNDERLINE
