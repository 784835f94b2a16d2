"""What limits and rules are worth, and which cells would change what is signed."""

from collections.abc import Iterator
from math import inf, isfinite
from typing import Any

from rich.console import Group
from rich.text import Text

from models.rules import Limit
from planner.explain.explanation import Explanation
from planner.explain.worth_limits import OFFER, PROCESS, ROOM, RULE, SUPPLIER
from planner.report import words
from planner.report.explained.possible_words import amount, between, listed
from planner.report.grid import empty_table, text, titled

MOST = 15
ASKED = 10
"""How many cells that change what is signed are shown."""
CALLED = {
    OFFER: "capacity of {}",
    SUPPLIER: "capacity of supplier {}",
    PROCESS: "output of {}",
    ROOM: "room for {}",
    RULE: "{}",
}


def worth(explanation: Explanation) -> Group | None:
    """Return what a step beyond each limit that is reached saves; None without any."""
    table, case = explanation.worth, explanation.case
    if table.empty:
        return None
    rows = table.to_dict("records")
    shown = empty_table(
        "limit", "reached in", ">more", f">saves, {case.currency}", f">per {case.unit}"
    )
    for row in rows[:MOST]:
        shown.add_row(
            text(_called(row)),
            text(_where(row, explanation)),
            _step(row, explanation),
            row["why"] or _saving(row["low"], row["high"]),
            "" if row["why"] or row["kind"] == RULE else _per_unit(row),
        )
    return titled(
        "What one more unit is worth",
        *_best(explanation, rows),
        shown,
        *_left(explanation, len(rows)),
        note="each limit raised in all these periods, and solved again",
    )


def _called(row: dict[Any, Any]) -> str:
    """Return a limit's name, and where it stands: `capacity of Far (Offers!H2)`."""
    name = CALLED[row["kind"]].format(row["limit"])
    return f"{name} ({row['place']})" if row["place"] else name


def _best(explanation: Explanation, rows: list[dict[Any, Any]]) -> Iterator[Text]:
    known = [r for r in rows if not r["why"] and r["kind"] != RULE and r["low"] > 0]
    if known:
        best = max(known, key=lambda row: row["unit_low"])
        what = CALLED[best["kind"]].format(best["limit"])
        price = amount(best["unit_low"], best["unit_high"], explanation.case)
        unit = explanation.case.unit
        yield text(f"Most is to be had from the {what}: {price} for each more {unit}.")
    else:
        yield text(
            "No capacity that is reached is worth more than the gaps leave open."
        )
    for row in rows:
        if row["high"] < 0:
            yield text(
                f"More {CALLED[row['kind']].format(row['limit'])} would cost: its "
                "take-or-pay grows with its capacity."
            )


def _saving(low: float, high: float) -> str:
    return "0" if low == high == 0 else between(low, high)


def _per_unit(row: dict[Any, Any]) -> str:
    return _saving(row["unit_low"], row["unit_high"])


def _where(row: dict[Any, Any], explanation: Explanation) -> str:
    labels = explanation.case.periods
    spans = words.spans((labels[t] for t in row["periods"]), labels)
    return spans if row["on_plan"] else f"{spans}, in responses"


def _step(row: dict[Any, Any], explanation: Explanation) -> str:
    if row["kind"] != RULE:
        each = f" × {len(row['periods'])}" if len(row["periods"]) > 1 else ""
        return f"{words.units(row['step'], explanation.case)}{each}"
    rules = {str(rule): rule for rule in explanation.plan.rules}
    kind = rules[row["limit"]].limit_is
    if kind is Limit.SHARE:
        points = 100 * row["step"]
        return f"{points:g} {'point' if points == 1 else 'points'}"
    return words.figure(row["step"], kind, explanation.case)


def _left(explanation: Explanation, known: int) -> Iterator[Text]:
    if known > MOST:
        yield text(f"… {known - MOST:,} more in --json.", "dim")
    if explanation.not_tried:
        yield text(
            f"{words.count(explanation.not_tried, 'limit')} that is reached was not "
            "tried."
            if explanation.not_tried == 1
            else f"{explanation.not_tried:,} limits that are reached were not tried.",
            "dim",
        )


def rules(explanation: Explanation) -> Group | None:
    """Return what each rule costs, by the plan without it; None without rules."""
    table, case = explanation.rules, explanation.case
    if table.empty:
        return None
    rows = sorted(table.to_dict("records"), key=lambda row: -_or_least(row["low"]))
    shown = empty_table(
        "rule", f">costs, {case.currency}", f">saves, {case.unit}", "at its limit"
    )
    for row in rows:
        known = isfinite(row["cost"])
        place = f"{row['place']}: " if row["place"] else ""
        shown.add_row(
            text(f"{place}{row['sentence']}"),
            _cost(row) if known else text(f"without: {row['status']}"),
            f"{row['shortage'] + 0.0:,.1f}" if known else "",
            "binds" if row["binds"] else "",
        )
    dearest = [r for r in rows if isfinite(r["cost"]) and _or_least(r["low"]) > 0]
    said = (
        f"Dearest is {dearest[0]['rule']}: without it the plan would cost "
        f"{amount(dearest[0]['low'], dearest[0]['high'], case)} less."
        if dearest
        else "No rule costs anything that the gaps let be seen."
    )
    return titled(
        "What each rule costs",
        text(said),
        shown,
        note="against the plan without that row; units saved are expected",
    )


def _or_least(value: float) -> float:
    return value if isfinite(value) else -inf


def _cost(row: dict[Any, Any]) -> str:
    if not isfinite(row["low"]):
        return words.number(row["cost"])
    return _saving(row["low"], row["high"])


def inputs(explanation: Explanation) -> Group | None:
    """Return the cells that, 10% wrong, change what is signed; None if none was tried."""
    case, rows = explanation.case, explanation.inputs.to_dict("records")
    if not explanation.cells_tried:
        return None
    said = [text(each) for each in (*_nearest(explanation), *_tried(explanation))]
    if not rows:
        return titled(INPUTS, *said)
    shown = empty_table(
        "cell", "what", ">now", ">wrong by", "then", f">wins by, {case.currency}"
    )
    for row in rows[:ASKED]:
        shown.add_row(
            text(row["place"]),
            text(row["what"]),
            words.number(row["value"]),
            f"{row['wrong']:+.0%}",
            text(_then(row)),
            _wins(row),
        )
    more = len(rows) - ASKED
    left = [text(f"… {more:,} more in --json.", "dim")] if more > 0 else []
    note = "the best other contracts against those of this plan, each solved again"
    return titled(INPUTS, *said, shown, *left, note=note)


INPUTS = "Inputs that would change what is signed"


def _wins(row: dict[Any, Any]) -> str:
    if isfinite(row["low"]):
        return _saving(row["low"], row["high"])
    return "all else fails" if row["added"] or row["dropped"] else ""


def _nearest(explanation: Explanation) -> Iterator[str]:
    """Yield how far the plan is from other contracts while all is as it stands."""
    rival = explanation.rival
    if rival is not None:
        low, high = rival.dearer.low, rival.dearer.high
        then = _then({"added": rival.added, "dropped": rival.dropped})
        yield (
            "As the workbook stands, the cheapest other choice of contracts "
            f"({then}) costs {amount(low, high, explanation.case)} more."
        )


def _tried(explanation: Explanation) -> Iterator[str]:
    found, every = len(explanation.inputs), explanation.cells
    solved = explanation.cells_tried - explanation.cells_proved
    yield (
        f"{explanation.cells_tried:,} of {every:,} cells were looked at, 10% up and "
        f"down: of {explanation.cells_proved:,} a bound proves that other contracts stay "
        f"dearer, {solved:,} were solved again."
    )
    left = every - explanation.cells_tried
    if left:
        yield f"{words.count(left, 'cell')} less likely to change it: not looked at."
    if explanation.ties:
        yield (
            f"Of {words.count(explanation.ties, 'cell')} the gaps leave open if other "
            "contracts would be cheaper."
        )
    if not found:
        yield "None changes what is signed."
    elif found > ASKED:
        yield f"{found:,} change what is signed; these ten the most:"
    else:
        verb = "changes" if found == 1 else "change"
        yield f"{words.count(found, 'cell')} {verb} what is signed:"


def _then(row: dict[Any, Any]) -> str:
    parts = [f"sign {listed(list(row['added']))}"] if row["added"] else []
    if row["dropped"]:
        parts.append(f"drop {listed(list(row['dropped']))}")
    return ", ".join(parts) or "no plan keeps the policy"
