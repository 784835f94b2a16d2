"""What a plan decides and costs, for a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from models.case import Case
from planner.plan import Plan, Status
from planner.report import tables, words
from planner.report.contracts import contracts_of, decision
from planner.report.grid import (
    INDENT,
    MOST_ROWS,
    empty_table,
    is_by_year,
    more,
    text,
    titled,
    volume_tables,
)


def headline(plan: Plan) -> Group:
    """Return the decision, its cost and risk, and what is proved about it."""
    title = text(plan.case.name, "bold")
    title.append(f" · policy {words.clean(plan.policy)} · {words.horizon(plan.case)}")
    figures = empty_table("", ">", "", show_header=False)
    for label, value, remark in words.key_figures(plan):
        figures.add_row(label, text(value, "bold"), text(remark, "dim"))
    ended = words.proof(plan)
    if plan.status is not Status.OPTIMAL:
        ended = f"{words.status(plan).capitalize()}. {ended}"
    lines = [title, text(decision(plan)), text(f"{ended} {words.method(plan)}")]
    if plan.weight:
        lines.append(text(f"Minimised: {words.weighing(plan)}.", "dim"))
    return Group(*lines, Text(), figures)


def costs(plan: Plan) -> Group:
    """Return the expected cost, line by line."""
    table = empty_table("", f">{plan.case.currency}", ">share")
    places = words.decimals([plan.expected_cost])
    whole = plan.expected_cost or 1.0
    for line, cost in plan.cost.items():
        if cost:
            amount = words.number(cost, places)
            table.add_row(words.EVERY_LINE[line], amount, words.share(cost / whole))
    total = words.number(plan.expected_cost, places)
    table.add_section()
    table.add_row(text("Expected cost", "bold"), text(total, "bold"), "")
    return titled("What it costs", table, note="expected, discounted")


def contracts(plan: Plan) -> Group | None:
    """Return what to sign and open, and what is bought without signing."""
    found = contracts_of(plan)
    if not found:
        return None
    table = empty_table(
        "", "offer", "from", f">{plan.case.unit}", "first order", "terms"
    )
    for each in found[:MOST_ROWS]:
        seller = f"{each.offer.supplier}, {each.offer.labels['country']}"
        table.add_row(
            each.kind,
            text(each.offer.name),
            text(seller),
            words.number(each.volume),
            words.first_order(each.order_in, each.first),
            text(each.terms),
        )
    opened = [
        text(f"Open {name}: {words.money(plan.case.projects[name], plan.case)}")
        for name in plan.opened
    ]
    left = more(len(found), MOST_ROWS, "Plan")
    return titled("What to sign, open and buy", *opened, table, *left)


def deliveries(plan: Plan, wide: int) -> Group | None:
    """Return the deliveries of the plan, by offer and period."""
    return _volumes("Deliveries of the plan", tables.deliveries(plan), plan.case, wide)


def refining(plan: Plan, wide: int) -> Group | None:
    """Return what the processes put out in the plan."""
    return _volumes("Refining, output", tables.outputs(plan), plan.case, wide)


def unserved(plan: Plan, wide: int) -> Group | None:
    """Return the demand the plan itself leaves unserved."""
    return _volumes("Unserved by the plan", tables.gaps(plan), plan.case, wide)


def _volumes(
    title: str, rows: Sequence[tables.Row], case: Case, wide: int
) -> Group | None:
    if not rows:
        return None
    shown = _stacked(volume_tables(rows, case, wide - INDENT))
    left = more(len(rows), MOST_ROWS, "Plan")
    return titled(title, *shown, *left, note=f"{case.unit} per {_step(case)}")


def stock(plan: Plan, wide: int) -> Group | None:
    """Return what is in stock at the end of each period."""
    case = plan.case
    rows = [each for each in tables.stocks(plan) if each.total > tables.NOTHING]
    if not rows:
        return None
    shown = _stacked(volume_tables(rows, case, wide - INDENT, total=False))
    left = more(len(rows), MOST_ROWS, "Stock")
    note = f"{case.unit} at the end of each {_step(case)}"
    return titled("Stock of the plan", *shown, *left, note=note)


def _step(case: Case) -> str:
    if is_by_year(case):
        return "calendar year (the plan workbook has every period)"
    return words.step(case)


def _stacked(blocks: Iterator[RenderableType]) -> Iterator[RenderableType]:
    for place, block in enumerate(blocks):
        if place:
            yield Text(" ")
        yield block
