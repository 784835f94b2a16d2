"""The sheets of the frontier workbook: cost against risk as one limit moves."""

from collections.abc import Iterator
from math import isfinite
from pathlib import PurePath
from typing import Any

from openpyxl.chart import ScatterChart, Series
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planner.frontier import Frontier, Step
from planner.report import words
from planner.report.colours import OTHER, PALETTE, of_countries
from planner.report.excel import drawing
from planner.report.excel.layout import (
    HEADER,
    SHARE,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.report.excel.made import add_run
from planner.report.excel.outcomes import FORMS
from planner.report.excel.page import Page
from planner.report.swept import ENDINGS, statements
from planner.workbook import look

MONEY, UNITS, PRECISE = "money", "units", "0.00%"
FIGURES = {
    "expected_cost": ("expected cost, {currency}", MONEY),
    "premium": ("premium, {currency}", MONEY),
    "cvar_cost": ("CVaR, {currency}", MONEY),
    "expected_shortage": ("expected shortage, {unit}", UNITS),
    "expected_shortage_share": ("expected shortage, % of demand", PRECISE),
    "worst_shortage": ("worst shortage, {unit}", UNITS),
    "country_share": ("largest country", SHARE),
    "objective": ("minimised, {currency}", MONEY),
    "bound": ("bound, {currency}", MONEY),
    "gap": ("gap", "0.0000%"),
}
"""Header and number format of each figure of a step."""
SHOWN = tuple(FIGURES)[:7]
"""On the page in front."""
FIRST = 4
MEASURE = FIRST + len(FIGURES)
"""Columns of the first figure, and of what the rule limits."""
SHEET = "Frontier"
WIDTHS = (12, 15, 13, 15, 13, 13, 13, 12, 24)
CHART_ROWS = 24
SHORT_HASH = 16
TOLD = "Lines: expected cost, CVaR and expected shortage against the limit."


def add_frontier(book: Any, frontier: Frontier) -> None:
    """Append the sheet of every step's figures, with a chart."""
    page = add_sheet(
        book,
        SHEET,
        title_of(frontier),
        "Expected and discounted. Premium: over the loosest limit that has a plan. A "
        "step without a plan keeps its row.",
    )
    columns = [
        Column("limit", limit_form(frontier)),
        Column("status"),
        Column("remarks", widest=40),
        *(_column(key, frontier) for key in FIGURES),
        Column("what the rule limits, in the plan", limit_form(frontier)),
        Column("why there is no plan", widest=60),
    ]
    rows = [
        [step.limit, ENDINGS.get(step.status, step.status), _remarks(row)]
        + [_number(row[key]) for key in (*FIGURES, "measure")]
        + [step.why]
        for row, step in _rows(frontier)
    ]
    write_table(page, columns, rows)
    last = f"{get_column_letter(len(columns))}{HEADER + len(rows)}"
    finish(page, keys=1, filtered=f"A{HEADER}:{last}")
    if frontier.solved:
        chart = _chart(page, frontier)
        chart.width, chart.height = 26, 11
        drawing.place(page, chart, f"A{HEADER + len(rows) + 2}", TOLD)


def title_of(frontier: Frontier) -> str:
    """Return what is swept, under which policy."""
    under = "" if frontier.policy == "none" else f", policy {frontier.policy}"
    return words.clean(f"Cost and risk against {frontier.label}{under}")


def limit_form(frontier: Frontier) -> str:
    """Return the number format of the limits: as exact as they are."""
    form = FORMS.get(frontier.unit, "#,##0.0")
    limits = [step.limit for step in frontier.steps]
    if form.endswith("%") and all(round(x, 2) == round(x, 9) for x in limits):
        return "0%"
    return form


def _rows(frontier: Frontier) -> Iterator[tuple[dict[Any, Any], Step]]:
    rows: list[dict[Any, Any]] = frontier.table.to_dict("records")
    return zip(rows, frontier.steps, strict=True)


def _column(key: str, frontier: Frontier) -> Column:
    header, form = FIGURES[key]
    case = frontier.case
    if form in {MONEY, UNITS}:
        form = amount([each for each in frontier.table[key] if isfinite(each)])
    return Column(header.format(currency=case.currency, unit=case.unit), form)


def _number(value: Any) -> float | None:
    return float(value) if isfinite(value) else None


def _remarks(row: dict[Any, Any]) -> str:
    said = {
        "binds": row["binds"],
        "met only by going short": row["short"],
        "stopped early": row["status"] == "time_limit" and isfinite(row["gap"]),
    }
    return ", ".join(each for each, holds in said.items() if holds)


def _chart(page: Worksheet, frontier: Frontier) -> Any:
    """Draw costs against the limit, and the expected shortage on a second axis."""
    case, keys = frontier.case, list(FIGURES)
    chart, second = ScatterChart(), ScatterChart()
    for place, key in enumerate(("expected_cost", "cvar_cost")):
        chart.series.append(_line(page, frontier, FIRST + keys.index(key), place))
    shortage = FIRST + keys.index("expected_shortage_share")
    second.series.append(_line(page, frontier, shortage, 2))
    for each in (chart, second):
        each.style, each.scatterStyle = None, "lineMarker"
        drawing.dress(each, title_of(frontier), "0.00%")
    costs = [x for key in ("expected_cost", "cvar_cost") for x in frontier.table[key]]
    drawing.count_money(chart.y_axis, case.currency, costs, 0)
    drawing.axis_title(chart.x_axis, f"limit of {frontier.label}")
    chart.x_axis.number_format = limit_form(frontier)
    limits = [step.limit for step in frontier.steps]
    drawing.span(chart.x_axis, min(limits), max(limits))
    drawing.span(second.x_axis, min(limits), max(limits))
    second.x_axis.axId, second.y_axis.crossAx, second.x_axis.delete = 500, 500, True
    second.x_axis.crossAx, second.x_axis.majorGridlines = 200, None
    drawing.axis_title(second.y_axis, "expected shortage, % of demand")
    second.y_axis.axId, second.y_axis.crosses = 200, "max"
    second.y_axis.majorGridlines = None
    second.y_axis.scaling.min = 0
    chart += second
    return chart


def _line(page: Worksheet, frontier: Frontier, column: int, place: int) -> Any:
    rows = (HEADER + 1, HEADER + len(frontier.steps))
    values, limits = drawing.cells(page, column, rows), drawing.cells(page, 1, rows)
    series: Any = Series(values, limits)
    series.tx, series.smooth = drawing.title_of(page, column), False
    series.graphicalProperties = drawing.outline(PALETTE[place])
    series.graphicalProperties.line.dashStyle = drawing.DASHES[place]
    series.graphicalProperties.line.width = drawing.LINE_WIDTH
    series.marker.symbol = ("circle", "square", "triangle")[place]
    series.marker.graphicalProperties = drawing.outline(PALETTE[place])
    series.marker.graphicalProperties.solidFill = PALETTE[place]
    return series


def add_shares(book: Any, frontier: Frontier) -> None:
    """Append each country's share over the horizon at each limit, with a chart."""
    case, plans = frontier.case, [plan for _, plan in frontier.solved]
    minerals = list(dict.fromkeys(m for p in plans for m in p.dependence["mineral"]))
    every = [each for plan in plans for each in plan.dependence["country"]]
    countries = sorted({*every}, key=[*of_countries(case), *every].index)
    page = add_sheet(
        book,
        "Shares",
        "Share of each country in the plan's deliveries, at each limit",
        f"By content of the mineral, {words.clean(case.unit)}, over the horizon.",
    )
    columns = [Column("mineral"), Column("limit", limit_form(frontier))]
    columns += [Column(each, SHARE) for each in countries]
    rows = [
        [mineral, step.limit, *(found.get((mineral, each), 0.0) for each in countries)]
        for mineral in minerals
        for step, plan in frontier.solved
        for found in [plan.dependence.set_index(["mineral", "country"])["share"]]
    ]
    write_table(page, columns, rows)
    finish(page, keys=2)
    shades = of_countries(case)
    colours = {3 + n: shades.get(each, OTHER) for n, each in enumerate(countries)}
    for place, mineral in enumerate(minerals):
        first = HEADER + 1 + place * len(plans)
        chart = drawing.shares(page, colours, (first, first + len(plans) - 1), names=2)
        drawing.dress(chart, f"{mineral}, share by country at each limit", "0%")
        chart.x_axis.number_format = limit_form(frontier)
        chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
        cell = (
            f"{get_column_letter(len(columns) + 2)}{HEADER + place * drawing.ROWS_HIGH}"
        )
        told = f"Stacked bars: share of each country in {mineral}, limit by limit."
        drawing.place(page, chart, cell, told)


def _add_run(book: Any, frontier: Frontier) -> None:
    plans = [(step.limit, step.status, step.plan, step.why) for step in frontier.steps]
    add_run(book, frontier.case, "limit", plans, limit_form(frontier))


def add_summary(book: Any, frontier: Frontier) -> None:
    """Put the page in front: the chart, what follows from it, and the steps."""
    page, case = Page(book.create_sheet("Summary", 0), WIDTHS), frontier.case
    page.line(case.name, 26, colour=look.NAVY, size=18, bold=True)
    page.line(
        f"{title_of(frontier)} · {words.horizon(case)} · money in "
        f"{words.clean(case.currency)}, expected and discounted",
        colour=look.DIM,
    )
    page.heading("What follows")
    for each in statements(frontier):
        page.line(each)
    if frontier.solved:
        page.chart(_chart(book[SHEET], frontier), TOLD, CHART_ROWS)
    page.heading("What each limit costs, and what it risks")
    columns = [_column(key, frontier) for key in SHOWN]
    heads = ["limit", *(each.header for each in columns), "remarks"]
    page.cells(heads, right=range(len(SHOWN) + 1), colour=look.DIM, bold=True)
    forms = {n: each.form for n, each in enumerate(columns, start=1)}
    forms[0] = limit_form(frontier)
    for row, step in _rows(frontier):
        ending = "" if step.plan else ENDINGS.get(step.status, step.status)
        figures = [_number(row[key]) for key in SHOWN]
        page.cells([step.limit, *figures, ending or _remarks(row)], forms=forms)
    _proof(page, frontier)
    page.finish()


def _proof(page: Page, frontier: Frontier) -> None:
    case, plans = frontier.case, [plan for _, plan in frontier.solved]
    page.heading("How sure this is")
    if plans:
        worst = max(plan.gap for plan in plans)
        page.line(f"Every plan is within {words.gap(worst)} of the best possible.")
    name = PurePath(case.source).name or words.ABSENT
    page.line(
        f"Workbook {name}, SHA-256 {case.digest[:SHORT_HASH]}…; all of it: sheet Run."
    )
    if plans:
        page.line(f"Made with {words.versions(plans[0])}.")


SHEETS = (add_frontier, add_shares, _add_run, add_summary)
"""In the order in which they are written; the summary goes in front."""
