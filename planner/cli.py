"""The command line: wiring only. Data to standard output, talk to standard error."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.errors import (
    InputError,
    NoPlanError,
    PlannerError,
    StoppedError,
    UsageError,
)

if TYPE_CHECKING:  # rich and the rest are loaded when a command needs them
    from rich.console import Console

WIDTH = 100
"""Columns of what is printed where there is no terminal."""
BAD_USAGE = {"ok": False, "error": "bad usage: standard error says what"}
INTERRUPTED = 130
"""What typer leaves with after Ctrl-C."""

app = typer.Typer(
    name="planner",
    help="""The cheapest supply plan that keeps its promises when a curb strikes.

Fill in one Excel workbook, then run: planner solve BOOK.xlsx

Exit codes: 0 done · 1 a fault of the program · 2 bad input or usage · 3 no plan
satisfies the policy · 4 stopped early, the best plan so far was written · 5 stopped
early without a plan.""",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Book = Annotated[Path, typer.Argument(help="The workbook.", metavar="BOOK")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results only.")]
Limit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="S", min=0, help="Seconds for one solve."),
]
Gap = Annotated[
    float | None,
    typer.Option("--gap", metavar="G", min=0, help="Relative gap at which to stop."),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where to write instead.")
]


def _talk(*, quiet: bool) -> "Console":
    from rich.console import Console

    return Console(stderr=True, quiet=quiet, highlight=False)


def _warn(talk: "Console") -> Callable[[str], None]:
    def warn(message: str) -> None:
        talk.print(f"warning: {message}", style="yellow", markup=False, soft_wrap=True)

    return warn


def _page() -> "Console":
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH
    return Console(highlight=False, width=width)


def _print_json(record: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False))


@app.callback(invoke_without_command=True)
def version(
    version: Annotated[bool, typer.Option("--version", help="Print it.")] = False,
) -> None:
    """Print the version if asked."""
    if version:
        from importlib.metadata import version as of

        typer.echo(f"planner {of('procurement-planner')}")
        raise typer.Exit


@app.command()
def new(
    book: Book,
    example: Annotated[
        str | None, typer.Option("--example", help="Fill it in: gallium or tiny.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over an existing file.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Write a template workbook, empty or filled with an example.

    Example: planner new book.xlsx --example gallium
    """
    from planner.workbook import template

    del time_limit, gap
    template.new(book, example=example, force=force)
    if as_json:
        _print_json({"written": str(book)})
    else:
        _talk(quiet=quiet).print(
            f"Wrote {book}. Fill it in, then: planner check {book}", soft_wrap=True
        )


@app.command()
def check(
    book: Book,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Read a workbook: print every problem, or what was understood.

    Example: planner check book.xlsx
    """
    from planner.report import failed, summary
    from planner.workbook import read

    del time_limit, gap
    case = read(book)
    if as_json:
        _print_json(failed.check_record((), case.warnings))
    elif not quiet:
        summary.show_case(case, _page())


@app.command()
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
) -> None:
    """Find the cheapest plan under one policy, print it and write its workbook.

    Example: planner solve book.xlsx --policy "Max 65% per country"
    """
    import planner
    from planner.report import excel, record, terminal

    talk = _talk(quiet=quiet)
    place = out or book.with_name(f"{book.stem}-plan.xlsx")
    if place.resolve() == book.resolve():
        raise UsageError(f"--out {out} is the workbook itself. Name another file.")
    case = planner.read(book)
    for warning in case.warnings:
        _warn(talk)(warning)
    limit = case.time_limit if time_limit is None else time_limit
    with terminal.progress_line(
        talk,
        policy or case.policy,
        currency=case.currency,
        target=case.gap if gap is None else gap,
        time_limit=limit,
    ) as progress:
        plan = planner.solve(
            case,
            policy,
            gap=gap,
            time_limit=time_limit,
            threads=threads,
            progress=progress,
        )
    written = excel.write_plan(plan, place, _warn(talk))
    if as_json:
        _print_json(record.plan_record(plan))
    else:
        terminal.show_plan(plan, _page(), written=[written], source=str(book))
    if plan.status != "optimal":
        raise typer.Exit(4)


@app.command()
def compare(
    book: Book,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", "-p", help="Only these; may be given again."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Solves at a time. Default: all cores."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Solve every policy and print what each costs and protects against.

    Example: planner compare book.xlsx --policy none --policy "25% recycled"
    """
    from planner import compare as comparing
    from planner.report import compared
    from planner.workbook import read

    talk = _talk(quiet=quiet)
    case = read(book)
    for warning in case.warnings:
        _warn(talk)(warning)

    def done(*ended: Any) -> None:
        talk.print(compared.done_line(*ended), markup=False, soft_wrap=True)

    comparison = comparing.compare(
        case, policy or (), jobs=jobs, gap=gap, time_limit=time_limit, done=done
    )
    if as_json:
        _print_json(compared.comparison_record(comparison))
    else:
        compared.show_comparison(comparison, _page())
    if not comparison.solved:
        raise typer.Exit(NoPlanError.exit_code)
    if any(each.status == "interrupted" for each in comparison.outcomes):
        raise typer.Exit(4)


@app.command()
def scenarios(
    book: Book,
    out: Annotated[Path, typer.Option("--out", "-o", help="The copy to write.")],
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Write the scenarios generated from the curbs into a copy of the workbook.

    Example: planner scenarios book.xlsx --out book2.xlsx
    """
    from planner.workbook import read
    from planner.workbook.scenario_copy import write_scenarios

    del time_limit, gap
    case = read(book)
    notes = write_scenarios(book, out, case.scenarios, case.periods)
    if as_json:
        _print_json({"written": str(out), "scenarios": len(case.scenarios)})
    talk = _talk(quiet=quiet)
    for note in notes:
        _warn(talk)(note)
    talk.print(f"Wrote {len(case.scenarios)} scenarios to {out}.", soft_wrap=True)


def _tell(error: PlannerError) -> None:
    """Say what went wrong; with --json as one object on standard output."""
    from planner.report import failed

    if "--json" in sys.argv:
        _print_json(failed.error_record(error))
    talk = _talk(quiet=False)
    if isinstance(error, InputError):
        from planner.report import summary

        summary.show_problems(error.problems, talk)
    else:
        talk.print(f"error: {error}", style="red", markup=False, soft_wrap=True)


def _leave(code: str | int | None) -> None:
    """Leave as typer would, but for Ctrl-C, and for bad usage with --json."""
    if code == INTERRUPTED:
        _tell(StoppedError("Stopped by you before any plan was found."))
        sys.exit(StoppedError.exit_code)
    if code == UsageError.exit_code and "--json" in sys.argv:
        _print_json(BAD_USAGE)
    sys.exit(code)


def main() -> None:
    """Run the command; tell the user's mistakes without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a Japanese console may lack a sign
            stream.reconfigure(errors="replace")
    try:
        app()
    except PlannerError as error:
        _tell(error)
        sys.exit(error.exit_code)
    except SystemExit as left:
        _leave(left.code)
    except Exception as fault:
        if "PLANNER_DEBUG" in os.environ:
            raise
        _tell(PlannerError(f"A fault of the program: {type(fault).__name__}: {fault}"))
        sys.exit(PlannerError.exit_code)
