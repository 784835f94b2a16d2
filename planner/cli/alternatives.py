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
    share_of,
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
    from planner.alternatives import alternatives as sought
    from planner.cli.course import cheapest, give, opened
    from planner.cli.stopping import searching
    from planner.report import alternatives as shown
    from planner.report import alternatives_told as told
    from planner.report import excel
    from planner.report import page as html
    from planner.solving import policy_of

    talk, more = messages(quiet=quiet), _share(within)
    sheets, text = pages_beside(book, out, "-alternatives")
    case = opened(book, talk)
    name, _ = policy_of(case, policy)
    talk.print(told.first_line(more, name), markup=False, soft_wrap=True)
    with searching() as search:
        best = cheapest(case, name, talk, search, time_limit=time_limit)

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
    warn = warner(talk)
    give(
        (
            lambda: excel.write_alternatives(found, sheets, warn),
            lambda: html.write_alternatives(found, text, warn),
        ),
        lambda: told.alternatives_record(found),
        lambda written: shown.show_alternatives(found, page(), written=written),
        as_json=as_json,
        unchanged=(book, case.digest, talk),
    )
    if found.stopped or best.status != "optimal":
        raise typer.Exit(4)


def _share(text: str) -> float:
    """Return 2% or 0.02 as a share.

    Raises:
        UsageError: it is no share above 0 and at most 1.
    """
    value = share_of(text)
    if not 0 < value <= 1:
        raise UsageError(
            f"--within {text} is no share above 0% and up to 100%. Write 2% or 0.02."
        )
    return value
