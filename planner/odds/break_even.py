"""At which probability, severity, length or start of a curb each decision flips."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from planner.errors import PlannerError, StoppedError
from planner.odds.decision import Decision, decisions_of
from planner.odds.flip import Effort, Flip, Known, Search
from planner.odds.ways import KINDS, Way, ways_of
from planner.plan import Plan, Status
from planner.solving import cheapest_plan, effort_for
from planner.spread import spread

ENDS, FLIPS = "ends", "flips"


@dataclass(frozen=True)
class BreakEvens:
    """What of a plan's decisions flips as the curbs are otherwise, and where."""

    plan: Plan
    flips: Sequence[Flip]
    looked_at: Sequence[Way]
    """The ways whose ends were solved."""
    why: Sequence[str] = ()
    """Why some of it is not known."""
    stopped: bool = False

    @property
    def steady(self) -> list[Decision]:
        """Return the decisions that are the same at every end that was solved."""
        moved = {each.decision for each in self.flips}
        return [each for each in decisions_of(self.plan.case) if each not in moved]


@dataclass(frozen=True)
class _End:
    """One end of a way, to be solved."""

    plan: Plan
    way: Way
    value: float
    effort: Effort


@dataclass(frozen=True)
class _Point:
    """What the cheapest plan takes at some value, and what it costs."""

    value: float
    taken: frozenset[Decision]
    objective: float
    bound: float


def break_evens(
    plan: Plan,
    effort: Effort = (None, None),
    *,
    kinds: Collection[str] = KINDS,
    jobs: int | None = None,
    cluster: str | None = None,
    done: Callable[[str, int, int], None] = lambda *_: None,
) -> BreakEvens:
    """Find where each decision of a plan flips, as each curb is otherwise.

    The cheapest plan is sought at both ends of every way; where it signs otherwise than
    at the base, the flip is closed in. What is the same at base and ends may still
    differ in between: that is not searched. ``kinds`` are the ways to look at. ``done`` hears how many `ends`, then
    `flips`, are done, and how many there are. Ctrl-C keeps those.

    Raises:
        UsageError: the cluster cannot be used.
    """
    decisions = decisions_of(plan.case)
    ways = [each for each in ways_of(plan.case) if decisions and each.kind in kinds]
    ends = [
        _End(plan, way, value, effort)
        for way in ways
        for value in dict.fromkeys(way.ends)
        if value != way.base
    ]
    solved = _each(_solved, ends, jobs, cluster, lambda *n: done(ENDS, *n))
    searches = (
        [] if solved.stopped else list(_searches(plan, ends, solved.found, effort))
    )
    closed = _each(_flip, searches, jobs, cluster, lambda *n: done(FLIPS, *n))
    reached = {id(ends[place].way) for place in solved.found}
    return BreakEvens(
        plan,
        tuple(closed.found.values()),
        tuple(way for way in ways if id(way) in reached),
        tuple(dict.fromkeys((*solved.why, *closed.why))),
        solved.stopped
        or closed.stopped
        or any(each.stopped for each in closed.found.values()),
    )


Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass
class _Ended(Generic[Result]):
    """What came of tasks, by place, why of some nothing, and whether Ctrl-C came."""

    found: dict[int, Result] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    stopped: bool = False


def _each(
    work: Callable[[Task], Result | str | None],
    tasks: Sequence[Task],
    jobs: int | None,
    cluster: str | None,
    done: Callable[[int, int], None],
) -> _Ended[Result]:
    ended: _Ended[Result] = _Ended()
    try:
        for place, result in spread(work, tasks, jobs, cluster=cluster):
            if result is None:
                ended.stopped = True
                break
            if isinstance(result, str):
                ended.why.append(result)
            else:
                ended.found[place] = result
            done(len(ended.found) + len(ended.why), len(tasks))
    except KeyboardInterrupt:
        ended.stopped = True
    ended.found = dict(sorted(ended.found.items()))
    return ended


def _solved(end: _End) -> _Point | str | None:
    """Return the cheapest plan at an end, or why there is none; None if stopped."""
    plan, case = end.plan, end.way.at(end.value)
    gap, seconds = end.effort
    effort = effort_for(case, gap=gap, time_limit=seconds)
    try:
        found = cheapest_plan(case, plan.policy, plan.rules, effort, plan)
    except KeyboardInterrupt:
        return None
    except StoppedError as early:
        return None if effort.stop.is_set() else str(early)
    except PlannerError as fault:
        return str(fault)
    return None if found.status is Status.INTERRUPTED else _point(found, end.value)


def _point(plan: Plan, value: float) -> _Point:
    taken = frozenset(each for each in decisions_of(plan.case) if each.taken(plan))
    return _Point(value, taken, plan.objective, plan.bound)


def _searches(
    plan: Plan, ends: Sequence[_End], points: Mapping[int, _Point], effort: Effort
) -> Iterator[Search]:
    """Yield a search for every decision that differs between two neighbours."""
    by_way: dict[int, list[_Point]] = {}
    for place, point in points.items():
        way = ends[place].way
        by_way.setdefault(id(way), [_point(plan, way.base)]).append(point)
    ways = {id(each.way): each.way for each in ends}
    for number, found in by_way.items():
        along = sorted(found, key=lambda each: each.value)
        for one, other in pairwise(along):
            for decision in decisions_of(plan.case):
                if (decision in one.taken) != (decision in other.taken):
                    yield Search(
                        plan=plan,
                        decision=decision,
                        way=ways[number],
                        ends=(one.value, other.value),
                        known=(_as(one, decision), _as(other, decision)),
                        effort=effort,
                    )


def _as(point: _Point, decision: Decision) -> Known:
    return Known(decision in point.taken, point.objective, point.bound)


def _flip(search: Search) -> Flip | str | None:
    """Return a flip, or why it is not known; None if stopped before anything is."""
    try:
        return search.run()
    except KeyboardInterrupt:
        return None
    except PlannerError as fault:
        return str(fault)
