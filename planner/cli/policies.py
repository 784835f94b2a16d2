"""planner policies: the rules and presets there are, and a workbook's own policies."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Gap, Json, Limit, Quiet, page, print_json


def policies(
    book: Annotated[
        Path | None,
        typer.Argument(help="A workbook: list its own policies too.", metavar="[BOOK]"),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """List the rules and the ready-made policies, and what a workbook's policies say.

    Example: planner policies book.xlsx
    """
    from planner.report import presets
    from planner.workbook import read

    del time_limit, gap
    case = None if book is None else read(book)
    if as_json:
        print_json(presets.listing(case))
    elif not quiet:
        presets.show_listing(case, page())
