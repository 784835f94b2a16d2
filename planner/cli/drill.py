"""planner drill: the playbook for one curb."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from planner.errors import StoppedError, UsageError

if TYPE_CHECKING:  # loaded when the command runs
    from rich.console import Console

    from planner.plan import Plan
    from planner.workbook.edited import Edited


def drill(
    book: Book,
    curb: Annotated[
        str, typer.Option("--curb", metavar="NAME", help="A curb of the workbook.")
    ],
    on: Annotated[
        str, typer.Option("--on", metavar="PERIOD", help="When it starts: 2027Q1.")
    ],
    policy: Annotated[
        str | None,
        typer.Option("--policy", "-p", help="A policy of the workbook."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PLAN.xlsx",
            help="Drill this plan workbook instead of the cheapest plan.",
        ),
    ] = None,
    out: OutWithPage = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Print the playbook for one curb: release, call off, buy, refine, ration whom.

    Period by period from the strike until all is as planned again, against the plan
    without the curb, and what it costs. Writes BOOK-drill.xlsx and, on one sheet of A4,
    BOOK-drill.html.

    Example: planner drill book.xlsx --curb "C4 long ban" --on 2027Q1
    """
    from planner.cli.course import cheapest, give, opened, too_early
    from planner.cli.stopping import searching
    from planner.drill import drill as drilled
    from planner.drill import strike_of
    from planner.report import drilled as shown
    from planner.report import drilled_told as told
    from planner.report import excel
    from planner.report import page as html
    from planner.solving import policy_of
    from planner.workbook.edited import read_edited

    talk = messages(quiet=quiet)
    sheets, text = pages_beside(book, out, "-drill")
    case = opened(book, talk)
    strike = strike_of(case, curb, on)
    edited = None if plan is None else read_edited(plan, case)
    name, _ = policy_of(case, policy or (edited.policy if edited else None))
    with searching() as search:
        best = cheapest(case, name, talk, search, gap=gap, time_limit=time_limit)
    try:
        chosen = best if edited is None else _given(best, edited, talk, gap, time_limit)
        found = drilled(chosen, strike)
    except (KeyboardInterrupt, StoppedError) as early:
        raise too_early(early, "the playbook was worked out") from None
    warn = warner(talk)
    give(
        (
            lambda: excel.write_drill(found, sheets, warn),
            lambda: html.write_drill(found, text, warn),
        ),
        lambda: told.drill_record(found),
        lambda written: shown.show_drill(found, page(), written=written),
        as_json=as_json,
        unchanged=(book, case.digest, talk),
    )
    if best.status != "optimal" or chosen.status != "optimal":
        raise typer.Exit(4)


def _given(
    best: "Plan",
    edited: "Edited",
    talk: "Console",
    gap: float | None,
    time_limit: float | None,
) -> "Plan":
    """Return the plan of a plan workbook, or the nearest one that is possible.

    Raises:
        UsageError: none is.
    """
    from planner.price import price

    def tell(what: str) -> None:
        talk.print(f"{what} …", markup=False, soft_wrap=True)

    priced = price(best, edited, gap=gap, time_limit=time_limit, tell=tell)
    if priced.possible is None:
        raise UsageError(
            f"No plan is near the volumes in {edited.source}. Ask planner price why."
        )
    if priced.own is None:
        warner(talk)(
            f"The volumes in {edited.source} are not possible, as planner price tells: "
            "the nearest plan that is possible is drilled."
        )
    return priced.possible
