"""Why a plan is what it is, as a page shows it: source by source, shortage by shortage."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.web.priced import inputs, prices, rules, worth
from planner.web.setting import Setting, between, change

Row = Mapping[str, Any]
MOST = 30
"""Rows of a table; the JSON has them all."""
MOST_SHORT = 8
MOST_ABSENT = 3


def possible(record: Row, at: Setting) -> dict[str, Any]:
    """Return why a plan is what it is."""
    found = record["explanation"]
    by_offer = {each["offer"]: each for each in found["prices"]}
    used = [each for each in found["sources"] if each["used"] or each["committed"]]
    return {
        "sources": [
            (each, _head(each, at), list(_why(each, by_offer.get(each["offer"]), at)))
            for each in used[:MOST]
        ],
        "tables": [
            each
            for each in (
                prices(found["prices"], at),
                worth(found["worth"], at),
                rules(found["rules"], at),
            )
            if each
        ],
        "shortages": list(_short(found["shortages"], at)),
        "inputs": inputs(found["inputs"], at),
        "cells_tried": found["cells_tried"],
        "early": found["stopped"],
    }


def _head(each: Row, at: Setting) -> str:
    return at.words(
        "explain.volume",
        volume=at.volume(each["volume"]),
        share=at.words.share(each["share"], 1),
    )


def _why(each: Row, price: Row | None, at: Setting) -> Iterator[str]:
    words = at.words
    if each["committed"]:
        yield words("explain.committed", n=at.volume(each["committed"]))
    if price is not None and each["used"]:
        yield from _stays(price, at)
    if each["at_least"]:
        yield words("explain.floor", why=at.rule(each["at_least"]))
    if each["at_most"]:
        yield words("explain.ceiling", why=at.rule(each["at_most"]))
    if each["from_period"]:
        yield from _drawn_on(each, at)
    else:
        yield words("explain.late")


def _drawn_on(each: Row, at: Setting) -> Iterator[str]:
    """Yield how far an offer is drawn on, in the plan and after a curb."""
    words = at.words
    if each["full"]:
        yield words("explain.full", periods=at.span(each["full"]))
    elif not each["volume"]:
        yield words("explain.responses")
    elif not each["at_most"]:
        yield words("explain.nouse", share=words.share(each["peak"], 0))
    if each["full_after_curb"]:
        yield words("explain.after", periods=at.span(each["full_after_curb"]))


def _stays(price: Row, at: Setting) -> Iterator[str]:
    """Yield what a used offer is worth, and the price at which it leaves."""
    words, why = at.words, price["why"]
    if why.startswith("no plan"):
        yield words("explain.needed", why=words.plainly(why))
        return
    if (price["saves_high"] or 0) > 0:
        more = between(price["saves_low"], price["saves_high"], words)
        yield words("explain.without", n=at.money(more))
    if why.startswith("still"):
        yield words("explain.stays.why", why=words.plainly(why))
    if price["high"] is not None:
        yield words(
            "explain.stays",
            at=at.money(between(price["low"], price["high"], words)),
            change=change(price["factor_low"], price["factor_high"]),
            now=at.money(words.number(price["price"])),
        )


def _short(
    rows: Sequence[Row], at: Setting
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield for each demand and curb how likely it goes short, and why at worst."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["demand"], *row["curbs"]), []).append(row)

    def expected(group: Sequence[Row]) -> float:
        return float(sum(row["probability"] * row["volume"] for row in group))

    ranked = sorted(groups.values(), key=lambda group: -expected(group))
    for group in ranked[:MOST_SHORT]:
        worst = max(group, key=lambda row: row["volume"])
        curbs = at.list(worst["curbs"]) or at.words("explain.plan")
        likely = at.words(
            "explain.likely",
            chance=at.words.share(sum(row["probability"] for row in group), 2),
            volume=at.volume(expected(group)),
        )
        yield f"{worst['demand']} · {curbs}", likely, list(_missing(worst, at))


def _missing(row: Row, at: Setting) -> Iterator[str]:
    words = at.words
    start = words.period(row["start"]) if row["start"] else ""
    yield words(
        "explain.missing",
        start=words("explain.from", start=start) if start else "",
        volume=at.volume(row["volume"]),
        periods=at.span(row["periods"]),
        share=words.share(row["worst_share"], 1),
        period=words.period(row["worst_period"]),
    )
    for held in row["held"]:
        yield words(
            "explain.held",
            source=held["source"],
            arriving=words.number(held["arriving"]),
            planned=words.number(held["planned"]),
            unit=at.unit,
        )
    for key, names in (
        ("out", row["stock_out"]),
        ("all", row["full"]),
        ("bound", row["bound"]),
    ):
        if names:
            yield words(f"explain.{key}", names=at.list(names))
    if row["absent"]:
        few = row["absent"][:MOST_ABSENT]
        more = len(row["absent"]) - len(few)
        rest = words("verdict.more", n=more) if more else ""
        yield words("explain.absent", names=f"{at.list(few)}{rest}")
