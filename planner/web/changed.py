"""What changed from one run to another, as a page shows it."""

from collections.abc import Iterator, Sequence
from typing import Any

from planner.runs import Run
from planner.runs.difference import CellChange, Difference, PlanChange
from planner.web.figures import Table, called, column, signed
from planner.web.words import Words

MOST_CELLS = 300
MOST_VOLUMES = 200


def changes(found: Difference, places: int, words: Words) -> dict[str, Any]:
    """Return the page's tables; money with so many decimals."""
    moved = [each for each in found.plans if each.is_change]
    return {
        "before": found.before,
        "after": found.after,
        "same": found.before.digest == found.after.digest,
        "cells": _cells(found.cells, words),
        "count": len(found.cells),
        "most": MOST_CELLS,
        "limits": found.limits,
        "plans": _plans(moved, places, words),
        "volumes": list(_volumes(moved, words)),
    }


def title(run: Run) -> str:
    """Return what a run is called."""
    return run.name or run.book


def _cells(cells: Sequence[CellChange], words: Words) -> Table | None:
    rows = [
        (
            f"{each.sheet}!{each.cell}",
            each.row,
            each.column,
            _value(each.before, words),
            _value(each.after, words),
        )
        for each in cells[:MOST_CELLS]
    ]
    keys = ("sheet", "row", "column", "before", "after")
    heads = [words(f"against.{key}") for key in keys]
    return Table(words("against.changed"), heads, rows) if rows else None


def _value(value: object, words: Words) -> str:
    if value is None:
        return words("against.empty")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _plans(moved: Sequence[PlanChange], places: int, words: Words) -> Table | None:
    rows = [
        (
            called(each.policy, words),
            words.number(each.cost[0], places),
            words.number(each.cost[1], places),
            _apart(each, places, words),
            _state(each, words),
            words("verdict.comma").join(each.signed) or "–",
            words("verdict.comma").join(each.unsigned) or "–",
            words("against.moved", n=len(each.volumes)) if each.volumes else "–",
        )
        for each in moved
    ]
    heads = (
        words("solve.policy"),
        words("against.was"),
        words("against.cost"),
        words("against.change"),
        words("home.state"),
        words("against.signed"),
        words("against.unsigned"),
        words("plan.deliveries"),
    )
    return Table(words("against.policies"), heads, rows, (1, 2, 3)) if rows else None


def _apart(each: PlanChange, places: int, words: Words) -> str:
    before, after = each.cost
    if before is None or after is None:
        return "–"
    return signed(after - before, words, places)


def _state(each: PlanChange, words: Words) -> str:
    said = [words(f"status.{one.replace(' ', '_')}") for one in each.status]
    return said[0] if said[0] == said[1] else " → ".join(said)


def _volumes(moved: Sequence[PlanChange], words: Words) -> Iterator[Table]:
    for each in moved:
        if not each.volumes:
            continue
        shown = each.volumes[:MOST_VOLUMES]
        before = column([one.before for one in shown], words)
        after = column([one.after for one in shown], words)
        yield Table(
            words("against.volumes", policy=called(each.policy, words)),
            (
                words("plan.offer"),
                words("plan.period"),
                words("against.before"),
                words("against.after"),
                words("against.change"),
            ),
            [
                (
                    one.offer,
                    words.period(one.period),
                    was,
                    now,
                    signed(one.after - one.before, words),
                )
                for one, was, now in zip(shown, before, after, strict=True)
            ],
            (2, 3, 4),
        )
