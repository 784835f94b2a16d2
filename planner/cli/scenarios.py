"""planner scenarios: write the generated scenarios into a copy of the workbook."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import (
    Book,
    Gap,
    Json,
    Limit,
    Quiet,
    messages,
    print_json,
    warner,
)


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
        print_json({"written": str(out), "scenarios": len(case.scenarios)})
    talk = messages(quiet=quiet)
    for note in notes:
        warner(talk)(note)
    talk.print(f"Wrote {len(case.scenarios)} scenarios to {out}.", soft_wrap=True)
