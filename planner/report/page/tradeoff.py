"""Cost against risk: which policies are worth their price."""

from collections.abc import Callable, Sequence
from typing import Any

from planner.compare import Comparison
from planner.compare.standing import dominators, is_tie
from planner.plan import Plan
from planner.report import words
from planner.report.page.figures import Chart, Section, Table
from planner.report.page.marks import (
    base_of,
    cheapest,
    colours,
    column,
    of_demand,
    signed,
)

HEIGHT = 360
MOST_NAMES = 2
"""Names at one point of a chart."""


def tradeoff(comparison: Comparison) -> Section:
    """Return the scatters with their frontier, and what each policy costs."""
    table = costs(comparison)
    charts = []
    if len(comparison.plans) > 1:
        level = words.tail(comparison.plans[0])
        charts = [
            _scatter(
                comparison,
                "risk-shortage",
                "Cost against shortage",
                {"name": "expected shortage", "unit": comparison.case.unit},
                lambda plan: plan.expected_shortage,
            ),
            _scatter(
                comparison,
                "risk-cost",
                "Cost against the cost of bad outcomes",
                {"name": level, "unit": comparison.case.currency, "scale": True},
                lambda plan: plan.cvar_cost,
            ),
        ]
    return Section(
        name="tradeoff",
        title="Cost against risk",
        lead=[
            "Down and to the left is better. Filled points lie on the frontier: no other "
            "policy is better in cost, in CVaR or in expected shortage and worse in "
            "none. Hollow points are dominated. The dashed line joins what is best "
            "within one chart."
        ]
        if charts
        else [],
        charts=charts,
        tables=[table],
        side_by_side=True,
    )


def _scatter(
    comparison: Comparison,
    name: str,
    title: str,
    axis: dict[str, Any],
    risk: Callable[[Plan], float],
) -> Chart:
    case, base = comparison.case, base_of(comparison)
    shade, front = colours(comparison), comparison.frontier
    points = [
        (plan, plan.expected_cost - comparison.lowest, risk(plan))
        for plan in comparison.plans
    ]
    labels = _labels(
        [each for each in points if each[0].policy in {*front, base.policy}]
    )
    unit = axis["unit"]
    over = f"cost over the cheapest, {case.currency}"
    rows = zip(
        (plan.policy for plan, _, _ in points),
        column([x for _, x, _ in points]),
        column([y for _, _, y in points]),
        (
            "on the frontier" if plan.policy in front else "dominated"
            for plan, _, _ in points
        ),
        strict=True,
    )
    return Chart(
        name=name,
        kind="scatter",
        title=title,
        told=f"{title}: a point for each policy, with the frontier.",
        height=HEIGHT,
        data={
            "x": {"name": "cost over the cheapest", "unit": case.currency},
            "y": axis,
            "line": _best(points),
            "points": [
                {
                    "name": plan.policy,
                    "x": x,
                    "y": y,
                    "front": plan.policy in front,
                    "base": plan is base,
                    "label": labels.get(plan.policy, ""),
                    "colour": shade[plan.policy],
                    "symbol": place,
                }
                for place, (plan, x, y) in enumerate(points)
            ],
        },
        tables=[
            Table(
                caption=title,
                columns=("policy", f">{over}", f">{axis['name']}, {unit}", ""),
                rows=list(rows),
            )
        ],
    )


def _labels(points: Sequence[tuple[Plan, float, float]]) -> dict[str, str]:
    """Return a label for the first of the policies that share a point."""
    xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
    step_x = (max(xs) - min(xs)) / 100 or 1.0
    step_y = (max(ys) - min(ys)) / 100 or 1.0
    groups: dict[tuple[int, int], list[str]] = {}
    for plan, x, y in points:
        groups.setdefault((round(x / step_x), round(y / step_y)), []).append(
            plan.policy
        )
    labels = {}
    for names in groups.values():
        said = ", ".join(names[:MOST_NAMES])
        rest = len(names) - MOST_NAMES
        labels[names[0]] = f"{said} and {rest} more" if rest > 0 else said
    return labels


def _best(points: Sequence[tuple[Plan, float, float]]) -> list[list[float]]:
    """Return the points that no other is cheaper and safer than, by cost."""
    line: list[list[float]] = []
    for _, x, y in sorted(points, key=lambda each: each[1:]):
        if not line or y < line[-1][1]:
            line.append([x, y])
    return line


def costs(comparison: Comparison) -> Table:
    """Return what each policy costs and leaves unserved."""
    case = comparison.case
    plans = comparison.plans
    level = words.tail(plans[0])
    premiums = [plan.expected_cost - comparison.lowest for plan in plans]
    rows = zip(
        (plan.policy for plan in plans),
        (words.number(plan.expected_cost, 0) for plan in plans),
        (signed(each) for each in premiums),
        (words.number(plan.cvar_cost, 0) for plan in plans),
        column([plan.expected_shortage for plan in plans]),
        (words.share(of_demand(plan.expected_shortage, case)) for plan in plans),
        column([plan.worst_shortage for plan in plans]),
        (words.gap(plan.gap) for plan in plans),
        (_remark(comparison, plan) for plan in plans),
        strict=True,
    )
    return Table(
        caption="What each policy costs",
        note=(
            f"Costs in {case.currency}, discounted; {level} is the mean of the dearest "
            f"{words.chance(1 - plans[0].level)} of outcomes; shortages in {case.unit} "
            "over the horizon; the gap is how far, at most, a plan is above the best."
        ),
        columns=(
            "policy",
            f">expected cost, {case.currency}",
            f">over the cheapest, {case.currency}",
            f">{level}, {case.currency}",
            f">expected shortage, {case.unit}",
            ">of demand",
            f">worst shortage, {case.unit}",
            ">gap",
            "",
        ),
        rows=list(rows),
    )


def _remark(comparison: Comparison, plan: Plan) -> str:
    lowest, better = cheapest(comparison), dominators(plan, comparison.plans)
    said = []
    if plan is not lowest and is_tie(plan, lowest):
        said.append("tie with the cheapest")
    if better:
        said.append(f"dominated by {better[0]}")
    return "; ".join(said)
