"""The Summary sheet: one printed page that an approver can read and sign."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from planner.plan import Plan, Status
from planner.report import words
from planner.report.assumed import assumptions
from planner.report.contracts import contracts_of, decision
from planner.report.excel.charts import SHARES_SHOWN, first_chart
from planner.report.excel.layout import SHARE, amount
from planner.report.excel.page import ALARM, Page
from planner.workbook import look

WIDTHS = (31, 28, 13, 19, 32)
"""Columns A to E: together the width of an A4 page."""
MOST_OFFERS = 14
MOST_COUNTRIES = 8
MOST_CURBS = 6
MOST_RULES = 8
SHORT_HASH = 16


def add_summary(book: Any, plan: Plan) -> None:
    """Put the page in front: what is decided, what it costs, what it protects against.

    The Shares sheet must be there: the page shows its first chart.
    """
    sheet: Worksheet = book.create_sheet("Summary", 0)
    page = Page(sheet, WIDTHS)
    _title(page, plan)
    _decided(page, plan)
    _costs(page, plan)
    _protection(page, plan)
    _chart(page, book["Shares"], plan)
    page.heading("What was assumed")
    for text in assumptions(plan):
        page.line(text)
    _proof(page, plan)
    page.signatures()
    page.finish()


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
        page.line(f"{words.status(plan).capitalize()}.", colour=ALARM, bold=True)


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
    forms = {2: amount([each.volume for each in found])}
    for each in found[:MOST_OFFERS]:
        page.cells(
            (
                f"{each.kind}: {each.offer.name}",
                f"{each.offer.supplier}, {each.offer.labels['country']}",
                each.volume,
                words.first_order(each.order_in, each.first),
                each.terms,
            ),
            forms=forms,
        )
    if len(found) > MOST_OFFERS:
        page.line(f"and {len(found) - MOST_OFFERS:,} more: sheet Plan", colour=look.DIM)
    for name in plan.opened:
        cost = words.money(case.projects[name], case)
        page.cells((f"open: {name}", "", "", "", f"{cost} once"))


def _costs(page: Page, plan: Plan) -> None:
    case = plan.case
    page.heading("What it costs")
    forms = {2: amount([plan.expected_cost]), 3: SHARE}
    whole = plan.expected_cost or 1.0
    for line, cost in plan.cost.items():
        if cost:
            page.cells(
                (words.EVERY_LINE[line], "", cost, cost / whole, ""), forms=forms
            )
    note = f"{case.currency}, expected, discounted"
    total = ("Expected cost", "", plan.expected_cost, 1.0, note)
    page.cells(total, forms=forms, bold=True)
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


def _chart(page: Page, shares: Worksheet, plan: Plan) -> None:
    """Show where the first mineral comes from, period by period."""
    if plan.dependence.empty:
        return
    mineral = plan.dependence["mineral"].iloc[0]
    page.chart(first_chart(shares, plan), SHARES_SHOWN.format(mineral))


def _proof(page: Page, plan: Plan) -> None:
    case = plan.case
    page.heading("How sure this is")
    page.line(words.proof(plan), bold=not words.is_proved(plan))
    name = PurePath(case.source).name or "–"
    page.line(
        f"Workbook {name}, SHA-256 {case.digest[:SHORT_HASH]}…; all of it: sheet Run."
    )
    page.line(f"Made with {words.versions(plan)}.")
