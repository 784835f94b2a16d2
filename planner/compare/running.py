"""Every policy in a process of its own, and every policy without one of its rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from models.case import Case
from models.rules import Rule
from planner.compare.comparison import Comparison
from planner.compare.outcome import INTERRUPTED, NONE, Outcome
from planner.compare.task import Task, attempt, lost
from planner.errors import StoppedError
from planner.plan import Status
from planner.solving import flagged, policy_of
from planner.spread import spread

Done = Callable[[Outcome, int, int], None]


def compare(
    case: Case,
    policies: Sequence[str] = (),
    *,
    jobs: int | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    done: Done = lambda *_: None,
) -> Comparison:
    """Solve every policy (or the named ones, and always `none`) in parallel.

    ``done`` hears of each as it ends, with how many of its kind have and how many
    there are: policies, or policies without one rule (``Outcome.is_policy``). One that
    is impossible, stops, fails or loses its process becomes a row that says so. Ctrl-C
    keeps the policies that are done.

    Raises:
        UsageError: a named policy does not exist.
        StoppedError: stopped before any policy was done.
    """
    chosen = _chosen(case, policies)
    losses = _about_losses(case, chosen)
    tasks = [
        Task(
            case=case,
            name=name,
            rules=rules,
            gap=gap,
            time_limit=time_limit,
            losses=losses,
        )
        for name, rules in chosen.items()
    ]
    tasks += _lesser(tasks)
    found = _ended(tasks, jobs, done)
    if not found:
        raise StoppedError("Stopped by you before any policy was done.")
    stopped = "Stopped by you before it was done."
    ended = [
        found.get(place) or task.without_plan(INTERRUPTED, stopped)
        for place, task in enumerate(tasks)
    ]
    return Comparison(case, _flagged(ended[: len(chosen)]), _without(tasks, ended))


def _chosen(case: Case, policies: Sequence[str]) -> dict[str, Sequence[Rule]]:
    named = [policy_of(case, each) for each in (NONE, *policies)] if policies else []
    return dict(named) or {NONE: (), **case.policies}


def _about_losses(case: Case, policies: Mapping[str, Sequence[Rule]]) -> Sequence[Rule]:
    every = dict.fromkeys(rule for rules in policies.values() for rule in rules)
    return [rule for rule in every if rule.losses(case)]


def _ended(
    tasks: Sequence[Task], jobs: int | None, done: Done
) -> Mapping[int, Outcome]:
    """Return the outcomes by the place of their task; after Ctrl-C those that there are."""
    found: dict[int, Outcome] = {}
    try:
        for place, outcome in spread(attempt, tasks, jobs, lost):
            found[place] = outcome
            kind = outcome.is_policy
            ended = sum(each.is_policy == kind for each in found.values())
            done(outcome, ended, sum(each.is_policy == kind for each in tasks))
            if outcome.stopped:
                break
    except KeyboardInterrupt:
        return found
    return found


def _rest(task: Task, place: int) -> frozenset[Rule]:
    """Return the rules of a task but for one row; their order means nothing."""
    return frozenset((*task.rules[:place], *task.rules[place + 1 :]))


def _lesser(tasks: Sequence[Task]) -> list[Task]:
    """Return the tasks that leave out one row, those that are asked anyway left out."""
    asked = {frozenset(task.rules) for task in tasks}
    lesser: dict[frozenset[Rule], Task] = {}
    for task in tasks:
        for place, rule in enumerate(task.rules):
            rest = _rest(task, place)
            if rest not in asked:
                rules = tuple(each for each in task.rules if each in rest)
                name = f"{task.name} without {rule}"
                less = replace(task, name=name, rules=rules, is_policy=False, losses=())
                lesser.setdefault(rest, less)
    return list(lesser.values())


def _without(
    tasks: Sequence[Task], ended: Sequence[Outcome]
) -> dict[tuple[str, int], Outcome]:
    of = {frozenset(t.rules): each for t, each in zip(tasks, ended, strict=True)}
    return {
        (task.name, place): of[_rest(task, place)]
        for task in tasks
        if task.is_policy
        for place in range(len(task.rules))
    }


def _flagged(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    free = next((each.plan for each in outcomes if each.policy == NONE), None)
    return [
        each
        if each.plan is None or free is None or each.plan.status is not Status.OPTIMAL
        else replace(each, plan=flagged(each.plan, free))
        for each in outcomes
    ]
