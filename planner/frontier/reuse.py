"""What a known plan tells of limits it was not made for."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from math import inf

from models.decisions import Outlook
from models.rules import Rule
from models.tree import grow
from planner.accounts import Accounts
from planner.audit import require_clean
from planner.frontier.limits import at, level
from planner.plan import TOUCHING, Plan
from planner.solving.losses import ByNode, try_losses

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
    same = replace(plan, policy=name, rules=rules, outlook=outlook, accounts=accounts)
    require_clean(same)
    return same


def kept(plan: Plan, rules: Sequence[Rule], rule: Rule) -> Outlook | None:
    """Return the plan with its responses to the rules' losses, if it keeps ``rule``."""
    trial = try_losses(_without_losses(plan.outlook), rules, ())
    if trial.failed:
        return None
    broken = any(
        each.enforced and each.slack < -TOUCHING * max(1.0, abs(each.limit))
        for each in rule.measure(trial.outlook)
    )
    return None if broken else trial.outlook


def _without_losses(outlook: Outlook) -> Outlook:
    """Return a plan on the tree of its case alone: it may respond to losses anew."""
    case, tree, decided = outlook.case, grow(outlook.case), outlook.decisions
    paths = outlook.tree.paths[: len(case.scenarios)]
    pairs = zip(paths.flat, tree.paths.flat, strict=True)
    ours = {int(theirs): int(own) for theirs, own in pairs}

    def kept_of(values: ByNode) -> dict[tuple[str, int], float]:
        return {(n, ours[k]): x for (n, k), x in values.items() if k in ours}

    deliveries = {
        (name, ours[node], period): volume
        for (name, node, period), volume in decided.deliveries.items()
        if node in ours
    }
    decisions = replace(
        decided,
        deliveries=deliveries,
        refining=kept_of(decided.refining),
        stock=kept_of(decided.stock),
        unserved=kept_of(decided.unserved),
    )
    return replace(outlook, tree=tree, decisions=decisions)


def tightest_kept(plan: Plan, rule: Rule, limits: Sequence[float]) -> float:
    """Return the tightest limit of a rule that a plan made without it keeps.

    Of losses to be survived, which it has not been tried in: the tightest of these
    ``limits``, loose to tight, and from there on by bisection to the next, to 0.001 of
    it. Any plan keeps the limit 0 of such a rule.
    """
    if not rule.losses(plan.case):
        return level(plan, rule)

    def reached(limit: float) -> float:
        tried = at(rule, limit)
        outlook = kept(plan, (*plan.rules, tried), tried)
        if outlook is None:
            return -inf
        return max(limit, level(replace(plan, outlook=outlook), tried))

    failed = bisect_left(limits, x=True, key=lambda limit: reached(limit) < limit)
    survived = reached(limits[failed - 1]) if failed else 0.0
    if failed == len(limits):
        return survived
    broken = limits[failed]
    while broken - survived > FINE * max(1.0, broken):
        middle = (survived + broken) / 2
        served = reached(middle)
        survived, broken = (survived, middle) if served < middle else (served, broken)
    return survived
