"""The first page, and how workbooks come in."""

from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile
from starlette.responses import Response

from planner.runs import Run
from planner.web.assets import assets
from planner.web.samples import EMPTY, EXAMPLE, sample
from planner.web.sending import send
from planner.web.taking import refuse_at_sight, take
from planner.web.visit import Here, Visit

SHOWN = 20
"""Runs on a page."""
FARTHEST = 10_000
router = APIRouter(include_in_schema=False)


@router.get("/")
def home(
    visit: Here,
    deleted: str = "",
    first: Annotated[int, Query(alias="from", ge=0, le=FARTHEST)] = 0,
) -> Response:
    """Show where to begin, and what this browser began before."""
    runs = visit.runs(first + SHOWN + 1)[first:]
    return visit.page(
        "home.html",
        runs=runs[:SHOWN],
        more=first + SHOWN if len(runs) > SHOWN else 0,
        bin=visit.runs(SHOWN, deleted=True),
        deleted=_deleted(visit, deleted),
        most=visit.site.settings.most_bytes,
    )


def _deleted(visit: Visit, run_id: str) -> Run | None:
    """Return the run that was deleted just now, to be told and taken back."""
    mine = visit.runs(SHOWN, deleted=True)
    return next((each for each in mine if each.id == run_id), None)


@router.post("/uploads")
def upload(visit: Here, book: Annotated[UploadFile, File()]) -> Response:
    """Take in a workbook."""
    refuse_at_sight(book)
    return visit.go(f"/runs/{take(visit, book).id}")


@router.post("/examples/gallium")
def try_example(visit: Here) -> Response:
    """Take in the example, as if it had been uploaded."""
    name = visit.words("home.example.name")
    run = visit.receive(sample(EXAMPLE), f"{EXAMPLE}.xlsx", name)
    return visit.go(f"/runs/{run.id}")


@router.get("/examples/gallium.xlsx")
def example_book() -> Response:
    """Return the example's workbook."""
    return send(sample(EXAMPLE), f"{EXAMPLE}.xlsx")


@router.get("/template.xlsx")
def template() -> Response:
    """Return an empty workbook to fill in."""
    return send(sample(EMPTY), "template.xlsx")


@router.get("/assets/{digest}/{name}")
def asset(visit: Here, digest: str, name: str) -> Response:
    """Return what a page loads; its address changes with its content."""
    found = assets().get(name)
    if found is None or found.digest != digest:
        return Response(status_code=404)
    packed = "gzip" in visit.request.headers.get("accept-encoding", "")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    content = found.packed if packed else found.content
    return Response(content, media_type=found.kind, headers=headers)
