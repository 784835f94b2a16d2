"""Why a plan is what it is, as a page shows it: tables and sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from planner.runs import Run
from planner.web.figures import Table, called, column
from planner.web.words import NOTHING, Words

Row = Mapping[str, Any]
MOST = 30
"""Rows of a table; the JSON has them all."""
MOST_SHORT = 8
MOST_ABSENT = 3
HUGE = 1e12


@dataclass(frozen=True)
class Setting:
    """What an explanation is told in: the workbook's unit and currency, the periods."""

    words: Words
    unit: str
    currency: str
    periods: Sequence[str]
    rules: Mapping[str, tuple[str, str]]
    """Sentence and kind of limit of each rule of the policy."""

    def span(self, periods: Sequence[str]) -> str:
        """Return periods as a reader says them: Q1 2027–Q3 2027, Q1 2028."""
        order = {each: place for place, each in enumerate(self.periods)}
        runs: list[list[str]] = []
        for each in sorted(periods, key=lambda one: order.get(one, 0)):
            follows = runs and order.get(each, 0) == order.get(runs[-1][-1], -9) + 1
            if follows:
                runs[-1].append(each)
            else:
                runs.append([each])
        said = [self._one(each) for each in runs]
        return self.words("verdict.comma").join(said)

    def _one(self, run: Sequence[str]) -> str:
        first, last = (self.words.period(each) for each in (run[0], run[-1]))
        if first == last:
            return first
        return self.words("check.horizon", first=first, last=last)

    def volume(self, value: float) -> str:
        """Return a volume with its unit."""
        return f"{self.words.number(value)} {self.unit}"

    def money(self, value: str) -> str:
        """Return an amount, which is shown already, with its currency."""
        return self.words(
            "verdict.amount", n=value, of=self.words.currency(self.currency)
        )

    def rule(self, name: str) -> str:
        """Return a rule as its sentence; anything else as it is called."""
        if name not in self.rules:
            return self.words.plainly(name)
        sentence, _ = self.rules[name]
        return self.words("verdict.quoted", policy=sentence.rstrip(".。"))

    def list(self, names: Sequence[str]) -> str:
        """Return names one after the other."""
        return self.words("verdict.comma").join(names)


def explain_name(policy: str, run: Run, words: Words) -> str:
    """Return what the run is called that explains a policy of another."""
    return words(
        "explain.name", policy=called(policy, words), name=run.name or run.book
    )


def between(low: float | None, high: float | None, words: Words) -> str:
    """Return a number enclosed by two: one figure where both are shown alike."""
    if low is None and high is None:
        return words("explain.unknown")
    if high is None:
        return words("explain.least", n=words.number(low))
    if low is None:
        return words("explain.most", n=words.number(high))
    ends = column([low, high], words)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


def _change(low: float | None, high: float | None) -> str:
    """Return a factor as a change in percent: +29%."""
    if low is None or abs(low) > HUGE:
        return ""
    known = low if high is None else high
    ends = [f"{100 * (each - 1):+,.1f}%".replace("-", "−") for each in (low, known)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


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
                _prices(found["prices"], at),
                _worth(found["worth"], at),
                _rules(found["rules"], at),
            )
            if each
        ],
        "shortages": list(_short(found["shortages"], at)),
        "inputs": _inputs(found["inputs"], at),
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
            change=_change(price["factor_low"], price["factor_high"]),
            now=at.money(words.number(price["price"])),
        )


def _prices(rows: Sequence[Row], at: Setting) -> Table | None:
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
            _change(each["factor_low"], each["factor_high"]) or NOTHING,
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


def _worth(rows: Sequence[Row], at: Setting) -> Table | None:
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


def _rules(rows: Sequence[Row], at: Setting) -> Table | None:
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


def _inputs(rows: Sequence[Row], at: Setting) -> Table | None:
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
