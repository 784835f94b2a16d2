"""What each rule of the policy costs: the plan without that row, as in a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from models.rules import Measure, Rule
from models.sourcing import risk_of
from planner.compare.ledger import ledger
from planner.compare.outcome import Outcome
from planner.compare.survival import survived_each
from planner.errors import PlannerError
from planner.explain.bases import Bases
from planner.explain.bracket import UNKNOWN, Bracket, dearer
from planner.explain.resolve import Base, Result
from planner.plan import Plan


@dataclass(frozen=True, kw_only=True)
class WithoutRule:
    """Find the cheapest plan without one row of the policy."""

    base: Base
    """The part that the row is about."""
    place: int
    """Of the row in the policy."""

    @property
    def label(self) -> str:
        """Return what is tried."""
        return f"without {self.base.plan.rules[self._own]}"

    @property
    def _own(self) -> int:
        return self.base.part.places.index(self.place)

    def found(self) -> Plan:
        """Return the plan, of the part alone."""
        rules = self.base.plan.rules
        fewer = (*rules[: self._own], *rules[self._own + 1 :])
        return self.base.solved(rules=fewer)


def is_idle(plan: Plan, place: int) -> bool:
    """Tell whether a row weighs risk as it would be weighed without the row: not at all."""
    rules, case = plan.rules, plan.case
    weighs = rules[place].risk(-1.0, -1.0) != (-1.0, -1.0)
    fewer = (*rules[:place], *rules[place + 1 :])
    return weighs and plan.weight == risk_of(case, fewer)[0] == 0


def rule_costs(bases: Bases, results: Mapping[int, Result]) -> pd.DataFrame:
    """Return the ledger of a comparison for the rules whose re-solve has ended.

    With columns number (its place in the policy), sentence, low and high besides: what the objective rises by, with the gaps. Not
    a number where the rule changes how risk is weighed.
    """
    plan = bases.whole.plan
    idle = [place for place in range(len(plan.rules)) if is_idle(plan, place)]
    others = {place: _whole(bases, place, result) for place, result in results.items()}
    others |= dict.fromkeys(idle, Result(plan))
    places = sorted(others)
    named = replace(plan, rules=tuple(plan.rules[place] for place in places))
    outcome = Outcome(
        policy=plan.policy,
        status=str(plan.status),
        plan=named,
        measures=_survived(named),
    )
    without = {
        (plan.policy, n): _outcome(plan, others[place])
        for n, place in enumerate(places)
    }
    table = ledger([(outcome, named)], without)
    cost = [_cost(plan, others[place].value) for place in places]
    sentences = [plan.rules[place].sentence(plan.case) for place in places]
    return table.assign(
        number=places,
        sentence=sentences,
        low=[each.low for each in cost],
        high=[each.high for each in cost],
    )


def _whole(bases: Bases, place: int, result: Result) -> Result:
    """Return the plan without a row with the plans of the other parts."""
    if result.value is None:
        return result
    try:
        return Result(bases.joined(bases.of("rules", str(place)), result.value))
    except PlannerError as fault:
        return Result(why=f"not known: {fault}")


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
    if other is plan:
        return Bracket(0.0, 0.0)
    if (plan.weight, plan.level) != (other.weight, other.level):
        return Bracket(nan, nan)
    return dearer(plan, other).at_least(0.0)
