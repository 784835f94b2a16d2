"""The sheets of a buyer's own volumes beside the cheapest plan."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from planner.price import Change, Priced
from planner.report import words
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
from planner.report.excel.page import Page
from planner.report.priced_told import (
    ALIKE,
    beside,
    figure_rows,
    limit_words,
    said,
    statements,
)
from planner.report.priced_told import (
    SHARE as IS_SHARE,
)
from planner.workbook import look

WIDTHS = (34, 20, 20, 20, 14, 14)
SHORT_HASH = 16
MOST_LINES = 12
"""Reasons and rules on the first sheet; all of them are on their own."""


def add_beside(book: Any, found: Priced) -> None:
    """Append the sheet of figures, a column for each plan."""
    page = add_sheet(
        book,
        "Side by side",
        _title(found),
        "Expected and discounted. Yours: the volumes as given, responses decided anew.",
    )
    plans = beside(found)
    rows = [
        [_with_unit(label, kind, found), *values]
        for label, kind, values in figure_rows(found)
    ]
    columns = [
        Column("figure", widest=44),
        *(Column(name, "General") for name, _ in plans),
    ]
    write_table(page, columns, rows)
    for line, (_, kind, values) in enumerate(figure_rows(found), start=HEADER + 1):
        form = SHARE if kind == IS_SHARE else amount(values)
        for place in range(2, len(plans) + 2):
            page.cell(line, place).number_format = form
    finish(page, keys=1)


def _with_unit(label: str, kind: str, found: Priced) -> str:
    unit = {"money": found.case.currency, "units": found.case.unit}.get(kind)
    return f"{label}, {unit}" if unit else label


def _title(found: Priced) -> str:
    return words.clean(f"Your volumes in {found.edited.source}, policy {found.policy}")


def add_volumes(book: Any, found: Priced) -> None:
    """Append the sheet of every delivery of every plan shown, yours as written."""
    case = found.case
    page = add_sheet(
        book,
        "Volumes",
        "What each schedule takes, period by period",
        f"{words.clean(case.unit)}; commitments included. as written: the cells you edited.",
    )
    rows: list[list[object]] = []
    for name, offer in case.offers.items():
        lines = [
            ("as written", list(found.edited.volumes[name])),
            *(
                (which, plan.outlook.planned(name).tolist())
                for which, plan in beside(found)
            ),
        ]
        if any(any(volumes) for _, volumes in lines):
            rows += [
                [name, offer.labels["country"], which, *volumes]
                for which, volumes in lines
            ]
    form = amount([x for row in rows for x in row[3:] if isinstance(x, float)])
    columns = [Column(each) for each in ("offer", "country", "schedule")]
    columns += [Column(each, form) for each in case.periods]
    write_table(page, columns, rows)
    finish(page, keys=3)


def add_impossible(book: Any, found: Priced) -> None:
    """Append the sheet of every reason why the volumes are impossible."""
    page = add_sheet(
        book,
        "Impossible",
        "Why the volumes are impossible"
        if found.breaches
        else "The volumes are possible",
        "Every cell that cannot be, and what it would have to keep.",
    )
    columns = [
        Column("cells", widest=30),
        Column("term"),
        Column("what", widest=60),
        Column("why", widest=80),
    ]
    rows = [
        [", ".join(each.places), each.kind, each.what, each.why]
        for each in found.breaches
    ]
    write_table(page, columns, rows)
    finish(page, keys=1)


def add_rules(book: Any, found: Priced) -> None:
    """Append the sheet of rules that are broken, bucket by bucket."""
    whose = "your volumes" if found.own is not None else "the nearest possible plan"
    page = add_sheet(
        book,
        "Rules",
        f"Rules of {words.clean(found.policy)} that {whose} break",
        "Actual: as near as any responses to these volumes come. Empty: none is broken.",
    )
    rows = [
        [each.rule, each.sentence, each.bucket, *limit_words(each, found)]
        for each in found.broken
    ]
    columns = [
        Column("rule"),
        Column("in words", widest=80),
        Column("where", widest=40),
        Column("limit"),
        Column("actual"),
    ]
    write_table(page, columns, rows)
    finish(page, keys=1)


def add_changes(book: Any, found: Priced) -> None:
    """Append the sheets of what the nearest plan changes, and of what was edited."""
    page = add_sheet(
        book,
        "Changes",
        "What the nearest plan that keeps the policy changes in yours",
        f"{words.clean(found.case.unit)}; least total change, {ALIKE}.",
    )
    write_moves(page, found.changes, ("yours", "nearest"))
    page = add_sheet(
        book,
        "Edits",
        "What you changed in the plan as it was written",
        f"{words.clean(found.case.unit)}.",
    )
    write_moves(page, found.edits, ("was", "yours"))


def write_moves(page: Any, changes: Sequence[Change], names: tuple[str, str]) -> None:
    """Write a table of volumes that differ between two schedules."""
    form = amount([x for each in changes for x in (each.before, each.after)])
    columns = [
        *(Column(each) for each in ("cell", "offer", "period")),
        *(Column(each, form) for each in (*names, "moved")),
    ]
    rows = [
        [each.place, each.offer, each.period, each.before, each.after, each.moved]
        for each in changes
    ]
    write_table(page, columns, rows)
    finish(page, keys=1)


def _add_run(book: Any, found: Priced) -> None:
    plans = [(name, str(plan.status), plan, "") for name, plan in beside(found)]
    add_run(book, found.case, "plan", plans)


def add_summary(book: Any, found: Priced) -> None:
    """Put the page in front: the verdict, reasons, rules and figures."""
    page, case = Page(book.create_sheet("Summary", 0), WIDTHS), found.case
    page.line(case.name, 26, colour=look.NAVY, size=18, bold=True)
    page.line(f"{_title(found)} · {words.horizon(case)}", colour=look.DIM)
    page.heading("What follows")
    for each in statements(found):
        page.line(each)
    if found.breaches:
        page.heading("Why the volumes are impossible")
        for breach in found.breaches[:MOST_LINES]:
            page.line(str(breach))
        _more(page, len(found.breaches), "Impossible")
    if found.broken:
        page.heading("Rules that are broken")
        for rule in found.broken[:MOST_LINES]:
            limit, actual = limit_words(rule, found)
            page.line(f"{rule.rule} · {rule.bucket}: {actual}, the limit is {limit}.")
        _more(page, len(found.broken), "Rules")
    page.heading("Side by side")
    names = [name for name, _ in beside(found)]
    page.cells(["", *names], right=range(1, len(names) + 1), bold=True)
    for label, kind, values in figure_rows(found):
        places = words.decimals(values)
        shown = [said(value, kind, places) for value in values]
        page.cells(
            [_with_unit(label, kind, found), *shown], right=range(1, len(names) + 1)
        )
    page.heading("How sure this is")
    page.line("Every plan was audited and its cost recomputed.")
    name = PurePath(case.source).name or words.ABSENT
    page.line(
        f"Workbook {name}, SHA-256 {case.digest[:SHORT_HASH]}…; all of it: sheet Run."
    )
    page.line(f"Made with {words.versions(found.best)}.")
    page.finish()


def _more(page: Page, count: int, sheet: str) -> None:
    if count > MOST_LINES:
        page.line(f"And {count - MOST_LINES} more: sheet {sheet}.", colour=look.DIM)


SHEETS = (
    add_beside,
    add_volumes,
    add_impossible,
    add_rules,
    add_changes,
    _add_run,
    add_summary,
)
"""In the order in which they are written; the summary goes in front."""
