"""Sheets of a comparison with a row for every policy or rule: what each costs."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planner.compare import Comparison, Outcome
from planner.report import words
from planner.report.colours import OTHER, PALETTE
from planner.report.excel import drawing
from planner.report.excel.layout import (
    HEADER,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.report.excel.side_by_side import (
    FIGURES,
    chart_names,
    figures_of,
    form_of,
    header_of,
    mark,
    remarks,
)
from planner.report.tables import each_row

COSTS = "Costs"
FIRST_FIGURE = 3
FIRST_LINE = FIRST_FIGURE + len(FIGURES) + 2
NAME_IN_CHARTS = FIRST_LINE + len(words.LINES)
"""Columns of the Costs sheet."""
MOST_BARS = 30
HIDDEN = 255
"""So wide that no hidden name makes its row higher."""
ROUNDING = 6
"""Decimals of what a rule costs that count."""
NEVER = words.ABSENT
"""In place of months of cover that never end: infinity is no number."""


def add_costs(book: Any, comparison: Comparison) -> None:
    """Append the sheet of every policy's figures and cost lines, plan or none."""
    page = add_sheet(
        book,
        COSTS,
        f"What each policy costs and risks, {words.clean(comparison.case.currency)}",
        "Expected and discounted. Premium: over the cheapest plan. Exposure: the share "
        "that curbs are expected to hold back. HHI: 10,000 is one source for all.",
    )
    columns, rows = _cost_columns(comparison), _cost_rows(comparison)
    write_table(page, columns, rows)
    last = f"{get_column_letter(len(columns))}{HEADER + len(rows)}"
    finish(page, keys=1, across=2, filtered=f"A{HEADER}:{last}")
    page.column_dimensions[get_column_letter(NAME_IN_CHARTS)].hidden = True
    if comparison.solved:
        shown = "Stacked bars: the expected cost of each policy, line by line."
        cell = f"B{HEADER + len(rows) + 2}"
        drawing.place(page, _lines_chart(page, comparison), cell, shown)


def _cost_columns(comparison: Comparison) -> list[Column]:
    money = amount([plan.expected_cost for _, plan in comparison.solved])
    return [
        Column("policy"),
        Column("status"),
        *(
            Column(header_of(key, comparison.case), form_of(key, comparison))
            for key in FIGURES
        ),
        Column("tie, dominated", widest=30),
        Column("why there is no plan, remarks", widest=60),
        *(Column(line, money) for line in words.LINES.values()),
        Column("name in charts", widest=HIDDEN),
    ]


def _cost_rows(comparison: Comparison) -> list[list[object]]:
    figures, names = figures_of(comparison), chart_names(comparison)
    return [
        [
            each.policy,
            each.status,
            *(figures.get(each.policy, {}).get(key) for key in FIGURES),
            mark(comparison, each),
            remarks(each),
            *_lines(each),
            names.get(each.policy, each.policy),
        ]
        for each in comparison.outcomes
    ]


def _lines(outcome: Outcome) -> list[float | None]:
    if outcome.plan is None:
        return [None] * len(words.LINES)
    return [float(outcome.plan.cost[line]) for line in words.LINES]


def _lines_chart(page: Worksheet, comparison: Comparison) -> Any:
    used = [
        place
        for place, line in enumerate(words.LINES)
        if any(plan.cost[line] for _, plan in comparison.solved)
    ]
    shades = [*PALETTE, *[OTHER] * len(used)]
    colours = {FIRST_LINE + each: shades[n] for n, each in enumerate(used)}
    rows = (HEADER + 1, HEADER + len(comparison.outcomes))
    chart = drawing.bars(page, colours, rows, names=1)
    chart.grouping, chart.overlap = "stacked", 100
    drawing.dress(chart, "Expected cost by line", "")
    costs = [plan.expected_cost for plan in comparison.plans]
    drawing.count_money(chart.y_axis, comparison.case.currency, costs)
    chart.width = 30
    drawing.lay_down(chart, len(comparison.outcomes))
    return chart


def add_ledger(book: Any, comparison: Comparison) -> None:
    """Append the sheet of what each rule costs and buys, with a bar for each."""
    case, found = comparison.case, comparison.ledger
    page = add_sheet(
        book,
        "Ledger",
        "What each rule costs and what it saves",
        "Against the same policy without that rule. Shortage saved is expected. A tie: "
        "the difference is within the gaps of the two plans.",
    )
    names = ("cost", "cvar", "shortage")
    money = amount([each for each in found["cost"] if isfinite(each)])
    units = amount([each for each in found["shortage"] if isfinite(each)])
    columns = [
        Column("policy"),
        Column("rule", widest=50),
        Column(f"costs, {case.currency}", money),
        Column(f"adds to CVaR, {case.currency}", money),
        Column(f"saves shortage, {case.unit}", units),
        Column("slack", "#,##0.0000"),
        Column("binds"),
        Column("tie"),
        Column("without it"),
        Column("name in the chart", widest=HIDDEN),
    ]
    rows = [
        [
            policy,
            rule,
            *(round(each, ROUNDING) for each in numbers),
            "binds" if binds else "",
            "tie" if tie else "",
        ]
        + [status, f"{policy}: {rule}"]
        for policy, rule, *numbers, binds, tie, status in each_row(
            found, "policy", "rule", *names, "slack", "binds", "tie", "status"
        )
    ]
    write_table(page, columns, rows)
    finish(page, keys=2, filtered=f"A{HEADER}:J{HEADER + max(len(rows), 1)}")
    page.column_dimensions["J"].hidden = True
    if rows:
        shown = "Bars: how much more each policy costs with each of its rules."
        cell = f"A{HEADER + len(rows) + 2}"
        drawing.place(page, _rule_bars(page, rows, case.currency), cell, shown)


def _rule_bars(page: Worksheet, rows: Sequence[Sequence[Any]], currency: str) -> Any:
    shown = min(len(rows), MOST_BARS)
    span = (HEADER + 1, HEADER + shown)
    chart: Any = drawing.bars(page, {3: PALETTE[0]}, span, names=10)
    title = "What each rule costs"
    if shown < len(rows):
        title += f": the first {shown} of {len(rows)}"
    drawing.dress(chart, title, "")
    drawing.count_money(chart.y_axis, currency, [row[2] for row in rows])
    chart.type, chart.legend, chart.y_axis.crosses = "bar", None, "max"
    chart.x_axis.scaling.orientation, chart.x_axis.tickLblSkip = "maxMin", 1
    chart.width = 26
    chart.height = drawing.FRAME_HIGH + drawing.BAR_HIGH * shown
    return chart


def add_regret(book: Any, comparison: Comparison) -> None:
    """Append the sheet of what each policy costs over the best in a scenario."""
    case, found = comparison.case, comparison.regret
    page = add_sheet(
        book,
        "Regret",
        f"Regret of each policy, {words.clean(case.currency)}",
        "Cost above the policy that is best in a scenario, signing and orders included.",
    )
    columns = [
        Column("policy"),
        Column(f"worst regret, {case.currency}", amount(list(found["worst"]))),
        Column("in scenario"),
        Column(f"mean regret, {case.currency}", amount(list(found["mean"]))),
    ]
    rows = [list(row) for row in each_row(found, *REGRETS)]
    write_table(page, columns, rows)
    finish(page, keys=1, filtered=f"A{HEADER}:D{HEADER + max(len(rows), 1)}")
    if rows:
        span = (HEADER + 1, HEADER + len(rows))
        chart = drawing.bars(page, {2: PALETTE[1], 4: PALETTE[0]}, span, names=1)
        drawing.dress(chart, "Worst and mean regret", "")
        drawing.count_money(chart.y_axis, case.currency, found["worst"])
        drawing.lay_down(chart, len(rows))
        shown = "Bars: the worst and the mean regret of each policy."
        drawing.place(page, chart, f"F{HEADER}", shown)


REGRETS = ("policy", "worst", "scenario", "mean")


def add_cover(book: Any, comparison: Comparison) -> None:
    """Append the sheet of how long all demand is served once a country stops."""
    months = {
        (policy, country): found
        for policy, country, found in each_row(comparison.cover, *COVERS)
    }
    countries = list(dict.fromkeys(country for _, country in months))
    page = add_sheet(
        book,
        "Cover",
        "Months for which all demand is served if a country stops",
        "At the worst moment, with what is in stock and what others can still deliver. "
        f"{NEVER} means never short before the horizon ends; blank means not known.",
    )
    columns = [Column("policy"), *(Column(each, "#,##0") for each in countries)]
    rows = [
        [each.policy, *(_months(months.get((each.policy, c))) for c in countries)]
        for each in comparison.outcomes
    ]
    write_table(page, columns, rows)
    last = f"{get_column_letter(len(columns))}{HEADER + len(rows)}"
    finish(page, keys=1, filtered=f"A{HEADER}:{last}")
    for row in page.iter_rows(
        min_row=HEADER + 1, min_col=2, max_row=HEADER + len(rows)
    ):
        for cell in row:
            cell.alignment = Alignment(horizontal="right", vertical="top")


COVERS = ("policy", "country", "months")


def _months(months: float | None) -> float | str | None:
    return months if months is None or isfinite(months) else NEVER
