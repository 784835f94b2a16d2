"""From a case to a plan: build, solve in a child process, round, recompute, check."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from threading import Event
from typing import Any

from models.case import Case
from models.decisions import Decisions, Outlook
from models.rules import Rule
from models.sourcing import build, decisions_of, risk_of
from models.tree import Tree, grow
from planner.accounts import Accounts
from planner.errors import NoPlanError, PlannerError, StoppedError, UsageError
from planner.plan import Plan, Run, Status
from planner.solving.engine import Answer, Options, Progress, run, spawn
from planner.solving.engine import Status as Ending
from planner.solving.linear import LinearProblem, check_finite, from_pyomo

AGREE = 1e-6
"""Relative difference allowed between the solver's cost and the recomputed one."""
GENEROSITY = (1.0, 64.0)
"""Factors on what an offer without capacity may deliver, tried in turn."""
CLEANING, HURRIED_CLEANING = 60.0, 0.5
"""Seconds allowed to re-solve with the whole numbers fixed; after Ctrl-C fewer."""


def solve(
    case: Case,
    policy: str | None = None,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int = 1,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
) -> Plan:
    """Return the cheapest plan of a case under one policy.

    ``policy`` is matched case-insensitively; the workbook's own if None. ``gap`` is
    the relative gap at which to stop, ``time_limit`` in seconds; the workbook's if
    None. ``stop``, once set, ends the solve with the best plan so far.

    Raises:
        UsageError: there is no such policy.
        NoPlanError: no plan satisfies the policy.
        StoppedError: stopped before any plan was found.
        PlannerError: the answer does not stand up to recomputation.
    """
    name, rules = policy_of(case, policy)
    options = Options(
        gap=case.gap if gap is None else gap,
        time_limit=case.time_limit if time_limit is None else time_limit,
        threads=threads,
    )
    began = time.perf_counter()
    tree = grow(case)
    for generosity in GENEROSITY:
        with spawn() as child:
            question = _ask(case, rules, tree, generosity)
            built = time.perf_counter() - began
            answer = run(
                question.problem, options, progress=progress, stop=stop, child=child
            )
        if not question.cramped(answer):
            break
    _refuse(answer, name)
    cleaned = _clean(question, answer)
    weight, level = risk_of(case, rules)
    outlook = Outlook(
        case=case,
        tree=tree,
        decisions=question.decisions(cleaned),
        risk_level=level,
    )
    accounts = Accounts(outlook=outlook)
    objective = accounts.objective(weight, level)
    _agree(objective, cleaned.objective)
    return Plan(
        case=case,
        policy=name,
        rules=rules,
        outlook=outlook,
        accounts=accounts,
        status=_status(answer),
        objective=objective,
        bound=min(objective, answer.bound),
        weight=weight,
        level=level,
        run=Run(
            gap=options.gap,
            time_limit=options.time_limit,
            threads=threads,
            solver="HiGHS",
            version=answer.version,
            seconds=time.perf_counter() - began - built,
            build_seconds=built,
            notes=answer.retried,
        ),
    )


def policy_of(case: Case, policy: str | None) -> tuple[str, Sequence[Rule]]:
    """Return a policy's name as the workbook spells it, and its rules."""
    wanted = (case.policy if policy is None else policy).strip().casefold()
    for name, rules in case.policies.items():
        if name.casefold() == wanted:
            return name, rules
    known = ", ".join(case.policies)
    raise UsageError(f"There is no policy '{policy}'. The workbook has: {known}.")


@dataclass(frozen=True)
class _Question:
    """The linear problem of a case under some rules, and the way back."""

    case: Case
    model: Any
    problem: LinearProblem
    variables: Sequence[Any]
    bounded: frozenset[int]
    """Columns whose upper bound is only an estimate of what is usable."""

    def cramped(self, answer: Answer) -> bool:
        """Tell whether an estimated bound may have kept out a better plan."""
        if answer.values is None:
            return answer.status is Ending.INFEASIBLE and bool(self.bounded)
        return any(
            answer.values[column] > self.problem.upper[column] / 2
            for column in self.bounded
        )

    def decisions(self, answer: Answer) -> Decisions:
        """Return an answer's decisions."""
        values = answer.values if answer.values is not None else ()
        read = {id(v): float(x) for v, x in zip(self.variables, values, strict=True)}
        return decisions_of(self.model, self.case, read)


def _ask(case: Case, rules: Sequence[Rule], tree: Tree, generosity: float) -> _Question:
    model = build(case, rules, tree, generosity=generosity)
    problem, variables = from_pyomo(model)
    check_finite(problem)
    unlimited = {
        id(variable)
        for (name, _, period), variable in model.volume.items()
        if not isfinite(case.offers[name].capacity[period])
    }
    bounded = (j for j, each in enumerate(variables) if id(each) in unlimited)
    return _Question(case, model, problem, variables, frozenset(bounded))


def _refuse(answer: Answer, policy: str) -> None:
    """Raise what an answer without a plan means."""
    if answer.status is Ending.INFEASIBLE:
        raise NoPlanError(f"No plan satisfies the policy '{policy}'.")
    if answer.status is Ending.UNBOUNDED:
        raise PlannerError(f"The cost has no lower limit: {answer.message}")
    if answer.status is Ending.ERROR:
        raise PlannerError(f"The solver failed: {answer.message}")
    if answer.values is None:
        why = "the time limit" if answer.status is Ending.TIME_LIMIT else "you"
        raise StoppedError(f"Stopped by {why} before any plan was found.")


def _clean(question: _Question, answer: Answer) -> Answer:
    """Fix the whole numbers and re-solve the rest, so that volumes are clean."""
    if answer.values is None or not question.problem.integer.any():
        return answer
    fixed = question.problem.with_fixed(answer.values)
    hurry = answer.status is Ending.INTERRUPTED
    seconds = HURRIED_CLEANING if hurry else CLEANING
    cleaned = run(fixed, Options(gap=0.0, time_limit=seconds, grace=0.0))
    if cleaned.status is Ending.INFEASIBLE:
        raise PlannerError(
            "The plan lives only in the solver's tolerance: with whole numbers rounded "
            "no plan is left."
        )
    return cleaned if cleaned.status is Ending.OPTIMAL else answer


def _agree(recomputed: float, solved: float) -> None:
    if not abs(recomputed - solved) <= AGREE * max(1.0, abs(solved)):
        raise PlannerError(
            f"The plan's cost recomputed is {recomputed:.9g}, the solver's {solved:.9g}: "
            "no plan is shown that cannot be confirmed."
        )


def _status(answer: Answer) -> Status:
    return {
        Ending.OPTIMAL: Status.OPTIMAL,
        Ending.TIME_LIMIT: Status.TIME_LIMIT,
        Ending.INTERRUPTED: Status.INTERRUPTED,
    }[answer.status]
