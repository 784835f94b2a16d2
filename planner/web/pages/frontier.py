"""The page on which a frontier is asked for: one limit to be moved."""

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from planner.runs import Run
from planner.web.checked import checked
from planner.web.following import follow
from planner.web.frontiers import sweep_form
from planner.web.stages import Stage, frame, stage_of
from planner.web.sweeping import Moved, frontier_name, limits, read_sweep
from planner.web.visit import Here, Visit

router = APIRouter(prefix="/runs/{run_id}/frontier", include_in_schema=False)
MOST_FIELDS = 50


@router.get("")
def ask(visit: Here, run_id: str) -> Response:
    """Show which limits of a run's workbook can be moved."""
    run = visit.run(run_id)
    if _book(visit, run) is None:
        return visit.go(f"/runs/{run.id}")
    return _page(visit, run)


@router.post("")
async def start(visit: Here, run_id: str) -> Response:
    """Sweep it, or say which fields are wrong."""
    form = await visit.request.form(max_files=0, max_fields=MOST_FIELDS)
    return await run_in_threadpool(_start, visit, run_id, form)


def _start(visit: Visit, run_id: str, form: FormData) -> Response:
    run = visit.run(run_id)
    book = _book(visit, run)
    if book is None:
        return visit.go(f"/runs/{run.id}")
    moved = read_sweep(form, book)
    if moved.faults:
        return _page(visit, run, moved)
    return follow(visit, run, moved.asked_of(run), _name(visit, run, moved, book))


def _name(visit: Visit, run: Run, moved: Moved, book: dict[str, Any]) -> str:
    """Return what the run is called: the limit that moves, and of what."""
    what = moved.values.get("what")
    label = next(each.label for each in limits(book) if each.value == what)
    return frontier_name(label, run.name or run.book, visit.words)


def _book(visit: Visit, run: Run) -> dict[str, Any] | None:
    """Return what was understood of a workbook; None if nothing can be asked of it."""
    found = checked(visit.site.store, run)
    if not found or not found["book"] or stage_of(run).is_moving:
        return None
    book: dict[str, Any] = found["book"]
    return book


def _page(visit: Visit, run: Run, moved: Moved | None = None) -> Response:
    first = {"stage": Stage.CHOOSE, "here": Stage.CHOOSE, "polls": False, "reached": 1}
    return visit.page(
        "sweep.html",
        422 if moved else 200,
        **{**frame(visit, run), **first},
        **sweep_form(visit, run, moved),
    )
