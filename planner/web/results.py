"""The page of a run that has ended: what came of it, and what can be taken away."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from planner.runs import CHECK, INPUT, File, Run, Step, UnknownFileError
from planner.web.checked import checked, currency_of
from planner.web.visit import Visit
from planner.web.words import Words, named

COMPARED = "compare.json"
TITLES = {
    "compare.xlsx": "file.compare.xlsx",
    "compare.html": "file.compare.html",
    COMPARED: "file.compare.json",
    INPUT: "file.input",
    "marked.xlsx": "file.marked",
}
"""What is offered first, and the text that names it."""
PLAN = re.compile(r"plan-(\d+)\.xlsx")
"""The plan of the policy in that place, from 0."""
NOT_OFFERED = {CHECK, "view.json", "cells.json"}
FAILED = {"impossible", "failed"}


def results_page(visit: Visit, frame: Mapping[str, Any]) -> Response:
    """Show what came of a run."""
    store, run = visit.site.store, frame["run"]
    steps, files = store.steps(run.id), store.files(run.id)
    record = _compared(visit, run)
    return visit.page(
        "results/compare.html",
        **frame,
        notes=record.get("warnings", ()),
        currency=currency_of(checked(store, run)),
        rows=[_row(each, visit.words) for each in record.get("policies", ())],
        failed_steps=[each for each in steps if each.state in FAILED],
        files=_offered(visit, files, steps),
        repeatable=any(each.name == CHECK for each in files),
        log=store.log(run.id),
    )


def _compared(visit: Visit, run: Run) -> Mapping[str, Any]:
    """Return the comparison as programs get it; nothing if there is none."""
    try:
        record: Mapping[str, Any] = json.loads(visit.site.store.file(run.id, COMPARED))
    except UnknownFileError:
        return {}
    return record


def _row(each: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    return (
        named(each.get("policy", ""), words),
        words(f"status.{each.get('status', 'failed')}"),
        words.number(each.get("expected_cost"), 0),
        words.number(each.get("premium"), 0),
        words.number(each.get("cvar_cost"), 0),
        words.share(each.get("expected_shortage_share"), 1),
        words.share(each.get("gap")),
    )


def _offered(
    visit: Visit, files: Sequence[File], steps: Sequence[Step]
) -> list[dict[str, Any]]:
    """Return what can be saved: the comparison, its plans, then the workbook."""
    order = {name: place for place, name in enumerate(TITLES)}
    kept = [each for each in files if each.name not in NOT_OFFERED]
    kept.sort(key=lambda each: (order.get(each.name, 2.5), each.made, each.name))
    return [
        {
            "name": each.name,
            "title": _title(each.name, visit.words, steps),
            "size": each.size,
        }
        for each in kept
    ]


def _title(name: str, words: Words, steps: Sequence[Step]) -> str:
    """Return what a file is, in words."""
    if name in TITLES:
        return words(TITLES[name])
    found = PLAN.fullmatch(name)
    if found and int(found[1]) < len(steps):
        return words("file.plan", policy=named(steps[int(found[1])].policy, words))
    return name
