"""A plan's decisions, scenario by scenario: the one place that knows its tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from models.case import Vector
from planner.audit.decided import Decided, Response, Stated
from planner.plan import Plan, Status


def decided_of(plan: Plan) -> Decided:
    """Return what a plan decides, each scenario with a copy of its own."""
    outlook, case = plan.outlook, plan.case
    tree, decisions = outlook.tree, outlook.decisions
    families = (
        _arrays(outlook.scheduled.__getitem__, case.offers),
        _arrays(outlook.output, case.processes),
        _arrays(outlook.stock, case.items),
        _arrays(outlook.unserved, case.demands),
    )
    responses = {}
    for scenario, path in zip(tree.scenarios, tree.paths, strict=True):
        deliveries, output, stock, unserved = (_along(path, each) for each in families)
        responses[scenario.name] = Response(
            deliveries=deliveries, output=output, stock=stock, unserved=unserved
        )
    return Decided(
        signed=decisions.signed,
        opened=decisions.opened,
        tiers=dict(decisions.tiers),
        responses=responses,
        losses=dict(_losses(plan)),
    )


def _losses(plan: Plan) -> Iterator[tuple[str, dict[str, Vector]]]:
    """Yield each loss the plan was tried in: what of each lost source still flows."""
    tree, first = plan.outlook.tree, len(plan.case.scenarios)
    pairs = zip(tree.scenarios[first:], tree.paths[first:], strict=True)
    for scenario, path in pairs:
        flows = {name: tuple(each[path].tolist()) for name, each in tree.flow.items()}
        lost = {name: each for name, each in flows.items() if min(each) < 1}
        yield scenario.name, lost


def _arrays(of: Callable[[str], Any], names: Iterable[str]) -> dict[str, Any]:
    """Return values by node, of what is not zero everywhere."""
    found = ((name, of(name)) for name in names)
    return {name: values for name, values in found if values.any()}


def _along(path: Any, values: Mapping[str, Any]) -> dict[str, Vector]:
    return {name: tuple(each[path].tolist()) for name, each in values.items()}


def stated_of(plan: Plan) -> Stated:
    """Return the figures a plan states of itself."""
    outcomes = plan.outcomes
    names = outcomes["scenario"].tolist()
    return Stated(
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        asked_gap=plan.run.gap,
        is_optimal=plan.status is Status.OPTIMAL,
        weight=plan.weight,
        level=plan.level,
        expected_cost=plan.expected_cost,
        cvar_cost=plan.cvar_cost,
        expected_shortage=plan.expected_shortage,
        worst_shortage=plan.worst_shortage,
        cost=dict(plan.cost),
        outcomes=dict(zip(names, outcomes["cost"].tolist(), strict=True)),
        shortages=dict(zip(names, outcomes["shortage"].tolist(), strict=True)),
    )
