"""Sheets of a comparison about where the plans' deliveries come from, and stock."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planner.compare import Comparison
from planner.plan import Plan
from planner.report import tables, words
from planner.report.colours import OTHER, OTHERS, grouped, of_countries
from planner.report.excel import drawing
from planner.report.excel.charts import MOST_LINES, shares_by_place
from planner.report.excel.layout import (
    HEADER,
    SHARE,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)

MOST_CHARTS = 60
CHARTS_BESIDE = 2
BESIDE = 11
"""Columns of usual width that a chart covers, with a blank one."""
KEYS = ("mineral", "policy", "period")
NOTE = "By content of the mineral, {}. Of the plan, the no-curb path; commitments included."


def add_shares(book: Any, comparison: Comparison) -> None:
    """Append each country's share over the horizon, all policies in one chart."""
    page = add_sheet(
        book,
        "Shares",
        "Whom each policy depends on: share of each country over the horizon",
        NOTE.format(words.clean(comparison.case.unit)),
    )
    minerals, policies = _minerals(comparison), len(comparison.solved)
    rows = [
        [mineral, plan.policy, *_row(comparison, _totals(comparison, plan), mineral)]
        for mineral in minerals
        for plan in comparison.plans
    ]
    _write_shares(page, comparison, rows, keys=2)
    row = HEADER + len(rows) + 2
    for place, mineral in enumerate(minerals[:MOST_CHARTS]):
        first = HEADER + 1 + place * policies
        chart = _chart(page, comparison, (first, first + policies - 1), keys=2)
        drawing.dress(chart, f"{mineral}, share by country over the horizon", "0%")
        chart.width = 26
        drawing.lay_down(chart, policies)
        shown = f"Stacked bars: share of each country in {mineral}, policy by policy."
        drawing.place(page, chart, f"A{row}", shown)
        row += ceil(drawing.ROWS_HIGH * chart.height / drawing.HIGH)


def add_periods(book: Any, comparison: Comparison) -> None:
    """Append each country's share in each period, a chart for each policy."""
    case = comparison.case
    page = add_sheet(
        book,
        "Shares by period",
        "Share of each country in the plan's deliveries, period by period",
        NOTE.format(words.clean(case.unit)),
    )
    groups = [(m, plan) for m in _minerals(comparison) for plan in comparison.plans]
    rows = [
        [mineral, plan.policy, period, *_row(comparison, found, mineral, period)]
        for mineral, plan in groups
        for found in [shares_by_place(plan, _countries(comparison)[0])]
        for period in case.periods
    ]
    wide = _write_shares(page, comparison, rows, keys=3)
    for place, (mineral, plan) in enumerate(groups[:MOST_CHARTS]):
        first = HEADER + 1 + place * len(case.periods)
        span = (first, first + len(case.periods) - 1)
        chart = _chart(page, comparison, span, keys=3)
        drawing.dress(chart, f"{plan.policy}: {mineral}, share by country", "0%")
        down, along = divmod(place, CHARTS_BESIDE)
        column = get_column_letter(wide + 2 + along * BESIDE)
        shown = f"Stacked bars: share of each country in {mineral} under {plan.policy}."
        cell = f"{column}{HEADER + down * drawing.ROWS_HIGH}"
        drawing.place(page, chart, cell, shown)


def _minerals(comparison: Comparison) -> list[str]:
    found = (each for plan in comparison.plans for each in plan.dependence["mineral"])
    return list(dict.fromkeys(found))


def _countries(comparison: Comparison) -> tuple[list[str], list[str]]:
    """Return the countries with a colour and the others as one, and those others."""
    every = [each for plan in comparison.plans for each in plan.dependence["country"]]
    own = grouped(every, comparison.case)
    return own, sorted({*every} - {*own}) if OTHERS in own else []


def _totals(comparison: Comparison, plan: Plan) -> dict[tuple[Any, Any, str], float]:
    """Return shares over the horizon as ``shares_by_place`` does, of period ''."""
    own = _countries(comparison)[0]
    found: dict[tuple[Any, Any, str], float] = {}
    columns = ("mineral", "country", "volume", "share")
    for mineral, country, volume, share in tables.each_row(plan.dependence, *columns):
        named = {country, OTHERS} if country not in own else {country}
        for name, more in [("", volume), *((each, share) for each in named)]:
            key = (mineral, "", name)
            found[key] = found.get(key, 0.0) + more
    return found


def _row(
    comparison: Comparison,
    found: dict[tuple[Any, Any, str], float],
    mineral: str,
    period: str = "",
) -> list[float]:
    own, lone = _countries(comparison)
    return [found.get((mineral, period, name), 0.0) for name in (*own, "", *lone)]


def _write_shares(
    page: Worksheet, comparison: Comparison, rows: Sequence[Sequence[Any]], keys: int
) -> int:
    """Write the table, and return how many columns it has."""
    own, lone = _countries(comparison)
    total = keys + len(own)
    columns = [
        *(Column(each) for each in KEYS[:keys]),
        *(Column(each, SHARE) for each in own),
        Column(f"total, {comparison.case.unit}", amount([row[total] for row in rows])),
        *(Column(each, SHARE) for each in lone),
    ]
    write_table(page, columns, rows)
    last = f"{get_column_letter(len(columns))}{HEADER + max(len(rows), 1)}"
    finish(page, keys=keys, filtered=f"A{HEADER}:{last}")
    return len(columns)


def _chart(
    page: Worksheet, comparison: Comparison, rows: tuple[int, int], keys: int
) -> BarChart:
    colours = of_countries(comparison.case)
    shades = {
        number: colours.get(country, OTHER)
        for number, country in enumerate(_countries(comparison)[0], start=keys + 1)
    }
    chart = drawing.shares(page, shades, rows, names=keys)
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    return chart


def add_stock(book: Any, comparison: Comparison) -> None:
    """Append each item's stock over time, a line for each policy."""
    case, plans = comparison.case, comparison.plans
    page = add_sheet(
        book,
        "Stock",
        "Stock of each plan at the end of each period",
        f"{words.clean(case.unit)}. Of the plan, the no-curb path.{_left_out(plans)}",
    )
    held = [{each.name: each.volumes for each in tables.stocks(p)} for p in plans]
    items = [name for name in case.items if any(sum(each[name]) for each in held)]
    rows: list[list[Any]] = [
        [name, period, *(each[name][t] for each in held)]
        for name in items
        for t, period in enumerate(case.periods)
    ]
    form = amount([volume for row in rows for volume in row[2:]])
    columns = [Column("item"), Column("period")]
    columns += [Column(plan.policy, form) for plan in plans]
    write_table(page, columns, rows)
    last = f"{get_column_letter(len(columns))}{HEADER + max(len(rows), 1)}"
    finish(page, keys=2, filtered=f"A{HEADER}:{last}")
    for place, name in enumerate(items[:MOST_CHARTS]):
        first = HEADER + 1 + place * len(case.periods)
        chart = _stock_chart(page, comparison, (first, first + len(case.periods) - 1))
        drawing.dress(chart, f"Stock of {name}, {case.unit}", "#,##0")
        chart.y_axis.scaling.min, chart.width = 0, 26
        cell = (
            f"{get_column_letter(len(columns) + 2)}{HEADER + place * drawing.ROWS_HIGH}"
        )
        shown = f"Lines: stock of {name} at the end of each period, policy by policy."
        drawing.place(page, chart, cell, shown)


def _left_out(plans: Sequence[Plan]) -> str:
    if len(plans) <= MOST_LINES:
        return ""
    return f" The charts show {MOST_LINES} policies, those that none dominates first."


def _stock_chart(page: Worksheet, comparison: Comparison, rows: tuple[int, int]) -> Any:
    """Draw as many policies as can be told apart, those that none dominates first."""
    names = [plan.policy for plan in comparison.plans]
    ranked = sorted(names, key=lambda name: name not in comparison.frontier)
    shown = [3 + names.index(name) for name in ranked[:MOST_LINES]]
    return drawing.lines(page, sorted(shown), rows, names=2)
