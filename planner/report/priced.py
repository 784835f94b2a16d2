"""A buyer's own volumes on a terminal: verdict, reasons, figures, what would move."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType

from planner.price import Change, Priced
from planner.report import words
from planner.report.grid import MOST_COLUMNS, MOST_ROWS, empty_table, more, text, titled
from planner.report.priced_told import (
    beside,
    figure_rows,
    limit_words,
    said,
    statements,
)


def show_priced(
    found: Priced, console: Console, *, written: Sequence[Path] = ()
) -> None:
    """Print what becomes of the volumes, and the files written."""
    wide = min(console.width, MOST_COLUMNS)
    title = f"Your volumes in {found.edited.source}, policy {found.policy}"
    sections = [
        titled(title, *(text(each) for each in statements(found))),
        *_reasons(found),
        *_broken(found),
        _figures(found),
        *_changes(found),
    ]
    for section in sections:
        console.print(section, width=wide)
        console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)


def _reasons(found: Priced) -> Iterator[RenderableType]:
    if not found.breaches:
        return
    table = empty_table("cells", "what", "why")
    table.columns[0].min_width = 8
    for each in found.breaches[:MOST_ROWS]:
        table.add_row(text(each.where), text(each.what), text(each.why))
    left = more(len(found.breaches), MOST_ROWS, "Impossible")
    yield titled("Why they are impossible", table, *left)


def _broken(found: Priced) -> Iterator[RenderableType]:
    if not found.broken:
        return
    table = empty_table("rule", "where", ">limit", ">actual")
    for each in found.broken[:MOST_ROWS]:
        limit, actual = limit_words(each, found)
        table.add_row(text(each.rule), text(each.bucket), limit, actual)
    whose = "your volumes" if found.own is not None else "the nearest possible plan"
    left = more(len(found.broken), MOST_ROWS, "Rules")
    yield titled(f"Rules of the policy that {whose} break", table, *left)


def _figures(found: Priced) -> RenderableType:
    table = empty_table("", *(f">{name}" for name, _ in beside(found)))
    for label, kind, values in figure_rows(found):
        places = words.decimals(values)
        shown = (said(value, kind, places) for value in values)
        unit = {"money": found.case.currency, "units": found.case.unit}.get(kind, "")
        table.add_row(text(f"{label}, {unit}" if unit else label), *shown)
    return titled("Side by side", table, note="expected and discounted")


def _changes(found: Priced) -> Iterator[RenderableType]:
    if found.changes:
        title = "What the nearest plan that keeps the policy changes"
        yield _moves(title, found.changes, found, ("yours", "nearest"))
    if found.edits:
        yield _moves("What you changed", found.edits, found, ("was", "yours"))


def _moves(
    title: str, changes: Sequence[Change], found: Priced, names: tuple[str, str]
) -> RenderableType:
    table = empty_table("cell", "offer", "period", *(f">{n}" for n in names), ">moved")
    places = words.decimals([x for each in changes for x in (each.before, each.after)])
    for each in changes[:MOST_ROWS]:
        table.add_row(
            text(each.place),
            text(each.offer),
            each.period,
            words.number(each.before, places),
            words.number(each.after, places),
            f"{each.moved:+,.{places}f}",
        )
    left = more(len(changes), MOST_ROWS, "Changes")
    return titled(title, table, *left, note=found.case.unit)
