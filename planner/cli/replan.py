"""planner replan: the next planning, from where an earlier plan has led."""

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
    share_of,
    warner,
)
from planner.errors import NoPlanError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from models.case import Case
    from planner.cli.stopping import Search
    from planner.plan import Plan
    from planner.replan import Asked, Start


def replan(
    book: Book,
    former: Annotated[
        Path, typer.Option("--from", metavar="PLAN.xlsx", help="The plan in force.")
    ],
    at: Annotated[
        str, typer.Option("--at", metavar="PERIOD", help="First period to plan.")
    ],
    received: Annotated[
        Path | None,
        typer.Option(
            "--received",
            metavar="ACTUALS.xlsx",
            help="What was received and counted; as planned if none.",
        ),
    ] = None,
    stay: Annotated[
        str,
        typer.Option(
            "--stay", metavar="SHARE", help="Price of a unit moved, of its value: 5%."
        ),
    ] = "0%",
    curb: Annotated[
        list[str] | None,
        typer.Option(
            "--curb", metavar="NAME=PERIOD", help="A curb that has begun, and when."
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="ACTUALS.xlsx",
            help="Write a workbook for --received, filled as planned, and end.",
        ),
    ] = None,
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
    """Plan again from a later period: what was ordered and signed stays.

    Says what changes from the old schedule and which cell of the workbook is why. Writes
    a plan workbook from that period on, BOOK-plan-PERIOD.xlsx, and a page.

    Example: planner replan book.xlsx --from book-plan.xlsx --at 2027Q2 --stay 5%
    """
    from planner.cli.course import give
    from planner.cli.stopping import searching
    from planner.replan import Asked
    from planner.replan import replan as planned
    from planner.report import excel
    from planner.report import page as html
    from planner.report import replanned as shown
    from planner.report import replanned_told as told
    from planner.workbook.addresses import where

    talk = messages(quiet=quiet)
    start, name = _start(book, former, at, received, _share(stay), curb or [], policy)
    if template is not None:
        _write_template(start, template, book, former)
        talk.print(f"Wrote {template}. Fill it in, then: --received {template}")
        return
    sheets, text = pages_beside(book, out, f"-plan-{start.label}")
    if sheets.resolve() == former.resolve():
        raise UsageError(f"--out {sheets} is the plan in force. Name another file.")
    for warning in start.case.warnings:
        warner(talk)(warning)

    def tell(what: str) -> None:
        talk.print(f"{what} …", markup=False, soft_wrap=True)

    at_cells = where(book, start.case)
    with searching() as search:
        asked = Asked(policy=name, gap=gap, time_limit=time_limit, stop=search.stop)
        found = planned(
            start,
            asked,
            at_cells,
            solved=lambda case: _solved(case, start, asked, talk, search),
            tell=tell,
        )
    warn = warner(talk)
    give(
        (
            lambda: excel.write_replanned(found, sheets, warn),
            lambda: html.write_replanned(found, text, warn),
        ),
        lambda: told.replan_record(found),
        lambda written: shown.show_replanned(found, page(), written=written),
        as_json=as_json,
        unchanged=(book, start.case.digest, talk),
    )
    if found.ended or found.plan.status != "optimal":
        raise typer.Exit(4)


def _start(
    book: Path,
    former: Path,
    at: str,
    received: Path | None,
    stay: float,
    curbs: list[str],
    policy: str | None,
) -> "tuple[Start, str]":
    """Return where the next planning begins, and under which policy."""
    import planner
    from planner.replan import Start, start_of
    from planner.replan.actual import known_of
    from planner.replan.begun import begun_in
    from planner.replan.start import label_of
    from planner.solving import policy_of
    from planner.workbook.actuals import Actuals, read_actuals
    from planner.workbook.former import read_former

    case = planner.read(book)
    old = read_former(former)
    place = start_of(case, old, at)
    name, _ = policy_of(case, old.policy if policy is None else policy)
    bare = Start(case=case, former=old, at=place, stay=stay)
    actuals = Actuals() if received is None else read_actuals(received, known_of(bare))
    told = dict(_curb(each) for each in curbs)
    struck = {
        **actuals.begun,
        **{n: label_of(case, start, f"--curb {n}") for n, start in told.items()},
    }
    start = Start(
        case=case,
        former=old,
        at=place,
        stay=stay,
        actuals=actuals,
        begun=begun_in(case, case.periods[place], struck),
    )
    return start, name


def _solved(
    case: "Case", start: "Start", asked: "Asked", talk: "Console", search: "Search"
) -> "Plan":
    """Return the cheapest plan; where none is, say first what its rules count."""
    from planner.cli.course import cheapest
    from planner.replan.counted import counted_words

    name, hard = str(asked.policy), {"gap": asked.gap, "time_limit": asked.time_limit}
    try:
        return cheapest(case, name, talk, search, **hard)
    except NoPlanError:
        for said in counted_words(case.policies[name], start, case):
            warner(talk)(said)
        raise


def _write_template(start: "Start", path: Path, *taken: Path) -> None:
    from planner.replan.actual import planned_stock, planned_units
    from planner.workbook.actuals import write_actuals

    if any(path.resolve() == each.resolve() for each in taken):
        raise UsageError(f"--template {path} is there already. Name another file.")
    write_actuals(path, planned_units(start), planned_stock(start))


def _share(text: str) -> float:
    """Return 5% or 0.05 as a share.

    Raises:
        UsageError: it is no share from 0 to 1.
    """
    value = share_of(text)
    if not 0 <= value <= 1:
        raise UsageError(f"--stay {text} is no share. Write 5% or 0.05.")
    return value


def _curb(text: str) -> tuple[str, str]:
    """Return name and first period of a curb.

    Raises:
        UsageError: it is not written so.
    """
    name, mark, start = text.rpartition("=")
    if not (mark and name.strip() and start.strip()):
        raise UsageError(f"--curb {text} is not NAME=PERIOD, such as 'Ban=2027Q1'.")
    return name.strip(), start.strip()
