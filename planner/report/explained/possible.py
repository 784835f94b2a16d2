"""A plan's explanation on a terminal, and as one JSON object."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich.console import Console, Group, RenderableType

from planner.explain.explanation import Explanation
from planner.report import words
from planner.report.explained import possible_parts as parts
from planner.report.explained import possible_short as short
from planner.report.explained import possible_sources as sources
from planner.report.grid import MOST_COLUMNS, text
from planner.report.record import plain, plan_record


def show(explanation: Explanation, console: Console) -> None:
    """Print why the plan is what it is, what matters most first."""
    wide = min(console.width, MOST_COLUMNS)
    for section in _sections(explanation):
        console.print(section, width=wide)
        console.print()
    for note in _notes(explanation):
        console.print(text(f"· {note}"), width=wide)


def _sections(explanation: Explanation) -> Iterator[RenderableType]:
    yield _heading(explanation)
    every = (
        sources.why_so_much,
        sources.prices,
        parts.worth,
        parts.rules,
        short.shortages,
        parts.inputs,
    )
    for section in every:
        said = section(explanation)
        if said is not None:
            yield said


def _heading(explanation: Explanation) -> Group:
    plan, case = explanation.plan, explanation.case
    title = text(f"Why this plan · {case.name} · policy {plan.policy}", "bold")
    return Group(
        title, text(f"{words.money(plan.objective, case)}. {words.proof(plan)}")
    )


def _notes(explanation: Explanation) -> Iterator[str]:
    plan, case = explanation.plan, explanation.case
    if explanation.stopped:
        yield "Stopped by you: what was found until then is shown."
    least = words.money(explanation.gap * abs(plan.objective), case)
    yield (
        "Every amount is the difference between two solves, never a dual value. Two "
        f"figures joined by – enclose it; one figure is exact as far as it is shown. "
        f"Re-solves stop within {least} of the cheapest; at a price, at "
        "the saving that is stated."
    )
    if plan.weight:
        yield f"Savings are in what is minimised: {words.weighing(plan)}."


def record(explanation: Explanation) -> dict[str, object]:
    """Return an explanation; what is not a finite number is None."""
    tables = {
        "sources": _named(explanation, explanation.sources),
        "prices": explanation.prices,
        "worth": _named(explanation, explanation.worth),
        "rules": explanation.rules,
        "shortages": _named(explanation, explanation.shortages),
        "inputs": explanation.inputs,
    }
    return {
        **plan_record(explanation.plan),
        "explanation": {
            **{name: _rows(table) for name, table in tables.items()},
            "limits_not_tried": explanation.not_tried,
            "offers_not_priced": explanation.not_priced,
            "cells_tried": explanation.cells_tried,
            "cells_proved": explanation.cells_proved,
            "cells": explanation.cells,
            "cells_that_tie": explanation.ties,
            "other_contracts": _rival(explanation),
            "gap": plain(explanation.gap),
            "stopped": explanation.stopped,
        },
    }


def _rival(explanation: Explanation) -> dict[str, Any] | None:
    rival = explanation.rival
    if rival is None:
        return None
    return {
        "added": list(rival.added),
        "dropped": list(rival.dropped),
        "low": plain(rival.dearer.low),
        "high": plain(rival.dearer.high),
    }


def _named(explanation: Explanation, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its periods named."""
    labels = explanation.case.periods
    named = table.copy()
    for column in {"periods", "full", "full_after_curb"} & set(table.columns):
        if all(_are_places(each) for each in table[column]):
            named[column] = [[labels[t] for t in each] for each in table[column]]
    return named


def _are_places(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, int) for each in value)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): plain(_listed(value)) for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_listed(each) for each in value]
    return vars(value) if hasattr(value, "arriving") else value
