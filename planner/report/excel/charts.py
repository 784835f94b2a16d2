"""Sheets with a chart: shares by country and stock, period by period."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from models.case import Case
from planner.plan import Plan
from planner.report import tables
from planner.report.colours import OTHER, OTHERS, grouped, of_countries, of_series
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
WIDE, HIGH = 20.0, 9.0
"""Centimetres."""
ROWS_HIGH = 19
"""Rows a chart covers, with a blank one."""
DAYS = {12: 30, 4: 90, 1: 360}
"""Days in a period."""
DASHES = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash", "lgDashDot")
"""So that lines can be told apart in black and white."""


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
    cells = _shares_by_place(plan, countries)
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
        page.add_chart(chart, f"{anchor}{HEADER + place * ROWS_HIGH}")


def first_chart(page: Worksheet, plan: Plan) -> BarChart:
    """Return the first mineral's chart again, for another sheet."""
    return _shares_chart(page, plan, 0)


def _shares_by_place(
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
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = (
        "col",
        "percentStacked",
        100,
        40,
    )
    for number, country in enumerate(countries, start=3):
        chart.add_data(
            Reference(page, min_col=number, min_row=first, max_row=last),
            titles_from_data=False,
        )
        series = chart.series[-1]
        series.tx = _title_of(page, number)
        series.graphicalProperties = GraphicalProperties(
            solidFill=colours.get(country, OTHER)
        )
        series.graphicalProperties.line.solidFill = "FFFFFF"
        series.invertIfNegative = False
    chart.set_categories(Reference(page, min_col=2, min_row=first, max_row=last))
    _dress(chart, f"{clean(mineral)}, share by country", "0%")
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
        page.add_chart(chart, f"{get_column_letter(len(columns) + 2)}{HEADER}")


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
    last = HEADER + len(plan.case.periods)
    chart = LineChart()
    for line, place in enumerate(places):
        values = Reference(page, min_col=2 + place, min_row=HEADER + 1, max_row=last)
        chart.add_data(values, titles_from_data=False)
        series = chart.series[-1]
        series.tx, series.smooth = _title_of(page, 2 + place), False
        series.graphicalProperties = GraphicalProperties()
        series.graphicalProperties.line.solidFill = of_series(line)
        series.graphicalProperties.line.dashStyle = DASHES[line]
        series.graphicalProperties.line.width = 28_000
        series.marker.symbol = "circle" if len(plan.case.periods) == 1 else "none"
    chart.set_categories(Reference(page, min_col=1, min_row=HEADER + 1, max_row=last))
    _dress(chart, "Stock at the end of each period", "#,##0")
    chart.y_axis.title = clean(plan.case.unit)
    chart.y_axis.scaling.min = 0
    return chart


def _title_of(page: Worksheet, column: int) -> SeriesLabel:
    """Return a series' name: its header, by reference, so that text stays text."""
    cell = f"${get_column_letter(column)}${HEADER}"
    return SeriesLabel(strRef=StrRef(f"{quote_sheetname(page.title)}!{cell}"))


def _dress(chart: Any, title: str, form: str) -> None:
    """Give a chart its title, size, legend and axes; Excel hides axes unless told."""
    chart.title = title
    chart.title.overlay = False
    chart.width, chart.height = WIDE, HIGH
    chart.legend.position, chart.legend.overlay = "b", False
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.number_format = "@"
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.number_format = form
    chart.y_axis.majorGridlines.spPr = GraphicalProperties()
    chart.y_axis.majorGridlines.spPr.line.solidFill = "D9D9D9"
