"""Frontiers on pages: one with an address of its own, and those swept from a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from planner.runs import Run
from planner.web.checked import checked
from planner.web.figures import chart_data
from planner.web.following import MOST_RUNS
from planner.web.offered import FRONTIER as RECORD
from planner.web.offered import VIEW, kept, taken_away
from planner.web.stages import kind_of
from planner.web.sweeping import FRONTIER, STEPS, Limit, Moved, keepable, limits
from planner.web.swept import Swept, about, curves, moves, statements, table
from planner.web.visit import Visit


def frontier_page(visit: Visit, frame: Mapping[str, Any]) -> Response:
    """Show what came of a frontier."""
    run = frame["run"]
    found = swept_of(visit, run)
    drawn = curves(found, "0") if found else []
    return visit.page(
        "results/frontier.html",
        **frame,
        parent=run.parent or "",
        swept=_shown(found, "0") if found else None,
        data=chart_data(drawn, visit.words),
        **taken_away(visit, run),
    )


def swept_of(visit: Visit, run: Run) -> Swept | None:
    """Return a run's frontier; None if it was not kept."""
    record, view = kept(visit, run, RECORD), kept(visit, run, VIEW)
    if not record or not view:
        return None
    return Swept(record, view, run.id, visit.words)


def frontiers_of(visit: Visit, run: Run) -> dict[str, Any]:
    """Return the form that asks for a frontier, and those that were swept from a run."""
    every = asked_of(visit, run, FRONTIER)
    known = [(each, swept_of(visit, each)) for each in every]
    latest = next((found for _, found in known if found and found.solved), None)
    return {
        "frontiers": every,
        "swept": _shown(latest, "1") if latest else None,
        "curves": curves(latest, "1") if latest else [],
        **sweep_form(visit, run),
    }


def _shown(found: Swept, key: str) -> dict[str, Any]:
    return {
        "run": found.run,
        "title": found.title,
        "moves": moves(found),
        "told": statements(found),
        "kept": list(about(found)),
        "figures": curves(found, key),
        "table": table(found),
    }


def asked_of(visit: Visit, run: Run, kind: str) -> Sequence[Run]:
    """Return the runs of a kind that the reader, or whose run it is, asked for of it."""
    theirs = visit.site.store.runs(run.owner, limit=MOST_RUNS)
    every = {each.id: each for each in (*visit.runs(MOST_RUNS), *theirs)}
    mine = [
        each
        for each in every.values()
        if each.parent == run.id and kind_of(each) == kind
    ]
    return sorted(mine, key=lambda each: each.made, reverse=True)


def sweep_form(visit: Visit, run: Run, moved: Moved | None = None) -> dict[str, Any]:
    """Return what the form shows: the limits there are, and what was typed."""
    book = (checked(visit.site.store, run) or {}).get("book")
    if not book:
        return {"movable": ()}
    found = limits(book)
    values = moved.values if moved else {}
    now = next((each for each in found if each.value == values.get("what")), found[0])
    return {
        "movable": _grouped(found),
        "now": now,
        "typed": {
            "first": values.get("first", now.first),
            "last": values.get("last", now.last),
            "steps": values.get("steps", str(STEPS)),
            "keep": values.get("keep", ""),
        },
        "wrong": moved.faults if moved else {},
        "ends": moved.ends if moved else ("", ""),
        "keepable": keepable(book),
    }


def _grouped(found: Sequence[Limit]) -> Sequence[tuple[str, Sequence[Limit]]]:
    groups: dict[str, list[Limit]] = {}
    for each in found:
        groups.setdefault(each.policy, []).append(each)
    return list(groups.items())
