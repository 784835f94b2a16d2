"""A second reading of the model, for tests: slow, literal, sharing no code with it.

Every scenario has its own copy of every variable, and decisions that must be the same
in scenarios that look alike are tied by equality rows.

    optimum(case).objective
    optimum(case, "CRMA-65").status
    optimum(case, [rule("max_share", on="country:China", limit=0.65)]).plan["A", 0]
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from models.case import Case
from tests.oracle_cost import first_cost, scenario_cost, set_objective
from tests.oracle_milp import InfeasibleError, Key, NotToleratedError, minimum, worth
from tests.oracle_model import Question, formulated
from tests.oracle_rules import RULES, mean_tail


@dataclass(frozen=True, kw_only=True)
class Result:
    """The optimum, or only ``status`` `infeasible`.

    Where several plans are equally cheap, only ``objective`` is the same in all.
    """

    status: str
    objective: float = inf
    expected_cost: float = inf
    cvar_cost: float = inf
    costs: Mapping[str, float] = field(default_factory=dict)
    """C_w of each scenario."""
    plan: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """Planned volume of each offer in each period."""
    values: Mapping[Key, float] = field(default_factory=dict)
    """Every variable, such as ("u", demand, period, scenario)."""


def optimum(
    case: Case, policy: str | Sequence[Any] = "none", solver: str = "scipy"
) -> Result:
    """Return the least objective under a policy's name or under these rules.

    ``solver`` finds the whole numbers: `scipy` (its own HiGHS) or `scip`.
    """
    rules: Any = case.policies[policy] if isinstance(policy, str) else policy
    question = formulated(case, rules)
    set_objective(question)
    for each in rules:
        RULES[each.rule](question, each)
    try:
        values = _cut_until_round(question, solver)
    except InfeasibleError:
        return Result(status="infeasible")
    return _result(question, values)


def _cut_until_round(question: Question, solver: str) -> Mapping[Key, float]:
    """Solve; where max_hhi is broken by 1e-4 points, cut the cone there and repeat."""
    for _ in range(200):
        _, values = minimum(question.program, solver)
        broken = [
            cone for cone in question.cones if cone.points(values) > cone.limit + 1e-4
        ]
        if not broken:
            return values
        for cone in broken:
            question.program.row(cone.cut(values), most=0)
    raise NotToleratedError("max_hhi needs more cuts")


def _result(question: Question, values: Mapping[Key, float]) -> Result:
    worlds = question.worlds
    costs = {w.name: worth(scenario_cost(question, w), values) for w in worlds}
    pairs = [(w.probability, costs[w.name]) for w in worlds if w.probability > 0]
    first = worth(first_cost(question), values)
    mean, tail = mean_tail(pairs, 0), mean_tail(pairs, question.level)
    return Result(
        status="optimal",
        objective=first + (1 - question.weight) * mean + question.weight * tail,
        expected_cost=first + mean,
        cvar_cost=first + tail,
        costs=costs,
        plan={
            (offer, t): values["x", offer, t, question.plan.name]
            for offer in question.case.offers
            for t in question.periods
        },
        values=values,
    )
