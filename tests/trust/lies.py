"""What a solver may say that is not so: each a change of a true outcome."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.solving.attempt import Search
from planner.solving.job import Ended, Outcome
from planner.solving.linear import LinearProblem, Reals
from tests.trust.solver import Lie, asked_instead

NAN, INF = float("nan"), float("inf")


def _with_values(search: Search, outcome: Outcome, values: Reals) -> Outcome:
    """Return the outcome with other values, their cost told truly, and as the bound."""
    cost = search.problem.objective(values)
    return replace(outcome, values=values, objective=cost, bound=cost)


def _one_off(search: Search, outcome: Outcome) -> Outcome:
    if outcome.values is None:
        return outcome
    values = outcome.values.copy()
    values[int(np.abs(values).argmax())] *= 1.001
    return _with_values(search, outcome, values)


def _all_off(search: Search, outcome: Outcome) -> Outcome:
    if outcome.values is None:
        return outcome
    return _with_values(search, outcome, outcome.values * 1.001)


def _one_is(number: float) -> Lie:
    def lie(_: Search, outcome: Outcome) -> Outcome:
        if outcome.values is None:
            return outcome
        values = outcome.values.copy()
        values[-1] = number
        return replace(outcome, values=values)

    return lie


def _bound(factor: float = 1.0, plus: float = 0.0) -> Lie:
    def lie(search: Search, outcome: Outcome) -> Outcome:
        if outcome.values is None:
            return outcome
        cost = search.problem.objective(outcome.values)
        return replace(outcome, bound=cost * factor + plus)

    return lie


def _status(name: str, *, with_plan: bool = False) -> Lie:
    def lie(_: Search, outcome: Outcome) -> Outcome:
        if with_plan:
            return replace(outcome, status=name)
        return replace(
            outcome, status=name, values=None, objective=None, prices=None, bound=INF
        )

    return lie


def _ended(how: Ended) -> Lie:
    def lie(_: Search, __: Outcome) -> Outcome:
        return Outcome(ended=how, message="told so", version="1.15.1")

    return lie


def _without_row(chance: int) -> Lie:
    """Return a lie about a problem that has lost one of its rows."""

    def lie(search: Search, outcome: Outcome) -> Outcome:
        problem = search.problem
        if not len(problem.row_lower):
            return outcome
        at = int(np.random.default_rng(chance).integers(len(problem.row_lower)))
        low, high = problem.row_lower.copy(), problem.row_upper.copy()
        low[at], high[at] = -INF, INF
        less = replace(problem, row_lower=low, row_upper=high)
        return asked_instead(search, less)

    return lie


def _dear(problem: LinearProblem) -> LinearProblem:
    """Return the problem of the dearest plan, each column within what it may use."""
    most = 1e5
    return replace(
        problem, cost=-problem.cost, offset=0.0, upper=np.minimum(problem.upper, most)
    )


def _dear_plan(search: Search, outcome: Outcome) -> Outcome:
    """Call the dearest plan optimal, with a bound that leaves no gap."""
    if outcome.values is None:
        return outcome
    dear = asked_instead(search, _dear(search.problem))
    return outcome if dear.values is None else replace(dear, status="kOptimal")


def _any_plan(search: Search, outcome: Outcome) -> Outcome:
    """Call the first plan that comes optimal, and give the true duals with it."""
    if outcome.values is None:
        return outcome
    problem = search.problem
    free = replace(problem, cost=np.zeros_like(problem.cost))
    found = asked_instead(search, free)
    return replace(found, prices=outcome.prices)


def _dear_for_now(search: Search, outcome: Outcome) -> Outcome:
    """Say that time was up, with a dear plan and a bound that is none."""
    return replace(_dear_plan(search, outcome), status="kTimeLimit")


LIES: Mapping[str, Lie] = {
    "one value off by a thousandth": _one_off,
    "every value off by a thousandth": _all_off,
    "a value of NaN": _one_is(NAN),
    "an infinite value": _one_is(INF),
    "a huge value": _one_is(1e15),
    "a bound one in a hundred too high": _bound(1.01, 1.0),
    "a bound one in a hundred too low": _bound(0.99, -1.0),
    "a bound of NaN": _bound(NAN),
    "no bound": _bound(1.0, -INF),
    "an infinite bound": _bound(1.0, INF),
    "the dearest plan called optimal": _dear_plan,
    "any plan called optimal": _any_plan,
    "the dearest plan at the time limit, its cost as the bound": _dear_for_now,
    "infeasible": _status("kInfeasible"),
    "infeasible with a plan": _status("kInfeasible", with_plan=True),
    "unbounded": _status("kUnbounded"),
    "unbounded or infeasible": _status("kUnboundedOrInfeasible"),
    "optimal without a plan": _status("kOptimal"),
    "time is up without a plan": _status("kTimeLimit"),
    "an unknown status": _status("kSplendid", with_plan=True),
    "no status": _status("", with_plan=True),
    "a breakdown": _ended(Ended.BROKEN),
    "silence": _ended(Ended.SILENT),
    "a refusal": _ended(Ended.REFUSED),
    **{f"row {chance} dropped": _without_row(chance) for chance in range(6)},
}
