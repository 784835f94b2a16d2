"""How plans stand against each other: ties within the gaps, and dominance."""

from collections.abc import Sequence

from planner.compare.figures import total_demand
from planner.plan import Plan

ROUNDING = 1e-9
"""Relative difference that is rounding."""


def within(one: Plan, other: Plan) -> float:
    """Return the difference in cost that both gaps together leave open."""
    open_ = sum(abs(each.objective) * min(each.gap, 1.0) for each in (one, other))
    return open_ + ROUNDING * max(abs(one.expected_cost), abs(other.expected_cost))


def is_tie(one: Plan, other: Plan) -> bool:
    """Tell whether two expected costs differ by no more than both gaps together."""
    return abs(one.expected_cost - other.expected_cost) <= within(one, other)


def tied(plan: Plan, plans: Sequence[Plan]) -> bool:
    """Tell whether a plan and another are the cheapest alike.

    It costs the least, or as little within the gaps; the cheapest itself ties if
    another does.
    """
    lowest = min(plans, key=lambda each: each.expected_cost)
    if plan is lowest:
        return any(is_tie(plan, each) for each in plans if each is not plan)
    return is_tie(plan, lowest)


def dominators(plan: Plan, plans: Sequence[Plan]) -> list[str]:
    """Return the policies that are better in one of three things, in none worse.

    Expected cost, CVaR and expected shortage; differences within the gaps are none.
    """
    return [
        other.policy for other in plans if other is not plan and _beats(other, plan)
    ]


def _beats(one: Plan, other: Plan) -> bool:
    tie = max(within(one, other), ROUNDING)
    units = max(ROUNDING * total_demand(one.case), ROUNDING)
    ahead = (
        (other.expected_cost - one.expected_cost) / tie,
        (other.cvar_cost - one.cvar_cost) / tie,
        (other.expected_shortage - one.expected_shortage) / units,
    )
    return min(ahead) >= -1 and max(ahead) > 1
