"""The sheet of every decision, responses included, from which a plan is read back."""

from collections.abc import Iterator, Sequence
from itertools import islice
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
Volumes = tuple[str, str, str, Vector]
"""Scenario, what, name, units by period."""
WHOLE = (
    "Every decision, scenario by scenario",
    (
        "From this sheet the plan is read back and audited. What is not listed is zero in "
        "the plan, and as in the plan in a scenario. Responses are not in whole lots and "
        "pay no order cost."
    ),
)
PLAN_ALONE = (
    "Every decision of the plan",
    (
        "From this sheet the plan is read back and audited. What is not listed is zero. The "
        f"responses to curbs are left out: they would take more than {plan_book.MOST_ROWS:,} "
        "rows. What each scenario costs, and who goes short, is on the sheet Scenarios."
    ),
)


def add_decisions(book: Any, plan: Plan) -> None:
    """Append the sheet of every decision, for reading back rather than for reading."""
    decided = decided_of(plan)
    responses = list(islice(_responses(plan, decided), plan_book.MOST_ROWS + 1))
    few = len(responses) <= plan_book.MOST_ROWS
    page = add_sheet(book, plan_book.SHEET, *(WHOLE if few else PLAN_ALONE))
    keys = [Column(name) for name in plan_book.KEYS[:3]]
    numbers = (plan_book.KEYS[3], *plan.case.periods)
    columns = keys + [Column(name, FULL) for name in numbers]
    rows = list(_rows(plan, decided, responses if few else None))
    write_table(page, columns, rows)
    finish(page, keys=3, filtered=f"A{HEADER}:D{HEADER + len(rows)}")


def _rows(
    plan: Plan, decided: Decided, responses: Sequence[Volumes] | None
) -> Iterator[list[object]]:
    """Yield scenario, what, name, figure, and a number for each period.

    ``responses`` are None if there are too many.
    """
    blank: list[object] = [None] * len(plan.case.periods)
    said = stated_of(plan)
    texts = [
        (plan_book.MADE_FOR, plan.policy),
        (plan_book.MADE_FROM, plan.case.digest),
        (plan_book.STATUS, str(plan.status)),
    ]
    if responses is None:
        why = f"they would take more than {plan_book.MOST_ROWS:,} rows"
        texts.append((plan_book.LEFT_OUT, why))
    for what, name in texts:
        yield ["", what, name, None, *blank]
    for row in (*_figures(said), *_first(plan, decided), *_scenarios(plan, said)):
        yield [*row, *blank]
    for scenario, what, name, volumes in (
        *_planned(plan, decided),
        *(responses or ()),
    ):
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


def _planned(plan: Plan, decided: Decided) -> Iterator[Volumes]:
    """Yield the plan's volumes."""
    bare = _bare(plan)
    for what, name, volumes in _each(decided.responses[bare]):
        yield bare, what, name, volumes


def _responses(plan: Plan, decided: Decided) -> Iterator[Volumes]:
    """Yield the volumes of each response that differ from the plan's."""
    nothing, bare = (0.0,) * len(plan.case.periods), _bare(plan)
    known = {(what, name): units for _, what, name, units in _planned(plan, decided)}
    for scenario, response in decided.responses.items():
        for name, flow in decided.losses.get(scenario, {}).items():
            yield scenario, plan_book.FLOW, name, flow
        for what, name, volumes in _each(response):
            if scenario != bare and volumes != known.get((what, name), nothing):
                yield scenario, what, name, volumes


def _bare(plan: Plan) -> str:
    return next(each.name for each in plan.case.scenarios if not each.strikes)


def _each(response: Response) -> Iterator[tuple[str, str, Vector]]:
    for what, values in response.families():
        for name, volumes in values.items():
            yield what, name, volumes
