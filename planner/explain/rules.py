"""What each rule of the policy costs: the plan without that row, as in a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from models.rules import Measure, Rule
from planner.compare.ledger import ledger
from planner.compare.outcome import Outcome
from planner.compare.survival import survived_each
from planner.errors import PlannerError
from planner.explain.bracket import UNKNOWN, Bracket, dearer
from planner.explain.resolve import Base, Result
from planner.plan import Plan


@dataclass(frozen=True, kw_only=True)
class WithoutRule:
    """Find the cheapest plan without one row of the policy."""

    base: Base
    place: int

    @property
    def label(self) -> str:
        """Return what is tried."""
        return f"without {self.base.plan.rules[self.place]}"

    def found(self) -> Plan:
        """Return the plan."""
        rules = self.base.plan.rules
        fewer = (*rules[: self.place], *rules[self.place + 1 :])
        return self.base.solved(rules=fewer)


def rule_costs(plan: Plan, results: Mapping[int, Result]) -> pd.DataFrame:
    """Return the ledger of a comparison for the rules whose re-solve has ended.

    With columns low and high besides: what the objective rises by, with the gaps. Not
    a number where the rule changes how risk is weighed.
    """
    places = sorted(results)
    named = replace(plan, rules=tuple(plan.rules[place] for place in places))
    outcome = Outcome(
        policy=plan.policy,
        status=str(plan.status),
        plan=named,
        measures=_survived(named),
    )
    without = {
        (plan.policy, n): _outcome(plan, results[place])
        for n, place in enumerate(places)
    }
    table = ledger([(outcome, named)], without)
    cost = [_cost(plan, results[place].value) for place in places]
    sentences = [plan.rules[place].sentence(plan.case) for place in places]
    return table.assign(
        sentence=sentences,
        low=[each.low for each in cost],
        high=[each.high for each in cost],
    )


def _survived(plan: Plan) -> dict[Rule, Measure]:
    asked = [rule for rule in plan.rules if rule.losses(plan.case)]
    try:
        return survived_each(plan.outlook, plan.rules, asked)
    except PlannerError:
        return {}


def _outcome(plan: Plan, result: Result) -> Outcome:
    other = result.value
    status = str(other.status) if other is not None else result.why
    return Outcome(policy=plan.policy, status=status, plan=other, is_policy=False)


def _cost(plan: Plan, other: Plan | None) -> Bracket:
    if other is None:
        return UNKNOWN
    if (plan.weight, plan.level) != (other.weight, other.level):
        return Bracket(nan, nan)
    return dearer(plan, other).at_least(0.0)
