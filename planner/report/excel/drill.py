"""The sheets of the drill workbook: the playbook, what follows, stock and costs."""

from typing import Any

from planner.drill import Drill
from planner.report import words
from planner.report.drilled_told import COLUMNS, items_moved, name_of, rows, statements
from planner.report.excel.layout import (
    SHARE,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.report.excel.made import add_run

ITEMS = 6
"""Items whose stock is shown beside the plan's."""


def add_playbook(book: Any, found: Drill) -> None:
    """Append what is done in each period, a row a period, to be printed."""
    note = f"Policy {found.plan.policy}; against the plan without the curb."
    page = add_sheet(book, "Playbook", f"Playbook: {name_of(found)}", note)
    every = rows(found)
    cost = f"costs more, {found.case.currency}"
    columns = [
        Column("period"),
        *(Column(name, widest=34) for name in COLUMNS),
        Column(cost, amount([more for *_, more in every])),
    ]
    write_table(
        page,
        columns,
        [[period, *done.values(), more] for period, done, more in every],
    )
    finish(page, keys=1)


def add_findings(book: Any, found: Drill) -> None:
    """Append what follows, in sentences."""
    page = add_sheet(book, "What follows", name_of(found), "In sentences.")
    said = [f"{words.curb_words(found.curb, found.case)}.", *statements(found)]
    write_table(page, [Column("finding", widest=105)], [[each] for each in said])
    finish(page)


def add_steps(book: Any, found: Drill) -> None:
    """Append every step in a row of its own."""
    note = "An order stands in the period in which it is placed."
    page = add_sheet(book, "Steps", "Step by step", note)
    table = found.table
    form = amount(table["volume"].tolist())
    columns = [
        Column("period"),
        Column("do"),
        Column("what"),
        Column(f"change, {found.case.unit}", form),
        Column(f"planned, {found.case.unit}", form),
        Column(f"with the curb, {found.case.unit}", form),
        Column("arrives"),
        Column("share of demand", SHARE),
    ]
    write_table(page, columns, table.to_numpy(dtype=object).tolist())
    finish(page, keys=2)


def add_periods(book: Any, found: Drill) -> None:
    """Append supply, stock and shortage, with and without the curb."""
    case, table = found.case, found.periods
    page = add_sheet(
        book, "By period", "Supply, stock and shortage", "From the strike on."
    )
    items = items_moved(found, ITEMS)
    stocks = [values for name in items for values in found.stock(name)]
    heads = [f"stock of {n}, {which}" for n in items for which in ("plan", "curb")]
    units = table[["arriving_planned", "arriving", "unserved"]].to_numpy().ravel()
    volume = amount([*units.tolist(), *(x for each in stocks for x in each)])
    columns = [
        Column("period"),
        Column(f"arriving, plan, {case.unit}", volume),
        Column(f"arriving, curb, {case.unit}", volume),
        Column(f"more unserved, {case.unit}", volume),
        Column(f"costs more, {case.currency}", amount(table["cost_more"].tolist())),
        *(Column(head, volume, widest=18) for head in heads),
    ]
    lines = zip(table.to_numpy(dtype=object).tolist(), *stocks, strict=True)
    write_table(page, columns, [[*row, *held] for row, *held in lines])
    finish(page, keys=1)


def add_costs(book: Any, found: Drill) -> None:
    """Append the cost lines, with and without the curb."""
    page = add_sheet(book, "Costs", "What it costs", "Discounted, from the strike on.")
    lines = found.lines
    form = amount(lines[["plan", "now", "more"]].to_numpy().ravel().tolist())
    money = found.case.currency
    heads = (f"plan, {money}", f"with the curb, {money}", f"more, {money}")
    total = ["Sum", *(float(lines[key].sum()) for key in ("plan", "now", "more"))]
    body = [
        [words.LINES[str(line)], *each] for line, *each in lines.to_numpy().tolist()
    ]
    columns = [Column("line"), *(Column(head, form) for head in heads)]
    write_table(page, columns, [*body, total])
    finish(page, keys=1)


def add_made(book: Any, found: Drill) -> None:
    """Append how the plan was made."""
    plan = found.plan
    add_run(book, found.case, "policy", [(plan.policy, str(plan.status), plan, "")])


SHEETS = (
    add_playbook,
    add_findings,
    add_steps,
    add_periods,
    add_costs,
    add_made,
)
