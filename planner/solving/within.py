"""Not the cheapest plan but another end: the least of something within a cost.

Everything else is as for the cheapest plan: the rules, the losses to be survived, the
checks. What is found is a plan; the bound says what no plan within that cost can beat.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Protocol

import pyomo.core as pyo
from pyomo.common.gc_manager import PauseGC

from models.case import Case
from models.decisions import Outlook
from models.deliveries import scheduled
from models.rules import Rule
from models.sourcing import build
from models.tree import Tree, grow
from planner.accounts import Accounts
from planner.errors import PlannerError
from planner.plan import Plan, Status
from planner.solving import AGREE
from planner.solving.hardest import hardest_losses
from planner.solving.linear import from_pyomo
from planner.solving.losses import try_losses
from planner.solving.optimum import Effort, Found, cheapest, settled
from planner.solving.question import Question


class Goal(Protocol):
    """What is minimised instead of the cost; gaps are relative to it."""

    def of(self, outlook: Outlook) -> float:
        """Return it for a plan."""

    def expression(self, model: Any, case: Case) -> Any:
        """Return it in terms of a model."""


@dataclass(frozen=True)
class Aim:
    """What is minimised: offset + Σ weight · the offer's units in the plan.

    Gaps are relative to it, so the offset should make it about 1.
    """

    weights: Mapping[str, float]
    """By offer; those left out weigh nothing."""
    offset: float = 1.0

    def of(self, outlook: Outlook) -> float:
        """Return it for a plan."""
        return self.offset + sum(
            weight * float(outlook.planned(name).sum())
            for name, weight in self.weights.items()
        )

    def expression(self, model: Any, case: Case) -> Any:
        """Return it in terms of a model."""
        return self.offset + pyo.quicksum(
            weight * scheduled(model, case, name, node)
            for name, weight in self.weights.items()
            for node in model.tree.plan
        )


@dataclass(frozen=True)
class Least:
    """The plan with the least of an aim, as far as the search went."""

    plan: Plan
    """Of the policy; its bound is the policy's own, in cost."""
    value: float
    bound: float
    """No plan within the cost has less; minus infinity if nothing is proved."""


def least(
    base: Plan,
    cap: float,
    aim: Goal | None,
    effort: Effort,
    forced: Sequence[Rule] = (),
    near: Plan | None = None,
) -> Least:
    """Return the plan with the least of an aim that minimises at most ``cap`` in cost.

    It keeps the rules of ``base``, the policy's cheapest plan, and those ``forced``
    upon it. The cost is what the policy minimises, CVaR included if it weighs that;
    without an aim it is minimised itself. ``near`` is a plan to start from, else base.

    Raises:
        NoPlanError: there is none.
        StoppedError: stopped before any was found.
        PlannerError: the solver failed, or its answer cannot be confirmed.
    """
    began, near = time.monotonic(), near or base
    case, rules = base.case, (*base.rules, *forced)

    def stated(
        case: Case, rules: Sequence[Rule], tree: Tree, generosity: float
    ) -> Question:
        with PauseGC():
            model = build(case, rules, tree, generosity=generosity)
            _turn(model, case, cap, aim)
            problem, variables = from_pyomo(model)
        return Question(case, rules, tree, model, problem, variables)

    made_for, start = hardest_losses(case, rules, effort, near), near.outlook
    while True:
        tree = grow(case, made_for)
        found = cheapest(case, rules, tree, effort, base.policy, start, stated)
        trial = try_losses(settled(found), rules, made_for)
        if not trial.failed:
            break
        made_for += trial.failed
        start = trial.outlook
    plan = _plan(base, found, trial.outlook, time.monotonic() - began)
    value = plan.objective if aim is None else aim.of(plan.outlook)
    idle = found.paid_for_orders - plan.accounts.first["orders"]
    _confirm(plan, cap, value + (idle if aim is None else 0.0), found)
    bound = found.answer.bound
    if bound is None or _is_guessed(found, plan):
        return Least(plan, value, -inf)
    return Least(plan, value, min(value, bound))


def _is_guessed(found: Found, plan: Plan) -> bool:
    """Tell whether an unlimited offer reached what it was guessed to deliver at most."""
    most = found.question.model.usable / 2
    return any(
        inf in offer.capacity and plan.outlook.planned(name).max() > most
        for name, offer in plan.case.offers.items()
    )


def _turn(model: Any, case: Case, cap: float, aim: Goal | None) -> None:
    """Limit the cost of a model, and minimise the aim in its place."""
    cost = model.cost.expr
    if cap < inf:
        model.within = pyo.Constraint(expr=cost + model.nothing <= cap)
    if aim is not None:
        model.del_component(model.cost)
        model.cost = pyo.Objective(expr=aim.expression(model, case) + model.nothing)


def _plan(base: Plan, found: Found, outlook: Outlook, seconds: float) -> Plan:
    accounts = Accounts(outlook=outlook)
    objective = accounts.objective(base.weight, base.level)
    plan = replace(
        base,
        outlook=outlook,
        accounts=accounts,
        status=Status(found.answer.status),
        objective=objective,
        bound=min(objective, base.bound),
    )
    run = replace(
        base.run,
        gap=max(base.run.gap, plan.gap),
        seconds=seconds - found.build_seconds,
        build_seconds=found.build_seconds,
        notes=found.answer.retried,
        log=found.answer.log,
    )
    return replace(plan, run=run)


def _confirm(plan: Plan, cap: float, value: float, found: Found) -> None:
    """Refuse a plan that costs more than it may, or is not what the solver answered."""
    if plan.objective > cap + AGREE * max(1.0, abs(cap)):
        raise PlannerError(
            f"A plan costs {plan.objective:.9g}, more than the {cap:.9g} it may: it is "
            "not shown."
        )
    solved = found.cleaned.objective
    if solved is None or abs(value - solved) > AGREE * max(1.0, abs(solved)):
        raise PlannerError(
            f"A plan's end recomputed is {value:.9g}, the solver's {solved}: it is not "
            "shown."
        )


__all__ = ["Aim", "Goal", "Least", "least"]
