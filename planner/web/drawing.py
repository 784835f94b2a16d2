"""The charts of a comparison and of each of its policies, in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.web.compared import Compared
from planner.web.figures import (
    Figure,
    Table,
    brief,
    column,
    policies_named,
    shares,
    signed,
)
from planner.web.figures import (
    part as share,
)
from planner.web.words import Words, scenario


def scatters(found: Compared) -> list[Figure]:
    """Return cost against shortage and against bad outcomes; none for one policy."""
    words = found.words
    axes = (
        (words("results.short.units"), found.unit, "expected_shortage"),
        (found.tail, found.currency, "cvar_cost"),
    )
    return [
        _scatter(found, place, data, axis)
        for place, (data, axis) in enumerate(
            zip(found.view.get("scatter", ()), axes, strict=False)
        )
    ]


def _scatter(
    found: Compared, place: int, data: Mapping[str, Any], axis: tuple[str, str, str]
) -> Figure:
    words = found.words
    risk, unit, figure = axis
    title = words(f"scatter.title.{place}")
    plans = list(found.plans.values())
    rows = zip(
        (found.link(each["policy"]) for each in plans),
        (signed(each["premium"], words, found.view["places"]) for each in plans),
        column([each[figure] for each in plans], words),
        (
            words("standing.frontier")
            if each["policy"] in found.view["frontier"]
            else words("standing.beaten")
            for each in plans
        ),
        strict=True,
    )
    table = Table(
        title,
        (
            words("solve.policy"),
            f"{words('results.premium')}, {found.currency}",
            f"{risk}, {unit}",
            words("results.standing"),
        ),
        list(rows),
        (1, 2),
    )
    drawn = {
        **data,
        "height": 360,
        "x": {"name": words("results.premium"), "unit": found.currency},
        "y": {**data["y"], "name": risk, "unit": unit},
        "points": [_point(each, words) for each in data["points"]],
    }
    told = words("scatter.told", title=title)
    return Figure(f"scatter-{place}", title, told, "scatter", drawn, (table,))


def _point(point: Mapping[str, Any], words: Words) -> dict[str, Any]:
    names = policies_named(point["policies"], words)
    label = names[0] if point["label"] else ""
    if label and len(names) > 1:
        label = words("scatter.and", policy=label, n=len(names) - 1)
    return {**point, "name": words("verdict.comma").join(names), "label": label}


def sources(found: Compared) -> list[Figure]:
    """Return for each mineral where every policy buys it."""
    words = found.words
    return [
        shares(
            f"sources-{place}",
            words("sources.title", mineral=each["mineral"]),
            each,
            (words("solve.policy"), policies_named(each["names"], words)),
            words,
        )
        for place, each in enumerate(found.view.get("sources", ()))
    ]


def shortage(found: Compared) -> Figure | None:
    """Return who goes short in which scenario; None if nobody does."""
    words, data = found.words, found.view.get("shortage")
    if not data:
        return None
    names = policies_named(data["columns"], words)
    title = words("heat.title")
    rows = [
        (
            scenario(row, words),
            words.share(chance, 2),
            *(share(each, words) for each in cells),
        )
        for row, chance, cells in zip(
            data["rows"], data["chances"], data["cells"], strict=True
        )
    ]
    table = Table(
        title,
        (words("regret.scenario"), words("check.chance"), *names),
        rows,
        range(1, len(names) + 2),
        words("heat.note"),
    )
    named = [scenario(row, words) for row in data["rows"]]
    drawn = {**data, "columns": names, "rows": named}
    return Figure("shortage", title, words("heat.told"), "heat", drawn, (table,))


def of_policy(
    part: Mapping[str, Any], key: str, view: Mapping[str, Any], words: Words
) -> list[Figure]:
    """Return one policy's charts: its premium, where it buys, what it keeps in stock.

    ``key`` keeps their names apart from those of other policies.
    """
    found = []
    if "premium" in part:
        found.append(_premium(part, key, view, words))
    for place, each in enumerate(part.get("shares", ())):
        steps = [brief(step, words) for step in each["names"]]
        title = words("shares.title", mineral=each["mineral"])
        heads = (words("plan.period"), steps)
        found.append(shares(f"shares-{key}-{place}", title, each, heads, words))
    if "held" in part:
        found.append(_stock(part["held"], key, view["unit"], words))
    return found


def _premium(
    part: Mapping[str, Any], key: str, view: Mapping[str, Any], words: Words
) -> Figure:
    """Return the steps from the cheapest plan to this one."""
    currency = words.currency(view["currency"])
    sentences = {
        each["rule"]: words.plainly(each["sentence"], "rule") for each in part["rules"]
    }
    steps = [
        _step(each, sentences, currency, words) for each in part["premium"]["steps"]
    ]
    title = words("premium.title")
    table = Table(
        title,
        (words("ledger.rule"), currency),
        [(each["name"], each["label"]) for each in steps],
        (1,),
    )
    drawn = {**part["premium"], "steps": steps, "unit": currency}
    return Figure(
        f"premium-{key}", title, words("premium.told"), "waterfall", drawn, (table,)
    )


def _step(
    step: Mapping[str, Any], sentences: Mapping[str, str], currency: str, words: Words
) -> dict[str, Any]:
    key = step.get("key", "")
    name = words(f"premium.{key}") if key else sentences.get(step["name"], step["name"])
    label = f"{signed(step['to'] - step['from'], words)} {currency}"
    return {**step, "name": name, "label": label}


def _stock(data: Mapping[str, Any], key: str, unit: str, words: Words) -> Figure:
    steps = [brief(step, words) for step in data["names"]]
    title = words("stock.title")
    table = Table(
        title,
        (words("plan.period"), *(each["name"] for each in data["series"])),
        [
            (step, *cells)
            for step, cells in zip(steps, _across(data["series"], words), strict=True)
        ],
        range(1, len(data["series"]) + 1),
        words("plan.in", unit=unit),
    )
    drawn = {**data, "names": steps, "unit": unit}
    return Figure(f"stock-{key}", title, words("stock.told"), "lines", drawn, (table,))


def _across(
    series: Sequence[Mapping[str, Any]], words: Words
) -> Sequence[Sequence[str]]:
    """Return the values of several series, step by step."""
    values = [value for each in series for value in each["values"]]
    shown = iter(column(values, words))
    columns = [[next(shown) for _ in each["values"]] for each in series]
    return list(zip(*columns, strict=True))
