"""Which losses a plan had better be made for from the start."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.case import Case, Curb
from models.decisions import Outlook
from models.rules import Rule
from models.tree import grow
from planner.plan import Plan
from planner.solving.engine import Status, run
from planner.solving.losses import losses_of
from planner.solving.optimum import Effort
from planner.solving.question import ask

NEAR = 1e-3
"""Share of a demand above its limit at which a loss is taken to have mattered."""
BARELY = 1e-6
"""Weight of a shortage after a loss beside the dearest shortage: it breaks ties."""


def hardest_losses(
    case: Case, rules: Sequence[Rule], effort: Effort, near: Plan | None
) -> list[Curb]:
    """Return the losses that are likely to shape the cheapest plan under some rules.

    Those that ``near``, a plan of the same case, only just survives; else those that
    the cheapest plan without whole numbers does. A guess that decides nothing: it
    saves rounds.
    """
    every = losses_of(case, rules)
    known = [] if near is None else tight_losses(near.outlook, near.rules, every)
    return known or _tight_without_whole_numbers(case, rules, effort, every)


def _tight_without_whole_numbers(
    case: Case, rules: Sequence[Rule], effort: Effort, every: Sequence[Curb]
) -> list[Curb]:
    if not every:
        return []
    question = ask(case, rules, grow(case, every), 1.0).relaxed()
    problem, tree = question.problem, question.tree
    after = {
        id(short)
        for (_, node), short in question.model.shorts.items()
        if node in tree.losses
    }
    dearest = max((each.shortage_cost for each in case.demands.values()), default=0.0)
    weigh = np.array([id(each) in after for each in question.variables])
    problem = replace(problem, cost=problem.cost + BARELY * dearest * weigh)
    answer = run(problem, effort.left(), stop=effort.stop)
    if answer.status is not Status.OPTIMAL:
        return []
    return tight_losses(question.outlook(answer), rules, every)


def tight_losses(
    outlook: Outlook, rules: Sequence[Rule], every: Sequence[Curb]
) -> list[Curb]:
    """Return those losses that a plan only just survives, by its own ``rules``."""
    case = outlook.case
    tight = {
        measure.bucket
        for rule in rules
        if rule.losses(case)
        for measure in rule.measure(outlook)
        if measure.slack < NEAR
    }
    return [
        loss for loss in every if f"{loss.name}@{case.periods[loss.earliest]}" in tight
    ]
