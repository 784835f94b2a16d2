"""planner solve: find the cheapest plan under one policy."""

from typing import Annotated

import typer

from planner.cli.options import (
    Book,
    Cluster,
    Gap,
    Json,
    Limit,
    Out,
    Quiet,
    Record,
    Timings,
    messages,
    page,
    place_beside,
    print_json,
    warner,
)
from planner.method import Method


def solve(
    book: Book,
    policy: Annotated[
        str | None,
        typer.Option("--policy", "-p", help="A policy of the workbook."),
    ] = None,
    out: Out = None,
    threads: Annotated[
        int, typer.Option("--threads", min=1, help="Threads of the solver.")
    ] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
    timings: Timings = False,
    method: Annotated[
        Method | None,
        typer.Option("--method", help="How to solve. Default: by size."),
    ] = None,
    keep: Record = False,
    cluster: Cluster = None,
) -> None:
    """Find the cheapest plan under one policy, print it and write its workbook.

    Example: planner solve book.xlsx --policy "Max 65% per country"
    """
    import planner
    from planner.cli.ending import attempted, unless_written, warn_if_changed
    from planner.cli.recording import begun, keeping_failure, kept_plan
    from planner.cli.stopping import searching
    from planner.timing import Stopwatch

    watch = Stopwatch()
    talk = messages(quiet=quiet)
    place = place_beside(book, out, "-plan.xlsx")
    asked = [policy] if policy else []
    recording = begun(keep, book, "solve", asked, gap=gap, time_limit=time_limit)
    with watch.on("read"):
        case = planner.read(book, watch)

    with watch.on("load"):
        from planner.report.progress import progress_line
        from planner.solving import timed

    for warning in case.warnings:
        warner(talk)(warning)
    limit = case.time_limit if time_limit is None else time_limit
    with searching() as search:
        with (
            keeping_failure(recording, case, policy, talk),
            progress_line(
                talk,
                policy or case.policy,
                currency=case.currency,
                target=case.gap if gap is None else gap,
                time_limit=limit,
            ) as progress,
        ):
            plan = planner.solve(
                case,
                policy,
                gap=gap,
                time_limit=time_limit,
                threads=threads,
                progress=search.noting(progress),
                stop=search.stop,
                watch=watch,
                method=method,
                jobs=None,
                cluster=cluster,
            )
        with watch.on("load"):  # the solver need not wait for what tells of its plan
            from planner.report import excel, record, terminal
            from planner.report import timings as spent
        plan = timed(plan, watch)
        with watch.on("report"):
            written = attempted(lambda: excel.write_plan(plan, place, warner(talk)))
            if not as_json:
                terminal.show_plan(plan, page(), written=written, source=str(book))
        if as_json:
            print_json(record.plan_record(timed(plan, watch)))
        if timings:
            spent.show_timings(watch.seconds, messages(quiet=False))
        warn_if_changed(book, case.digest, warner(talk))
        kept_plan(recording, plan, talk)
    unless_written(written)
    if plan.status != "optimal":
        raise typer.Exit(4)
