"""Pictures in the stress workbook: fans as lines, and losses as a coloured grid."""

from math import isfinite
from typing import Any

from openpyxl.formatting import rule
from openpyxl.utils import get_column_letter

from planner.report.excel import drawing
from planner.report.excel.layout import (
    HEADER,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.report.stressed_told import names
from planner.stress import Sample, Stress
from planner.stress.sample import ENDS

FANS = (
    ("cost", "Cost over time", "Added up from the first period"),
    ("shortage", "Shortage over time", "Unserved in the period"),
)
MOST_CHARTS = 6
WORST, BEST = "4B8EBF", "FFFFFF"
"""Colours of the least cover and of the longest."""
WIDE, YEAR = 34, 12


def add_periods(book: Any, found: Stress) -> None:
    """Append cost and shortage over time: what was promised, and what came."""
    periods = len(found.case.periods)
    for of, title, note in FANS:
        unit = found.case.currency if of == "cost" else found.case.unit
        page = add_sheet(
            book, title, title, f"{note}; the promise is the plan's own mean."
        )
        rows = [
            [each.plan.policy, *row] for each in found.samples for row in _fan(each, of)
        ]
        form = amount([x for row in rows for x in row[2:]])
        heads = [f"promised, {unit}", f"mean of the draws, {unit}"]
        heads += [f"{end} of draws no more, {unit}" for end in ENDS]
        columns = [Column("policy"), Column("period")]
        write_table(page, [*columns, *(Column(x, form) for x in heads)], rows)
        finish(page, keys=2)
        for place, sample in enumerate(found.samples[:MOST_CHARTS]):
            span = HEADER + 1 + place * periods, HEADER + (place + 1) * periods
            chart = drawing.lines(page, [3, 5, 7, 9], span, names=2)
            drawing.dress(chart, f"{title}: {sample.plan.policy}", "#,##0")
            drawing.axis_title(chart.y_axis, unit)
            cell = f"K{HEADER + place * drawing.ROWS_HIGH}"
            told = (
                f"Lines by period: promised, and 5%, 50% and 95% of the draws, {unit}."
            )
            drawing.place(page, chart, cell, told)


def _fan(sample: Sample, of: str) -> list[list[Any]]:
    rows = sample.fan[sample.fan["of"] == of]
    every: list[list[Any]] = rows.drop(columns="of").to_numpy(dtype=object).tolist()
    return every


def add_heat(book: Any, found: Stress) -> None:
    """Append the months of cover by source and start, the darker the shorter."""
    if not found.losses:
        return
    case = found.case
    page = add_sheet(
        book,
        "Cover by start",
        "Months of cover, by source lost for good and start of the loss",
        "The darker, the shorter; a blank cell is served to the end of the horizon.",
    )
    rows = [
        [
            losses.plan.policy,
            names(group),
            *(_months(losses.cover(group[0], t)) for t in range(len(case.periods))),
        ]
        for losses in found.losses
        for group in losses.groups
    ]
    form = amount([x for row in rows for x in row[2:] if isinstance(x, float)])
    plain = form.partition(";")[0]
    columns = [Column("policy"), Column("lost", widest=WIDE)]
    write_table(page, [*columns, *(Column(x, plain) for x in case.periods)], rows)
    last = f"{get_column_letter(2 + len(case.periods))}{HEADER + len(rows)}"
    ends = {"start_type": "num", "start_value": 0, "end_type": "num", "end_value": YEAR}
    untyped: Any = rule
    scale = untyped.ColorScaleRule(start_color=WORST, end_color=BEST, **ends)
    if rows:
        page.conditional_formatting.add(
            f"C{HEADER + 1}:{last}",
            scale,
        )
    finish(page, keys=2)


def _months(cover: float) -> float | None:
    return cover if isfinite(cover) else None
