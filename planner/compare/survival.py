"""What is still served after a loss that a plan may not have been made for.

Exact: for each loss, a linear problem finds the response that makes the smallest share
of any demand served in any period as large as it can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan

import numpy as np
from scipy import sparse

from models.case import Curb
from models.decisions import Outlook
from models.recourse import build_responses
from models.rules import Measure, Rule
from models.tree import Tree, grow, is_no_curb
from planner.cover import among
from planner.errors import PlannerError
from planner.solving.engine import Options, run
from planner.solving.linear import LinearProblem, from_pyomo
from planner.solving.losses import SECONDS

Use = tuple[str, int]
"""A demand and a node."""


def survived(outlook: Outlook, rules: Sequence[Rule], asked: Rule) -> Measure:
    """Return what a plan under ``rules`` serves in the worst loss that ``asked`` names.

    What the ``rules`` exclude stays excluded. The measure's ``actual`` is the share s*
    = min over losses of max over responses of min over demands and periods of the share
    served: the plan keeps ``asked`` exactly if s* ≥ limit. Not a number if it names no
    loss.

    Raises:
        PlannerError: the losses could not be tried.
    """
    losses = asked.losses(outlook.case)
    if not losses:
        return Measure("no loss", nan, _limit(asked), nan, enforced=False)
    beside = among(outlook, _alike(outlook, losses))
    tree = grow(beside.case, losses)
    others = [rule for rule in rules if not rule.losses(outlook.case)]
    model = build_responses(beside, others, tree, {})
    problem, variables = from_pyomo(model)
    column = {id(variable): place for place, variable in enumerate(variables)}
    short = {use: column[id(each)] for use, each in model.shorts.items()}
    demands = beside.case.demands

    def needed(use: Use) -> float:
        return demands[use[0]].volume[tree.period[use[1]]] if use in short else 0.0

    allowed = asked.allowed(beside.case, tree)
    uses = [
        [use for use in allowed if use[1] in nodes and needed(use) > 0]
        for nodes in _nodes_of(tree, losses)
    ]
    least = _least(problem, tree, beside, short, uses)
    worst = int(np.argmin(np.round(least, 9)))
    scenario = tree.scenarios[len(tree.scenarios) - len(losses) + worst]
    served = float(least[worst])
    return Measure(scenario.name, served, _limit(asked), served - _limit(asked))


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
    tree: Tree,
    outlook: Outlook,
    short: Mapping[Use, int],
    uses: Sequence[Sequence[Use]],
) -> list[float]:
    """Return the largest s for each loss with u + demand · s ≤ demand at all its uses.

    A loss without uses has s = 1.
    """
    rows = [(loss, use) for loss, each in enumerate(uses) for use in each]
    demand = [outlook.case.demands[n].volume[tree.period[k]] for _, (n, k) in rows]
    count, losses = len(rows), len(uses)
    columns = [short[use] for _, use in rows]
    shares = sparse.csc_array(
        (np.ones(count), (range(count), [loss for loss, _ in rows])), (count, losses)
    )
    units = sparse.csc_array(
        (1 / np.array(demand), (range(count), columns)), (count, len(problem.cost))
    )
    asked = _extended(problem, units, shares)
    answer = run(asked, Options(gap=0.0, time_limit=SECONDS))
    if answer.values is None:
        raise PlannerError(f"The losses could not be tried: {answer.message}")
    return [float(each) for each in answer.values[len(problem.cost) :]]


def _extended(
    problem: LinearProblem, units: sparse.csc_array, shares: sparse.csc_array
) -> LinearProblem:
    """Return the problem that makes shares as large as units/demand + share ≤ 1 lets."""
    rows, losses = shares.shape
    starts = np.append(problem.starts, np.full(losses, problem.starts[-1]))
    shape = len(problem.row_lower), len(problem.cost) + losses
    held = sparse.csc_array((problem.entries, problem.places, starts), shape)
    whole = sparse.csc_array(sparse.vstack([held, sparse.hstack([units, shares])]))
    return replace(
        problem,
        cost=np.append(np.zeros_like(problem.cost), -np.ones(losses)),
        offset=0.0,
        starts=whole.indptr.astype(np.int32),
        places=whole.indices.astype(np.int32),
        entries=whole.data,
        row_lower=np.append(problem.row_lower, np.full(rows, -np.inf)),
        row_upper=np.append(problem.row_upper, np.ones(rows)),
        lower=np.append(problem.lower, np.zeros(losses)),
        upper=np.append(problem.upper, np.ones(losses)),
        integer=np.append(problem.integer, np.zeros(losses, dtype=np.bool_)),
        rows=[*problem.rows, *(f"share served {row}" for row in range(rows))],
        columns=[*problem.columns, *(f"least after {loss}" for loss in range(losses))],
    )
