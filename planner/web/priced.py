"""What would change a plan, as tables: prices, limits, rules and cells of the workbook."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from planner.web.figures import Table
from planner.web.setting import HUGE, Setting, between, change
from planner.web.words import NOTHING, Words

Row = Mapping[str, Any]
MOST = 30
"""Rows of a table; the JSON has them all."""


def prices(rows: Sequence[Row], at: Setting) -> Table | None:
    """Return the prices at which offers enter and leave, the nearest first."""
    words = at.words

    def near(each: Row) -> float:
        factor = each["factor_low"]
        return HUGE if factor is None else abs(factor - 1)

    shown = [
        (
            each["offer"],
            words(f"explain.used.{'yes' if each['used'] else 'no'}"),
            words.number(each["price"]),
            _turn(each, words),
            change(each["factor_low"], each["factor_high"]) or NOTHING,
        )
        for each in sorted(rows, key=near)[:MOST]
    ]
    heads = [words(f"explain.{key}") for key in ("used", "price", "turn", "change")]
    note = words(
        "explain.prices.note", currency=words.currency(at.currency), unit=at.unit
    )
    title = words("explain.prices")
    return (
        Table(title, (words("plan.offer"), *heads), shown, (2, 4), note)
        if rows
        else None
    )


def _turn(each: Row, words: Words) -> Markup | str:
    if each["high"] is None:
        return words.from_english(str(each["why"])) or NOTHING
    key = "leaves" if each["used"] else "enters"
    return words(f"explain.turn.{key}", n=between(each["low"], each["high"], words))


def worth(rows: Sequence[Row], at: Setting) -> Table | None:
    """Return what a step beyond each limit that is reached saves."""
    words = at.words
    shown = [
        (
            words(f"explain.kind.{each['kind']}", n=at.rule(each["limit"])),
            _reached(each, at),
            _step(each, at),
            words.from_english(each["why"])
            or between(each["low"], each["high"], words),
            NOTHING
            if each["why"] or each["kind"] == "rule"
            else between(each["unit_low"], each["unit_high"], words),
        )
        for each in rows[:MOST]
    ]
    heads = (
        words("plan.limit"),
        words("explain.reached"),
        words("explain.step"),
        words("explain.saves", currency=words.currency(at.currency)),
        words("explain.per", unit=at.unit),
    )
    note = words("explain.worth.note")
    return (
        Table(words("explain.worth"), heads, shown, (2, 3, 4), note) if rows else None
    )


def _reached(each: Row, at: Setting) -> str:
    said = at.span(each["periods"]) or NOTHING
    if each["on_plan"]:
        return said
    return at.words("explain.reached.after", periods=said)


def _step(each: Row, at: Setting) -> str:
    if each["kind"] == "rule":
        _, kind = at.rules.get(each["limit"], ("", ""))
        if kind == "share":
            return at.words("explain.points", n=f"{100 * each['step']:.6g}")
        return f"{each['step']:.6g}"
    times = len(each["periods"])
    return at.volume(each["step"]) + (f" × {times}" if times > 1 else "")


def rules(rows: Sequence[Row], at: Setting) -> Table | None:
    """Return what each rule of the policy costs and saves."""
    words = at.words
    shown = [
        (
            words.rule(each["sentence"]),
            words("ledger.without", status=words(f"status.{each['status']}"))
            if each["cost"] is None
            else between(each["low"], each["high"], words)
            if each["low"] is not None
            else words.number(each["cost"]),
            words.number(each["shortage"], 1),
            words("ledger.binds" if each["binds"] else "ledger.loose"),
        )
        for each in sorted(rows, key=lambda row: -(row["cost"] or 0))
    ]
    heads = (
        words("ledger.rule"),
        words("explain.rule.cost", currency=words.currency(at.currency)),
        words("explain.rule.saves", unit=at.unit),
        words("ledger.remark"),
    )
    note = words("ledger.note")
    return Table(words("explain.rules"), heads, shown, (1, 2), note) if rows else None


def inputs(rows: Sequence[Row], at: Setting) -> Table | None:
    """Return the cells that, somewhat wrong, change what is signed."""
    words = at.words
    shown = [
        (
            str(each["place"]),
            words.from_english(str(each["what"])),
            words.number(each["value"]),
            f"{100 * each['wrong']:+.0f}%".replace("-", "−"),
            _then(each, at),
            between(each["low"], each["high"], words),
        )
        for each in rows[:MOST]
    ]
    heads = [
        words(f"explain.{key}") for key in ("cell", "input", "now", "wrong", "then")
    ]
    heads.append(words("explain.wins", currency=words.currency(at.currency)))
    return Table(words("explain.inputs"), heads, shown, (2, 3, 5)) if rows else None


def _then(each: Row, at: Setting) -> str:
    said = []
    for key, names in (("signs", each["added"]), ("drops", each["dropped"])):
        if names:
            listed = names if isinstance(names, str) else at.list(names)
            said.append(at.words(f"explain.{key}", names=listed))
    return at.words("verdict.semicolon").join(said) or NOTHING
