"""The page on which policies are chosen, and limits tried."""

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from planner.runs import Run
from planner.web.checked import checked, understood
from planner.web.choosing import PERCENT, Asked, cards, read_form
from planner.web.stages import Stage, frame, stage_of
from planner.web.visit import Here, Visit

router = APIRouter(prefix="/runs/{run_id}/choose", include_in_schema=False)
MOST_FIELDS = 5000


@router.get("")
def choose_again(visit: Here, run_id: str) -> Response:
    """Show what can be asked of a run's workbook, also after it has ended."""
    run = visit.run(run_id)
    found = _found(visit, run)
    if found is None or stage_of(run) is Stage.CHOOSE:
        return visit.go(f"/runs/{run.id}")
    return choose_page(visit, run, found)


@router.post("")
async def choose(visit: Here, run_id: str) -> Response:
    """Ask it, or say which fields are wrong."""
    form = await visit.request.form(max_files=0, max_fields=MOST_FIELDS)
    return await run_in_threadpool(_choose, visit, run_id, form)


def _choose(visit: Visit, run_id: str, form: FormData) -> Response:
    run = visit.run(run_id)
    found = _found(visit, run)
    if found is None:  # the button was pressed twice, say
        return visit.go(f"/runs/{run.id}")
    asked = read_form(form, found["book"])
    if asked.faults:
        return choose_page(visit, run, found, asked)
    return visit.go(f"/runs/{visit.choose(run, asked.choice).id}")


def _found(visit: Visit, run: Run) -> dict[str, Any] | None:
    """Return what was found in a run's workbook; None if nothing can be asked of it."""
    found = checked(visit.site.store, run)
    if not found or not found["book"] or stage_of(run).is_moving:
        return None
    return found


def choose_page(
    visit: Visit, run: Run, found: dict[str, Any], asked: Asked | None = None
) -> Response:
    """Return the form, as it is at first, as it was asked before, or as it was sent."""
    choice, book = run.choice, found["book"]
    gap = choice.gap if choice else None
    most = choice.time_limit if choice else None
    typed = asked.values if asked else {}
    first = {"stage": Stage.CHOOSE, "here": Stage.CHOOSE, "polls": False, "reached": 1}
    return visit.page(
        "choose.html",
        422 if asked else 200,
        **{**frame(visit, run), **first},
        **understood(book, visit.words),
        check=found,
        is_first=choice is None,
        policies=cards(book, choice, asked),
        faults=asked.faults if asked else {},
        gap=typed.get("gap", "" if gap is None else f"{PERCENT * gap:.10g}"),
        time_limit=typed.get("time_limit", "" if most is None else f"{most:.10g}"),
    )
