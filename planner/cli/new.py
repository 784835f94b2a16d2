"""planner new: write a template workbook."""

from typing import Annotated

import typer

from planner.cli.options import Book, Gap, Json, Limit, Quiet, messages, print_json


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
        print_json({"written": str(book)})
    else:
        messages(quiet=quiet).print(
            f"Wrote {book}. Fill it in, then: planner check {book}", soft_wrap=True
        )
