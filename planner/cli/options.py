"""What the commands share: options, and where data and talk go.

Data to standard output, talk to standard error.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
Gap = Annotated[
    float | None,
    typer.Option("--gap", metavar="G", min=0, help="Relative gap at which to stop."),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where to write instead.")
]


def messages(*, quiet: bool) -> "Console":
    """Return where messages and progress are printed."""
    from rich.console import Console

    return Console(stderr=True, quiet=quiet, highlight=False)


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
    return Console(highlight=False, width=width)


def print_json(record: Mapping[str, Any]) -> None:
    """Print one JSON object, and nothing else, on standard output."""
    typer.echo(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False))
