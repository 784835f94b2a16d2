"""One scatter of the policies: what each costs against what it risks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.compare import Comparison
from planner.plan import Plan
from planner.report.page.figures import Chart, Table
from planner.report.page.marks import base_of, colours, column

HEIGHT = 360
NEAR = 0.03
"""Parts of a chart's span within which points are drawn as one."""


@dataclass(frozen=True, kw_only=True)
class _Point:
    policies: list[str]
    """Those that lie there; the first gives the colour."""
    cost: float
    risk: float


def scatter(
    comparison: Comparison,
    name: str,
    title: str,
    axis: Mapping[str, Any],
    risk: Callable[[Plan], float],
) -> Chart:
    """Return a chart of the cost over the cheapest against a risk, with its frontier.

    ``axis`` names the risk and its unit.
    """
    case = comparison.case
    plans = comparison.plans
    found = [
        _Point(
            policies=[plan.policy],
            cost=plan.expected_cost - comparison.lowest,
            risk=risk(plan),
        )
        for plan in plans
    ]
    return Chart(
        name=name,
        kind="scatter",
        title=title,
        told=f"{title}: a point for each policy, with the frontier.",
        height=HEIGHT,
        data={
            "x": {"name": "cost over the cheapest", "unit": case.currency},
            "y": axis,
            "line": _best(found),
            "points": [_drawn(each, comparison) for each in _merged(found)],
        },
        tables=[
            Table(
                caption=title,
                columns=(
                    "policy",
                    f">cost over the cheapest, {case.currency}",
                    f">{axis['name']}, {axis['unit']}",
                    "",
                ),
                rows=list(
                    zip(
                        (plan.policy for plan in plans),
                        column([each.cost for each in found]),
                        column([each.risk for each in found]),
                        (_standing(plan, comparison) for plan in plans),
                        strict=True,
                    )
                ),
            )
        ],
    )


def _standing(plan: Plan, comparison: Comparison) -> str:
    on = plan.policy in comparison.frontier
    return "on the frontier" if on else "dominated"


def _merged(points: Sequence[_Point]) -> list[_Point]:
    """Return points that can be told apart; the first to lie somewhere stays."""
    wide = max(each.cost for each in points) - min(each.cost for each in points)
    high = max(each.risk for each in points) - min(each.risk for each in points)
    kept: list[_Point] = []
    for point in points:
        for each in kept:
            near = abs(each.cost - point.cost) <= NEAR * wide
            if near and abs(each.risk - point.risk) <= NEAR * high:
                each.policies.extend(point.policies)
                break
        else:
            kept.append(point)
    return kept


def _drawn(point: _Point, comparison: Comparison) -> dict[str, Any]:
    front, base = comparison.frontier, base_of(comparison).policy
    named = [each for each in point.policies if each in front or each == base]
    named.sort(key=lambda each: each != base)
    rest = len(point.policies) - 1
    label = f"{named[0]} and {rest} more" if named and rest else "".join(named)
    leader = named[0] if named else point.policies[0]
    order = [each.policy for each in comparison.outcomes]
    return {
        "name": ", ".join(point.policies),
        "policies": [leader, *(each for each in point.policies if each != leader)],
        "x": point.cost,
        "y": point.risk,
        "front": any(each in front for each in point.policies),
        "base": base in point.policies,
        "label": label,
        "colour": colours(comparison)[leader],
        "symbol": order.index(leader),
    }


def _best(points: Sequence[_Point]) -> list[list[float]]:
    """Return the points that no other is cheaper and safer than, by cost."""
    line: list[list[float]] = []
    for each in sorted(points, key=lambda point: (point.cost, point.risk)):
        if not line or each.risk < line[-1][1]:
            line.append([each.cost, each.risk])
    return line
