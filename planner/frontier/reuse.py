"""What a known plan tells of limits it was not made for."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from models.case import Curb
from models.decisions import Outlook
from models.rules import Limit, Rule
from planner.accounts import Accounts
from planner.frontier.limits import at, level
from planner.plan import TOUCHING, Plan
from planner.solving.losses import losses_of, try_losses

FINE = 0.001
"""How finely a share is looked for."""


def reused(plan: Plan, name: str, rules: Sequence[Rule], rule: Rule) -> Plan | None:
    """Return a plan as that of tighter rules, if it keeps them; its bound still holds.

    ``rule`` is the one among ``rules`` that it was not made for.
    """
    outlook = kept(plan, rules, rule)
    if outlook is None:
        return None
    accounts = Accounts(outlook=outlook)
    return replace(plan, policy=name, rules=rules, outlook=outlook, accounts=accounts)


def kept(plan: Plan, rules: Sequence[Rule], rule: Rule) -> Outlook | None:
    """Return the plan with its responses to the rules' losses, if it keeps ``rule``."""
    trial = try_losses(plan.outlook, rules, _made_for(plan))
    if trial.failed:
        return None
    broken = any(
        each.enforced and each.slack < -TOUCHING * max(1.0, abs(each.limit))
        for each in rule.measure(trial.outlook)
    )
    return None if broken else trial.outlook


def _made_for(plan: Plan) -> list[Curb]:
    """Return the losses that the plan's tree has, in its order."""
    case, tree = plan.case, plan.outlook.tree
    known = {(loss.name, loss.earliest): loss for loss in losses_of(case, plan.rules)}
    return [known[each.strikes[0]] for each in tree.scenarios[len(case.scenarios) :]]


def tightest_kept(plan: Plan, rule: Rule, tightest: float) -> float:
    """Return the tightest limit of a rule that a plan made without it keeps.

    Of losses to be survived, which the plan has not been tried in, to 0.001 and by
    bisection up to 1, or up to the ``tightest`` asked where it is no share.
    """
    if not rule.losses(plan.case):
        return level(plan, rule)

    def keeps(limit: float) -> bool:
        tried = at(rule, limit)
        return kept(plan, (*plan.rules, tried), tried) is not None

    survived = 0.0
    broken = 1.0 if rule.limit_is is Limit.SHARE else tightest
    if keeps(broken):
        return broken
    if not keeps(survived):
        return -inf
    while broken - survived > FINE * max(1.0, abs(tightest)):
        middle = (survived + broken) / 2
        survived, broken = (middle, broken) if keeps(middle) else (survived, middle)
    return survived
