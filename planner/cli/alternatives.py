"""planner alternatives: what may differ in plans nearly as cheap."""

from typing import Annotated

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
    print_json,
    warner,
)
from planner.errors import UsageError


def alternatives(
    book: Book,
    within: Annotated[
        str, typer.Option("--within", metavar="SHARE", help="How much dearer: 2%.")
    ] = "2%",
    policy: Annotated[
        str | None,
        typer.Option("--policy", "-p", help="A policy of the workbook."),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", min=0, help="Plans to show beside the cheapest.")
    ] = 5,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: OutWithPage = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Say how little and how much each source may supply in plans nearly as cheap.

    Proved over all plans within that cost, under the policy; with a few plans as
    unlike each other as possible. Writes BOOK-alternatives.xlsx and .html.

    Example: planner alternatives book.xlsx --within 2% --count 5
    """
    import planner
    from planner.alternatives import alternatives as sought
    from planner.cli.ending import attempted, unless_written, warn_if_changed
    from planner.cli.stopping import finishing
    from planner.report import alternatives as shown
    from planner.report import alternatives_told as told
    from planner.report import excel, terminal
    from planner.report import page as html
    from planner.solving import policy_of

    talk, more = messages(quiet=quiet), _share(within)
    sheets, text = pages_beside(book, out, "-alternatives")
    case = planner.read(book)
    for warning in case.warnings:
        warner(talk)(warning)
    name, _ = policy_of(case, policy)
    talk.print(told.first_line(more, name), markup=False, soft_wrap=True)
    with terminal.progress_line(
        talk,
        name,
        currency=case.currency,
        target=case.gap,
        time_limit=case.time_limit if time_limit is None else time_limit,
    ) as progress:
        best = planner.solve(case, name, time_limit=time_limit, progress=progress)

    def done(what: str, ended: int, every: int) -> None:
        talk.print(told.step_line(what, ended, every), markup=False, soft_wrap=True)

    found = sought(
        best,
        more,
        count=count,
        jobs=jobs,
        cluster=cluster,
        gap=gap,
        time_limit=time_limit,
        done=done,
    )
    with finishing():
        warn = warner(talk)
        written = attempted(lambda: excel.write_alternatives(found, sheets, warn))
        written += attempted(lambda: html.write_alternatives(found, text, warn))
        if as_json:
            print_json(told.alternatives_record(found))
        else:
            shown.show_alternatives(found, page(), written=written)
        warn_if_changed(book, case.digest, warn)
    unless_written(written, 2)
    if found.stopped or best.status != "optimal":
        raise typer.Exit(4)


def _share(text: str) -> float:
    """Return 2% or 0.02 as a share.

    Raises:
        UsageError: it is no share above 0 and at most 1.
    """
    number = text.strip().removesuffix("%")
    try:
        value = float(number) / (100.0 if number != text.strip() else 1.0)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise UsageError(
            f"--within {text} is no share above 0% and up to 100%. Write 2% or 0.02."
        )
    return value
