"""What must hold for any rule on any case: tighter never costs less.

Few cases by default; many with NIGHTLY=1 in the environment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import inf
from os import environ
from random import Random
from typing import Any

import pytest

from models.case import Case
from models.rules import RULES, Limit, Rule
from planner.errors import NoPlanError
from planner.plan import Plan
from planner.solving import solve
from tests.both import real
from tests.cases import random_case
from tests.random_rules import random_rule, random_rules

OFTEN = bool(environ.get("NIGHTLY"))
SEEDS = range(25 if OFTEN else 1)
RISK = frozenset({"risk_weight", "risk_level"})
"""Not limits on a plan, but the more of them, the dearer: CVaR is above the mean."""
LIMITED = [name for name, kind in RULES.items() if kind.limit_is is not Limit.NONE]
PLAY = 1e-6
AMPLE = 1e9
every_limit = pytest.mark.parametrize("name", LIMITED)
seeds = pytest.mark.parametrize("seed", SEEDS)


@dataclass(frozen=True)
class Ends:
    """The least objective and what no plan can be cheaper than; inf without a plan."""

    objective: float
    bound: float
    plan: Plan | None = None


@cache
def asked(seed: int) -> Case:
    return replace(random_case(seed), risk_weight=0.4, gap=1e-6)


def least(case: Case, rules: Sequence[Rule]) -> Ends:
    policies: dict[str, Any] = {"none": (), "asked": tuple(rules)}
    try:
        plan = solve(replace(case, policies=policies), "asked")
    except NoPlanError:
        return Ends(inf, inf)
    return Ends(plan.objective, plan.bound, plan)


@cache
def under(name: str, seed: int) -> Ends:
    return least(asked(seed), [drawn(name, seed)])


@cache
def free(seed: int) -> Ends:
    return least(asked(seed), ())


def drawn(name: str, seed: int) -> Rule:
    dice = Random(f"{name} {seed}")  # noqa: S311 - no secret
    made: Rule = real(random_rule(dice, asked(seed), name))
    return made


def is_raised(rule: Rule) -> bool:
    """Tell whether a higher limit is a tighter one."""
    return rule.is_minimum or rule.rule in RISK


def limited(rule: Any, limit: float) -> Rule:
    made: Rule = replace(rule, limit=limit)
    return made


def tighter(rule: Any) -> Rule:
    """Return the rule with a limit a little less easy to keep."""
    limit = rule.limit
    if rule.limit_is is Limit.COUNT:
        return limited(rule, limit + 1 if is_raised(rule) else limit - 1)
    if not is_raised(rule):
        return limited(rule, 0.8 * limit)
    within_one = rule.limit_is is Limit.SHARE
    return limited(rule, 0.2 + 0.8 * limit if within_one else 1.25 * limit + 1)


def loosest(rule: Any) -> Rule:
    """Return the rule with a limit that everything keeps."""
    if is_raised(rule):
        return limited(rule, 0.0)
    return limited(
        rule, {Limit.SHARE: 1.0, Limit.INDEX: 10_000.0}.get(rule.limit_is, AMPLE)
    )


def not_below(dear: Ends, cheap: Ends) -> bool:
    if cheap.bound == inf:
        return dear.objective == inf
    return dear.objective >= cheap.bound - PLAY * max(1.0, abs(cheap.bound))


@seeds
@every_limit
def test_tightening_a_limit_never_lowers_the_objective(name: str, seed: int) -> None:
    rule = drawn(name, seed)
    tight = least(asked(seed), [tighter(rule)])
    assert not_below(tight, under(name, seed)), (rule, tighter(rule))


@seeds
@every_limit
def test_a_limit_that_everything_keeps_changes_nothing(name: str, seed: int) -> None:
    rule = loosest(drawn(name, seed))
    case = asked(seed)
    if name == "risk_weight":
        case = replace(case, risk_weight=0.0)
    if name == "risk_level":
        case = replace(case, risk_level=0.0)
    without = free(seed) if case is asked(seed) else least(case, ())
    loose = least(case, [rule])
    assert not_below(loose, without), rule
    assert not_below(without, loose), rule


@seeds
@every_limit
def test_the_plan_under_a_rule_is_within_its_limit(name: str, seed: int) -> None:
    plan = under(name, seed).plan
    measures = drawn(name, seed).measure(plan.outlook) if plan else ()
    for each in measures:
        floor = -PLAY * max(1.0, abs(each.limit))
        if name == "max_hhi":
            floor = -0.01  # points, as the contract says
        assert each.slack >= floor or not each.enforced, each


@seeds
def test_more_rules_never_cost_less_than_fewer(seed: int) -> None:
    case = asked(seed)
    rules = [real(each) for each in random_rules(seed, case)]
    rules += [drawn("max_share", seed), drawn("max_shortage", seed)]
    kept = [each for each in rules if each.rule not in RISK]
    ends = [free(seed), *(least(case, kept[: n + 1]) for n in range(len(kept)))]
    for fewer, more in pairwise(ends):
        assert not_below(more, fewer), kept
