"""Sheets with a chart: shares by country and stock, period by period."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, LineChart
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.case import Case
from planner.plan import Plan
from planner.report import tables
from planner.report.colours import OTHER, OTHERS, grouped, of_countries
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
from planner.report.words import clean, step

MOST_CHARTS = 12
MOST_LINES = 7
DAYS = {12: 30, 4: 90, 1: 360}
"""Days in a period."""
SHARES_SHOWN = "Stacked bars: share of each country in the deliveries of {} by period."


def add_shares(book: Any, plan: Plan) -> None:
    """Append the sheet that shows each country's share in each period."""
    case, table = plan.case, plan.shares
    minerals = list(dict.fromkeys(plan.dependence["mineral"]))
    countries = grouped(list(table["country"]), case)
    page = add_sheet(
        book,
        "Shares",
        "Share of each country in the plan's deliveries",
        f"By content of the mineral, {clean(case.unit)}; the plan is the no-curb path.",
    )
    lone = sorted({*table["country"]} - {*countries}) if OTHERS in countries else []
    cells = shares_by_place(plan, countries)
    rows = [
        [mineral, period]
        + [cells.get((mineral, period, each), 0.0) for each in (*countries, "", *lone)]
        for mineral in minerals
        for period in case.periods
    ]
    volumes = [cells.get((mineral, period, ""), 0.0) for mineral, period, *_ in rows]
    columns = [
        Column("mineral"),
        Column("period"),
        *(Column(each, SHARE) for each in countries),
        Column(f"total, {case.unit}", amount(volumes)),
        *(Column(each, SHARE) for each in lone),
    ]
    write_table(page, columns, rows)
    finish(page, keys=2)
    anchor = get_column_letter(len(columns) + 2)
    for place in range(len(minerals[:MOST_CHARTS])):
        chart = _shares_chart(page, plan, place)
        cell = f"{anchor}{HEADER + place * drawing.ROWS_HIGH}"
        drawing.place(page, chart, cell, SHARES_SHOWN.format(minerals[place]))


def first_chart(page: Worksheet, plan: Plan) -> BarChart:
    """Return the first mineral's chart again, for another sheet."""
    return _shares_chart(page, plan, 0)


def shares_by_place(
    plan: Plan, countries: Sequence[str]
) -> dict[tuple[Any, Any, str], float]:
    """Return shares by (mineral, period, country), and volumes under no country.

    Countries without a column of their own also add up under the others.
    """
    found: dict[tuple[Any, Any, str], float] = {}
    columns = ("mineral", "period", "country", "volume", "share")
    for mineral, period, country, volume, share in tables.each_row(
        plan.shares, *columns
    ):
        found[mineral, period, country] = share
        names = [("", volume)] + [(OTHERS, share)] * (country not in countries)
        for name, more in names:
            key = (mineral, period, name)
            found[key] = found.get(key, 0.0) + more
    return found


def _shares_chart(page: Worksheet, plan: Plan, place: int) -> BarChart:
    """Return the stacked columns of the mineral in this place of the Shares sheet."""
    periods, colours = len(plan.case.periods), of_countries(plan.case)
    countries = grouped(list(plan.shares["country"]), plan.case)
    mineral = list(dict.fromkeys(plan.dependence["mineral"]))[place]
    first = HEADER + 1 + place * periods
    last = first + periods - 1
    shades = {
        number: colours.get(country, OTHER)
        for number, country in enumerate(countries, start=3)
    }
    chart = drawing.shares(page, shades, (first, last), names=2)
    drawing.dress(chart, f"{mineral}, share by country", "0%")
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    return chart


def add_stock(book: Any, plan: Plan) -> None:
    """Append the sheet of stock, and of the days it covers, in each period."""
    case, stocks = plan.case, tables.stocks(plan)
    used = [each for each in stocks if _use(case, each.name)]
    page = add_sheet(
        book,
        "Stock",
        "Stock of the plan at the end of each period",
        f"{clean(case.unit)}; cover: days of the next {step(case)}'s demand in stock.",
    )
    cover = [_cover(case, each) for each in used]
    rows = [
        [period, *(each.volumes[t] for each in stocks), *(days[t] for days in cover)]
        for t, period in enumerate(case.periods)
    ]
    volumes = [volume for each in stocks for volume in each.volumes]
    columns = [
        Column("period"),
        *(Column(f"{each.name}, {case.unit}", amount(volumes)) for each in stocks),
        *(Column(f"{each.name}, cover, days", "#,##0") for each in used),
    ]
    write_table(page, columns, rows)
    finish(page, keys=1)
    held = [place for place, each in enumerate(stocks) if each.total > tables.NOTHING]
    if held:
        chart = _stock_chart(page, plan, held[:MOST_LINES])
        cell = f"{get_column_letter(len(columns) + 2)}{HEADER}"
        drawing.place(page, chart, cell, "Lines: stock at the end of each period.")


def _use(case: Case, item: str) -> list[float]:
    """Return an item's demand in each period, or nothing if nobody needs it."""
    volumes = [each.volume for each in case.demands.values() if each.item == item]
    return [sum(each) for each in zip(*volumes, strict=True)]


def _cover(case: Case, row: tables.Row) -> list[float | None]:
    use, days = _use(case, row.name), DAYS[case.periods_per_year]
    following = [*use[1:], use[-1]]
    return [
        days * held / need if need else None
        for held, need in zip(row.volumes, following, strict=True)
    ]


def _stock_chart(page: Worksheet, plan: Plan, places: Sequence[int]) -> LineChart:
    rows = (HEADER + 1, HEADER + len(plan.case.periods))
    chart = drawing.lines(page, [2 + place for place in places], rows, names=1)
    drawing.dress(chart, "Stock at the end of each period", "#,##0")
    drawing.axis_title(chart.y_axis, plan.case.unit)
    chart.y_axis.scaling.min = 0
    return chart
