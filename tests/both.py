"""The planner's plan, after the oracle has found the same cost: two readings, one sum."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from models.case import Case
from models.rules import RULES
from planner.errors import NoPlanError
from planner.plan import Plan
from planner.solving import solve
from tests.oracle import Result
from tests.oracle import optimum as by_oracle


def optimum(case: Case, rules: str | Sequence[Any] = "none", **how: Any) -> Result:
    """Return the planner's optimum; fail where the oracle's is another.

    With ``solver`` named, or of a policy by name, return the oracle's alone.
    """
    expected = by_oracle(case, rules, **how)
    if how or (isinstance(rules, str) and rules != "none"):
        return expected
    own = () if isinstance(rules, str) else tuple(map(real, rules))
    asked = replace(case, policies={"none": (), "asked": own}, gap=0.0)
    try:
        plan = solve(asked, "asked")
    except NoPlanError:
        assert expected.status == "infeasible"
        return expected
    assert expected.status == "optimal"
    assert plan.objective == pytest.approx(expected.objective, rel=1e-6, abs=1e-6)
    return _result(plan, expected)


def real(rule: Any) -> Any:
    """Return the planner's rule of a plain one, blank columns left out."""
    kind = RULES[rule.rule]
    given = {name: value for name, value in vars(rule).items() if value is not None}
    return kind(**{name: x for name, x in given.items() if name != "rule"})


def _result(plan: Plan, expected: Result) -> Result:
    outcomes = plan.outcomes.set_index("scenario")["cost"]
    return replace(
        expected,
        objective=plan.objective,
        expected_cost=plan.expected_cost,
        cvar_cost=plan.cvar_cost,
        costs={str(name): float(cost) for name, cost in outcomes.items()},
        plan={
            (name, t): float(volume)
            for name in plan.case.offers
            for t, volume in enumerate(plan.outlook.planned(name))
        },
    )
