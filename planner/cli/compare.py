"""planner compare: solve every policy, side by side."""

from typing import Annotated, Any

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
    Record,
    messages,
    page,
    pages_beside,
    print_json,
    warner,
)
from planner.errors import NoPlanError, PlannerError, StoppedError


def compare(
    book: Book,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", "-p", help="Only these; may be given again."),
    ] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: OutWithPage = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
    keep: Record = False,
) -> None:
    """Solve every policy and print what each costs and protects against.

    Writes BOOK-compare.xlsx and, to be read or printed, BOOK-compare.html.

    Example: planner compare book.xlsx --policy none --policy "25% recycled"
    """
    from planner import compare as comparing
    from planner.cli.ending import attempted, unless_written, warn_if_changed
    from planner.cli.recording import begun, kept
    from planner.cli.stopping import finishing
    from planner.report import compared, excel
    from planner.report import page as html
    from planner.workbook import read

    talk = messages(quiet=quiet)
    sheets, text = pages_beside(book, out, "-compare")
    recording = begun(keep, book, "compare", policy, gap=gap, time_limit=time_limit)
    case = read(book)
    for warning in case.warnings:
        warner(talk)(warning)

    def done(*ended: Any) -> None:
        talk.print(compared.done_line(*ended), markup=False, soft_wrap=True)

    comparison = comparing.compare(
        case,
        policy or (),
        jobs=jobs,
        cluster=cluster,
        gap=gap,
        time_limit=time_limit,
        done=done,
    )
    with finishing():
        warn = warner(talk)
        written = [
            *attempted(lambda: excel.write_comparison(comparison, sheets, warn)),
            *attempted(lambda: html.write_comparison(comparison, text, warn)),
        ]
        if as_json:
            print_json(compared.comparison_record(comparison))
        else:
            compared.show_comparison(comparison, page())
        if written:
            places = " and ".join(map(str, written))
            talk.print(f"Wrote {places}.", markup=False, soft_wrap=True)
        warn_if_changed(book, case.digest, warn)
        kept(recording, comparison, talk)
    unless_written(written, 2)
    statuses = {each.status for each in comparison.outcomes}
    if not comparison.solved:
        raise typer.Exit(_code_without_plan(statuses))
    if "interrupted" in statuses:
        raise typer.Exit(4)


def _code_without_plan(statuses: set[str]) -> int:
    """Return the exit code if no policy has a plan: how sure it is that none can be."""
    if statuses == {"infeasible"}:
        return NoPlanError.exit_code
    return (PlannerError if "failed" in statuses else StoppedError).exit_code
