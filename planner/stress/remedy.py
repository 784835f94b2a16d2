"""What closes a gap between cover and recovery most cheaply: stock, or a second source.

The case is solved again, held to serve all demand until a lost source is back: once with
no contract that the plan does not sign, once with at least one more. No other way is left,
so the cheaper of the two is the cheapest there is, but for the gaps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from models.case import Case
from models.decisions import Outlook
from models.rules import Limit, Measure
from models.rules.rule import On, Rule
from models.rules.survive_loss import SurviveLoss
from planner.errors import NoPlanError, PlannerError, StoppedError
from planner.plan import Plan
from planner.solving import cheapest_plan, effort_for
from planner.spread import spread
from planner.stress.losses import LossTable
from planner.stress.sources import Source, recovery_periods
from planner.stress.worth import Bracket, Effort

STOCK, SECOND = "stock", "second source"
CRUMB = 1e-6
"""Share of all demand below which stock counts as the same."""


@dataclass(frozen=True, kw_only=True)
class SignsMore(Rule):
    """Σ y ≥ 1 over the contracts that a plan does not sign, or = 0."""

    others: tuple[str, ...]
    more: bool

    rule: ClassVar[str] = "signs_more"
    meaning: ClassVar[str] = "A contract more than in a known plan is signed, or none."
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.NONE

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold the number of further contracts."""
        del case

        @block.Constraint([0])  # type: ignore[untyped-decorator]
        def contracts(_: Any, __: int) -> Any:
            signed = sum(model.signed[name] for name in self.others) + model.nothing
            return signed >= 1.0 if self.more else signed <= 0.0

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: no report shows this rule."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return self.meaning


@dataclass(frozen=True)
class Way:
    """One way to be served until a source is back."""

    kind: str
    """`stock` or `second source`."""
    cost: Bracket | None
    """What it costs more than the plan, in what the policy minimises; None if it is not
    possible, or not known."""
    signed: tuple[str, ...] = ()
    """Contracts that the plan does not sign."""
    left: tuple[str, ...] = ()
    """Contracts that the plan signs and this does not."""
    stock: Mapping[str, float] | None = None
    """For each item, the most units by which its stock is above the plan's."""
    why: str = ""
    """Why there is no cost."""


@dataclass(frozen=True)
class Remedy:
    """What closes the gap of sources that are lost together."""

    sources: tuple[Source, ...]
    """The same offers and processes by other names, the country first."""
    periods: int
    """Until they are back."""
    ways: Sequence[Way]

    @property
    def best(self) -> Way | None:
        """Return the cheapest way that is possible."""
        known = [each for each in self.ways if each.cost is not None]
        return min(known, key=_found, default=None)


def _found(way: Way) -> float:
    return way.cost.found if way.cost else 0.0


@dataclass(frozen=True)
class Remedies:
    """What closes every gap of one plan."""

    plan: Plan
    remedies: Sequence[Remedy]
    stopped: bool = False


@dataclass(frozen=True)
class _Task:
    plan: Plan
    source: Source
    kind: str
    effort: Effort


def close_gaps(
    losses: LossTable,
    effort: Effort,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    done: Callable[[int, int], None] = lambda *_: None,
) -> Remedies:
    """Find what closes each gap of a plan most cheaply, under its policy.

    ``effort`` is for each solve. ``done`` hears how many solves are done, and how many
    there are. Ctrl-C keeps those.
    """
    plan = losses.plan
    together = [each for each in losses.groups if losses.gap(each[0]) > 0]
    tasks = [
        _Task(plan, sources[0], kind, effort)
        for sources in together
        for kind in (STOCK, SECOND)
    ]
    found: dict[int, Way] = {}
    stopped = False
    try:
        for place, way in spread(_way, tasks, jobs, _lost, cluster):
            if way is None:
                stopped = True
                break
            found[place] = way
            done(len(found), len(tasks))
    except KeyboardInterrupt:
        stopped = True
    remedies = [
        Remedy(
            sources,
            recovery_periods(sources[0], plan.case),
            [found[at] for at in (2 * place, 2 * place + 1) if at in found],
        )
        for place, sources in enumerate(together)
    ]
    return Remedies(plan, [each for each in remedies if each.ways], stopped)


def _way(task: _Task) -> Way | None:
    """Return what a way costs; None if it is stopped."""
    plan, case, kind = task.plan, task.plan.case, task.kind
    others = _others(plan)
    if kind == SECOND and not others:
        return Way(kind, None, why="there is no other contract to sign")
    held = SurviveLoss(
        on=task.source.hits, duration=recovery_periods(task.source, case), limit=1.0
    )
    rules = (*plan.rules, held, SignsMore(others=others, more=kind == SECOND))
    effort = effort_for(case, gap=task.effort.gap, time_limit=task.effort.time_limit)
    try:
        found = cheapest_plan(case, plan.policy, rules, effort, plan)
    except (KeyboardInterrupt, StoppedError) as early:
        stopped = effort.stop.is_set() or isinstance(early, KeyboardInterrupt)
        return None if stopped else Way(kind, None, why=str(early))
    except NoPlanError:
        return Way(kind, None, why="not possible: proved")
    except PlannerError as fault:
        return Way(kind, None, why=str(fault))
    return None if effort.stop.is_set() else _told(kind, plan, found)


def _lost(task: _Task) -> Way:
    return Way(task.kind, None, why="its process was ended from outside")


def _others(plan: Plan) -> tuple[str, ...]:
    """Return the contracts that a plan does not sign."""
    signed = plan.outlook.decisions.signed
    return tuple(
        name
        for name, offer in plan.case.offers.items()
        if not offer.free_to_sign and name not in signed
    )


def _told(kind: str, plan: Plan, found: Plan) -> Way:
    ours, theirs = set(plan.signed), set(found.signed)
    contracts = [n for n, each in plan.case.offers.items() if not each.free_to_sign]
    low, high = found.bound - plan.objective, found.objective - plan.bound
    more = found.objective - plan.objective
    return Way(
        kind,
        Bracket(*(max(0.0, each) for each in (more, low, high))),
        tuple(n for n in contracts if n in theirs - ours),
        tuple(n for n in contracts if n in ours - theirs),
        _stock(plan, found),
    )


def _stock(plan: Plan, found: Plan) -> dict[str, float]:
    """Return the most units by which the stock of each item is above a plan's."""
    ours, theirs = (
        each.stock.groupby("item", sort=False)["volume"].apply(np.array)
        for each in (plan, found)
    )
    crumb = CRUMB * sum(sum(each.volume) for each in plan.case.demands.values())
    most = {name: float((theirs[name] - ours[name]).max()) for name in plan.case.items}
    return {name: units for name, units in most.items() if units > crumb}
