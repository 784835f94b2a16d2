"""The audit of a plan workbook as it is on disk: of what the buyer holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf, nan
from pathlib import Path
from typing import Any

from models.case import Case, Vector
from planner.audit.check import audit_decisions
from planner.audit.decided import Decided, Response, Stated
from planner.audit.fault import refuse
from planner.audit.findings import Audit, judged, tally
from planner.audit.from_plan import decided_of, stated_of
from planner.audit.shown import SHEETS, shown
from planner.errors import UsageError
from planner.plan import Plan
from planner.workbook import plan_book
from planner.workbook.plan_book import Line, PlanBook, read_plan_book
from planner.workbook.shown import read_shown


def audit_book(case: Case, path: Path, rules: Sequence[Any] | None = None) -> Audit:
    """Check a plan workbook against its case, from disk.

    ``rules`` are those of the policy the workbook names, unless given.

    Raises:
        UsageError: it is no plan workbook, or one of another case.
    """
    book = read_plan_book(path)
    policy = book.name_of(plan_book.MADE_FOR)
    _belongs(case, book, path)
    if rules is None:
        if policy not in case.policies:
            raise UsageError(
                f"{path.name} is a plan for the policy '{policy}', which the workbook "
                f"does not have. It has: {', '.join(case.policies)}."
            )
        rules = case.policies[policy]
    return audit_decisions(case, rules, decided_in(case, book), stated_in(book))


def require_clean_book(plan: Plan, path: Path, folder: Path | None = None) -> Audit:
    """Return the audit of a plan as it was written to ``path``, any name, if it passes.

    Raises:
        PlannerError: what was written is not the plan, or the plan does not pass.
    """
    book, made = read_plan_book(path), decided_of(plan)
    _belongs(plan.case, book, path)
    decided = _with_responses(decided_in(plan.case, book), book, made)
    found = audit_decisions(plan.case, plan.rules, decided, stated_in(book))
    if found.is_clean:
        rows = shown(plan.case, made, stated_of(plan), read_shown(path, SHEETS))
        found = judged(tally(rows), found.unchecked)
    return found if found.is_clean else refuse(plan, found, folder)


def _with_responses(decided: Decided, book: PlanBook, made: Decided) -> Decided:
    """Return the decisions of a workbook, with the responses made if it has none."""
    if not book.name_of(plan_book.LEFT_OUT):
        return decided
    own = {line.scenario for line in book.of(*plan_book.OF_PLAN)}
    written = {name: x for name, x in decided.responses.items() if name in own}
    responses = {**made.responses, **written}
    return replace(decided, responses=responses, losses=made.losses)


def _belongs(case: Case, book: PlanBook, path: Path) -> None:
    if book.periods != case.periods or book.name_of(plan_book.MADE_FROM) != case.digest:
        raise UsageError(
            f"{path.name} was not made from this workbook as it is now: its periods or "
            "its fingerprint differ. Solve it again, or name the workbook it was made "
            "from."
        )


def decided_in(case: Case, book: PlanBook) -> Decided:
    """Return the decisions of a plan workbook; a response not listed is the plan's."""
    tables: dict[str, dict[str, dict[str, Vector]]] = {
        line.scenario: {what: {} for what in plan_book.OF_PLAN}
        for line in book.of(plan_book.PROBABILITY)
    }
    for line in book.of(*plan_book.OF_PLAN):
        table = tables.setdefault(
            line.scenario, {what: {} for what in plan_book.OF_PLAN}
        )
        table[line.what][line.name] = line.volumes
    bare = next(each.name for each in case.scenarios if not each.strikes)
    plan = tables.get(bare, {what: {} for what in plan_book.OF_PLAN})
    return Decided(
        signed=frozenset(line.name for line in book.of(plan_book.SIGNED)),
        opened=frozenset(line.name for line in book.of(plan_book.OPENED)),
        tiers=dict(_tiers(case, book)),
        responses={name: _response(plan, own) for name, own in tables.items()},
        losses=_losses(case, book),
    )


def _losses(case: Case, book: PlanBook) -> dict[str, dict[str, Vector]]:
    own = {each.name for each in case.scenarios}
    found: dict[str, dict[str, Vector]] = {
        line.scenario: {}
        for line in book.of(plan_book.PROBABILITY)
        if line.scenario not in own
    }
    for line in book.of(plan_book.FLOW):
        found.setdefault(line.scenario, {})[line.name] = line.volumes
    return found


def _response(
    plan: Mapping[str, Mapping[str, Vector]], own: Mapping[str, Mapping[str, Vector]]
) -> Response:
    deliveries, output, stock, unserved = (
        {**plan[what], **own[what]} for what in plan_book.OF_PLAN
    )
    return Response(
        deliveries=deliveries, output=output, stock=stock, unserved=unserved
    )


def _tiers(case: Case, book: PlanBook) -> Iterator[tuple[tuple[str, int], int]]:
    """Yield (offer, year) and the tier that starts at the units stated; -1 if none."""
    for line in book.of(plan_book.TIER):
        offer = case.offers.get(line.name)
        starts = [each.from_volume for each in offer.tiers] if offer else []
        start = inf if line.figure is None else line.figure
        place = starts.index(start) if start in starts else -1
        yield (line.name, int(line.scenario)), place


def stated_in(book: PlanBook) -> Stated:
    """Return the figures that a plan workbook states; NaN where one is missing.

    What is infinite is left blank in a workbook: a bound that is not known.
    """
    found = {line.name: line.figure for line in book.of(plan_book.STATED)}
    blank = dict.fromkeys(FIGURES, nan) | {"bound": -inf, "gap": inf}
    figures: dict[str, Any] = {
        name: otherwise if found.get(name) is None else found[name]
        for name, otherwise in blank.items()
    }
    return Stated(
        **figures,
        is_optimal=book.name_of(plan_book.STATUS) == "optimal",
        cost={line.name: _figure(line) for line in book.of(plan_book.EXPECTED)},
        outcomes={line.scenario: _figure(line) for line in book.of(plan_book.COST)},
        shortages={
            line.scenario: _figure(line) for line in book.of(plan_book.SHORTAGE)
        },
    )


def _figure(line: Line) -> float:
    return nan if line.figure is None else line.figure


FIGURES = (
    "objective",
    "bound",
    "gap",
    "asked_gap",
    "weight",
    "level",
    "expected_cost",
    "cvar_cost",
    "expected_shortage",
    "worst_shortage",
)
"""Figures of ``Stated`` that are one number of the whole plan."""
