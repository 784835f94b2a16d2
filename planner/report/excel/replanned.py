"""The sheets of a plan workbook that continues another plan, a plan's own first."""

from typing import Any

from planner.replan import Replanned
from planner.report import words
from planner.report.excel import plan
from planner.report.excel.layout import Column, add_sheet, amount, finish, write_table
from planner.report.replanned_told import statements, why


def add_changes(book: Any, found: Replanned) -> None:
    """Append the sheets of what changes and of what in the workbook has changed."""
    unit = words.clean(found.case.unit)
    page = add_sheet(
        book,
        "Changes",
        f"What changes from {found.start.label} on, and why",
        f"{unit}. Old: {words.clean(found.start.former.source)}. ordered already: it can "
        "no longer be changed.",
    )
    rows: list[list[object]] = [
        [each.offer, each.period, each.before, each.after, each.moved, why(each.why)]
        for each in found.moves
    ]
    rows += [
        [each.offer, each.period, each.volume, each.volume, 0.0, "ordered already"]
        for each in found.standing
    ]
    form = amount([x for each in found.moves for x in (each.before, each.after)])
    columns = [
        *(Column(each) for each in ("offer", "period")),
        *(Column(each, form) for each in ("old", "new", "moved")),
        Column("why", widest=80),
    ]
    write_table(page, columns, rows)
    finish(page, keys=2)
    _add_causes(book, found)


def _add_causes(book: Any, found: Replanned) -> None:
    page = add_sheet(
        book,
        "Causes",
        "What has happened, and what in the workbook is another",
        "moved: units that would not have moved without it, by a plan made without it; "
        "blank: not tried.",
    )
    rows: list[list[object]] = [
        [each.place, each.label, each.moved] for each in found.causes
    ]
    rows += [["", each, None] for each in statements(found)]
    form = amount([each.moved or 0.0 for each in found.causes])
    columns = [
        Column("cell"),
        Column("what", widest=100),
        Column(f"moved, {words.clean(found.case.unit)}", form),
    ]
    write_table(page, columns, rows)
    finish(page, keys=1)


def _add_plan(book: Any, found: Replanned) -> None:
    for add in plan.SHEETS:
        add(book, found.plan)


SHEETS = (_add_plan, add_changes)
