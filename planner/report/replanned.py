"""The next planning on a terminal: what changes, why, and then the plan itself."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType

from planner.replan import Replanned
from planner.report import decided, words
from planner.report.grid import MOST_COLUMNS, MOST_ROWS, empty_table, more, text, titled
from planner.report.replanned_told import statements, why


def show_replanned(
    found: Replanned, console: Console, *, written: Sequence[Path] = ()
) -> None:
    """Print what to do now, and the files written."""
    wide = min(console.width, MOST_COLUMNS)
    title = f"Planned again from {found.start.label}, after {found.start.former.source}"
    sections = [
        titled(title, *(text(each) for each in statements(found))),
        *_moves(found),
        *_standing(found),
        decided.headline(found.plan),
        decided.contracts(found.plan),
        decided.deliveries(found.plan, wide),
        decided.unserved(found.plan, wide),
        decided.stock(found.plan, wide),
    ]
    for section in sections:
        if section is not None:
            console.print(section, width=wide)
            console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)


def _moves(found: Replanned) -> Iterator[RenderableType]:
    if not found.moves:
        return
    table = empty_table("offer", "period", ">old", ">new", ">moved", "why")
    places = words.decimals([x for m in found.moves for x in (m.before, m.after)])
    for each in found.moves[:MOST_ROWS]:
        table.add_row(
            text(each.offer),
            each.period,
            words.number(each.before, places),
            words.number(each.after, places),
            f"{each.moved:+,.{places}f}",
            text(why(each.why)),
        )
    left = more(len(found.moves), MOST_ROWS, "Changes")
    yield titled("What changes", table, *left, note=found.case.unit)


def _standing(found: Replanned) -> Iterator[RenderableType]:
    if not found.standing:
        return
    table = empty_table("offer", "period", f">{found.case.unit}")
    for each in found.standing[:MOST_ROWS]:
        table.add_row(text(each.offer), each.period, words.number(each.volume))
    left = more(len(found.standing), MOST_ROWS, "Changes")
    yield titled("Ordered already", table, *left)
