"""The sheet of what a plan was made from, for the planning of the next period."""

from math import inf
from typing import Any

from planner.plan import Plan
from planner.report.excel.layout import HEADER, Column, add_sheet, finish, write_table
from planner.workbook.inputs import HEADS, SHEET, UNLIMITED, inputs_of

FULL = "General"
"""Number format of figures that are kept whole."""


def add_inputs(book: Any, plan: Plan) -> None:
    """Append the sheet of inputs, for reading back rather than for reading."""
    page = add_sheet(
        book,
        SHEET,
        "What the plan was made from",
        "For planner replan, which says what has changed since. Defaults are left out.",
    )
    columns = [*(Column(each) for each in HEADS[:3]), Column(HEADS[3], FULL)]
    columns += [Column(period, FULL) for period in plan.case.periods]
    rows = [
        [
            *key,
            _cell(entry.value),
            *(_cell(entry.volumes.get(period)) for period in plan.case.periods),
        ]
        for key, entry in inputs_of(plan.case).items()
    ]
    write_table(page, columns, rows)
    finish(page, keys=3, filtered=f"A{HEADER}:D{HEADER + len(rows)}")


def _cell(value: object) -> object:
    return UNLIMITED if value == inf else value
