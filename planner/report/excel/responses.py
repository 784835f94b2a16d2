"""The sheet of every decision, responses included, from which a plan is read back."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.case import Vector
from planner.audit.book import FIGURES
from planner.audit.decided import Decided, Response, Stated
from planner.audit.from_plan import decided_of, stated_of
from planner.plan import Plan
from planner.report.excel.layout import HEADER, Column, add_sheet, finish, write_table
from planner.workbook import plan_book

FULL = "General"
"""Number format of figures that are kept whole, 16 digits."""


def add_decisions(book: Any, plan: Plan) -> None:
    """Append the sheet of every decision, for reading back rather than for reading."""
    page = add_sheet(
        book,
        plan_book.SHEET,
        "Every decision, scenario by scenario",
        "From this sheet the plan is read back and audited. What is not listed is zero in "
        "the plan, and as in the plan in a scenario. Responses are not in whole lots and "
        "pay no order cost.",
    )
    keys = [Column(name) for name in plan_book.KEYS[:3]]
    numbers = (plan_book.KEYS[3], *plan.case.periods)
    columns = keys + [Column(name, FULL) for name in numbers]
    rows = list(_rows(plan))
    write_table(page, columns, rows)
    finish(page, keys=3, filtered=f"A{HEADER}:D{HEADER + len(rows)}")


def _rows(plan: Plan) -> Iterator[list[object]]:
    """Yield scenario, what, name, figure, and a number for each period."""
    blank: list[object] = [None] * len(plan.case.periods)
    decided, said = decided_of(plan), stated_of(plan)
    for what, name in (
        (plan_book.MADE_FOR, plan.policy),
        (plan_book.MADE_FROM, plan.case.digest),
        (plan_book.STATUS, str(plan.status)),
    ):
        yield ["", what, name, None, *blank]
    for row in (*_figures(said), *_first(plan, decided), *_scenarios(plan, said)):
        yield [*row, *blank]
    for scenario, what, name, volumes in _volumes(plan, decided):
        yield [scenario, what, name, None, *volumes]


def _figures(said: Stated) -> Iterator[list[object]]:
    for name in FIGURES:
        yield ["", plan_book.STATED, name, getattr(said, name)]
    for name, cost in said.cost.items():
        yield ["", plan_book.EXPECTED, name, float(cost)]


def _first(plan: Plan, decided: Decided) -> Iterator[list[object]]:
    """Yield what is signed and opened, and the units from which each tier starts."""
    for name in sorted(decided.signed):
        yield ["", plan_book.SIGNED, name, None]
    for name in sorted(decided.opened):
        yield ["", plan_book.OPENED, name, None]
    for (name, year), place in sorted(decided.tiers.items()):
        start = plan.case.offers[name].tiers[place].from_volume
        yield [str(year), plan_book.TIER, name, start]


def _scenarios(plan: Plan, said: Stated) -> Iterator[list[object]]:
    """Yield each scenario's probability, cost and shortage; a loss has no cost."""
    for each in plan.outlook.tree.scenarios:
        yield [each.name, plan_book.PROBABILITY, "", each.probability]
        if each.name in said.outcomes:
            yield [each.name, plan_book.COST, "", said.outcomes[each.name]]
            yield [each.name, plan_book.SHORTAGE, "", said.shortages[each.name]]


def _volumes(plan: Plan, decided: Decided) -> Iterator[tuple[str, str, str, Vector]]:
    """Yield the plan's volumes, then those of each response that differ from them."""
    bare = next(each.name for each in plan.case.scenarios if not each.strikes)
    planned, nothing = decided.responses[bare], (0.0,) * len(plan.case.periods)
    for what, name, volumes in _each(planned):
        yield bare, what, name, volumes
    known: Mapping[tuple[str, str], Vector] = {
        (what, name): volumes for what, name, volumes in _each(planned)
    }
    for scenario, response in decided.responses.items():
        for name, flow in decided.losses.get(scenario, {}).items():
            yield scenario, plan_book.FLOW, name, flow
        for what, name, volumes in _each(response):
            if scenario != bare and volumes != known.get((what, name), nothing):
                yield scenario, what, name, volumes


def _each(response: Response) -> Iterator[tuple[str, str, Vector]]:
    for what, values in response.families():
        for name, volumes in values.items():
            yield what, name, volumes
