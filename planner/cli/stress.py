"""planner stress: play plans against curbs they were not made for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.options import (
    Book,
    Cluster,
    Gap,
    Jobs,
    Json,
    Limit,
    OutWithPage,
    Quiet,
    messages,
    page,
    pages_beside,
    warner,
)
from planner.errors import NoPlanError, StoppedError

if TYPE_CHECKING:  # loaded when the command runs
    from rich.console import Console

    from models.case import Case
    from planner.plan import Plan


def stress(
    book: Book,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", "-p", help="A policy; may be given again."),
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", min=2, help="Histories drawn from the curbs.")
    ] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", help="Equal seeds give equal draws.")
    ] = 1,
    worth: Annotated[
        bool,
        typer.Option(
            "--worth/--no-worth",
            help="Solve again: what closes each gap, EVPI, VSS, worth of a warning.",
        ),
    ] = True,
    break_even: Annotated[
        bool,
        typer.Option(
            "--break-even",
            help="Also at which probability, depth, length or start of a curb each "
            "contract begins to pay: many solves.",
        ),
    ] = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: OutWithPage = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Play plans through fresh draws of the curbs, and lose each of their sources.

    Several curbs may strike at once, and nothing is known before it happens. Says how
    long each source can be missed, what closes the gap until it is back, and what
    information and planning are worth. Writes BOOK-stress.xlsx and .html.

    Example: planner stress book.xlsx --policy none --policy "25% recycled"
    """
    from planner import stress as stressing
    from planner.cli.course import give, opened
    from planner.report import excel, stressed
    from planner.report import page as html
    from planner.report import stressed_told as told
    from planner.report.stressed_record import stress_record
    from planner.solving import policy_of

    talk = messages(quiet=quiet)
    sheets, text = pages_beside(book, out, "-stress")
    case = opened(book, talk)
    asked = list(
        dict.fromkeys(policy_of(case, each)[0] for each in policy or [case.policy])
    )
    plans = list(_plans(case, asked, talk, gap, time_limit))
    planned = {each.policy for each in plans}

    def done(*ended: Any) -> None:
        talk.print(told.done_line(*ended), markup=False, soft_wrap=True)

    found = stressing.stress(
        plans,
        draws=draws,
        seed=seed,
        jobs=jobs,
        cluster=cluster,
        effort=stressing.Effort(gap, time_limit) if worth else None,
        flips=stressing.Effort(gap, time_limit) if break_even else None,
        done=done,
    )
    found = replace(found, without_plan=[x for x in asked if x not in planned])
    warn = warner(talk)
    give(
        (
            lambda: excel.write_stress(found, sheets, warn),
            lambda: html.write_stress(found, text, warn),
        ),
        lambda: stress_record(found),
        lambda written: stressed.show_stress(found, page(), written=written),
        as_json=as_json,
        unchanged=(book, case.digest, talk),
    )
    if found.stopped or any(each.status != "optimal" for each in plans):
        raise typer.Exit(4)


def _plans(
    case: "Case",
    policies: Sequence[str],
    talk: "Console",
    gap: float | None,
    time_limit: float | None,
) -> "Iterator[Plan]":
    """Solve the policies and yield their plans; say which have none.

    Raises:
        NoPlanError: none of them has a plan.
        StoppedError: stopped before they were solved.
    """
    import planner
    from planner.report import stressed_told, terminal

    none: NoPlanError | None = None
    found = 0
    for name in policies:
        try:
            with terminal.progress_line(talk, name, currency=case.currency) as progress:
                plan = planner.solve(
                    case, name, gap=gap, time_limit=time_limit, progress=progress
                )
        except NoPlanError as error:
            none = error
            warner(talk)(str(error))
            continue
        if plan.status == "interrupted":
            raise StoppedError("Stopped by you before the plan to be played was found.")
        talk.print(stressed_told.plan_line(plan), markup=False, soft_wrap=True)
        found += 1
        yield plan
    if none is not None and not found:
        raise none
