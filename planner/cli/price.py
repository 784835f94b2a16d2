"""planner price: a buyer's own volumes beside the cheapest plan."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import (
    Book,
    Gap,
    Json,
    Limit,
    OutWithPage,
    Quiet,
    messages,
    page,
    pages_beside,
    warner,
)
from planner.errors import StoppedError


def price(
    book: Book,
    plan: Annotated[
        Path,
        typer.Argument(
            help="A plan workbook of it, volumes edited in its sheet Plan.",
            metavar="PLAN.xlsx",
        ),
    ],
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy", "-p", help="A policy of the workbook; the plan's own if none."
        ),
    ] = None,
    out: OutWithPage = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Say whether your own volumes are possible, what they break, and what they cost.

    Edit the volumes in the sheet Plan of a plan workbook, add rows for other offers, or
    write `no` before a contract that is not to be signed. Told beside the cheapest plan,
    with the nearest plan that keeps the policy. Writes BOOK-price.xlsx and .html.

    Example: planner price book.xlsx book-plan.xlsx
    """
    from planner.cli.course import cheapest, give, opened, too_early
    from planner.cli.stopping import searching
    from planner.price import price as priced
    from planner.report import excel
    from planner.report import page as html
    from planner.report import priced as shown
    from planner.report import priced_told as told
    from planner.solving import policy_of
    from planner.workbook.edited import read_edited

    talk = messages(quiet=quiet)
    sheets, text = pages_beside(book, out, "-price")
    case = opened(book, talk)
    edited = read_edited(plan, case)
    name, _ = policy_of(case, edited.policy if policy is None else policy)

    def tell(what: str) -> None:
        talk.print(f"{what} …", markup=False, soft_wrap=True)

    with searching() as search:
        best = cheapest(case, name, talk, search, gap=gap, time_limit=time_limit)
        try:
            found = priced(
                best,
                edited,
                gap=gap,
                time_limit=time_limit,
                stop=search.stop,
                tell=tell,
            )
        except (KeyboardInterrupt, StoppedError) as early:
            raise too_early(early, "your volumes were priced") from None
    warn = warner(talk)
    give(
        (
            lambda: excel.write_priced(found, sheets, warn),
            lambda: html.write_priced(found, text, warn),
        ),
        lambda: told.price_record(found),
        lambda written: shown.show_priced(found, page(), written=written),
        as_json=as_json,
        unchanged=(book, case.digest, talk),
    )
    if found.status != "optimal":
        raise typer.Exit(4)
