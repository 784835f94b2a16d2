"""A policy's premium as a waterfall: from the cheapest plan to its own, rule by rule."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from planner.compare import NONE, Comparison
from planner.compare.standing import is_tie
from planner.plan import Plan
from planner.report import words
from planner.report.page.figures import Chart, Table
from planner.report.page.marks import adding_up, cheapest, places_of, signed
from planner.report.tables import each_row

STEP, FRAME = 34, 60
"""Heights of a bar with its gap and of what is around, in pixels."""
TOGETHER, TOTAL = "Rules acting together", "All of it"


def has_price(comparison: Comparison, plan: Plan) -> bool:
    """Tell whether there is a premium, beyond the gaps, to explain rule by rule."""
    of = comparison.ledger["policy"] == plan.policy
    ties = all(tie for (tie,) in each_row(comparison.ledger[of], "tie"))
    return not (ties and is_tie(plan, cheapest(comparison)))


def waterfall(comparison: Comparison, plan: Plan, name: str) -> Chart:
    """Return the chart of what each rule adds, with its table."""
    case = comparison.case
    places = places_of(comparison.plans)
    found = _rounded(_premium(comparison, plan), places)
    unit = case.currency, places
    steps, level = [], 0.0
    for label, change in found[:-1]:
        steps.append(_bar(label, level, change, unit))
        level += change if isfinite(change) else 0.0
    label, total = found[-1]
    steps.append({**_bar(label, 0.0, total, unit), "total": True})
    title = "From the cheapest plan to this one, rule by rule"
    return Chart(
        name=name,
        kind="waterfall",
        title=title,
        told=f"{title}: what each rule of {plan.policy} adds to the expected cost.",
        height=FRAME + STEP * len(steps),
        data={"steps": steps, "unit": case.currency},
        tables=[
            Table(
                caption=f"{title}: {plan.policy}",
                note=f"Expected, discounted cost in {case.currency}.",
                columns=("", f">{case.currency}"),
                rows=[(label, _change(change, places)) for label, change in found[:-1]],
                totals=[(label, _change(total, places))],
            )
        ],
    )


def _premium(comparison: Comparison, plan: Plan) -> Sequence[tuple[str, float]]:
    """Return the parts of a plan's premium, which add up to the last: all of it.

    A rule's part is the plan's cost over that without its row; what several rules cost
    together, beyond the sum of their parts, is a part of its own.
    """
    premium = plan.expected_cost - comparison.lowest
    of = comparison.ledger["policy"] == plan.policy
    rules = list(each_row(comparison.ledger[of], "rule", "cost"))
    known = sum(cost for _, cost in rules if isfinite(cost))
    base = {each.policy: each.expected_cost for each in comparison.plans}.get(NONE)
    places = places_of(comparison.plans)
    start = 0.0 if base is None else base - comparison.lowest
    parts = [(f"{NONE}, over the cheapest", start)] if round(start, places) else []
    rest = premium - known - sum(cost for _, cost in parts)
    parts += rules
    alone = len(rules) == 1 and isfinite(rules[0][1])
    if round(rest, places) or not alone:
        parts.append((TOGETHER, rest))
    else:
        parts[-1] = (parts[-1][0], parts[-1][1] + rest)
    return [*parts, (TOTAL, premium)]


def _rounded(
    parts: Sequence[tuple[str, float]], places: int
) -> list[tuple[str, float]]:
    """Return the parts rounded so that they add up to the last, the total."""
    known = iter(adding_up([x for _, x in parts[:-1] if isfinite(x)], places))
    rounded = [(name, next(known) if isfinite(x) else x) for name, x in parts[:-1]]
    return [*rounded, (parts[-1][0], sum(x for _, x in rounded if isfinite(x)))]


def _bar(
    label: str, start: float, change: float, unit: tuple[str, int]
) -> dict[str, Any]:
    known = change if isfinite(change) else 0.0
    currency, places = unit
    shown = f"{_change(change, places)} {currency}" if isfinite(change) else "not known"
    return {
        "name": label,
        "from": start,
        "to": start + known,
        "label": shown,
        "total": False,
    }


def _change(value: float, places: int) -> str:
    return signed(value, places) if isfinite(value) else words.ABSENT
