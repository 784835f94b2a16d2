"""One end of one range, or one contract: what a process is asked."""

from dataclasses import dataclass
from math import inf
from typing import Any, Protocol

from models.rules import Rule
from planner.alternatives.forced import Opens, Signs, volumes_of
from planner.alternatives.result import TIGHT, share
from planner.alternatives.sources import Source, whole_of
from planner.errors import NoPlanError, PlannerError, StoppedError, TimeUpError
from planner.plan import Plan, Status
from planner.solving import effort_for
from planner.solving.optimum import Effort
from planner.solving.within import Aim, Least, least

ANY = 1e9
"""A gap that any plan is within: whether there is one is the whole question."""
AT_LEAST, AT_MOST = 1.0, 2.5
"""Offsets that keep an aim near 1, in shares of the supply: gaps are relative to it."""
ROUNDS = 8
"""Most re-solves for one share."""
BETTER = 1e-9
"""Difference in a share that is more than rounding."""


@dataclass(frozen=True, kw_only=True)
class Base:
    """The cheapest plan, what others may cost, and how hard to try at each."""

    plan: Plan
    cap: float
    gap: float
    """Of an end, as a share of the supply; of a plan's cost, relative."""
    time_limit: float

    def effort(self, gap: float | None = None) -> Effort:
        """Return how hard to try; the clock starts."""
        close = self.gap if gap is None else gap
        return effort_for(self.plan.case, gap=close, time_limit=self.time_limit)

    def scale(self, source: Source) -> float:
        """Return the units of a mineral that make an aim 1: what the plan takes."""
        plan = self.plan
        taken = whole_of(plan.case, source.mineral).volume(plan)
        most = max(sum(each.volume) for each in plan.case.demands.values())
        return taken or most or 1.0


@dataclass(frozen=True)
class Found:
    """What came of a task."""

    plans: tuple[Plan, ...] = ()
    bound: float | None = None
    """Proved of the end that was asked for; None if nothing is."""
    impossible: bool = False
    """Whether it is proved that there is no such plan."""
    why: str = ""
    stopped: bool = False
    """Whether Ctrl-C ended it."""


class Task(Protocol):
    """What one process is asked."""

    @property
    def label(self) -> str:
        """Return what is sought, for the line that tells it is done."""

    def found(self) -> Found:
        """Return what came of it; raise PlannerError if nothing did."""


@dataclass(frozen=True, kw_only=True)
class Volume:
    """The least or the most that comes from a source."""

    base: Base
    source: Source
    most: bool

    @property
    def label(self) -> str:
        """Return what is sought."""
        return f"{'most' if self.most else 'least'} from {named(self.source)}"

    def found(self) -> Found:
        """Minimise the volume, or what is short of a volume no plan has."""
        sign, scale = -1.0 if self.most else 1.0, self.base.scale(self.source)
        offset = AT_MOST if self.most else AT_LEAST
        weights = {name: sign * c / scale for name, c in self.source.contents}
        effort = self.base.effort()
        end = least(self.base.plan, self.base.cap, Aim(weights, offset), effort)
        return _end(end, sign * (end.bound - offset) * scale, effort)


@dataclass(frozen=True, kw_only=True)
class Share:
    r"""The least or greatest share V / T of a source in all deliveries of its mineral.

    Dinkelbach's way: the least of V − s·T is 0 where s is the least share; below 0, its
    plan has a smaller share, which is the next s. A bound B of it proves that no share
    is below s + B / T for the least T there can be.

    Field: fractional programming (Dinkelbach, 1967).
    """

    base: Base
    source: Source
    whole: Source
    most: bool
    near: Plan
    """The plan with the best share known."""
    least_total: float
    """Proved: no plan takes less of the mineral from all sources together."""

    @property
    def label(self) -> str:
        """Return what is sought."""
        which = "greatest" if self.most else "least"
        return f"{which} share of {named(self.source)}"

    def found(self) -> Found:
        """Move the share until no plan beats it, or the search ends."""
        plans, bound, effort = [self.near], -inf, self.base.effort()
        for _ in range(ROUNDS):
            known = self._signed(plans[-1])
            try:
                end = least(
                    self.base.plan,
                    self.base.cap,
                    self._aim(known),
                    effort,
                    near=plans[-1],
                )
            except (StoppedError, NoPlanError):
                break
            bound = max(bound, known + self._reach(end))
            if self._signed(end.plan) >= known - BETTER:
                break
            plans.append(end.plan)
            if self._signed(end.plan) - bound <= TIGHT / 2 or effort.stop.is_set():
                break
        stopped = effort.stop.is_set()
        proved = -bound if self.most else bound
        return Found(tuple(plans[1:]), proved, stopped=stopped)

    def _signed(self, plan: Plan) -> float:
        """Return the share, negative where the greatest is sought."""
        found = share(self.source.volume(plan), self.whole.volume(plan))
        return -found if self.most else found

    def _aim(self, known: float) -> Aim:
        sign, scale = -1.0 if self.most else 1.0, self.base.scale(self.whole)
        mine = self.source.weights
        weights = {
            name: (sign * mine.get(name, 0.0) - known * content) / scale
            for name, content in self.whole.contents
        }
        return Aim(weights)

    def _reach(self, end: Least) -> float:
        """Return how far below the known share another may be, as a negative number."""
        below = min(0.0, end.bound - 1.0) * self.base.scale(self.whole)
        if below >= 0:
            return 0.0
        return below / self.least_total if self.least_total > 0 else -inf


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A plan that signs a contract, or one that does not."""

    base: Base
    offer: str
    signed: bool

    @property
    def label(self) -> str:
        """Return what is sought."""
        return f"{'with' if self.signed else 'without'} {self.offer}"

    def found(self) -> Found:
        """Look for any such plan."""
        return _any(self.base, Signs(offer=self.offer, signed=self.signed))


@dataclass(frozen=True, kw_only=True)
class Project:
    """A plan that opens a project, or one that does not."""

    base: Base
    project: str
    opened: bool

    @property
    def label(self) -> str:
        """Return what is sought."""
        return f"{'with' if self.opened else 'without'} {self.project}"

    def found(self) -> Found:
        """Look for any such plan."""
        return _any(self.base, Opens(project=self.project, opened=self.opened))


def _any(base: Base, forced: Rule) -> Found:
    effort = base.effort(ANY)
    end = least(base.plan, base.cap, None, effort, [forced])
    return Found((end.plan,), stopped=effort.stop.is_set())


@dataclass(frozen=True, kw_only=True)
class Settle:
    """The cheapest plan that takes as much from every supplier as a known one."""

    base: Base
    plan: Plan
    place: int
    """Its number where it is shown."""

    @property
    def label(self) -> str:
        """Return what is sought."""
        return f"plan {self.place}, the cheapest with its volumes"

    def found(self) -> Found:
        """Minimise the cost around the volumes."""
        effort, forced = self.base.effort(), volumes_of(self.plan)
        end = least(
            self.base.plan, self.base.cap, None, effort, [forced], near=self.plan
        )
        return Found((end.plan,), stopped=effort.stop.is_set())


def named(source: Source) -> str:
    """Return a source as a line of progress names it."""
    whole = f"all sources of {source.mineral}"
    return f"{source.value} ({source.mineral})" if source.dimension else whole


def _end(end: Least, bound: float, effort: Effort) -> Found:
    why = {
        Status.TIME_LIMIT: "the time limit ended its search",
        Status.INTERRUPTED: "its search was ended",
    }.get(end.plan.status, "")
    return Found((end.plan,), bound, why=why, stopped=effort.stop.is_set())


def attempt(task: Task) -> Found:
    """Do a task; never raise but for Ctrl-C."""
    try:
        return task.found()
    except TimeUpError:
        return Found(why="the time limit ended its search")
    except StoppedError:
        return Found(why="stopped by you", stopped=True)
    except NoPlanError:
        return Found(impossible=True)
    except PlannerError as fault:
        return Found(why=str(fault))


def lost(_task: Any) -> Found:
    """Return that the process of a task was lost."""
    return Found(why="its process was ended from outside")
