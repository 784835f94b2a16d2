"""The sheets on other probabilities and on where signing flips."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from openpyxl.styles import Alignment

from planner.odds import BreakEvens, Flip, Otherwise, Rivals
from planner.report import words
from planner.report.excel.layout import (
    CHANCE,
    HEADER,
    SHARE,
    Column,
    add_sheet,
    amount,
    finish,
    put,
    write_table,
)
from planner.report.odds_told import (
    FLIPS_TITLE,
    HELD,
    KINDS,
    RIVALS_TITLE,
    TITLE,
    flip_said,
    flips_said,
    mix_words,
    otherwise_said,
    rivals_said,
    sides,
    value_words,
)

LINE = 130
"""Characters of a sentence below a table."""
AT = ("low", "base", "high")


def odds_rows(
    found: Otherwise | None, rivals: Sequence[Rivals], flips: Sequence[BreakEvens]
) -> list[tuple[str, str, str]]:
    """Return policy, topic and finding of all that is known of other probabilities."""
    said = otherwise_said(found) if found else []
    return [
        *(("all of them", "other probabilities", each) for each in said),
        *(
            (of.plan.policy, "other probabilities", each)
            for of in rivals
            for each in rivals_said(of)
        ),
        *(
            (of.plan.policy, "break-even", each)
            for of in flips
            for each in flips_said(of)
        ),
    ]


def add_otherwise(book: Any, found: Otherwise | None) -> None:
    """Append what plans cost at other probabilities, where curbs have ranges."""
    if found is None:
        return
    case, table = found.case, found.table
    page = add_sheet(book, "Other probabilities", TITLE, HELD)
    money = amount([x for at in AT for x in table[at]])
    units = amount([x for at in AT for x in table[f"shortage_{at}"]])
    columns = [
        Column("policy"),
        Column("curb"),
        *(Column(f"cost at {at}, {case.currency}", money) for at in AT),
        *(Column(f"expected shortage at {at}, {case.unit}", units) for at in AT),
        *(Column(f"left out at {at}", SHARE) for at in AT),
    ]
    keys = [*AT, *(f"shortage_{at}" for at in AT), *(f"dropped_{at}" for at in AT)]
    rows = [
        [row["policy"], row["curb"], *(row[key] for key in keys)]
        for row in table.to_dict("records")
    ]
    write_table(page, columns, rows)
    finish(page, keys=2)
    title = "The worst probabilities for each plan"
    _add_worst(book, "Worst mix", title, found, otherwise_said(found)[1:])


def add_rivals(book: Any, every: Sequence[Rivals]) -> None:
    """Append the plans of each policy made for other probabilities."""
    for place, each in enumerate(every, 1):
        if each.otherwise is not None:
            name = "Made for others" + (f" {place}" if len(every) > 1 else "")
            title = f"{each.plan.policy}, {RIVALS_TITLE}"
            _add_worst(book, name, title, each.otherwise, rivals_said(each))


def _add_worst(
    book: Any, name: str, title: str, found: Otherwise, said: Sequence[str]
) -> None:
    money = found.case.currency
    note = (
        "Inside the ranges of all curbs together; nothing there is above what stands under at most. "
        "Regret is what a plan costs more than the best of these plans."
    )
    page = add_sheet(book, name, title, note)
    costs = amount([each.bound for each in found.worst])
    more = amount([each.peak.bound for each in found.regrets])
    columns = [
        Column("plan"),
        Column(f"worst cost, {money}", costs),
        Column(f"at most, {money}", costs),
        Column("with", widest=60),
        Column(f"worst regret, {money}", more),
        Column(f"regret at most, {money}", more),
        Column("against"),
        Column("regret with", widest=60),
        Column("least worst regret"),
    ]
    several = len(found.plans) > 1
    rows = [
        [
            plan.policy,
            peak.found,
            peak.bound,
            mix_words(peak, found),
            *(
                (
                    regret.peak.found,
                    regret.peak.bound,
                    regret.against,
                    mix_words(regret.peak, found),
                    "least" if plan.policy in found.steadiest else "",
                )
                if several
                else (None, None, "", "", "")
            ),
        ]
        for plan, peak, regret in zip(
            found.plans, found.worst, found.regrets, strict=True
        )
    ]
    write_table(page, columns, rows)
    lines = [line for each in said for line in wrap(each, LINE)]
    for place, line in enumerate(lines, HEADER + len(rows) + 2):
        put(page.cell(place, 1), line)
        page.cell(place, 1).alignment = Alignment(wrap_text=False, vertical="top")
    finish(page, keys=1)


def add_flips(book: Any, every: Sequence[BreakEvens]) -> None:
    """Append where the decisions of plans flip, where that was asked."""
    if not every:
        return
    note = (
        "What holds at both sides of each flip is proved by re-solves. What is the same at "
        "both ends of all that was varied has no row."
    )
    page = add_sheet(book, "Break-even", FLIPS_TITLE, note)
    columns = [
        Column("policy"),
        Column("contract"),
        Column("curb"),
        Column("what"),
        Column("pays at", CHANCE),
        Column("not at", CHANCE),
        Column("now", CHANCE),
        Column("in words", widest=90),
    ]
    rows = [
        [
            found.plan.policy,
            flip.decision.name,
            flip.way.subject,
            KINDS[flip.way.kind],
            *(_value(flip, each, found) for each in (*_sides(flip), flip.way.base)),
            flip_said(flip, found.plan.case),
        ]
        for found in every
        for flip in found.flips
    ]
    write_table(page, columns, rows)
    finish(page, keys=2)


def _sides(flip: Flip) -> tuple[float | None, float | None]:
    return (None, None) if flip.why else sides(flip)


def _value(flip: Flip, value: float | None, found: BreakEvens) -> float | str | None:
    if value is None or flip.way.kind in {"probability", "severity"}:
        return value
    return words.clean(value_words(flip, value, found.plan.case))
