"""The page of a run that has ended: what came of it, and what can be taken away."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from planner.runs import CHECK, INPUT, File, Run, UnknownFileError
from planner.web.visit import Visit
from planner.web.words import named

COMPARED = "compare.json"
TITLES = {
    "compare.xlsx": "file.compare.xlsx",
    "compare.html": "file.compare.html",
    COMPARED: "file.compare.json",
    INPUT: "file.input",
    "marked.xlsx": "file.marked",
}
"""What is offered first, and the text that names it."""
NOT_OFFERED = {CHECK, "view.json"}
FAILED = {"impossible", "failed"}


def results_page(visit: Visit, frame: Mapping[str, Any]) -> Response:
    """Show what came of a run."""
    store, run = visit.site.store, frame["run"]
    steps = store.steps(run.id)
    files = store.files(run.id)
    return visit.page(
        "results/compare.html",
        **frame,
        rows=_rows(visit, run),
        failed_steps=[each for each in steps if each.state in FAILED],
        files=_offered(visit, files),
        repeatable=any(each.name == CHECK for each in files),
        log=store.log(run.id),
    )


def _rows(visit: Visit, run: Run) -> Sequence[tuple[str, ...]]:
    """Return the table of policies, the cheapest first as the worker told them."""
    words = visit.words
    try:
        compared = json.loads(visit.site.store.file(run.id, COMPARED))
    except UnknownFileError:
        return ()
    return [
        (
            named(each.get("policy", ""), words),
            words(f"status.{each.get('status', 'failed')}"),
            words.number(each.get("expected_cost"), 0),
            words.number(each.get("premium"), 0),
            words.number(each.get("cvar_cost"), 0),
            words.share(each.get("expected_shortage_share"), 1),
            words.share(each.get("gap")),
        )
        for each in compared.get("policies", ())
    ]


def _offered(visit: Visit, files: Sequence[File]) -> list[dict[str, Any]]:
    order = {name: place for place, name in enumerate(TITLES)}
    kept = [each for each in files if each.name not in NOT_OFFERED]
    kept.sort(key=lambda each: (order.get(each.name, len(order)), each.name))
    return [
        {
            "name": each.name,
            "title": visit.words(TITLES[each.name])
            if each.name in TITLES
            else each.name,
            "size": each.size,
        }
        for each in kept
    ]
