"""planner check: read a workbook and say what was understood."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.options import (
    Book,
    Gap,
    Json,
    Limit,
    Quiet,
    messages,
    page,
    print_json,
)
from planner.errors import InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console


def check(
    book: Book,
    marked: Annotated[
        Path | None,
        typer.Option(
            "--marked",
            metavar="OUT.xlsx",
            help="Write a copy in which each faulty cell is coloured and says why.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Read a workbook: print every problem, or what was understood.

    Example: planner check book.xlsx --marked marked.xlsx
    """
    from planner.report import failed, summary
    from planner.workbook import read

    del time_limit, gap
    talk = messages(quiet=quiet)
    if marked is not None:
        _refuse_itself(book, marked)
    try:
        case = read(book)
    except InputError as error:
        if marked is not None:
            _mark(book, marked, error.problems, (), talk)
        raise
    if marked is not None:
        _mark(book, marked, (), case.warnings, talk)
    if as_json:
        print_json(failed.check_record((), case.warnings))
    elif not quiet:
        summary.show_case(case, page())


def _refuse_itself(book: Path, marked: Path) -> None:
    from planner.workbook.marked import check_place

    check_place(book, marked)


def _mark(
    book: Path,
    out: Path,
    problems: Sequence[Problem],
    warnings: Sequence[str],
    talk: "Console",
) -> None:
    """Write the marked copy, unless there is nothing to mark, and say so."""
    from planner.report import summary
    from planner.workbook.marked import write_marked

    if not problems and not warnings:
        talk.print(f"Nothing to mark: {out} was not written.", markup=False)
        return
    summary.show_marked(write_marked(book, out, problems, warnings), talk)
