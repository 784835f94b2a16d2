"""Cost against risk: the cheapest plans as one rule's limit moves."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan
from typing import Any

from models.case import Case
from models.rules import Limit, Rule
from planner.errors import StoppedError, UsageError
from planner.frontier.last import last_possible
from planner.frontier.limits import at, ordered, steers
from planner.frontier.result import Bind, Frontier, Last, Step
from planner.frontier.reuse import tightest_kept
from planner.frontier.steps import INTERRUPTED, Question, Sweep, Task, attempt, nested
from planner.plan import Plan, Status
from planner.solving import goes_short, policy_of

__all__ = ["Bind", "Frontier", "Last", "Step", "spaced", "steers", "sweep"]

DIGITS = 12
"""Significant digits of a step's limit: 0.3, not 0.30000000000000004."""
LEAST_STEPS = 2


def spaced(first: Any, last: Any, steps: int) -> list[Rule]:
    """Return a rule with limits in equal steps, both ends among them.

    Whole numbers are rounded, and fewer where they are not enough.

    Raises:
        UsageError: there are not two of them.
    """
    start, end = first.limit, last.limit
    if steps < LEAST_STEPS or start == end:
        raise UsageError(
            f"{steps} steps from {start:g} to {end:g} are no frontier. It takes two "
            "different limits, and 2 steps or more."
        )
    last_place = steps - 1
    every = [(start * (last_place - n) + end * n) / last_place for n in range(steps)]
    whole = first.limit_is is Limit.COUNT
    neat = [round(x) if whole else f"{x:.{DIGITS}g}" for x in every]
    return [at(first, float(each)) for each in dict.fromkeys(neat)]


def sweep(  # noqa: PLR0913 - what is asked, and how hard to try
    case: Case,
    rules: Sequence[Any],
    policy: str = "none",
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    done: Callable[[Step, int, int], None] = lambda *_: None,
) -> Frontier:
    """Find the cheapest plan at each limit of a rule, the policy's other rules kept.

    ``rules`` is one rule at each limit, at two or more. A row of the policy that is
    the same rule of the same target, item and periods gives way to it. Steps are
    solved from the loosest on, each near its neighbour's plan; ``jobs`` at a time, all
    cores if None, or by the workers of the Dask scheduler at ``cluster``. ``time_limit`` is for each solve. ``done`` hears of each step, with
    how many are done and how many there are; then of each limit tried for the last
    possible one, with 0 done. Ctrl-C keeps the steps that are done.

    Raises:
        UsageError: there is no such policy, or the cluster cannot be used.
        StoppedError: stopped before any step was done.
    """
    rule, limits = rules[0], [each.limit for each in rules]
    name, rows = policy_of(case, policy)
    others = tuple(each for each in rows if not _same(each, rule, case))
    asked = Question(
        case=case,
        policy=name,
        others=others,
        rule=rule,
        gap=gap,
        time_limit=time_limit,
        cluster=cluster,
    )
    ranked = ordered(rule, limits)
    without = None if steers(rule) else _without(asked, ranked)
    steps = Sweep(asked, ranked, without, jobs, done).run()
    stopped = any(each.status == INTERRUPTED for each in steps)
    if stopped and all(each.status == INTERRUPTED and not each.plan for each in steps):
        raise StoppedError("Stopped by you before any step was done.")
    if without is not None:
        steps = nested(asked, steps)
    settled = stopped or without is None
    by_limit = {each.limit: each for each in steps}
    return Frontier(
        case=case,
        policy=name,
        others=others,
        rule=rule,
        replaced=tuple(each for each in rows if each not in others),
        steps=[by_limit[each] for each in limits],
        without=without,
        none=None if stopped else _none(asked, steps, without),
        last_possible=(
            None if settled else last_possible(asked, steps, without, jobs, done)
        ),
    )


def _same(one: Rule, other: Rule, case: Case) -> bool:
    """Tell whether two rules limit the same, in periods that overlap."""
    if type(one) is not type(other):
        return False
    names = ("on", "item", "stage")
    if any(getattr(one, n, None) != getattr(other, n, None) for n in names):
        return False
    return bool(set(_counted(one, case)) & set(_counted(other, case)))


def _counted(rule: Any, case: Case) -> range:
    start, end = getattr(rule, "start", None), getattr(rule, "end", None)
    return range(start or 0, len(case.periods) if end is None else end + 1)


def _ruled(asked: Question, name: str, rules: Sequence[Rule]) -> Step:
    task = Task(
        case=asked.case,
        name=name,
        rules=rules,
        limit=nan,
        gap=asked.gap,
        time_limit=asked.time_limit,
    )
    return attempt(task)


def _without(asked: Question, limits: Sequence[float]) -> Step:
    """Return the policy without the rule, and the tightest limit its plan keeps."""
    step = _ruled(asked, asked.policy, asked.others)
    if step.status == INTERRUPTED:
        raise StoppedError("Stopped by you before any step was done.")
    if step.plan is None:
        return step
    return replace(step, limit=tightest_kept(step.plan, asked.rule, limits))


def _none(asked: Question, steps: Sequence[Step], without: Step | None) -> Plan | None:
    """Return the plan without any rules, if a step's plan goes short."""
    plans = [step.plan for step in steps if step.plan is not None]
    if not any(goes_short(plan) for plan in plans):
        return None
    known = without if without is not None and not asked.others else None
    plan = (known or _ruled(asked, "none", ())).plan
    return plan if plan is not None and plan.status is Status.OPTIMAL else None
