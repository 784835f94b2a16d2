"""Which of two limits is tighter, and how tight a limit a plan keeps."""

from dataclasses import replace
from math import inf
from typing import Any

from models.rules import Limit, Measure, Rule
from planner.plan import Plan


def at(rule: Any, limit: float) -> Any:
    """Return the rule with another limit."""
    return replace(rule, limit=limit)


def steers(rule: Rule) -> bool:
    """Tell whether a rule changes what is minimised instead of limiting anything."""
    return rule.risk(-1.0, -1.0) != (-1.0, -1.0)


def is_tighter(rule: Rule, one: float, other: float) -> bool:
    """Tell whether one limit is tighter than another; of weights, higher."""
    return one > other if rule.is_minimum or steers(rule) else one < other


def ordered(rule: Rule, limits: list[float]) -> list[float]:
    """Return limits from the loosest to the tightest."""
    return sorted(limits, reverse=not (rule.is_minimum or steers(rule)))


def level(plan: Plan, rule: Rule) -> float:
    """Return the tightest limit of a rule that a plan keeps.

    Infinite, on the side of the tight, where nothing is enforced.
    """
    levels = [
        _level(each, rule) for each in rule.measure(plan.outlook) if each.enforced
    ]
    if rule.is_minimum:
        return min(levels, default=inf)
    return max(levels, default=-inf)


def _level(measure: Measure, rule: Rule) -> float:
    """Return it from the slack, for a bucket without volume keeps any share."""
    sign = 1.0 if rule.is_minimum else -1.0
    found = measure.limit + sign * measure.slack
    return min(found, 1.0) if rule.limit_is is Limit.SHARE else found
