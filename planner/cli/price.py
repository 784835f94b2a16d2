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
    print_json,
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
    import planner
    from planner.cli.ending import attempted, unless_written, warn_if_changed
    from planner.cli.stopping import finishing
    from planner.price import price as priced
    from planner.report import excel, terminal
    from planner.report import page as html
    from planner.report import priced as shown
    from planner.report import priced_told as told
    from planner.solving import policy_of
    from planner.workbook.edited import read_edited

    talk = messages(quiet=quiet)
    sheets, text = pages_beside(book, out, "-price")
    case = planner.read(book)
    for warning in case.warnings:
        warner(talk)(warning)
    edited = read_edited(plan, case)
    name, _ = policy_of(case, edited.policy if policy is None else policy)
    with terminal.progress_line(
        talk,
        name,
        currency=case.currency,
        target=case.gap if gap is None else gap,
        time_limit=case.time_limit if time_limit is None else time_limit,
    ) as progress:
        best = planner.solve(
            case, name, gap=gap, time_limit=time_limit, progress=progress
        )

    def tell(what: str) -> None:
        talk.print(f"{what} …", markup=False, soft_wrap=True)

    try:
        found = priced(best, edited, gap=gap, time_limit=time_limit, tell=tell)
    except KeyboardInterrupt:
        raise StoppedError(
            "Stopped by you before your volumes were priced: nothing was written."
        ) from None
    with finishing():
        warn = warner(talk)
        written = attempted(lambda: excel.write_priced(found, sheets, warn))
        written += attempted(lambda: html.write_priced(found, text, warn))
        if as_json:
            print_json(told.price_record(found))
        else:
            shown.show_priced(found, page(), written=written)
        warn_if_changed(book, case.digest, warn)
    unless_written(written, 2)
    if best.status != "optimal":
        raise typer.Exit(4)
