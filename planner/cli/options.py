"""What the commands share: options, and where data and talk go.

Data to standard output, talk to standard error.
"""

import json
import sys
from collections.abc import Callable, Mapping
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.errors import UsageError

if TYPE_CHECKING:  # rich is loaded when a command needs it
    from rich.console import Console

WIDTH = 100
"""Columns of what is printed where there is no terminal."""

Book = Annotated[Path, typer.Argument(help="The workbook.", metavar="BOOK")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results only.")]
Limit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="S", min=0, help="Seconds for one solve."),
]


def _gap(text: str) -> float:
    gap = share_of(text)
    if not 0 <= gap < inf:
        raise typer.BadParameter(f"{text} is no gap. Write 1% or 0.01.")
    return gap


Gap = Annotated[
    float | None,
    typer.Option(
        "--gap", metavar="G", parser=_gap, help="Relative gap at which to stop: 1%."
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where to write instead.")
]
OutWithPage = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Where to write instead; the page beside it."),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, help="Solves at a time. Default: all cores."),
]
Timings = Annotated[bool, typer.Option("--timings", help="Print where the time went.")]
Record = Annotated[
    bool, typer.Option("--record", help="Keep this run: planner runs lists it.")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Solve on the workers of this Dask scheduler: tcp://host:8786.",
    ),
]


def messages(*, quiet: bool) -> "Console":
    """Return where messages and progress are printed."""
    from rich.console import Console

    return Console(stderr=True, quiet=quiet, highlight=False, emoji=False)


def warner(console: "Console") -> Callable[[str], None]:
    """Return what prints a warning there."""

    def warn(message: str) -> None:
        console.print(
            f"warning: {message}", style="yellow", markup=False, soft_wrap=True
        )

    return warn


def page() -> "Console":
    """Return where a command prints its answer."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH
    return Console(highlight=False, emoji=False, width=width)


def print_json(record: Mapping[str, Any]) -> None:
    """Print one JSON object, and nothing else, on standard output."""
    typer.echo(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False))


def place_beside(book: Path, out: Path | None, ending: str) -> Path:
    """Return where a report goes: as asked, else beside the workbook.

    Raises:
        UsageError: that is the workbook itself, which is never written to, or no .xlsx.
    """
    if not book.name:
        raise UsageError(f"{book} is a folder. Name a workbook.")
    place = out or book.with_name(book.stem + ending)
    if place.suffix.lower() != ".xlsx":
        raise UsageError(f"--out {out} is no name of a workbook: let it end in .xlsx")
    if place.resolve() == book.resolve():
        raise UsageError(f"--out {out} is the workbook itself. Name another file.")
    return place


def pages_beside(book: Path, out: Path | None, ending: str) -> tuple[Path, Path]:
    """Return where a workbook of results and its HTML page go, as ``place_beside``."""
    named = out.with_suffix(".xlsx") if out and out.name else out
    sheets = place_beside(book, named, f"{ending}.xlsx")
    return sheets, sheets.with_suffix(".html")


def share_of(text: str) -> float:
    """Return 5% or 0.05 as a share; NaN, which no range holds, if it is neither."""
    number = text.strip().removesuffix("%")
    try:
        return float(number) / (100.0 if number != text.strip() else 1.0)
    except ValueError:
        return nan
