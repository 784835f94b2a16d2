"""The files that a run keeps: those that can be taken away, and what pages are made of."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from planner.runs import CHECK, INPUT, File, Run, Step, UnknownFileError
from planner.web.figures import called
from planner.web.visit import Visit
from planner.web.words import Words

COMPARED, VIEW = "compare.json", "view.json"
FRONTIER, STRESS = "frontier.json", "stress.json"
TITLES = {
    "compare.xlsx": "file.compare.xlsx",
    "compare.html": "file.compare.html",
    COMPARED: "file.compare.json",
    "frontier.xlsx": "file.frontier.xlsx",
    "frontier.html": "file.frontier.html",
    FRONTIER: "file.frontier.json",
    "stress.xlsx": "file.stress.xlsx",
    "stress.html": "file.stress.html",
    STRESS: "file.stress.json",
    INPUT: "file.input",
    "marked.xlsx": "file.marked",
}
"""What is offered first, and the text that names it."""
PLAN = re.compile(r"plan-(\d+)\.xlsx")
"""The plan of the policy in that place, from 0."""
NOT_OFFERED = {CHECK, VIEW, "cells.json"}


def kept(visit: Visit, run: Run, name: str) -> Mapping[str, Any]:
    """Return what a worker kept under a name; nothing if there is none."""
    try:
        record: Mapping[str, Any] = json.loads(visit.site.store.file(run.id, name))
    except UnknownFileError:
        return {}
    return record


def taken_away(visit: Visit, run: Run) -> dict[str, Any]:
    """Return what the end of a run's page shows: its files, its log, and what next."""
    store = visit.site.store
    files = store.files(run.id)
    return {
        "files": _offered(visit, files, store.steps(run.id)),
        "repeatable": any(each.name == CHECK for each in files),
        "log": store.log(run.id),
    }


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
    if name.startswith("explain-"):
        return words("file.explain")
    found = PLAN.fullmatch(name)
    if found and int(found[1]) < len(steps):
        return words("file.plan", policy=called(steps[int(found[1])].policy, words))
    return name
