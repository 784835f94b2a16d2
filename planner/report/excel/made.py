"""The Run sheet of several plans: what they were made from, how, and how well."""

import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any

from openpyxl.styles import Alignment

from models.case import Case
from planner.plan import Plan
from planner.report import words
from planner.report.excel.layout import (
    HEADER,
    TEXT,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)

BESIDE = 4
"""The column in which the plans begin, right of what they share."""


def add_run(
    book: Any,
    case: Case,
    name: str,
    plans: Sequence[tuple[object, str, Plan | None, str]],
    form: str = TEXT,
) -> None:
    """Append the sheet; ``plans`` are each one's key, status, plan and remarks.

    ``name`` is what the key is, ``form`` its number format.
    """
    page = add_sheet(
        book,
        "Run",
        "How these plans were made",
        "Left: what they share. Right: each plan; the only sheet with times.",
    )
    made = [plan for *_, plan, _ in plans if plan is not None]
    shared = list(_shared(case, made))
    write_table(page, [Column("what"), Column("value", widest=40)], shared)
    rows = [[key, status, *_own(plan), said] for key, status, plan, said in plans]
    write_table(
        page, [Column(name, form, widest=30), *_columns(case, made)], rows, left=BESIDE
    )
    for line, (what, value) in enumerate(shared, start=HEADER + 1):
        cell: Any = page.cell(line, 2)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        if not isinstance(value, str):
            cell.number_format = _form(what)
    finish(page, keys=1)


def _form(what: str) -> str:
    forms = {"discount rate a year": "0.00%", "probability left out": "0.00000%"}
    return forms.get(what, "#,##0")


def _shared(case: Case, made: Sequence[Plan]) -> Iterator[tuple[str, object]]:
    yield "workbook", PurePath(case.source).name
    yield "SHA-256 of the workbook", case.digest
    yield "horizon", words.horizon(case)
    yield "discount rate a year", case.discount_rate
    yield "scenarios", len(case.scenarios)
    yield "probability left out", case.dropped_probability
    yield "planner", version("procurement-planner")
    for solver in dict.fromkeys(f"{p.run.solver} {p.run.version}" for p in made):
        yield "solver", solver
    yield "Pyomo", version("pyomo")
    yield "Python", sys.version.split()[0]
    for warning in case.warnings:
        yield "warning", warning


def _columns(case: Case, made: Sequence[Plan]) -> list[Column]:
    money = amount([plan.objective for plan in made])
    return [
        Column("status"),
        Column("minimised", widest=30),
        Column(f"objective, {case.currency}", money),
        Column(f"bound, {case.currency}", money),
        Column("gap", "0.00000%"),
        Column("gap at which to stop", "0.00000%"),
        Column("time limit, seconds", "#,##0"),
        Column("threads", "#,##0"),
        Column("seconds to build", "#,##0.0"),
        Column("seconds to solve", "#,##0.0"),
        Column("remarks", widest=60),
    ]


def _own(plan: Plan | None) -> list[object]:
    if plan is None:
        return [None] * 9
    run = plan.run
    return [
        words.weighing(plan),
        *(plan.objective, plan.bound, plan.gap, run.gap, run.time_limit),
        *(run.threads, run.build_seconds, run.seconds),
    ]
