"""How long a plan serves demand, all or each, after a source is lost: months of cover.

For each value of a dimension and each start, the value's offers and processes deliver
nothing from then on and the rest responds as well as it can. Exact: a time that can be
served is found with early shortage made dear, then proved the longest, or bisected from
there; for all losses together on one linear problem a round.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from models.case import Curb, Scenario, Target
from models.decisions import Outlook
from models.recourse import hold_decided, known_nodes
from models.rules import Rule
from models.rules.survive_loss import SurviveLoss
from models.tree import Tree, grow, is_no_curb
from models.usable import usable_beside
from planner.errors import PlannerError
from planner.kept import Shelf
from planner.solving.compiled import Draft
from planner.solving.engine import Options, Status, run
from planner.solving.linear import LinearProblem, problem_of
from planner.solving.losses import SECONDS, SURVIVED, ByNode
from planner.solving.responses import open_responses, without_held

EARLY = 4.0
"""How much more a unit that goes short weighs than one a period later."""
LEAST = 1e-5
"""The least that one weighs, for the solver's sake."""


@dataclass(frozen=True)
class Cover:
    """How long all demand is served after one value is lost in one period."""

    value: str
    start: int
    periods: int
    to_the_end: bool
    """Whether nobody goes short before the horizon ends."""


def cover(
    outlook: Outlook, rules: Sequence[Rule], dimension: str = "country"
) -> list[Cover]:
    """Return the cover of every value and start.

    What the ``rules`` exclude stays excluded.
    """
    return _Losses.of(outlook, rules, dimension).cover()


def cover_of_each(
    outlook: Outlook, rules: Sequence[Rule], dimension: str
) -> Mapping[str, list[Cover]]:
    """Return the cover of all demand, named "", and of each demand if it comes first."""
    losses = _Losses.of(outlook, rules, dimension)
    return {"": losses.cover(), **{n: losses.cover(n) for n in outlook.case.demands}}


@dataclass(frozen=True)
class _Asked:
    """A plan to be tried in the loss of every value of a dimension."""

    plan: Outlook
    """On the no-curb path alone."""
    rules: Sequence[Rule]
    """Those that hold in losses."""
    dimension: str
    usable: float

    @staticmethod
    def of(plan: Outlook, rules: Sequence[Rule], dimension: str) -> "_Asked":
        kept = [each for each in rules if each.holds_in_losses]
        return _Asked(plan, kept, dimension, usable_beside(plan))

    def is_alike(self, other: "_Asked") -> bool:
        """Tell whether another plan's problem differs in what is held alone."""
        ours, theirs = self.plan, other.plan
        return (
            (self.rules, self.dimension) == (other.rules, other.dimension)
            and (self.usable, ours.risk_level) == (other.usable, theirs.risk_level)
            and ours.case == theirs.case
        )


@dataclass(frozen=True, eq=False)
class _Frame:
    """The losses of a case as a problem, whatever the plan that is held in it."""

    asked: _Asked
    """For the plan it was made for."""
    losses: Sequence[Curb]
    tree: Tree
    model: Any
    draft: Draft

    def holding(self, plan: Outlook) -> tuple[LinearProblem, list[Any]]:
        """Return the problem of a plan alike, and the variable of each column."""
        hold_decided(self.model, plan, known_nodes(plan.tree, self.tree))
        return without_held(*problem_of(self.draft))


def _framed(asked: _Asked) -> _Frame:
    case = asked.plan.case
    losses = SurviveLoss(on=Target(each=asked.dimension), limit=1.0).losses(case)
    tree = grow(case, losses)
    return _Frame(asked, losses, tree, *open_responses(asked.plan, asked.rules, tree))


KEPT: Shelf[_Frame] = Shelf(1)
LARGEST = 100_000
"""Columns from which a problem takes too much memory to be kept for the next plan."""


@dataclass(frozen=True)
class _Losses:
    """The loss of every value from every start, on one linear problem."""

    losses: Sequence[Curb]
    tree: Tree
    problem: LinearProblem
    uses: Sequence[tuple[str, int, int]]
    """(demand, node, column of what goes short there)."""

    @staticmethod
    def of(outlook: Outlook, rules: Sequence[Rule], dimension: str) -> "_Losses":
        asked = _Asked.of(plan_alone(outlook), rules, dimension)
        frame = KEPT.take(lambda each: each.asked.is_alike(asked)) or _framed(asked)
        problem, variables = frame.holding(asked.plan)
        columns = {id(variable): j for j, variable in enumerate(variables)}
        uses = [(*use, columns[id(v)]) for use, v in frame.model.shorts.items()]
        if len(frame.draft.variables) <= LARGEST:
            KEPT.put(frame)
        return _Losses(frame.losses, frame.tree, problem, uses)

    def cover(self, demand: str = "") -> list[Cover]:
        """Return the cover of one demand, of all together where none is named."""
        uses = [(node, at) for name, node, at in self.uses if demand in {"", name}]
        count = len(self.tree.in_period)
        served = self._longest(uses, count)
        return [
            Cover(
                value=loss.name.removeprefix("loss of "),
                start=loss.earliest,
                periods=end - loss.earliest,
                to_the_end=end == count,
            )
            for loss, end in zip(self.losses, served, strict=True)
        ]

    def _longest(self, uses: Sequence[tuple[int, int]], count: int) -> list[int]:
        """Return for each loss the last period up to which the uses can be served."""
        losses, problem, paths = self.losses, self.problem, self.tree.paths[1:]
        ends = [count] * len(losses)
        served = _served_at_least(problem, uses, self.tree, losses, paths)
        tried = [min(a + 1, b) for a, b in zip(served, ends, strict=True)]
        while served != ends:
            watched = {
                int(node)
                for loss, path, end in zip(losses, paths, tried, strict=True)
                for node in path[loss.earliest : end]
            }
            cost = {column: 1.0 for node, column in uses if node in watched}
            short = _short(problem, uses, cost)
            for place, path in enumerate(paths):
                if short & set(path[losses[place].earliest :].tolist()):
                    ends[place] = tried[place] - 1
                else:
                    served[place] = tried[place]
            tried = [(a + b + 1) // 2 for a, b in zip(served, ends, strict=True)]
        return served


def _served_at_least(
    problem: LinearProblem,
    uses: Sequence[tuple[int, int]],
    tree: Tree,
    losses: Sequence[Curb],
    paths: npt.NDArray[np.int64],
) -> list[int]:
    """Return for each loss a period up to which all demand can be served.

    Mostly the last one, as early shortage is made dear.
    """
    start = {
        int(node): loss.earliest
        for loss, path in zip(losses, paths, strict=True)
        for node in path[loss.earliest :]
    }
    cost = {
        column: max(LEAST, EARLY ** (start[node] - tree.period[node]))
        for node, column in uses
        if node in start
    }
    short = _short(problem, uses, cost)
    return [
        next(
            (t for t in range(loss.earliest, len(path)) if int(path[t]) in short),
            len(path),
        )
        for loss, path in zip(losses, paths, strict=True)
    ]


def _short(
    problem: LinearProblem, uses: Sequence[tuple[int, int]], weights: dict[int, float]
) -> set[int]:
    """Return the nodes that go short where the weighed columns are made least."""
    watched = [(node, column) for node, column in uses if column in weights]
    columns = [column for _, column in watched]
    cost = np.zeros_like(problem.cost)
    cost[columns] = [weights[column] for column in columns]
    answer = run(replace(problem, cost=cost, offset=0.0), Options(time_limit=SECONDS))
    if answer.status is not Status.OPTIMAL or answer.values is None:
        raise PlannerError(f"The losses could not be tried: {answer.message}")
    needed = np.maximum(1.0, problem.upper[columns])
    missing = answer.values[columns] > SURVIVED * needed
    return {node for (node, _), out in zip(watched, missing, strict=True) if out}


def plan_alone(outlook: Outlook) -> Outlook:
    """Return what is decided on the no-curb path, on a tree of that path alone."""
    bare = next(each for each in outlook.case.scenarios if is_no_curb(each))
    return among(outlook, [bare.name])


def among(outlook: Outlook, names: Collection[str]) -> Outlook:
    """Return what is decided in some scenarios, on a tree of those alone.

    The no-curb path must be among them. Losses are left out; probabilities are scaled to
    1.
    """
    kept = {w: s for w, s in enumerate(outlook.case.scenarios) if s.name in names}
    case = replace(outlook.case, scenarios=_scaled(list(kept.values())))
    tree = grow(case)
    paths = outlook.tree.paths[list(kept)]
    ours = {
        int(old): int(new) for old, new in zip(paths.flat, tree.paths.flat, strict=True)
    }
    decided = outlook.decisions

    def moved(values: ByNode) -> dict[tuple[str, int], float]:
        return {(n, ours[k]): x for (n, k), x in values.items() if k in ours}

    deliveries = {
        (name, ours[node], period): volume
        for (name, node, period), volume in decided.deliveries.items()
        if node in ours
    }
    decisions = replace(
        decided,
        deliveries=deliveries,
        refining=moved(decided.refining),
        stock=moved(decided.stock),
        unserved=moved(decided.unserved),
    )
    return replace(outlook, case=case, tree=tree, decisions=decisions)


def _scaled(scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    whole = sum(each.probability for each in scenarios)
    return tuple(
        replace(each, probability=each.probability / whole) for each in scenarios
    )
