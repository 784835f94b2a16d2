"""Other probabilities and break-evens on a terminal."""

from collections.abc import Callable, Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table

from planner.odds import EVERY, BreakEvens, Otherwise, Rivals
from planner.odds.rivals import MADE_FOR
from planner.report import words
from planner.report.grid import LONGEST_NAME, empty_table, text, titled
from planner.report.odds_told import (
    FLIPS_TITLE,
    KINDS,
    RIVALS_TITLE,
    TITLE,
    flips_said,
    most,
    otherwise_said,
    rivals_said,
    sides,
    value_words,
)


def odds_shown(
    found: Otherwise | None, rivals: Iterable[Rivals], flips: Iterable[BreakEvens]
) -> Iterator[Group]:
    """Yield what is known of other probabilities, and where decisions flip."""
    if found is not None:
        yield otherwise_shown(found)
    for each in rivals:
        if each.otherwise is not None:
            said = map(text, rivals_said(each))
            title = f"{each.plan.policy}, {RIVALS_TITLE}"
            table = _table(each.otherwise, short=_for)
            yield titled(title, table, *said, note=_note(found))
    yield from map(flips_shown, flips)


def _for(made_for: str) -> str:
    """Return the mix a plan was made for."""
    return made_for.removeprefix(MADE_FOR.format(""))


def otherwise_shown(
    found: Otherwise,
    name: Callable[[str], str] = str,
    short: Callable[[str], str] = str,
) -> Group:
    """Return what plans cost at other probabilities.

    ``name`` says a policy's name, ``short`` what stands for it beside another's.
    """
    table = _table(found, name, short)
    said = [text(each) for each in otherwise_said(found)]
    parts = [] if len(found.plans) > 1 else [*_by_curb(found)]
    return titled(TITLE, table, *parts, *said, note=_note(found))


def _note(found: Otherwise | None) -> str:
    money = found.case.currency if found else ""
    return f"expected cost, {money}, with every curb at that end of its range"


def _table(
    found: Otherwise,
    name: Callable[[str], str] = str,
    short: Callable[[str], str] = str,
) -> Table:
    several = len(found.plans) > 1
    headers = ["policy", ">low", ">base", ">high", ">worst mix"]
    table = empty_table(*headers, *([">worst regret", "over"] if several else []))
    table.columns[0].no_wrap, table.columns[0].overflow = True, "ellipsis"
    table.columns[0].max_width = LONGEST_NAME + 3
    every = found.table[found.table["curb"] == EVERY].to_dict("records")
    for row, peak, regret in zip(every, found.worst, found.regrets, strict=True):
        costs = [f"{row[at]:,.0f}" for at in ("low", "base", "high")]
        rest = [
            most(regret.peak),
            words.clean(regret.against and short(regret.against)),
        ]
        cells = [*costs, most(peak), *(rest if several else [])]
        table.add_row(text(name(row["policy"])), *map(text, cells))
    return table


def _by_curb(found: Otherwise) -> Iterator[RenderableType]:
    """Yield what one plan costs with one curb at an end of its range."""
    rows = found.table[found.table["curb"] != EVERY].to_dict("records")
    if not rows:
        return
    table = empty_table(
        "one curb alone", ">low", ">cost there", ">base", ">high", ">cost there"
    )
    for row in rows:
        between = found.ranges[row["curb"]]
        table.add_row(
            text(row["curb"]),
            words.chance(between.low),
            f"{row['low']:,.0f}",
            words.chance(between.base),
            words.chance(between.high),
            f"{row['high']:,.0f}",
        )
    yield text("")
    yield table


def flips_shown(found: BreakEvens) -> Group:
    """Return where the decisions of a plan flip."""
    case = found.plan.case
    parts: list[RenderableType] = []
    if found.flips:
        table = empty_table("contract", "curb", "what", ">pays at", ">not at", ">now")
        for flip in found.flips:
            yes, no = (words.ABSENT, words.ABSENT)
            if not flip.why:
                yes, no = (value_words(flip, each, case) for each in sides(flip))
            table.add_row(
                text(flip.decision.name),
                text(flip.way.subject),
                KINDS[flip.way.kind],
                yes,
                no,
                value_words(flip, flip.way.base, case),
            )
        parts = [table]
    said = [text(each) for each in flips_said(found)]
    note = "both sides of each flip are proved"
    return titled(
        f"{found.plan.policy}: {FLIPS_TITLE.lower()}", *parts, *said, note=note
    )
