"""Alternatives on a terminal: ranges as bars, choices, and plans side by side."""

from collections.abc import Iterator, Sequence
from math import ceil, floor
from pathlib import Path

from rich.console import Console

from planner.alternatives import Alternatives, Range
from planner.alternatives.result import TIGHT
from planner.report import words
from planner.report.alternatives_told import (
    differs,
    end_words,
    every_plan,
    figures,
    named,
    percent,
    statements,
)
from planner.report.grid import MOST_COLUMNS, MOST_ROWS, empty_table, more, text, titled

LENGTH = 20
"""Characters of a bar from 0 to all of the supply."""
BAR = 4
"""Place of the column with the bars."""
NAME = 12
"""Least columns of a name."""
MARKS, PLAIN = ("·", "█", "┃"), (".", "=", "|")
"""What no plan has, what plans have, what the cheapest plan has."""


def show_alternatives(
    found: Alternatives, console: Console, *, written: Sequence[Path] = ()
) -> None:
    """Print what may differ, how far, in which plans, and the files written."""
    wide = min(console.width, MOST_COLUMNS)
    title = f"Alternatives within {percent(found.within)}, policy {found.best.policy}"
    said = [text(each) for each in statements(found)]
    sections = [
        titled(title, *said),
        *_ranges(found, ascii_only=console.options.ascii_only),
        *_choices(found),
        *_plans(found),
    ]
    for section in sections:
        console.print(section, width=wide)
        console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)


def _ranges(found: Alternatives, *, ascii_only: bool) -> Iterator[object]:
    unit = words.clean(found.case.unit)
    for dimension, title in (("country", "Countries"), ("supplier", "Suppliers")):
        rows = [each for each in found.ranges if each.source.dimension == dimension]
        table = empty_table(
            dimension, ">least", ">now", ">most", "0–100%", f">least, {unit}", ">most"
        )
        table.columns[0].min_width = NAME
        table.columns[BAR].no_wrap = True
        for each in rows[:MOST_ROWS]:
            table.add_row(
                text(named(each.source, [one.source for one in rows])),
                end_words(each.least_share, most=False),
                words.share(each.share),
                end_words(each.most_share, most=True),
                range_bar(each, ascii_only=ascii_only),
                words.number(each.least.value),
                words.number(each.most.value),
            )
        note = "share of deliveries over the horizon; (?): not proved yet"
        left = more(len(rows), MOST_ROWS, "Ranges")
        yield titled(f"{title}: how little, how much", table, *left, note=note)


def range_bar(each: Range, *, ascii_only: bool) -> str:
    """Return a range of shares as text; the mark is the cheapest plan."""
    none, some, now = PLAIN if ascii_only else MARKS
    low = floor(each.least_share.value * LENGTH + TIGHT)
    high = max(low + 1, ceil(each.most_share.value * LENGTH - TIGHT))
    if each.most_share.value <= TIGHT:
        return none * LENGTH
    low = min(low, LENGTH - 1)
    drawn = [some if low <= n < high else none for n in range(LENGTH)]
    drawn[min(LENGTH - 1, floor(each.share * LENGTH))] = now
    return "".join(drawn)


def _choices(found: Alternatives) -> Iterator[object]:
    for kind, done, every in (
        ("contract", "signed", found.contracts),
        ("project", "opened", found.projects),
    ):
        if not every:
            continue
        table = empty_table(kind, done, "cheapest plan", "")
        for each in every[:MOST_ROWS]:
            here = done if each.in_best else "not"
            table.add_row(text(each.name), each.answer, here, text(each.why, "dim"))
        title = f"{kind.title()}s"
        yield titled(title, table, *more(len(every), MOST_ROWS, title))


def _plans(found: Alternatives) -> Iterator[object]:
    if not found.plans:
        return
    tail = words.tail(found.best)
    table = empty_table(
        "",
        ">expected cost",
        ">%",
        f">{tail}",
        ">short",
        f">worst, {words.clean(found.case.unit)}",
        ">country",
        ">HHI",
        ">contracts",
    )
    for name, plan in every_plan(found):
        row = figures(plan, found)
        base = found.best.expected_cost
        table.add_row(
            name,
            f"{row['expected_cost']:,.0f}",
            f"{row['premium'] / abs(base) if base else 0.0:+.1%}",
            f"{row['cvar_cost']:,.0f}",
            words.share(row["expected_shortage_share"]),
            f"{row['worst_shortage']:,.0f}",
            words.share(row["country_share"]),
            f"{row['hhi_country']:,.0f}",
            f"{row['contracts']:.0f}",
        )
    said = [
        text(f"{name}: {differs(plan, found)}") for name, plan in every_plan(found)[1:]
    ]
    note = f"{found.case.currency}, expected and discounted; HHI by country"
    yield titled("Plans unlike the cheapest", table, *said, note=note)
