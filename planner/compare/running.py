"""Every policy in a process of its own, and every policy without one of its rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.case import Case
from models.rules import Rule
from planner.compare.comparison import Comparison
from planner.compare.outcome import INTERRUPTED, NONE, Outcome
from planner.compare.task import Question, Task, attempt, lost
from planner.compare.wire import Wire
from planner.errors import StoppedError
from planner.plan import Status
from planner.solving import flagged, policy_of
from planner.spread import spread

Done = Callable[[Outcome, int, int], None]


def compare(  # noqa: PLR0913 - what is asked, how, and who hears of it
    case: Case,
    policies: Sequence[str] = (),
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    done: Done = lambda *_: None,
    wire: Wire | None = None,
) -> Comparison:
    """Solve every policy (or the named ones, and always `none`) in parallel.

    In ``jobs`` processes of this machine, as many as it has cores if None, or by the
    workers of the Dask scheduler at ``cluster``, such as tcp://host:8786.
    ``done`` hears of each as it ends, with how many of its kind have and how many
    there are: policies, or policies without one rule (``Outcome.is_policy``). One that
    is impossible, stops, fails or loses its process becomes a row that says so. Ctrl-C
    keeps the policies that are done. On this machine, ``wire`` tells how far each is,
    and ends some or all with their best plans.

    Raises:
        UsageError: a named policy does not exist, or the cluster cannot be used.
        StoppedError: stopped before any policy was done.
    """
    asked = chosen(case, policies)
    losses = _about_losses(case, asked)
    tasks = [
        Task(
            case=case,
            name=name,
            rules=rules,
            gap=gap,
            time_limit=time_limit,
            losses=losses,
            wire=wire,
        )
        for name, rules in asked.items()
    ]
    tasks += _lesser(tasks)
    found = _Race(tasks, jobs, done, cluster).run()
    if not found:
        raise StoppedError("Stopped by you before any policy was done.")
    stopped = "Stopped by you before it was done."
    ended = [
        found.get(place) or task.without_plan(INTERRUPTED, stopped)
        for place, task in enumerate(tasks)
    ]
    return Comparison(case, _flagged(ended[: len(asked)]), _without(tasks, ended))


def chosen(case: Case, policies: Sequence[str]) -> dict[str, Sequence[Rule]]:
    """Return the policies that are compared, as they are spelled, with their rules.

    Raises:
        UsageError: a named policy does not exist.
    """
    named = [policy_of(case, each) for each in (NONE, *policies)] if policies else []
    return dict(named) or {NONE: (), **case.policies}


def _about_losses(case: Case, policies: Mapping[str, Sequence[Rule]]) -> Sequence[Rule]:
    every = dict.fromkeys(rule for rules in policies.values() for rule in rules)
    return [rule for rule in every if rule.losses(case)]


@dataclass
class _Race:
    """Tasks over processes, and what has come of them by the place of each."""

    tasks: Sequence[Task]
    jobs: int | None
    done: Done
    cluster: str | None = None
    found: dict[int, Outcome] = field(default_factory=dict)

    def run(self) -> Mapping[int, Outcome]:
        """Return the outcomes; after Ctrl-C those that there are.

        The slow ones go first, so that no process is left alone with one at the end;
        plans without one rule last, as they start from the plan with it.
        """
        places = range(len(self.tasks))
        policies = [place for place in places if self.tasks[place].is_policy]
        policies.sort(key=lambda place: -self.tasks[place].rounds)
        first = {self.tasks[place].question: place for place in reversed(policies)}
        try:
            self._solve([place for place in policies if place in first.values()])
            self._share(policies, first)
            self._solve([place for place in places if place not in self.found])
        except (KeyboardInterrupt, _Stopped):
            pass
        return self.found

    def _solve(self, places: Sequence[int]) -> None:
        given = [self._given(self.tasks[place]) for place in places]
        for at, outcome in spread(attempt, given, self.jobs, lost, self.cluster):
            self._hear(places[at], outcome)
            if outcome.stopped:
                raise _Stopped

    def _given(self, task: Task) -> Task:
        """Return a task without one rule with the plan of its policy to start from."""
        if task.is_policy:
            return task
        whole = next(
            (
                each.plan
                for place, each in self.found.items()
                if each.plan and set(self.tasks[place].rules) > set(task.rules)
            ),
            None,
        )
        return replace(task, near=whole)

    def _share(self, policies: Sequence[int], first: Mapping[Question, int]) -> None:
        """Give policies that ask the same as another its plan, under their own names."""
        for place in policies:
            task = self.tasks[place]
            other = self.found.get(first[task.question])
            shared = other and task.sharing(other)
            if shared and place not in self.found:
                self._hear(place, shared)

    def _hear(self, place: int, outcome: Outcome) -> None:
        self.found[place] = outcome
        kind = outcome.is_policy
        ended = sum(each.is_policy == kind for each in self.found.values())
        self.done(outcome, ended, sum(each.is_policy == kind for each in self.tasks))


class _Stopped(Exception):  # noqa: N818 - no error: the user's wish
    """A task was stopped by Ctrl-C, so the rest is not begun."""


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
