"""Each rule of any policy, measured for every plan, also those without the rule."""

from collections.abc import Mapping, Sequence
from math import isnan, nan

import pandas as pd

from models.case import Case
from models.rules import Measure, Rule
from planner.compare.outcome import Outcome
from planner.plan import TOUCHING, Plan

COLUMNS = ["rule", "sentence", "limit", "kind", "policy", "actual", "slack", "bucket"]
NOTHING = Measure("", nan, nan, nan, enforced=False)
"""The measure of a rule that has no bucket: it is met."""
UNKNOWN = Measure("not known", nan, nan, nan, enforced=False)
"""The measure of a rule about losses that could not be tried."""


def measures(case: Case, solved: Sequence[tuple[Outcome, Plan]]) -> pd.DataFrame:
    """Return one row for each distinct rule that limits something, and each plan."""
    rules = dict.fromkeys(rule for _, plan in solved for rule in plan.rules)
    rows = [
        (*_named(rule, case), plan.policy, *_row(rule, outcome, plan))
        for rule in rules
        if limits(rule)
        for outcome, plan in solved
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS, "holds", "met", "enforced"])


def limits(rule: Rule) -> bool:
    """Tell whether a rule limits something: risk_weight and risk_level only weigh."""
    return all(map(isnan, rule.risk(nan, nan)))


def _named(rule: Rule, case: Case) -> tuple[str, str, float, str]:
    limit = getattr(rule, "limit", nan)
    return str(rule), rule.sentence(case), float(limit), str(rule.limit_is)


def _row(rule: Rule, outcome: Outcome, plan: Plan) -> tuple[object, ...]:
    tightest = tightest_of(rule, outcome, plan)
    met = tightest is not UNKNOWN and not tightest.slack < -TOUCHING * max(
        1.0, abs(tightest.limit)
    )
    return (
        tightest.actual,
        tightest.slack,
        tightest.bucket,
        rule in plan.rules,
        met,
        tightest.enforced,
    )


def tightest_of(rule: Rule, outcome: Outcome, plan: Plan) -> Measure:
    """Return the measure with the least slack; one that can be changed if any can.

    About losses: with the best response that a plan has.
    """
    if rule.losses(plan.case):
        tried: Mapping[Rule, Measure] = outcome.measures or {}
        return tried.get(rule, UNKNOWN)
    every = rule.measure(plan.outlook)
    open_ = [each for each in every if each.enforced]
    return min(open_ or every, key=_slack, default=NOTHING)


def _slack(measure: Measure) -> float:
    """Return the slack without what is rounding, so that of equals the first counts."""
    return round(measure.slack, 9)
