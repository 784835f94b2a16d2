"""Why a policy has no plan, as a page shows it: the clash, and what would mend it."""

from collections.abc import Mapping
from typing import Any

from planner.web.figures import Table, column
from planner.web.setting import Setting, between
from planner.web.words import NOTHING

Row = Mapping[str, Any]


def impossible(record: Row, at: Setting) -> dict[str, Any]:
    """Return why there is no plan."""
    conflicts = record["conflicts"]
    return {
        "conflicts": [
            (
                at.words("explain.clash.n", n=number) if len(conflicts) > 1 else "",
                each,
                _note(each, at),
            )
            for number, each in enumerate(conflicts, 1)
        ],
        "repairs": [
            [change["words"] for change in each["changes"]]
            for each in record["repairs"]
        ],
        "costs": _costs(record["repairs"], at),
        "complete": record["complete"],
        "early": record["stopped"],
    }


def _note(conflict: Row, at: Setting) -> str:
    if not all(each["needed"] for each in conflict["rows"]):
        return ""
    keys = {0: "explain.facts", 1: "explain.fact"}
    return at.words(keys.get(len(conflict["rows"]), "explain.minimal"))


def _costs(repairs: list[Row], at: Setting) -> Table | None:
    words = at.words
    mean = column([each["expected_shortage"] for each in repairs], words)
    worst = column([each["worst_shortage"] for each in repairs], words)
    rows = [
        (
            words.number(number),
            words.number(each["expected_cost"], 0),
            _over(each["premium"], at),
            words.number(each["cvar_cost"], 0),
            mean[number - 1],
            worst[number - 1],
        )
        for number, each in enumerate(repairs, 1)
    ]
    currency = words.currency(at.currency)
    heads = (
        words("explain.repair"),
        f"{words('results.cost')}, {currency}",
        f"{words('explain.over')}, {currency}",
        f"CVaR, {currency}",
        f"{words('results.short.units')}, {at.unit}",
        f"{words('plan.worst')}, {at.unit}",
    )
    note = words("explain.repairs.note")
    title = words("explain.repairs.costs")
    return Table(title, heads, rows, range(1, 6), note) if rows else None


def _over(premium: Row | None, at: Setting) -> str:
    if premium is None:
        return NOTHING
    return between(premium["low"], premium["high"], at.words)
