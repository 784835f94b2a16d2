"""planner new: write a template workbook."""

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


def new(
    book: Book,
    example: Annotated[
        str | None,
        typer.Option("--example", help="Fill it in: gallium, tiny or trading-house."),
    ] = None,
    preset: Annotated[
        list[str] | None,
        typer.Option(
            "--preset",
            help="Add ready-made policies, such as crma; may be given again. "
            "They are listed by: planner policies",
        ),
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

    Example: planner new book.xlsx --example gallium --preset concentration
    """
    from planner.workbook import template

    del time_limit, gap
    notes = template.new(book, example=example, presets=preset or (), force=force)
    talk = messages(quiet=quiet)
    for note in notes:
        warner(talk)(note)
    if as_json:
        print_json({"written": str(book), "warnings": notes})
    else:
        talk.print(
            f"Wrote {book}. Fill it in, then: planner check {book}", soft_wrap=True
        )
