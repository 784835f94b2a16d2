"""The pages below a run that has ended: a plan, its explanation, another run beside it."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from planner.errors import UsageError
from planner.runs import Choice, Run, UnknownFileError
from planner.runs.difference import difference
from planner.web import drawing, planned
from planner.web.changed import changes
from planner.web.compared import Compared, standing
from planner.web.figures import called, chart_data
from planner.web.figures import part as share
from planner.web.following import follow, former
from planner.web.played import KIND
from planner.web.results import (
    EXPLAIN,
    comparison_of,
    explains_of,
    explanation_page,
)
from planner.web.setting import explain_name
from planner.web.stages import frame, kind_of
from planner.web.visit import Here, Visit

router = APIRouter(prefix="/runs/{run_id}", include_in_schema=False)
LONGEST_ID = 64


@router.get("/plans/{place}")
def plan(visit: Here, run_id: str, place: int) -> Response:
    """Show the plan of the policy in that place, from 0."""
    run = visit.run(run_id)
    found = comparison_of(visit, run)
    part = _part(found, place)
    if found is None or part is None or part["policy"] not in found.plans:
        raise UnknownFileError(f"plan {place}")
    one = found.plans[part["policy"]]
    charts = drawing.of_policy(part, str(place), found.view, visit.words)
    steps = visit.site.store.steps(run.id)
    files = {each.name for each in visit.site.store.files(run.id)}
    workbook = f"plan-{place}.xlsx"
    return visit.page(
        "results/plan.html",
        **frame(visit, run),
        title=visit.words("plan.title", policy=called(part["policy"], visit.words)),
        place=place,
        part=part,
        plan=one,
        found=found,
        currency=found.currency,
        standing=standing(found, one),
        money=lambda value: visit.words.number(value, found.view["places"]),
        part_of=lambda value: share(value, visit.words),
        workbook=workbook if workbook in files else "",
        explains=explains_of(visit, run, steps),
        charts=charts,
        data=chart_data(charts, visit.words),
        **planned.tables(found, part, one),
    )


def _part(found: Compared | None, place: int) -> dict[str, Any] | None:
    if found is None or not 0 <= place < len(found.view["policies"]):
        return None
    part: dict[str, Any] = found.view["policies"][place]
    return part


@router.get("/explain/{place}")
def explain(visit: Here, run_id: str, place: int) -> Response:
    """Show why the plan in that place is what it is, or offer to find out."""
    run = visit.run(run_id)
    policy = _policy(visit, run, place)
    if kind_of(run) == EXPLAIN:
        return visit.go(f"/runs/{run.id}")
    known = former(visit, run, _asked(run, EXPLAIN, policy))
    if known is not None:
        return visit.go(f"/runs/{known.id}")
    return explanation_page(visit, frame(visit, run), policy=policy, place=place)


@router.post("/explain/{place}")
def start(visit: Here, run_id: str, place: int) -> Response:
    """Explain it, unless that is being done already."""
    run = visit.run(run_id)
    policy = _policy(visit, run, place)
    name = explain_name(policy, run, visit.words)
    return follow(visit, run, _asked(run, EXPLAIN, policy), name)


@router.post("/solve")
def solve_now(visit: Here, run_id: str, place: Annotated[str, Form()] = "") -> Response:
    """Solve a policy that has no plan as its run ended early; all such without a place."""
    run = visit.run(run_id)
    steps = visit.site.store.steps(run.id)
    left = [
        each.policy
        for at, each in enumerate(steps)
        if each.is_open and place in {"", str(at)}
    ]
    if not run.state.is_ended or not left:
        return visit.go(f"/runs/{run.id}")
    shown = visit.words("verdict.comma").join(
        called(each, visit.words) for each in left
    )
    name = visit.words("solve.now.name", policy=shown, name=run.name or run.book)
    return follow(visit, run, _asked(run, "compare", *left), name)


@router.post("/stress")
def play(visit: Here, run_id: str, place: Annotated[str, Form()] = "") -> Response:
    """Play a plan against curbs it was not made for; every plan without a place."""
    run = visit.run(run_id)
    steps = visit.site.store.steps(run.id)
    planned = [
        each.policy
        for at, each in enumerate(steps)
        if each.objective is not None and place in {"", str(at)}
    ]
    if not run.state.is_ended or not planned:
        return visit.go(f"/runs/{run.id}")
    shown = called(planned[0], visit.words) if place else visit.words("stress.all")
    name = visit.words("stress.name", policy=shown, name=run.name or run.book)
    return follow(visit, run, _asked(run, KIND, *planned), name)


def _asked(run: Run, kind: str, *policies: str) -> Choice:
    """Return what is asked of policies of a run, with its limits, gap and time."""
    return replace(run.choice or Choice(), kind=kind, policies=policies, sweep=None)


def _policy(visit: Visit, run: Run, place: int) -> str:
    """Return the policy in that place.

    Raises:
        UsageError: there is none, or the run has not ended.
    """
    steps = visit.site.store.steps(run.id)
    if not run.state.is_ended or not 0 <= place < len(steps):
        raise UnknownFileError(f"plan {place}")
    return steps[place].policy


@router.get("/against")
def choose_other(
    visit: Here, run_id: str, other: Annotated[str, Query(max_length=LONGEST_ID)] = ""
) -> Response:
    """Send to the address of two runs beside each other."""
    run = visit.run(run_id)
    return visit.go(f"/runs/{run.id}/against/{visit.run(other).id}")


@router.get("/against/{other}")
def against(visit: Here, run_id: str, other: str, turned: str = "") -> Response:
    """Show what changed from the older of two runs to the newer, or the other way."""
    run, beside = visit.run(run_id), visit.run(other)
    if not (run.state.is_ended and beside.state.is_ended):
        raise UsageError("Both runs must have ended before they can be compared.")
    first, last = sorted((run, beside), key=lambda each: each.made)
    if turned:
        first, last = last, first
    found = difference(visit.site.store, first.id, last.id)
    shown = comparison_of(visit, last) or comparison_of(visit, first)
    places = shown.view.get("places", 0) if shown else 0
    return visit.page(
        "results/against.html",
        **frame(visit, run),
        turned=bool(turned),
        **changes(found, places, visit.words),
    )
