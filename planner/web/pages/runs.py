"""The page of a run, and what can be done with one."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from planner.runs import Run, Step
from planner.web.checked import checked, currency_of, summed
from planner.web.pages.choose import choose_page
from planner.web.results import results_page
from planner.web.sending import file_name, send
from planner.web.stages import Stage, frame, kind_of, stage_of
from planner.web.visit import Here, Visit

NAME, NOTE, POLICY = 120, 4000, 1000
"""Characters that are kept of what is typed."""
router = APIRouter(prefix="/runs/{run_id}", include_in_schema=False)


@router.get("")
def show(visit: Here, run_id: str) -> Response:
    """Show a run: what is to be done, what is being done, or what came of it."""
    run = visit.run(run_id)
    stage = stage_of(run)
    if stage is Stage.END:
        return results_page(visit, frame(visit, run))
    if stage.is_moving:
        return visit.page("progress.html", **frame(visit, run), **far(visit, run))
    found = checked(visit.site.store, run)
    if stage is Stage.CHOOSE and found and found["book"]:
        return choose_page(visit, run, found)
    files = {each.name for each in visit.site.store.files(run.id)}
    return visit.page(
        "faulty.html",
        **frame(visit, run),
        check=found or summed({"error": run.told}),
        marked="marked.xlsx" in files,
        most=visit.site.settings.most_bytes,
    )


@router.get("/progress")
def progress(visit: Here, run_id: str, at: str = "") -> Response:
    """Return how far a run is, or ask for the next page."""
    run = visit.run(run_id)
    stage = stage_of(run)
    if stage != at or not stage.is_moving:
        return Response(headers={"HX-Refresh": "true"})
    shown = {**frame(visit, run), **far(visit, run)}
    return visit.page("fragment.html", is_later=True, **shown)


def far(visit: Visit, run: Run) -> dict[str, Any]:
    """Return how far a run is."""
    store = visit.site.store
    steps = store.steps(run.id)
    known = checked(store, run) if steps else None
    return {
        "place": store.place(run.id),
        "steps": steps,
        "done": sum(each.is_ended for each in steps),
        "latest": _latest(visit, run, steps),
        "currency": currency_of(known),
    }


def _latest(visit: Visit, run: Run, steps: Sequence[Step]) -> str:
    """Return what is done now, where the steps do not tell: there are more solves."""
    is_told = any(not each.is_ended for each in steps)
    if is_told and kind_of(run) not in {"explain", "frontier", "stress"}:
        return ""
    return next((text for _, text in reversed(visit.site.store.log(run.id))), "")


@router.post("/enough")
def enough(
    visit: Here, run_id: str, policy: Annotated[str | None, Form()] = None
) -> Response:
    """Stop and keep the best plans so far, of all policies or of one."""
    run = visit.own(run_id)
    visit.site.store.want(run.id, "enough", policy[:POLICY] if policy else None)
    return visit.go(f"/runs/{run.id}")


@router.post("/cancel")
def cancel(visit: Here, run_id: str) -> Response:
    """Stop and keep nothing."""
    run = visit.own(run_id)
    visit.site.store.want(run.id, "cancel")
    return visit.go(f"/runs/{run.id}")


@router.post("/again")
def again(visit: Here, run_id: str) -> Response:
    """Take up the workbook of a run from the start: one that failed, or a terminal's."""
    return visit.go(f"/runs/{visit.again(visit.run(run_id)).id}")


@router.post("/name")
def name(
    visit: Here,
    run_id: str,
    name: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Call a run otherwise, and note something on it."""
    run = visit.own(run_id)
    visit.site.store.rename(run.id, name.strip()[:NAME])
    visit.site.store.annotate(run.id, note.strip()[:NOTE])
    return visit.go(f"/runs/{run.id}")


@router.post("/delete")
def delete(visit: Here, run_id: str) -> Response:
    """Put a run away; the next page offers to take that back."""
    run = visit.own(run_id)
    visit.site.store.delete(run.id)
    return visit.go("/", deleted=run.id)


@router.post("/restore")
def restore(visit: Here, run_id: str) -> Response:
    """Take back a deletion."""
    run = visit.own(run_id)
    visit.site.store.restore(run.id)
    return visit.go(f"/runs/{run.id}")


@router.get("/files/{name}")
def file(visit: Here, run_id: str, name: str) -> Response:
    """Return a file of a run, to be saved."""
    run = visit.run(run_id)
    return send(visit.site.store.file(run.id, name), file_name(run, name))
