"""planner frontier: cost against risk as one limit moves."""

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
    warner,
)
from planner.errors import NoPlanError, StoppedError

Text = str | None


def frontier(
    book: Book,
    rule: Annotated[
        str, typer.Option("--rule", help="A rule with a limit, such as max_share.")
    ],
    first: Annotated[
        str, typer.Option("--from", metavar="LIMIT", help="First limit: 1 or 100%.")
    ],
    last: Annotated[str, typer.Option("--to", metavar="LIMIT", help="Last limit.")],
    steps: Annotated[
        int, typer.Option("--steps", min=2, help="Limits, both ends among them.")
    ] = 11,
    on: Annotated[
        Text, typer.Option("--on", help="As in Policies: country:China, country:*.")
    ] = None,
    item: Annotated[Text, typer.Option("--item", help="An item or mineral.")] = None,
    stage: Annotated[Text, typer.Option("--stage", help="supply or refining.")] = None,
    per: Annotated[Text, typer.Option("--per", help="horizon, year or period.")] = None,
    when: Annotated[Text, typer.Option("--when", help="plan or always.")] = None,
    from_period: Annotated[
        Text, typer.Option("--from-period", help="First period that counts.")
    ] = None,
    to_period: Annotated[
        Text, typer.Option("--to-period", help="Last period that counts.")
    ] = None,
    duration: Annotated[
        Text, typer.Option("--duration", help="Periods a lost source stays lost.")
    ] = None,
    min_each: Annotated[
        Text, typer.Option("--min-each", help="Least share that makes a source.")
    ] = None,
    policy: Annotated[
        str,
        typer.Option("--policy", "-p", help="The policy whose other rules stay."),
    ] = "none",
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: OutWithPage = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Move the limit of one rule and print what each step costs and risks.

    Writes BOOK-frontier.xlsx and, to be read or printed, BOOK-frontier.html.

    Example: planner frontier book.xlsx --rule max_share --on country:China --from 1
    --to 0 --steps 11
    """
    from planner import frontier as sweeping
    from planner.cli.course import give, opened
    from planner.report import excel, swept
    from planner.report import page as html
    from planner.workbook.asked import rules_asked

    talk = messages(quiet=quiet)
    sheets, text = pages_beside(book, out, "-frontier")
    case = opened(book, talk)
    columns = {
        "rule": rule,
        "on": on,
        "item": item,
        "stage": stage,
        "per": per,
        "when": when,
        "from": from_period,
        "to": to_period,
        "duration": duration,
        "min_each": min_each,
    }
    row = {name: value or "" for name, value in columns.items()}
    ends = rules_asked(case, row, {"--from": first, "--to": last})

    rules = sweeping.spaced(ends[0], ends[1], steps)
    talk.print(swept.first_line(rules, case), markup=False, soft_wrap=True)

    def done(step: sweeping.Step, count: int, every: int) -> None:
        line = swept.step_line(ends[0], case, step, count, every)
        talk.print(line, markup=False, soft_wrap=True)

    found = sweeping.sweep(
        case,
        rules,
        policy,
        jobs=jobs,
        cluster=cluster,
        gap=gap,
        time_limit=time_limit,
        done=done,
    )
    warn = warner(talk)
    writes = (
        lambda: excel.write_frontier(found, sheets, warn),
        lambda: html.write_frontier(found, text, warn),
    )
    give(
        writes if found.solved else (),
        lambda: swept.frontier_record(found),
        lambda written: swept.show_frontier(found, page(), written=written),
        as_json=as_json,
        unchanged=(book, case.digest, talk),
    )
    statuses = {each.status for each in found.steps}
    if not found.solved:
        proved = statuses == {"infeasible"}
        raise typer.Exit(NoPlanError.exit_code if proved else StoppedError.exit_code)
    if "interrupted" in statuses:
        raise typer.Exit(4)
