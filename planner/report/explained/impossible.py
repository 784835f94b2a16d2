"""Why there is no plan, on a terminal and as JSON: sums, rows, and what would mend it."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding

from models.case import Target
from planner.explain.apply import Written
from planner.explain.arithmetic_words import Statement
from planner.explain.bracket import Bracket
from planner.explain.conflict import Conflict
from planner.explain.impossible import Impossible
from planner.explain.repair import Repair
from planner.explain.repair_change import FIELDS
from planner.report import words
from planner.report.explained.rows import change_words as changed
from planner.report.explained.rows import commitment_places, in_words, places, row_of
from planner.report.grid import MOST_COLUMNS, empty_table, text, titled
from planner.report.record import plain
from planner.workbook.addresses import Addresses

LARGER = frozenset({"supplier", "offer", "process", "max_stock"})
"""Kinds of limit whose change outside the policy costs something of its own."""


def show(
    found: Impossible,
    at: Addresses,
    console: Console,
    *,
    book: str = "",
    written: Written | None = None,
) -> None:
    """Print why there is no plan and what would mend it."""
    wide = min(console.width, MOST_COLUMNS)
    sections = [_heading(found), *_conflicts(found, at), *_repairs(found, at)]
    for section in sections:
        console.print(section, width=wide)
        console.print()
    for line in _last_words(found, at, book, written):
        console.print(text(line), soft_wrap=True)


def _heading(found: Impossible) -> RenderableType:
    policy = words.clean(found.asked.policy)
    return text(
        f"No plan satisfies the policy '{policy}' of {found.case.name}.", "bold"
    )


def _conflicts(found: Impossible, at: Addresses) -> Iterator[RenderableType]:
    several = len(found.conflicts) > 1
    sums = [*found.statements, *[[]] * len(found.conflicts)]
    for number, (conflict, said) in enumerate(
        zip(found.conflicts, sums, strict=False), start=1
    ):
        which = f"Conflict {number} · " if several else ""
        if said:
            yield titled(f"{which}Checked by hand", *_sums(said))
        yield titled(
            f"{which}These rows cannot all be kept",
            _rows(found, conflict, at),
            note=_minimal(conflict),
        )
    if several:
        yield text("A plan has to mend every one of these conflicts.")


def _minimal(conflict: Conflict) -> str:
    if conflict.unproved:
        return "there may be fewer: some solves ended before that was known"
    if len(conflict.parts) == 1:
        return "it cannot be kept with what the workbook states as facts"
    return "without any one of them the rest can" if conflict.parts else ""


def _sums(said: Sequence[Statement]) -> Iterator[RenderableType]:
    for each in said:
        yield text(str(each))
        for line in each.detail:
            yield Padding.indent(text(line, "dim"), 2)


def _rows(found: Impossible, conflict: Conflict, at: Addresses) -> RenderableType:
    table = empty_table("", "", show_header=False)
    for part in conflict.parts[::-1]:
        where = places(part, found.asked.policy, at)
        unsure = " (perhaps not needed)" if part in conflict.unproved else ""
        said = in_words(part, found.asked)
        table.add_row(text(where or part.kind), text(f"{said}{unsure}"))
    for name in conflict.commitments:
        ordered = f"What is ordered already from {name} stands in the way too."
        table.add_row(text(commitment_places(name, at)), text(ordered))
    if not conflict.parts and not conflict.commitments:
        table.add_row("", text("What the workbook states as facts allows no plan."))
    return table


def _repairs(found: Impossible, at: Addresses) -> Iterator[RenderableType]:
    if not found.repairs:
        return
    listed: list[RenderableType] = []
    for number, repair in enumerate(found.repairs, start=1):
        table = empty_table("", "", show_header=False)
        table.columns[0].width = 2
        for place, each in enumerate(repair.changes):
            said = changed(each, found.asked, at)
            table.add_row(text("" if place else number, "bold"), text(said))
        listed.append(table)
    yield titled(
        "What would mend it",
        *listed,
        note="each alone is enough, proved by a solve",
    )
    yield _costs(found)


def _costs(found: Impossible) -> Group:
    case, plans = found.case, [each.plan for each in found.repairs]
    open_ = any(r.premium and not r.premium.is_exact for r in found.repairs)
    table = empty_table(
        ">repair",
        ">expected cost",
        ">over no rules",
        *([">at most"] if open_ else []),
        f">{words.tail(plans[0])}",
        ">short",
        ">worst",
        ">gap",
    )
    for number, repair in enumerate(found.repairs, start=1):
        plan = repair.plan
        table.add_row(
            str(number),
            words.number(plan.expected_cost, 0),
            *over(repair.premium)[: 2 if open_ else 1],
            words.number(plan.cvar_cost, 0),
            words.number(plan.expected_shortage),
            words.number(plan.worst_shortage),
            words.gap(plan.gap),
        )
    unit = words.clean(case.unit)
    note = (
        f"{words.clean(case.currency)}, discounted; expected and worst shortage, {unit}"
    )
    said: list[RenderableType] = [table]
    if any(c.part.kind in LARGER for r in found.repairs for c in r.changes):
        more = "What it costs to get the larger limit itself is not in these numbers."
        said.append(text(more, "dim"))
    return titled("What the repaired plans cost and risk", *said, note=note)


def over(premium: Bracket | None) -> tuple[str, str]:
    """Return the least and the most that a premium can be."""
    if premium is None:
        return words.ABSENT, ""
    low, high = (f"{round(each) + 0.0:+,.0f}" for each in (premium.low, premium.high))
    return low, high


def _last_words(
    found: Impossible, at: Addresses, book: str, written: Written | None
) -> Iterator[str]:
    if found.stopped:
        yield "Stopped by you: there may be more to find."
    elif not found.complete:
        yield "There may be further conflicts besides these."
    if not found.repairs and not found.stopped:
        yield "No change of these rows alone was found that mends it."
    if written is not None:
        cells = ", ".join(str(each.place) for each in written.cells)
        yield f"Written: {written.path} with {cells} changed and nothing else"
        yield from (f"warning: {lost}" for lost in written.lost)
    elif found.repairs and at.pages:
        policy = words.clean(found.asked.policy)
        yield (
            f'planner explain {book} --policy "{policy}" --apply 1 --out '
            "repaired.xlsx writes a copy with repair 1."
        )


def record(found: Impossible, at: Addresses, written: Written | None = None) -> Any:
    """Return it as one JSON object; what is not a finite number is None."""
    sums = [*found.statements, *[[]] * len(found.conflicts)]
    return plain(
        {
            "status": "infeasible",
            "policy": found.asked.policy,
            "conflicts": [
                _conflict(found, conflict, said, at)
                for conflict, said in zip(found.conflicts, sums, strict=False)
            ],
            "repairs": [_repair(found, each, at) for each in found.repairs],
            "complete": found.complete,
            "stopped": found.stopped,
            "written": None
            if written is None
            else {
                "path": str(written.path),
                "cells": [str(each.place) for each in written.cells],
                "lost": list(written.lost),
            },
        }
    )


def _conflict(
    found: Impossible, conflict: Conflict, said: Sequence[Statement], at: Addresses
) -> dict[str, Any]:
    return {
        "rows": [
            {
                **row_of(part, found.asked, at),
                "needed": part not in conflict.unproved,
            }
            for part in conflict.parts[::-1]
        ],
        "commitments": list(conflict.commitments),
        "sums": [
            {
                "where": each.where,
                "sentence": each.sentence,
                "can": each.can,
                "must": each.must,
                "detail": list(each.detail),
            }
            for each in said
        ],
    }


def _repair(found: Impossible, repair: Repair, at: Addresses) -> dict[str, Any]:
    plan, premium = repair.plan, repair.premium
    return {
        "changes": [
            {
                **row_of(each.part, found.asked, at, each.column),
                "column": each.column,
                "before": _written(each.before, each.column, found),
                "after": _written(each.after, each.column, found),
                "impossible": _written(each.impossible, each.column, found),
                "words": changed(each, found.asked, at),
            }
            for each in repair.changes
        ],
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "expected_cost": plan.expected_cost,
        "cvar_cost": plan.cvar_cost,
        "premium": None
        if premium is None
        else {"low": premium.low, "high": premium.high},
        "expected_shortage": plan.expected_shortage,
        "worst_shortage": plan.worst_shortage,
    }


def _written(value: Any, column: str, found: Impossible) -> Any:
    if column in FIELDS and value is not None:
        return found.case.periods[value]
    return str(value) if isinstance(value, Target) else value
