"""Cost against risk as one limit moves: what became of every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Any

import pandas as pd

from models.case import Case
from models.rules import Limit, Rule
from planner.frontier.limits import at, is_tighter, level, ordered, steers
from planner.plan import TOUCHING, Plan, Status
from planner.solving import goes_short

ROUNDING = 1e-9
"""Relative difference in cost that is rounding."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One limit, and the cheapest plan that keeps it or why there is none."""

    limit: float
    status: str
    """As of a plan; `infeasible`, `time_limit`, `interrupted` or `failed` without."""
    why: str = ""
    """Why there is no plan, or what it was taken from; blank if it was solved."""
    plan: Plan | None = None


@dataclass(frozen=True)
class Bind:
    """Where the rule starts to bind."""

    limit: float
    """What the plan without the rule has: any tighter limit excludes that plan."""
    free_to: float
    """The tightest step that costs no more than it, within the gaps; tighter than
    ``limit`` if another plan is as cheap."""


@dataclass(frozen=True)
class Last:
    """The last possible limit, found by bisection between two limits."""

    limit: float
    """The tightest limit that is known to be possible."""
    impossible: float
    """The loosest limit proved impossible."""
    why: str = ""
    """Why they are further apart than asked; blank if they are not."""


@dataclass(frozen=True, kw_only=True)
class Frontier:
    """The plans of one policy as one rule's limit moves, in the order asked.

    Each step keeps its place whatever became of it.
    """

    case: Case
    policy: str
    """The policy whose other rules stay."""
    others: Sequence[Rule]
    """Those rules."""
    rule: Rule
    """The rule whose limit moves, at the first step's; ``label`` names it without."""
    replaced: Sequence[Rule]
    """Rows of the policy in whose place the moving rule stands."""
    steps: Sequence[Step]
    without: Step | None = None
    """The policy without the rule; ``limit`` is the tightest that its plan keeps. None
    for `risk_weight` and `risk_level`, which limit nothing."""
    none: Plan | None = None
    """The plan without any rules, where it had to be known."""
    last_possible: Last | None = None
    """None if every step is possible, or none is known to be impossible."""

    @property
    def label(self) -> str:
        """Return the rule without its limit: `max_share country:China`."""
        shown = (getattr(self.rule, each, None) for each in ("on", "item"))
        return " ".join([self.rule.rule, *(str(each) for each in shown if each)])

    @property
    def unit(self) -> Limit:
        """Return what the limit counts."""
        return self.rule.limit_is

    @cached_property
    def solved(self) -> Sequence[tuple[Step, Plan]]:
        """Return the steps that have a plan, with it."""
        return [(each, each.plan) for each in self.steps if each.plan is not None]

    @cached_property
    def loosest(self) -> tuple[Step, Plan] | None:
        """Return the loosest step that has a plan; of weights the lowest."""
        found: tuple[Step, Plan] | None = None
        for step, plan in self.solved:
            if found is None or is_tighter(self.rule, found[0].limit, step.limit):
                found = step, plan
        return found

    @cached_property
    def binds_from(self) -> Bind | None:
        """Return where the rule starts to bind, as numbers.

        None where it limits nothing, the plan without it is not known, or no step is
        tighter than what that plan has.
        """
        if self.without is None or self.without.plan is None:
            return None
        free = self.without.plan
        most = self.without.limit
        tighter = [s for s in self.steps if self._excludes(s.limit, most)]
        if not tighter or not isfinite(most):
            return None
        tied = [
            step.limit
            for step, plan in self.solved
            if plan.status is free.status is Status.OPTIMAL
            and plan.objective <= free.objective + self._tie(plan, free)
        ]
        free_to = most
        for limit in tied:
            free_to = limit if is_tighter(self.rule, limit, free_to) else free_to
        return Bind(most, free_to)

    @property
    def first_bound(self) -> Step | None:
        """Return the loosest step whose limit makes a difference."""
        bound = {step.limit: step for step in self.steps if self.binds(step)}
        limits = ordered(self.rule, list(bound))
        return bound[limits[0]] if limits else None

    def _excludes(self, limit: float, most: float) -> bool:
        """Tell whether a limit is tighter than another by more than rounding."""
        near = abs(limit - most) <= TOUCHING * max(1.0, abs(limit))
        return is_tighter(self.rule, limit, most) and not near

    def _tie(self, one: Plan, other: Plan) -> float:
        """Return the difference in cost below which two plans are a tie."""
        gaps = sum(abs(each.objective) * min(each.gap, 1.0) for each in (one, other))
        return gaps + ROUNDING * max(1.0, abs(other.objective))

    def binds(self, step: Step) -> bool:
        """Tell whether the limit makes a difference to the plan.

        It excludes the plan without the rule, and the step's own plan is at the limit
        or costs more than that plan beyond the gaps.
        """
        free = self.without.plan if self.without is not None else None
        if step.plan is None or self.without is None or free is None:
            return False
        if not self._excludes(step.limit, self.without.limit):
            return False
        reached = level(step.plan, at(self.rule, step.limit))
        at_limit = not self._excludes(reached, step.limit)
        dearer = step.plan.objective > free.objective + self._tie(step.plan, free)
        return at_limit or dearer

    def is_short(self, plan: Plan) -> bool:
        """Tell whether a plan keeps its rules only by going short."""
        return self.none is not None and goes_short(plan, self.none)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per step, money in the base currency, shares from 0 to 1.

        Columns limit, status, objective, bound, gap, expected_cost, premium (over the
        loosest step's), cvar_cost, expected_shortage, expected_shortage_share (of
        demand), worst_shortage, country_share (the largest over the horizon), binds,
        short (met only by going short), measure (what the rule limits, in the plan).
        Without a plan the numbers are NaN.
        """
        return pd.DataFrame([self._row(step) for step in self.steps])

    def _row(self, step: Step) -> dict[str, Any]:
        row = {"limit": step.limit, "status": step.status}
        if step.plan is None:
            return {**row, **dict.fromkeys(NUMBERS, nan), **NO_PLAN, "measure": nan}
        figures = dict(zip(NUMBERS, self._figures(step.plan), strict=True))
        return {
            **row,
            **figures,
            "binds": self.binds(step),
            "short": self.is_short(step.plan),
            "measure": nan if steers(self.rule) else level(step.plan, self.rule),
        }

    def _figures(self, plan: Plan) -> tuple[float, ...]:
        demand = sum(sum(each.volume) for each in self.case.demands.values())
        base = self.loosest[1].expected_cost if self.loosest else nan
        shares = plan.dependence["share"]
        return (
            plan.objective,
            plan.bound,
            plan.gap,
            plan.expected_cost,
            plan.expected_cost - base,
            plan.cvar_cost,
            plan.expected_shortage,
            plan.expected_shortage / demand if demand else 0.0,
            plan.worst_shortage,
            float(shares.max()) if len(shares) else 0.0,
        )


NUMBERS = (
    *("objective", "bound", "gap", "expected_cost", "premium", "cvar_cost"),
    *("expected_shortage", "expected_shortage_share", "worst_shortage"),
    "country_share",
)
NO_PLAN = {"binds": False, "short": False}
