"""The sheets of the plan workbook that are tables."""

import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from models.rules import Measure
from planner.plan import Plan
from planner.report import tables, words
from planner.report.contracts import contracts_of
from planner.report.excel.layout import (
    CHANCE,
    HEADER,
    SHARE,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.workbook import look, plan_book

PERIODS_A_PAGE = 14
KEYS = 2
"""Columns that stay in view beside the periods."""
DIGITS = 9
"""Decimals of a measure; the rest is rounding."""
FORMS = {"share": SHARE, "units": "#,##0.0", "money": "#,##0"}
TINTS = {tables.BINDS: "FFF2CC", tables.BROKEN: "F4B183", tables.REPORTED: "EDEDED"}
"""Ground of a rule's state."""


def add_plan(book: Any, plan: Plan) -> None:
    """Append the sheet of volumes, period by period."""
    case = plan.case
    page = add_sheet(
        book,
        plan_book.PLAN_SHEET,
        "Deliveries, output and unserved demand of the plan",
        f"{words.clean(case.unit)} per {words.step(case)}. The plan is the no-curb path; "
        "deliveries include what is already ordered.",
    )
    rows = [
        [row.kind, row.name, row.source, row.country, row.item, first, row.total]
        + list(row.volumes)
        for row, first in _plan_rows(plan)
    ]
    form = amount([volume for row, _ in _plan_rows(plan) for volume in row.volumes])
    columns = [
        Column("what"),
        Column("name"),
        Column("supplier"),
        Column("country"),
        Column("item"),
        Column("first order in"),
        Column(f"total, {case.unit}", form),
        *(Column(period, form) for period in case.periods),
    ]
    write_table(page, columns, rows)
    _embolden_totals(page, rows)
    last = f"{get_column_letter(len(columns))}{HEADER + max(len(rows), 1)}"
    across = -(-len(case.periods) // PERIODS_A_PAGE)
    finish(page, keys=KEYS, across=across, filtered=f"A{HEADER}:{last}")


def _plan_rows(plan: Plan) -> Iterator[tuple[tables.Row, str]]:
    """Yield each row and the period in which its first new units are ordered."""
    for each in contracts_of(plan):
        volumes = plan.outlook.planned(each.offer.name).tolist()
        yield tables.of_offer(each.kind, each.offer, volumes), each.order_in
    for row in (
        *tables.ordered(plan),
        *tables.totals(plan),
        *tables.outputs(plan),
        *tables.gaps(plan),
    ):
        yield row, ""


def _embolden_totals(page: Any, rows: Sequence[Sequence[object]]) -> None:
    for line, row in enumerate(rows, start=HEADER + 1):
        if row[0] == tables.TOTAL:
            for place in range(1, len(row) + 1):
                page.cell(line, place).font = look.font(bold=True)


def add_scenarios(book: Any, plan: Plan) -> None:
    """Append the sheet of what becomes of each scenario."""
    case, found = plan.case, tables.outcomes(plan)
    note = (
        f"{words.RESPONSES} With signing: also what signing, projects and orders cost."
    )
    page = add_sheet(book, "Scenarios", "What each scenario costs", note)
    money = amount([each.total for each in found])
    first = sum(plan.accounts.first.values())
    rows = [
        ["expected", 1.0, plan.expected_cost - first, plan.expected_cost]
        + [plan.expected_shortage, ""],
        *(
            [
                each.name,
                each.probability,
                each.cost,
                each.total,
                each.shortage,
                each.who,
            ]
            for each in found
        ),
    ]
    columns = [
        Column("scenario"),
        Column("probability", CHANCE),
        Column(f"cost, {case.currency}", money),
        Column(f"with signing, {case.currency}", money),
        Column(f"shortage, {case.unit}", amount([each.shortage for each in found])),
        Column(f"who goes short, {case.unit}", widest=60),
    ]
    write_table(page, columns, rows)
    for place in range(1, len(columns) + 1):
        page.cell(HEADER + 1, place).font = look.font(bold=True)
    finish(page, keys=1, filtered=f"A{HEADER}:F{HEADER + len(rows)}")


def add_costs(book: Any, plan: Plan) -> None:
    """Append the sheet of expected cost lines, and of what each delivery costs."""
    case, paid = plan.case, plan.deliveries
    page = add_sheet(
        book,
        "Costs",
        f"Expected cost, {words.clean(case.currency)}",
        "Left: expected over all scenarios, discounted to the first period. Right: each "
        "delivery of the plan at its landed price, not discounted.",
    )
    whole = plan.expected_cost or 1.0
    lines = [
        [words.EVERY_LINE[line], float(cost), cost / whole]
        for line, cost in plan.cost.items()
    ]
    lines.append(["Expected cost", plan.expected_cost, 1.0])
    money = amount([plan.expected_cost])
    write_table(
        page,
        [
            Column("line"),
            Column(f"expected, {case.currency}", money),
            Column("share", SHARE),
        ],
        lines,
    )
    for place in (1, 2, 3):
        page.cell(HEADER + len(lines), place).font = look.font(bold=True)
    columns = [
        Column("offer"),
        Column("country"),
        Column("item"),
        Column("order in"),
        Column("deliver in"),
        Column(f"volume, {case.unit}", amount(list(paid["volume"]))),
        Column(f"landed price, {case.currency}/{case.unit}", "#,##0.00"),
        Column(f"cost, {case.currency}", amount(list(paid["cost"]))),
    ]
    write_table(page, columns, list(_paid(plan)), left=5)
    finish(page)


def _paid(plan: Plan) -> Iterator[list[object]]:
    periods = plan.case.periods
    columns = ("offer", "country", "item", "period", "volume", "unit_cost", "cost")
    for name, *where, period, volume, price, cost in tables.each_row(
        plan.deliveries, *columns
    ):
        ordered = periods.index(period) - plan.case.offers[name].lead_time
        placed = periods[ordered] if ordered >= 0 else "already ordered"
        yield [name, *where, placed, period, volume, price, cost]


def add_rules(book: Any, plan: Plan) -> None:
    """Append the sheet of every rule, bucket by bucket."""
    page = add_sheet(
        book,
        "Rules",
        f"Rules of the policy {words.clean(plan.policy)}",
        "Slack: how far the plan may still go. Where nothing can be changed any more a "
        "rule is reported, not enforced.",
    )
    found = tables.rules(plan)
    rows: list[list[object]] = [
        [
            each.rule,
            each.sentence,
            each.measure.bucket,
            each.state,
            _counted(plan, each),
        ]
        + [round(float(number), DIGITS) for number in _figures(each.measure)]
        for each in found
    ] or [["none", "The policy has no rules.", *[""] * 6]]
    numeric = "#,##0.0"
    columns = [
        Column("rule"),
        Column("in words", widest=100),
        Column("where", widest=40),
        Column("state"),
        Column("counted in"),
        *(Column(each, numeric) for each in ("limit", "actual", "slack")),
    ]
    write_table(page, columns, rows)
    for line, each in enumerate(found, start=HEADER + 1):
        for place in (6, 7, 8):
            page.cell(line, place).number_format = FORMS.get(each.kind, numeric)
        if each.state in TINTS:
            page.cell(line, 4).fill = look.fill(TINTS[each.state])
    finish(page, keys=1, filtered=f"A{HEADER}:H{HEADER + len(rows)}")


def _figures(measure: Measure) -> tuple[float, float, float]:
    return measure.limit, measure.actual, measure.slack


def _counted(plan: Plan, each: tables.Standing) -> str:
    units = {"units": plan.case.unit, "money": plan.case.currency, "nothing": ""}
    return units.get(each.kind, str(each.kind))


def add_run(book: Any, plan: Plan) -> None:
    """Append the sheet of how the plan was made; the only one with times."""
    case = plan.case
    page = add_sheet(
        book, plan_book.RUN_SHEET, "How this plan was made", words.proof(plan)
    )
    write_table(page, [Column("what"), Column("value", widest=90)], list(_run(plan)))
    for line in range(HEADER + 1, page.max_row + 1):
        cell, what = page.cell(line, 2), str(page.cell(line, 1).value)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        if not isinstance(cell.value, str):
            cell.number_format = _form(what, case.currency)
    finish(page, keys=1)


def _form(what: str, currency: str) -> str:
    if "gap" in what or "probability" in what:
        return "0.00000%"
    if what.startswith("seconds ") or what.endswith(currency):
        return "#,##0.00"
    return "#,##0"


def _run(plan: Plan) -> Iterator[tuple[str, object]]:
    case, run = plan.case, plan.run
    yield "workbook", PurePath(case.source).name
    yield plan_book.HASH, case.digest
    yield plan_book.MADE_FOR, plan.policy
    yield "status", words.status(plan)
    yield f"minimised, {case.currency}", words.weighing(plan)
    yield f"objective, {case.currency}", plan.objective
    yield f"bound, {case.currency}", plan.bound
    yield "relative gap", plan.gap
    yield "gap at which to stop", run.gap
    yield "time limit, seconds", run.time_limit
    yield "method", str(run.method)
    yield "threads", run.threads
    yield "scenarios", len(case.scenarios)
    yield "probability left out", case.dropped_probability
    yield "planner", version("procurement-planner")
    yield run.solver, run.version
    yield "Pyomo", version("pyomo")
    yield "Python", sys.version.split()[0]
    yield "seconds to build the model", run.build_seconds
    yield "seconds to solve", run.seconds
    for phase, seconds in run.timings.items():
        yield f"seconds of the phase {phase}", seconds
    for note in run.notes:
        yield "note", note
    for warning in case.warnings:
        yield "warning", warning
