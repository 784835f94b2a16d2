"""Lose each source of a plan: the response at least cost, with nothing else to come.

Each country, supplier and value of a tag, from each period on and for several lengths.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from models.case import Curb, Target
from models.decisions import Outlook
from models.rules import Rule
from planner.cover import cover_of_each, plan_alone
from planner.errors import StoppedError
from planner.plan import Plan
from planner.spread import spread
from planner.stress.losses import Loss, LossTable, Lost
from planner.stress.nothing import HITS, NOTHING, with_nothing
from planner.stress.play import Batch, lost, outcomes_of, responded
from planner.stress.sources import Source, lengths_of, months_of, sources_of

BATCH = 40
ROUNDING = 1e-7
"""Relative difference of two costs that says nothing."""
SHORT = 1e-6
"""Share of a period's demand below which it counts as served."""


@dataclass(frozen=True)
class _Task:
    """Losses to try together, or, where there are none, a dimension to cover."""

    outlook: Outlook
    rules: Sequence[Rule]
    losses: Sequence[tuple[Source, int, int]] = ()
    dimension: str = ""


_Found = tuple[list[Loss], dict[Lost, float]]


def lose_each(
    plan: Plan,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    done: Callable[[int, int], None] = lambda *_: None,
) -> LossTable:
    """Lose every source of a plan from every period on, for several lengths.

    ``done`` hears how many parts of the work are done, and how many there are. Ctrl-C
    keeps those.

    Raises:
        PlannerError: the losses could not be tried.
    """
    tasks = list(_tasks(plan_alone(plan.outlook), plan.rules))
    losses: list[Loss] = []
    covers: dict[Lost, float] = {}
    stopped, ended = False, 0
    try:
        for _, found in spread(tried, tasks, jobs, lost, cluster):
            ended += 1
            stopped = stopped or found is None
            some, more = found or ([], {})
            losses += some
            covers |= more
            done(ended, len(tasks))
    except KeyboardInterrupt:
        stopped = True
    return LossTable(plan, _above_nothing(losses, plan), covers, stopped)


def _above_nothing(every: Sequence[Loss], plan: Plan) -> list[Loss]:
    """Return the losses in order, each with its cost above the loss of nothing."""
    order = {each: place for place, each in enumerate(sources_of(plan.case))}
    free = {x.start: x.cost for x in every if x.source.value == NOTHING}
    known = [
        replace(each, cost=_above(each.cost, free[each.start]))
        for each in every
        if each.source in order and each.start in free
    ]
    return sorted(known, key=lambda each: (order[each.source], each.start, each.length))


def _above(cost: float, free: float) -> float:
    """Return a difference of costs; none where it is the solver's rounding."""
    more = cost - free
    return more if abs(more) > ROUNDING * max(1.0, abs(free)) else 0.0


def _tasks(outlook: Outlook, rules: Sequence[Rule]) -> Iterator[_Task]:
    sources = sources_of(outlook.case)
    for dimension in dict.fromkeys(each.dimension for each in sources):
        yield _Task(outlook, rules, dimension=dimension)
    outlook = replace(outlook, case=with_nothing(outlook.case))
    every = [
        (source, start, length)
        for source in (Source(NOTHING, NOTHING, HITS, None), *sources)
        for start in range(len(outlook.case.periods))
        for length in lengths_of(source, start, outlook.case)
    ]
    # Of one length together: who shares a problem does not know which loss lasts longer.
    for length in sorted({each[2] for each in every}):
        alike = [each for each in every if each[2] == length]
        for place in range(0, len(alike), BATCH):
            yield _Task(outlook, rules, losses=alike[place : place + BATCH])


def tried(task: _Task) -> _Found | None:
    """Return what comes of a task; None if it is stopped."""
    try:
        if task.dimension:
            return [], _covers(task)
        return _lost(task), {}
    except (KeyboardInterrupt, StoppedError):
        return None


def _covers(task: _Task) -> dict[Lost, float]:
    step = months_of(task.outlook.case)
    return {
        Lost(task.dimension, each.value, each.start, demand): (
            inf if each.to_the_end else each.periods * step
        )
        for demand, covers in cover_of_each(
            task.outlook, task.rules, task.dimension
        ).items()
        for each in covers
    }


def _lost(task: _Task) -> list[Loss]:
    """Return what comes of each loss of a task."""
    case = task.outlook.case
    names = [f"loss {place}" for place in range(len(task.losses))]
    curbs = {
        name: _curb(name, source, length, start)
        for name, (source, start, length) in zip(names, task.losses, strict=True)
    }
    with_losses = replace(case, curbs={**case.curbs, **curbs})
    histories = [((name, curbs[name].earliest),) for name in names]
    outlook = responded(
        Batch(replace(task.outlook, case=with_losses), task.rules, histories)
    )
    calm, *ended = outcomes_of(outlook)
    served = [_served(outlook, place + 1) for place in range(len(names))]
    return [
        Loss(
            source,
            start,
            length,
            outcome.cost - calm.cost,
            max(0.0, outcome.shortage - calm.shortage),
            {
                name: first - start
                for name, first in by_demand.items()
                if first >= start
            },
        )
        for (source, start, length), outcome, by_demand in zip(
            task.losses, ended, served, strict=True
        )
    ]


def _curb(name: str, source: Source, length: int, start: int) -> Curb:
    flow, nothing = (0.0,) * length, Target()
    return Curb(
        name=name,
        hits=source.hits,
        flow=flow,
        price_hits=nothing,
        earliest=start,
        latest=start,
    )


def _served(outlook: Outlook, scenario: int) -> dict[str, int]:
    """Return for each demand the first period in which it is not served in full.

    In which the plan undisturbed would serve it; the horizon's length if none.
    """
    path, plan = outlook.tree.paths[scenario], list(outlook.tree.plan)
    found = {}
    for name, demand in outlook.case.demands.items():
        short = outlook.unserved(name)
        more = short[path] - short[plan]
        late = (t for t, x in enumerate(more) if x > SHORT * max(1.0, demand.volume[t]))
        found[name] = next(late, len(path))
    return found
