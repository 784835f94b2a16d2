"""Every policy's plan side by side: what each costs, and what it protects against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, nan

import pandas as pd

from models.case import Case, Target
from models.rules.max_exposure import MaxExposure
from models.rules.max_hhi import MaxHhi
from models.rules.max_share import MaxShare
from models.rules.rule import Rule
from planner.cover import cover
from planner.errors import NoPlanError, PlannerError, StoppedError
from planner.plan import Plan, Status, binding
from planner.solving import cheapest_plan, effort_for, flagged, policy_of
from planner.spread import spread

NONE = "none"
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one policy ended: with a plan, or with why there is none."""

    policy: str
    status: str
    """As of a plan; `infeasible`, `time_limit` or `failed` without one."""
    why: str = ""
    plan: Plan | None = None
    months: Mapping[str, float] | None = None
    """For each country, months for which all demand is served if it stops at the worst
    moment; infinite where nobody goes short before the horizon ends."""


@dataclass(frozen=True)
class Comparison:
    """Policies in the workbook's order; each keeps its place whatever became of it."""

    case: Case
    outcomes: Sequence[Outcome]
    without: Mapping[tuple[str, int], Outcome]
    """For a policy and the place of one of its rules: the policy without that row."""

    @cached_property
    def solved(self) -> Sequence[tuple[Outcome, Plan]]:
        """Return the outcomes that have a plan, with it."""
        return [(each, each.plan) for each in self.outcomes if each.plan is not None]

    @property
    def lowest(self) -> float:
        """Return the lowest expected cost among the plans."""
        return min(plan.expected_cost for _, plan in self.solved)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per plan, money in the base currency, shares from 0 to 1.

        Columns policy, status, objective, gap, expected_cost, premium, premium_share,
        cvar_cost, expected_shortage, worst_shortage, country_share (the largest),
        hhi_country, hhi_supplier, exposure, contracts, dominated.
        """
        return pd.DataFrame([self._row(plan) for _, plan in self.solved])

    def _row(self, plan: Plan) -> dict[str, object]:
        premium = plan.expected_cost - self.lowest
        return {
            "policy": plan.policy,
            "status": str(plan.status),
            "objective": plan.objective,
            "gap": plan.gap,
            "expected_cost": plan.expected_cost,
            "premium": premium,
            "premium_share": premium / abs(self.lowest) if self.lowest else 0.0,
            "cvar_cost": plan.cvar_cost,
            "expected_shortage": plan.expected_shortage,
            "worst_shortage": plan.worst_shortage,
            "country_share": _worst(MaxShare(on=COUNTRIES, limit=1.0), plan),
            "hhi_country": _worst(MaxHhi(on=COUNTRIES, limit=1e4), plan),
            "hhi_supplier": _worst(MaxHhi(on=SUPPLIERS, limit=1e4), plan),
            "exposure": _worst(MaxExposure(limit=1.0), plan),
            "contracts": sum(
                not plan.case.offers[name].free_to_sign for name in plan.signed
            ),
            "dominated": self.dominators(plan),
        }

    def slack(self, one: Plan, other: Plan) -> float:
        """Return the difference in cost below which two plans are a tie."""
        return sum(abs(each.objective) * min(each.gap, 1.0) for each in (one, other))

    def dominators(self, plan: Plan) -> list[str]:
        """Return the policies that are better in one of three things, in none worse.

        Expected cost, CVaR and expected shortage; differences within the gaps are none.
        """
        return [
            other.policy
            for _, other in self.solved
            if other is not plan and self._dominates(other, plan)
        ]

    def _dominates(self, one: Plan, other: Plan) -> bool:
        tie = self.slack(one, other) + TIE * abs(other.expected_cost)
        units = TIE * sum(sum(each.volume) for each in self.case.demands.values())
        ahead = (
            (other.expected_cost - one.expected_cost) / max(tie, TIE),
            (other.cvar_cost - one.cvar_cost) / max(tie, TIE),
            (other.expected_shortage - one.expected_shortage) / max(units, TIE),
        )
        return min(ahead) >= -1 and max(ahead) > 1

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """What each row of each policy costs and buys, by the plan without that row.

        Columns policy, rule, cost and cvar (more with the row), shortage (expected
        units less with the row), slack (the tightest bucket's), binds, tie (whether the
        cost is within the gaps of both plans), status (of the plan without the row).
        """
        rows = [
            self._entry(plan, place)
            for _, plan in self.solved
            for place in range(len(plan.rules))
        ]
        columns = ["policy", "rule", "cost", "cvar", "shortage", "slack", "binds"]
        return pd.DataFrame(rows, columns=[*columns, "tie", "status"])

    def _entry(self, plan: Plan, place: int) -> tuple[object, ...]:
        rule, other = plan.rules[place], self.without[plan.policy, place]
        measures = [each for each in rule.measure(plan.outlook) if each.enforced]
        slack = min((each.slack for each in measures), default=nan)
        binds = any(binding(each) for each in measures)
        if other.plan is None:
            changes: tuple[object, ...] = (nan, nan, nan)
            tie = False
        else:
            cost = plan.expected_cost - other.plan.expected_cost
            tie = abs(cost) <= self.slack(plan, other.plan) + TIE * abs(cost)
            changes = (
                cost,
                plan.cvar_cost - other.plan.cvar_cost,
                other.plan.expected_shortage - plan.expected_shortage,
            )
        return (plan.policy, str(rule), *changes, slack, binds, tie, other.status)

    @cached_property
    def regret(self) -> pd.DataFrame:
        """Columns policy, worst, scenario, mean: cost above the best policy's there.

        Over the scenarios of positive probability, signing and orders included.
        """
        costs = {
            plan.policy: plan.accounts.outcomes[: len(self.case.scenarios)]
            + sum(plan.accounts.first.values())
            for _, plan in self.solved
        }
        table = pd.DataFrame(costs, index=[s.name for s in self.case.scenarios])
        chance = pd.Series([s.probability for s in self.case.scenarios], table.index)
        over = table.sub(table.min(axis=1), axis=0)[chance > 0]
        rows = [
            (name, float(over[name].max()), str(over[name].idxmax()))
            for name in over.columns
        ]
        mean = [float((over[name] * chance[chance > 0]).sum()) for name in over.columns]
        found = pd.DataFrame(rows, columns=["policy", "worst", "scenario"])
        return found.assign(mean=mean)


COUNTRIES, SUPPLIERS = Target(each="country"), Target(each="supplier")
TIE = 1e-9
"""Relative difference that is rounding."""


def _worst(rule: Rule, plan: Plan) -> float:
    return max((each.actual for each in rule.measure(plan.outlook)), default=0.0)


@dataclass(frozen=True, kw_only=True)
class _Task:
    case: Case
    name: str
    rules: Sequence[Rule]
    gap: float | None
    time_limit: float | None
    is_policy: bool = True
    """Whether a row of the comparison is to come of it, with its months of cover."""


def compare(
    case: Case,
    policies: Sequence[str] = (),
    *,
    jobs: int | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    done: Callable[[Outcome, int, int], None] = lambda *_: None,
) -> Comparison:
    """Solve every policy (or the named ones, and always `none`) in parallel.

    ``done`` hears of each as it ends, with how many have and how many there are. One
    that is impossible, stops or fails becomes a row that says so. Ctrl-C keeps the
    policies that are done.

    Raises:
        UsageError: a named policy does not exist.
        StoppedError: stopped before any policy was done.
    """
    named = [policy_of(case, each) for each in (NONE, *policies)] if policies else []
    chosen = dict(named) or {NONE: (), **case.policies}
    tasks = [
        _Task(case=case, name=name, rules=rules, gap=gap, time_limit=time_limit)
        for name, rules in chosen.items()
    ]
    tasks += _lesser(tasks)
    found: dict[int, Outcome] = {}
    try:
        for place, outcome in spread(attempt, tasks, jobs):
            found[place] = outcome
            done(outcome, len(found), len(tasks))
    except KeyboardInterrupt:
        if not found:
            raise StoppedError("Stopped by you before any policy was done.") from None
    ended = [
        found.get(place, Outcome(policy=task.name, status="interrupted", why="stopped"))
        for place, task in enumerate(tasks)
    ]
    return Comparison(case, _flagged(ended[: len(chosen)]), _without(tasks, ended))


def _rest(task: _Task, place: int) -> frozenset[Rule]:
    """Return the rules of a task but for one row; their order means nothing."""
    return frozenset((*task.rules[:place], *task.rules[place + 1 :]))


def _lesser(tasks: Sequence[_Task]) -> list[_Task]:
    """Return the tasks that leave out one row, those that are asked anyway left out."""
    asked = {frozenset(task.rules) for task in tasks}
    lesser: dict[frozenset[Rule], _Task] = {}
    for task in tasks:
        for place, rule in enumerate(task.rules):
            rest = _rest(task, place)
            if rest not in asked:
                rules = tuple(each for each in task.rules if each != rule)
                name = f"{task.name} without {rule}"
                less = replace(task, name=name, rules=rules, is_policy=False)
                lesser.setdefault(rest, less)
    return list(lesser.values())


def _without(
    tasks: Sequence[_Task], ended: Sequence[Outcome]
) -> dict[tuple[str, int], Outcome]:
    of = {frozenset(t.rules): each for t, each in zip(tasks, ended, strict=True)}
    return {
        (task.name, place): of[_rest(task, place)]
        for task in tasks
        if task.is_policy
        for place in range(len(task.rules))
    }


def attempt(task: _Task) -> Outcome:
    """Solve one policy and see how long it lasts without each country."""
    effort = effort_for(task.case, gap=task.gap, time_limit=task.time_limit)
    try:
        plan = cheapest_plan(task.case, task.name, task.rules, effort)
        months = months_of_cover(plan) if task.is_policy else None
    except NoPlanError as none:
        return Outcome(policy=task.name, status="infeasible", why=str(none))
    except StoppedError as stopped:
        return Outcome(policy=task.name, status=stopped.status, why=str(stopped))
    except PlannerError as fault:
        return Outcome(policy=task.name, status="failed", why=str(fault))
    return Outcome(policy=task.name, status=str(plan.status), plan=plan, months=months)


def months_of_cover(plan: Plan) -> dict[str, float]:
    """Return months of full service after losing each country at the worst moment."""
    step = MONTHS / plan.case.periods_per_year
    worst: dict[str, float] = {}
    for each in cover(plan.outlook, plan.rules):
        months = inf if each.to_the_end else each.periods * step
        worst[each.value] = min(months, worst.get(each.value, inf))
    return worst


def _flagged(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    free = next((each.plan for each in outcomes if each.policy == NONE), None)
    return [
        each
        if each.plan is None or free is None or each.plan.status is not Status.OPTIMAL
        else replace(each, plan=flagged(each.plan, free))
        for each in outcomes
    ]
