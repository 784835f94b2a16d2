"""The addresses that programs call."""

import json
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from starlette.responses import Response

from planner.errors import UsageError
from planner.runs import CHECK, Run, UnknownFileError
from planner.web.api.models import (
    Asked,
    Enough,
    Error,
    FarOut,
    FileOut,
    Named,
    PageOut,
    RunOut,
    StepOut,
)
from planner.web.offered import COMPARED, FRONTIER, STRESS
from planner.web.sending import KINDS, OTHER, file_name, send
from planner.web.stages import kind_of
from planner.web.taking import LONGEST, take
from planner.web.visit import Here

Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Of a run.")]
FileName = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
MOST = 100
FARTHEST = 10_000
WHY = {
    400: "It did not arrive whole.",
    401: "The token is missing or wrong.",
    403: "It belongs to somebody else, or the request came from another site.",
    404: "There is no such run or file.",
    409: "Not at this moment: the error says why.",
    413: "The workbook is too large.",
    422: "What was sent is not understood.",
    429: "Too often: try again after the seconds in Retry-After.",
    500: "A fault of the program; its reference is in the error.",
    503: "The store cannot be reached: try again later.",
}
RESULTS = {"frontier": FRONTIER, "stress": STRESS, "explain": "explain-0.json"}
"""The file that holds them, by what was asked for."""
ALWAYS = (400, 401, 403, 422, 429, 500, 503)


def _errors(*more: int) -> dict[int | str, dict[str, Any]]:
    statuses = sorted({*ALWAYS, *more})
    return {each: {"model": Error, "description": WHY[each]} for each in statuses}


router = APIRouter(prefix="/api/v1/runs")
OF_RUNS: list[str | Enum] = ["runs"]
OF_RESULTS: list[str | Enum] = ["results"]


@router.post("", status_code=201, tags=OF_RUNS, responses=_errors(409, 413))
def upload_workbook(
    visit: Here,
    book: Annotated[UploadFile, File(description="An .xlsx file.")],
    name: Annotated[str, Form(max_length=LONGEST)] = "",
) -> RunOut:
    """Upload a workbook; a worker checks it."""
    return RunOut.of(take(visit, book, name))


@router.get("", tags=OF_RUNS, responses=_errors())
def list_runs(
    visit: Here,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
    offset: Annotated[int, Query(ge=0, le=FARTHEST)] = 0,
    deleted: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query
) -> PageOut:
    """List one's own runs, the latest first."""
    found = visit.runs(offset + limit + 1, deleted=deleted)[offset:]
    more = offset + limit if len(found) > limit else None
    return PageOut(runs=[RunOut.of(each) for each in found[:limit]], next=more)


@router.get("/{run_id}", tags=OF_RUNS, responses=_errors(404))
def get_run(visit: Here, run_id: Id) -> FarOut:
    """Tell how far a run is."""
    return _far(visit, visit.run(run_id))


@router.patch("/{run_id}", tags=OF_RUNS, responses=_errors(404))
def name_run(visit: Here, run_id: Id, named: Named) -> RunOut:
    """Call a run otherwise, or note something on it."""
    run = visit.own(run_id)
    if named.name is not None:
        run = visit.site.store.rename(run_id, named.name)
    if named.note is not None:
        run = visit.site.store.annotate(run_id, named.note)
    return RunOut.of(run)


@router.delete("/{run_id}", tags=OF_RUNS, responses=_errors(404))
def delete_run(visit: Here, run_id: Id) -> RunOut:
    """Put a run away; what is under way is cancelled. It can be restored for 30 days."""
    visit.own(run_id)
    return RunOut.of(visit.site.store.delete(run_id))


@router.post("/{run_id}/restore", tags=OF_RUNS, responses=_errors(404))
def restore_run(visit: Here, run_id: Id) -> RunOut:
    """Take back a deletion."""
    visit.own(run_id)
    return RunOut.of(visit.site.store.restore(run_id))


@router.post(
    "/{run_id}/choice", status_code=202, tags=OF_RUNS, responses=_errors(404, 409)
)
def choose_policies(visit: Here, run_id: Id, asked: Asked) -> RunOut:
    """Ask for policies to be compared, explained or stress-tested, or for a frontier.

    Of a run that has ended this makes a new one, of the same workbook.
    """
    return RunOut.of(visit.choose(visit.run(run_id), asked.choice()))


@router.post("/{run_id}/cancel", status_code=202, tags=OF_RUNS, responses=_errors(404))
def cancel_run(visit: Here, run_id: Id) -> RunOut:
    """Stop a run; what was solved so far is kept."""
    visit.own(run_id)
    visit.site.store.want(run_id, "cancel")
    return RunOut.of(visit.run(run_id))


@router.post("/{run_id}/enough", status_code=202, tags=OF_RUNS, responses=_errors(404))
def stop_and_keep(visit: Here, run_id: Id, enough: Enough) -> RunOut:
    """Stop a run, or one policy of it, and keep the best plans so far."""
    visit.own(run_id)
    visit.site.store.want(run_id, "enough", enough.policy)
    return RunOut.of(visit.run(run_id))


@router.get("/{run_id}/check", tags=OF_RESULTS, responses=_errors(404, 409))
def get_check(visit: Here, run_id: Id) -> dict[str, Any]:
    """Return what was found in the workbook: problems, or what was understood."""
    return _kept(visit, run_id, CHECK, "It is not checked yet.")


@router.get("/{run_id}/results", tags=OF_RESULTS, responses=_errors(404, 409))
def get_results(visit: Here, run_id: Id) -> dict[str, Any]:
    """Return what came of it, as the terminal prints it with `--json`.

    Of an explanation the first policy's; files have the others.
    """
    name = RESULTS.get(kind_of(visit.run(run_id)), COMPARED)
    return _kept(visit, run_id, name, "There are no results.")


FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            each.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for each in (*KINDS.values(), OTHER)
        },
    }
}


@router.get(
    "/{run_id}/files/{name}",
    tags=OF_RESULTS,
    response_class=Response,
    responses={**FILE, **_errors(404)},
)
def get_file(visit: Here, run_id: Id, name: FileName) -> Response:
    """Return a file of a run: the workbook, the marked copy, plans, reports."""
    run = visit.run(run_id)
    return send(visit.site.store.file(run_id, name), file_name(run, name))


def _far(visit: Here, run: Run) -> FarOut:
    store = visit.site.store
    return FarOut(
        **RunOut.of(run).model_dump(),
        place=store.place(run.id),
        steps=[StepOut.of(each) for each in store.steps(run.id)],
        files=[FileOut.of(each) for each in store.files(run.id)],
    )


def _kept(visit: Here, run_id: str, name: str, missing: str) -> dict[str, Any]:
    """Return an object that a worker left.

    Raises:
        UsageError: there is none.
    """
    run = visit.run(run_id)
    try:
        found: dict[str, Any] = json.loads(visit.site.store.file(run_id, name))
    except UnknownFileError as error:
        raise UsageError(
            f"{missing} The run is {run.state}. {run.told}".strip()
        ) from error
    return found
