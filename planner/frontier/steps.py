"""Solve every step, loose to tight, and never what a neighbour has settled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from models.case import Case
from models.rules import Rule
from planner.errors import NoPlanError, PlannerError, StoppedError
from planner.frontier.limits import at, is_tighter, ordered
from planner.frontier.result import Step
from planner.frontier.reuse import reused
from planner.plan import Plan, Status
from planner.solving import cheapest_plan, effort_for
from planner.spread import at_once, spread

INTERRUPTED = Status.INTERRUPTED.value
INFEASIBLE = Status.INFEASIBLE.value
TIME_LIMIT = Status.TIME_LIMIT
ENDED = {INTERRUPTED: Status.INTERRUPTED}
"""What a plan found for a tighter limit is, by how its own step ended."""
STOPPED = "stopped before it was solved"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all steps share."""

    case: Case
    policy: str
    others: Sequence[Rule]
    """The rules that stay."""
    rule: Rule
    gap: float | None
    time_limit: float | None
    cluster: str | None = None
    """Address of the Dask scheduler whose workers solve; None for this machine."""

    def rules(self, limit: float) -> Sequence[Rule]:
        """Return the rules of a step."""
        return (*self.others, at(self.rule, limit))

    def name(self, limit: float) -> str:
        """Return what a step's plan is called."""
        rule = str(at(self.rule, limit))
        return f"{self.policy} with {rule}" if self.others else rule

    @property
    def close(self) -> float:
        """Return the relative gap at which a plan is the cheapest."""
        return self.case.gap if self.gap is None else self.gap


@dataclass(frozen=True, kw_only=True)
class Task:
    """One solve."""

    case: Case
    name: str
    rules: Sequence[Rule]
    limit: float
    gap: float | None
    time_limit: float | None
    near: Plan | None = None


def task_at(asked: Question, limit: float, near: Plan | None) -> Task:
    """Return the solve of one step."""
    return Task(
        case=asked.case,
        name=asked.name(limit),
        rules=asked.rules(limit),
        limit=limit,
        gap=asked.gap,
        time_limit=asked.time_limit,
        near=near,
    )


def attempt(task: Task) -> Step:
    """Solve one step, or say why it has no plan."""
    effort = effort_for(task.case, gap=task.gap, time_limit=task.time_limit)
    try:
        plan = cheapest_plan(task.case, task.name, task.rules, effort, task.near)
    except NoPlanError as none:
        return Step(limit=task.limit, status=INFEASIBLE, why=str(none))
    except StoppedError as stopped:
        return Step(limit=task.limit, status=stopped.status, why=str(stopped))
    except PlannerError as fault:
        return Step(limit=task.limit, status="failed", why=str(fault))
    return Step(limit=task.limit, status=str(plan.status), plan=plan)


@dataclass
class Sweep:
    """The steps that are settled so far."""

    asked: Question
    limits: Sequence[float]
    """From the loosest to the tightest."""
    without: Step | None
    jobs: int | None
    done: Callable[[Step, int, int], None]
    found: dict[float, Step] = field(default_factory=dict)

    def run(self) -> list[Step]:
        """Settle every step; after Ctrl-C the rest say that they were not solved.

        The steps to be solved are split into as many stretches as there are jobs; of
        each the loosest is solved next, near the plan of its loosest neighbour.
        """
        cluster = self.asked.cluster
        most = at_once(self.jobs, cluster)
        try:
            while heads := self._heads(most):
                tasks = [task_at(self.asked, x, self._near(x)) for x in heads]
                for _, step in spread(attempt, tasks, self.jobs, cluster=cluster):
                    self._settle(step)
                if any(self.found[x].status == INTERRUPTED for x in heads):
                    break
        except KeyboardInterrupt:
            pass
        return [
            self.found.get(x, Step(limit=x, status=INTERRUPTED, why=STOPPED))
            for x in self.limits
        ]

    def _settle(self, step: Step) -> None:
        self.found[step.limit] = step
        self.done(step, len(self.found), len(self.limits))

    def _heads(self, most: int) -> list[float]:
        """Return the next limits to solve, what is known already settled on the way."""
        while True:
            pending = [x for x in self.limits if x not in self.found]
            size = -(-len(pending) // most) or 1
            heads = pending[::size]
            known = [step for x in heads if (step := self._known(x)) is not None]
            if not known:
                return heads
            for step in known:
                self._settle(step)

    def _known(self, limit: float) -> Step | None:
        """Return what the looser steps say of a limit, without a solve."""
        rule = self.asked.rule
        looser = [s for x, s in self.found.items() if is_tighter(rule, limit, x)]
        for step in looser:
            if step.status == INFEASIBLE:
                shown = at(rule, step.limit)
                why = f"No plan satisfies the looser {shown} either."
                return Step(limit=limit, status=INFEASIBLE, why=why)
        if self.without is not None and self.without.status == INFEASIBLE:
            why = "No plan satisfies the policy's other rules either."
            return Step(limit=limit, status=INFEASIBLE, why=why)
        return self._reused(limit)

    def _reused(self, limit: float) -> Step | None:
        asked, near = self.asked, self._near(limit)
        if near is None or self.without is None:
            return None
        rules = asked.rules(limit)
        plan = reused(near, asked.name(limit), rules, rules[-1])
        if plan is None:
            return None
        return Step(limit=limit, status=str(plan.status), plan=plan)

    def _near(self, limit: float) -> Plan | None:
        """Return the plan of the tightest looser step, or of the policy without rule."""
        rule = self.asked.rule
        plans = {x: step.plan for x, step in self.found.items() if step.plan}
        looser = [x for x in plans if is_tighter(rule, limit, x)]
        if looser:
            return plans[ordered(rule, looser)[-1]]
        return self.without.plan if self.without is not None else None


def nested(asked: Question, steps: Sequence[Step]) -> list[Step]:
    """Return steps, loose to tight, with what each says about its neighbours.

    What keeps a tighter limit keeps a looser one: the looser step costs no more than
    the tighter, and its bound holds for the tighter.
    """
    bounds, known = [], -inf
    for step in steps:
        known = max(known, step.plan.bound if step.plan else -inf)
        bounds.append(known)
    best: Plan | None = None
    found = []
    for step, bound in zip(reversed(steps), reversed(bounds), strict=True):
        best = _cheaper(asked, step, best)
        if best is None:
            found.append(step)
            continue
        best = replace(best, bound=min(best.objective, bound))
        if best.gap <= asked.close:
            best = replace(best, status=Status.OPTIMAL)
        found.append(replace(step, status=str(best.status), why="", plan=best))
    return found[::-1]


def _cheaper(asked: Question, step: Step, tighter: Plan | None) -> Plan | None:
    """Return the cheaper of a step's own plan and a tighter step's; None of neither."""
    mine = step.plan
    if tighter is None or (mine is not None and mine.objective <= tighter.objective):
        return mine
    status = mine.status if mine is not None else ENDED.get(step.status, TIME_LIMIT)
    name, rules = asked.name(step.limit), asked.rules(step.limit)
    return replace(tighter, policy=name, rules=rules, status=status)
