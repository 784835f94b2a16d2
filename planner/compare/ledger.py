"""What each row of each policy costs and buys, by the plan without that row."""

from collections.abc import Mapping, Sequence
from math import nan

import pandas as pd

from planner.compare.measured import tightest_of
from planner.compare.outcome import Outcome
from planner.compare.standing import is_tie
from planner.plan import Plan, binding

COLUMNS = [
    "policy",
    "rule",
    "cost",
    "cvar",
    "shortage",
    "slack",
    "binds",
    "tie",
    "status",
    "objective",
]


def ledger(
    solved: Sequence[tuple[Outcome, Plan]],
    without: Mapping[tuple[str, int], Outcome],
) -> pd.DataFrame:
    """Return one row for every rule of every plan."""
    rows = [
        _entry(outcome, plan, place, without[plan.policy, place])
        for outcome, plan in solved
        for place in range(len(plan.rules))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _entry(
    outcome: Outcome, plan: Plan, place: int, other: Outcome
) -> tuple[object, ...]:
    rule = plan.rules[place]
    tightest = tightest_of(rule, outcome, plan)
    slack = tightest.slack if tightest.enforced else nan
    cost, cvar, shortage, objective = _changes(plan, other.plan)
    tie = other.plan is not None and is_tie(plan, other.plan)
    named = (plan.policy, str(rule), cost, cvar, shortage, slack)
    return (*named, binding(tightest), tie, other.status, objective)


def _changes(plan: Plan, other: Plan | None) -> tuple[float, float, float, float]:
    if other is None:
        return nan, nan, nan, nan
    alike = (plan.weight, plan.level) == (other.weight, other.level)
    return (
        plan.expected_cost - other.expected_cost,
        plan.cvar_cost - other.cvar_cost,
        other.expected_shortage - plan.expected_shortage,
        plan.objective - other.objective if alike else nan,
    )
