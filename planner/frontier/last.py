"""The last possible limit: bisection on whether there is any plan at all."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import copysign, isfinite

from models.rules import Limit
from planner.frontier.limits import is_tighter, level
from planner.frontier.result import Last, Step
from planner.frontier.reuse import FINE
from planner.frontier.steps import INFEASIBLE, INTERRUPTED, Question, attempt, task_at
from planner.plan import Plan
from planner.spread import at_once, spread

ANY = 1e9
"""A gap that any plan is within: whether there is one is the whole question."""
ROUNDING = 1e-9
"""Relative difference in width that is rounding."""
DIGITS = 12
"""Significant digits of a limit that is tried."""


def last_possible(
    asked: Question,
    steps: Sequence[Step],
    without: Step | None,
    jobs: int | None,
    done: Callable[[Step, int, int], None],
) -> Last | None:
    """Return the tightest limit that a plan can keep, to 0.001 of the limit's scale.

    That is 0.001 for shares, 0.001 of the span of the steps for other limits, and 1
    for whole numbers. ``steps`` go from loose to tight. The limit next to the known one
    is tried first, for often that cannot be beaten. None if none of them is
    impossible, or none of them nor the plan without the rule is there to start from.
    """
    impossible = next((s.limit for s in steps if s.status == INFEASIBLE), None)
    start = _start(asked, steps, without)
    if impossible is None or start is None:
        return None
    limit, near = start
    span = abs(steps[0].limit - steps[-1].limit)
    wide = {Limit.SHARE: FINE, Limit.COUNT: 1.0}.get(asked.rule.limit_is, FINE * span)
    quick = replace(asked, gap=ANY)
    return _bisected(quick, Last(limit, impossible), near, wide, jobs, done)


def _bisected(
    asked: Question,
    found: Last,
    near: Plan,
    wide: float,
    jobs: int | None,
    done: Callable[[Step, int, int], None],
) -> Last:
    """Return what is left open, no wider than ``wide`` unless it has to say why."""
    kind, most = asked.rule.limit_is, at_once(jobs, asked.cluster)
    next_to = found.limit + copysign(wide, found.impossible - found.limit)
    tried = [_round(next_to), *_between(found, most - 1, kind)]
    may_stop = False
    while abs(found.limit - found.impossible) > wide * (1 + ROUNDING):
        tasks = [task_at(asked, each, near) for each in dict.fromkeys(tried)]
        known = found
        try:
            for _, step in spread(attempt, tasks, jobs, cluster=asked.cluster):
                done(step, 0, 0)
                may_stop = may_stop or step.status == INTERRUPTED
                found, near = _narrower(asked, found, near, step)
        except KeyboardInterrupt:
            return replace(found, why="Stopped by you.")
        if may_stop and replace(found, why="") == replace(known, why=""):
            return found
        may_stop = True
        tried = _between(found, most, kind)
    return replace(found, why="")


def _start(
    asked: Question, steps: Sequence[Step], without: Step | None
) -> tuple[float, Plan] | None:
    """Return the tightest limit that a known plan keeps, and the plan."""
    for step in reversed(steps):
        if step.plan is not None:
            return _reached(asked, step.limit, step.plan), step.plan
    if without is None or without.plan is None or not isfinite(without.limit):
        return None
    return without.limit, without.plan


def _reached(asked: Question, limit: float, plan: Plan) -> float:
    """Return the limit, or what the plan made for it has where that is tighter."""
    reached = level(plan, asked.rule)
    if asked.rule.limit_is is Limit.SHARE:
        reached = min(max(reached, 0.0), 1.0)
    return reached if is_tighter(asked.rule, reached, limit) else limit


def _between(found: Last, count: int, kind: Limit) -> list[float]:
    """Return limits that split what is still open into equal parts."""
    width = found.impossible - found.limit
    parts = [found.limit + width * n / (count + 1) for n in range(1, count + 1)]
    if kind is not Limit.COUNT:
        return [_round(each) for each in parts]
    whole = {float(round(each)) for each in parts} - {found.limit, found.impossible}
    return sorted(whole or {found.limit + copysign(1.0, width)})


def _round(limit: float) -> float:
    return float(f"{limit:.{DIGITS}g}")


def _narrower(
    asked: Question, found: Last, near: Plan, step: Step
) -> tuple[Last, Plan]:
    """Return what is still open after one more limit was tried."""
    rule = asked.rule
    if step.plan is not None:
        reached = _reached(asked, step.limit, step.plan)
        if is_tighter(rule, reached, found.limit):
            return replace(found, limit=reached), step.plan
    elif step.status != INFEASIBLE:
        return replace(found, why=step.why), near
    elif is_tighter(rule, found.impossible, step.limit):
        return replace(found, impossible=step.limit), near
    return found, near
