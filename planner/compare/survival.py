"""What is still served after a loss that a plan may not have been made for.

Exact: for each loss, a linear problem finds the response that makes the smallest share
of any demand served in any period as large as it can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from models.case import Case, Curb, Vector
from models.decisions import Outlook
from models.recourse import build_responses
from models.rules import Measure, Rule
from models.tree import Tree, grow, is_no_curb
from planner.cover import among
from planner.errors import PlannerError
from planner.solving.compiled import Matrix
from planner.solving.engine import Options, Status, run
from planner.solving.linear import LinearProblem
from planner.solving.losses import SECONDS, losses_of
from planner.solving.responses import stated

Use = tuple[str, int]
"""A demand and a node."""


@dataclass(frozen=True)
class _Asked:
    """The losses that some rules name, on one tree, and where each is to be survived."""

    rules: Sequence[Rule]
    losses: Sequence[Curb]
    outlook: Outlook
    """The plan on the scenarios that share a decision with a loss, and those alone."""
    tree: Tree

    def uses(self, rule: Rule) -> list[tuple[Curb, frozenset[Use]]]:
        """Return each loss of a rule, and what demands it must serve where."""
        allowed = rule.allowed(self.outlook.case, self.tree)
        own = {_key(loss) for loss in rule.losses(self.outlook.case)}
        nodes = zip(self.losses, _nodes_of(self.tree, self.losses), strict=True)
        return [
            (loss, frozenset(use for use in allowed if use[1] in passed))
            for loss, passed in nodes
            if _key(loss) in own
        ]

    @property
    def is_apart(self) -> bool:
        """Tell whether no response to one loss, or for one rule, is another's too."""
        every = {(_key(x), uses) for rule in self.rules for x, uses in self.uses(rule)}
        nodes = _nodes_of(self.tree, self.losses)
        return len(every) == len(self.losses) and sum(map(len, nodes)) == len(
            frozenset[int]().union(*nodes)
        )


def survived(outlook: Outlook, rules: Sequence[Rule], asked: Rule) -> Measure:
    """Return what a plan under ``rules`` serves in the worst loss that ``asked`` names.

    What the ``rules`` exclude stays excluded. The measure's ``actual`` is the share s*
    = min over losses of max over responses of min over demands and periods of the share
    served: the plan keeps ``asked`` exactly if s* ≥ limit. Not a number if it names no
    loss.

    Raises:
        PlannerError: the losses could not be tried.
    """
    return survived_each(outlook, rules, [asked])[asked]


def survived_each(
    outlook: Outlook, rules: Sequence[Rule], asked: Sequence[Rule]
) -> dict[Rule, Measure]:
    """Return what is ``survived`` of each rule's losses, by as few problems as can be."""
    measures = {
        rule: Measure("no loss", nan, _limit(rule), nan, enforced=False)
        for rule in asked
    }
    for group in _groups(outlook, asked):
        measures |= _measured(group, rules)
    return measures


def _groups(outlook: Outlook, asked: Sequence[Rule]) -> list[_Asked]:
    """Return the rules that name losses in as few groups as leave each by itself.

    Losses that last equally long seldom look alike.
    """
    lasting: dict[frozenset[Vector], list[Rule]] = {}
    for rule in asked:
        if losses := rule.losses(outlook.case):
            lasting.setdefault(frozenset(x.flow for x in losses), []).append(rule)
    together = [_asked(outlook, rules) for rules in lasting.values()]
    return [
        each
        for group in together
        for each in (
            [group]
            if group.is_apart
            else [_asked(outlook, [rule]) for rule in group.rules]
        )
    ]


def _asked(outlook: Outlook, asked: Sequence[Rule]) -> _Asked:
    losses = losses_of(outlook.case, asked)
    beside = among(outlook, _alike(outlook, losses))
    return _Asked(asked, losses, beside, grow(beside.case, losses))


def _measured(asked: _Asked, rules: Sequence[Rule]) -> dict[Rule, Measure]:
    """Return the worst loss of each rule, and what is served in it."""
    tree, case = asked.tree, asked.outlook.case
    others = [rule for rule in rules if not rule.losses(case)]
    model = build_responses(asked.outlook, others, tree, {})
    problem, variables = stated(model)
    column = {id(variable): place for place, variable in enumerate(variables)}
    short = {use: column[id(each)] for use, each in model.shorts.items()}

    def is_needed(use: Use) -> bool:
        return use in short and _demand(asked, use) > 0

    wanted = {
        (_key(loss), uses): [use for use in sorted(uses) if is_needed(use)]
        for rule in asked.rules
        for loss, uses in asked.uses(rule)
    }
    least = _least(problem, asked, short, list(wanted.values()))
    known = dict(zip(wanted, least, strict=True))
    return {
        rule: _worst(rule, case, [(x, known[_key(x), u]) for x, u in asked.uses(rule)])
        for rule in asked.rules
    }


def _worst(rule: Rule, case: Case, served: Sequence[tuple[Curb, float]]) -> Measure:
    """Return the measure of a rule by the loss in which the least is served."""
    worst, least = min(served, key=lambda each: round(each[1], 9))
    name = f"{worst.name}@{case.periods[worst.earliest]}"
    return Measure(name, least, _limit(rule), least - _limit(rule))


def _key(loss: Curb) -> tuple[str, int]:
    return loss.name, loss.earliest


def _demand(asked: _Asked, use: Use) -> float:
    return asked.outlook.case.demands[use[0]].volume[asked.tree.period[use[1]]]


def _limit(rule: Rule) -> float:
    return float(getattr(rule, "limit", nan))


def _nodes_of(tree: Tree, losses: Sequence[Curb]) -> list[frozenset[int]]:
    paths = tree.paths[len(tree.scenarios) - len(losses) :]
    return [
        frozenset(path[loss.earliest :].tolist())
        for loss, path in zip(losses, paths, strict=True)
    ]


def _alike(outlook: Outlook, losses: Sequence[Curb]) -> list[str]:
    """Return the scenarios that share a decision with a loss after its start."""
    case = outlook.case
    tree = grow(case, losses)
    lost = frozenset[int]().union(*_nodes_of(tree, losses)) - tree.on_plan
    return [
        scenario.name
        for scenario, path in zip(case.scenarios, tree.paths, strict=False)
        if is_no_curb(scenario) or lost & set(path.tolist())
    ]


def _least(
    problem: LinearProblem,
    asked: _Asked,
    short: Mapping[Use, int],
    uses: Sequence[Sequence[Use]],
) -> list[float]:
    """Return the largest s for each loss with u + demand · s ≤ demand at all its uses.

    A loss without uses has s = 1.
    """
    rows = [(loss, use) for loss, each in enumerate(uses) for use in each]
    below, count = len(problem.row_lower), len(problem.cost)
    places = np.arange(below, below + len(rows), dtype=np.int32)
    units = Matrix(
        places,
        np.array([short[use] for _, use in rows], dtype=np.int32),
        np.array([1 / _demand(asked, use) for _, use in rows]),
    )
    shares = Matrix(
        places,
        np.array([count + loss for loss, _ in rows], dtype=np.int32),
        np.ones(len(rows)),
    )
    extended = _extended(problem, units, shares, len(uses))
    answer = run(extended, Options(gap=0.0, time_limit=SECONDS))
    if answer.status is not Status.OPTIMAL or answer.values is None:
        raise PlannerError(f"The losses could not be tried: {answer.message}")
    return [float(each) for each in answer.values[len(problem.cost) :]]


def _extended(
    problem: LinearProblem, units: Matrix, shares: Matrix, losses: int
) -> LinearProblem:
    """Return the problem that makes shares as large as units/demand + share ≤ 1 lets."""
    rows = len(shares.rows)
    whole = problem.matrix.plus(units).plus(shares)
    return replace(
        problem,
        cost=np.append(np.zeros_like(problem.cost), -np.ones(losses)),
        offset=0.0,
        starts=whole.starts(len(problem.cost) + losses),
        places=whole.rows,
        entries=whole.entries,
        row_lower=np.append(problem.row_lower, np.full(rows, -np.inf)),
        row_upper=np.append(problem.row_upper, np.ones(rows)),
        lower=np.append(problem.lower, np.zeros(losses)),
        upper=np.append(problem.upper, np.ones(losses)),
        integer=np.append(problem.integer, np.zeros(losses, dtype=np.bool_)),
        rows=[*problem.rows, *(f"share served {row}" for row in range(rows))],
        columns=[*problem.columns, *(f"least after {loss}" for loss in range(losses))],
    )
