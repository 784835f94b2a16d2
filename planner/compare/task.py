"""One solve of a comparison, in a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from models.case import Case
from models.rules import Measure, Rule
from models.sourcing import risk_of
from planner.compare.measured import limits
from planner.compare.outcome import FAILED, INTERRUPTED, Outcome
from planner.compare.survival import survived_each
from planner.compare.wire import Wire, listening
from planner.cover import cover
from planner.errors import NoPlanError, PlannerError, StoppedError
from planner.plan import Plan
from planner.solving import cheapest_plan, effort_for
from planner.solving.engine import Progress
from planner.solving.optimum import Effort

MONTHS = 12
Question = tuple[frozenset[Rule], tuple[float, float]]
"""What a task asks: rules that limit something, weight and level of risk."""
ENDED = "Stopped by you before it was begun."
LOST = "Its process was ended from outside: killed, or out of memory."


@dataclass(frozen=True, kw_only=True)
class Task:
    """What one process is asked."""

    case: Case
    name: str
    rules: Sequence[Rule]
    gap: float | None
    time_limit: float | None
    is_policy: bool = True
    """Whether a row of the comparison is to come of it, with its months of cover."""
    losses: Sequence[Rule] = ()
    """The rules about losses, of any policy, by which its plan is measured."""
    near: Plan | None = None
    """A plan of the case to start from, made under other rules."""
    wire: Wire | None = None
    """Where it says how far it is, and hears that it is to end."""

    @property
    def is_ended(self) -> bool:
        """Tell whether it is to end with the best plan so far, and the others not."""
        return self.wire is not None and self.wire.is_ended(self.name)

    def tell(self, told: Progress) -> None:
        """Say how far it is, if anybody listens."""
        if self.wire is not None:
            self.wire.tell(self.name, told)

    @property
    def question(self) -> Question:
        """Return what tells it from tasks that ask for the same plan: rules and risk."""
        limiting = frozenset(rule for rule in self.rules if limits(rule))
        return limiting, risk_of(self.case, self.rules)

    @property
    def rounds(self) -> int:
        """Return how many of its rules may ask for several solves: it is slow."""
        return sum(
            type(rule).tighten is not Rule.tighten or bool(rule.losses(self.case))
            for rule in self.rules
        )

    def without_plan(self, status: str, why: str) -> Outcome:
        """Return that nothing came of it, and why."""
        return Outcome(
            policy=self.name, status=status, why=why, is_policy=self.is_policy
        )

    def sharing(self, other: Outcome) -> Outcome | None:
        """Return what comes of it if another task asked the same; None without a plan."""
        if other.plan is None:
            return None
        plan = replace(other.plan, policy=self.name, rules=self.rules)
        return replace(
            other, policy=self.name, plan=plan, is_policy=self.is_policy, stopped=False
        )


def attempt(task: Task) -> Outcome:
    """Solve one policy and see what it survives; never raise but for Ctrl-C."""
    if task.is_ended:
        return task.without_plan(INTERRUPTED, ENDED)
    effort = effort_for(
        task.case, gap=task.gap, time_limit=task.time_limit, progress=task.tell
    )
    with listening(task.wire, task.name, effort.stop):
        outcome = _attempted(task, effort)
    stopped = effort.stop.is_set() and not task.is_ended
    return replace(outcome, stopped=stopped and outcome.stopped)


def _attempted(task: Task, effort: Effort) -> Outcome:
    try:
        plan = cheapest_plan(task.case, task.name, task.rules, effort, task.near)
    except NoPlanError as none:
        return task.without_plan("infeasible", str(none))
    except StoppedError as early:
        ended = task.without_plan(early.status, str(early))
        return replace(ended, stopped=effort.stop.is_set())
    except PlannerError as fault:
        return task.without_plan(FAILED, str(fault))
    except Exception as fault:  # noqa: BLE001 - the other policies go on
        return task.without_plan(FAILED, _fault(fault))
    return replace(_tried(task, plan), stopped=effort.stop.is_set())


def _tried(task: Task, plan: Plan) -> Outcome:
    """Return a plan with what it survives; without, and why, if that cannot be told."""
    months: dict[str, float] | None = None
    measures: dict[Rule, Measure] | None = None
    why = ""
    try:
        months = months_of_cover(plan) if task.is_policy else None
        measures = survived_each(plan.outlook, plan.rules, task.losses)
    except PlannerError as fault:
        why = str(fault)
    except Exception as fault:  # noqa: BLE001 - the plan stands
        why = _fault(fault)
    return Outcome(
        policy=task.name,
        status=str(plan.status),
        why=why,
        plan=plan,
        months=months,
        measures=measures,
        is_policy=task.is_policy,
    )


def _fault(fault: Exception) -> str:
    return f"A fault of the program: {type(fault).__name__}: {fault}"


def lost(task: Task) -> Outcome:
    """Return that the process of a task was lost."""
    return task.without_plan(FAILED, LOST)


def months_of_cover(plan: Plan) -> dict[str, float]:
    """Return months of full service after losing each country at the worst moment."""
    step = MONTHS / plan.case.periods_per_year
    worst: dict[str, float] = {}
    for each in cover(plan.outlook, plan.rules):
        months = inf if each.to_the_end else each.periods * step
        worst[each.value] = min(months, worst.get(each.value, inf))
    return worst
