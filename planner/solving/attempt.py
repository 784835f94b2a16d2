"""One attempt at a problem: what a child said of it, and what of that holds."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from planner.solving import idle
from planner.solving.child import Child, solve
from planner.solving.job import Ended, Job, Memory, Outcome, Words
from planner.solving.linear import LinearProblem, Reals
from planner.solving.scaling import without_dust
from planner.solving.verify import (
    TOLERANCE,
    least_cost,
    money_size,
    tidied,
    violation,
)
from planner.solving.witness import cheaper

RETRY_SECONDS = 10.0
"""What a further attempt may take at least, or the time limit if that is less."""
CLEAN = 1e-9
"""A plan whose rows are missed by more is solved again around its integers."""
CLEAN_SECONDS = 10.0
"""What that may take."""
COMPLETING = 5.0
"""Seconds in which a start is completed, or done without."""
HURRY_SECONDS = 0.4
"""What cleaning a plan may take once the user wants to stop."""
REFUTED = 1e-5
"""How far a plan must cost less than a bound to refute it, relative to the cost."""
FINE = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
COARSE = {"primal_feasibility_tolerance": 1e-7, "dual_feasibility_tolerance": 1e-7}
EXACT = {"mip_feasibility_tolerance": 1e-9}
ATTEMPTS: tuple[tuple[str, Mapping[str, float | str]], ...] = (
    ("with presolve", {}),
    ("without presolve", {"presolve": "off", **EXACT}),
    ("without presolve, with coarser tolerances", {"presolve": "off", **COARSE}),
)
"""What to try in turn: presolve is where HiGHS hangs and errs."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to solve."""

    gap: float = 1e-4
    """How far the plan may cost more than the bound, as a share of its cost."""
    time_limit: float | None = None
    """Seconds for HiGHS; a fault may add one retry."""
    threads: int = 1
    seed: int = 0
    grace: float = 5.0
    """Seconds HiGHS may overrun its limit before it is ended."""
    extra: Mapping[str, float | str | bool] = field(default_factory=dict)
    """HiGHS's own options, by its names."""


class Verdict(StrEnum):
    """What one attempt says."""

    OPTIMAL = "kOptimal"
    INFEASIBLE = "kInfeasible"
    UNBOUNDED = "kUnbounded"
    EITHER = "kUnboundedOrInfeasible"
    TIME_LIMIT = "kTimeLimit"
    INTERRUPTED = "kInterrupt"
    SILENT = "silent"
    REFUSED = "refused"
    FAULT = "fault"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One attempt's verdict and plan, in scaled units."""

    verdict: Verdict
    message: str = ""
    values: Reals | None = None
    objective: float = np.inf
    bound: float = -np.inf
    version: str = ""
    log: str = ""
    """HiGHS's own."""

    @property
    def is_cut_short(self) -> bool:
        """Tell whether more time might have changed it."""
        return self.verdict in {
            Verdict.TIME_LIMIT,
            Verdict.INTERRUPTED,
            Verdict.SILENT,
        }


PLANLESS = {Verdict.REFUSED, Verdict.UNBOUNDED, Verdict.EITHER}
"""Verdicts that leave no plan, whatever values come with them."""

CLAIMS = {Verdict.OPTIMAL, Verdict.TIME_LIMIT}
"""Verdicts that come with a bound; another solver is asked to refute it."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """What all attempts at a problem share."""

    problem: LinearProblem
    """Scaled."""
    options: Options
    heard: Callable[[Words], None]
    stop: threading.Event
    program: Path
    started: float
    """When, on the monotonic clock."""
    start: Reals | None = None
    """Whole numbers to start from, NaN for every other."""
    memory: Memory | None = None
    cluster: str | None = None

    def seconds(self, place: int) -> float | None:
        """Return HiGHS's time limit for an attempt that starts now."""
        limit = self.options.time_limit
        if limit is None:
            return None
        left = limit - (time.monotonic() - self.started)
        return max(left, min(limit, RETRY_SECONDS) if place else 0.0)

    def settings(self, place: int) -> dict[str, float | str | bool]:
        """Return HiGHS's options for an attempt."""
        options = self.options
        return {
            "threads": options.threads,
            "parallel": "on" if options.threads > 1 else "off",
            "random_seed": options.seed + place,
            "mip_rel_gap": options.gap,
            "mip_abs_gap": 1e-9,
            "small_matrix_value": 1e-12,
            **({} if self.problem.integer.any() else FINE),
            **ATTEMPTS[place][1],
            **options.extra,
        }


def attempt(search: Search, place: int, child: Child | None = None) -> Finding:
    """Solve once and check what comes back."""
    outcome = _solved(search, place, search.seconds(place), child)
    verdict, message = _verdict(outcome)
    finding = Finding(
        verdict=verdict, message=message, version=outcome.version, log=outcome.log
    )
    if verdict is Verdict.INFEASIBLE and place:
        return _witnessed(search, finding)
    if outcome.values is None or verdict in PLANLESS:
        return _planless(finding, outcome)
    values = _clean(search, outcome.values, hurry=verdict is Verdict.INTERRUPTED)
    if values is None:
        return _faulty(finding, "gave values that do not satisfy the problem")
    objective = search.problem.objective(values)
    bound = objective if _is_solved_lp(search, verdict) else outcome.bound
    if verdict is not Verdict.OPTIMAL and not search.problem.integer.any():
        bound = -np.inf
    found = replace(finding, values=values, objective=objective, bound=bound)
    if doubt := _doubt(search, found, outcome):
        found = _faulty(found, doubt)
    elif verdict in CLAIMS and not _is_proved(search, found, outcome):
        found = _witnessed(search, found)
    return replace(found, bound=-np.inf) if found.verdict is Verdict.FAULT else found


def feasible(search: Search) -> Finding:
    """Solve for any values at all, whatever they cost."""
    problem = replace(search.problem, cost=np.zeros_like(search.problem.cost))
    return attempt(replace(search, problem=problem), 1)


def _solved(
    search: Search, place: int, seconds: float | None, child: Child | None
) -> Outcome:
    job = Job(
        problem=without_dust(search.problem),
        options=search.settings(place),
        seconds=seconds,
        grace=search.options.grace,
        start=None if place else search.start,
        completing={"time_limit": _completing(seconds)},
        memory=search.memory,
        cluster=search.cluster,
    )
    with child or idle.taken(search.program) or Child(search.program) as running:
        outcome = solve(running, job, heard=search.heard, stop=search.stop)
        idle.keep(running)
    return outcome


def _completing(seconds: float | None) -> float:
    """Return what completing a start may take, in seconds."""
    return COMPLETING if seconds is None else min(COMPLETING, seconds / 4)


def _verdict(outcome: Outcome) -> tuple[Verdict, str]:
    """Return what the outcome claims, and why if that is no answer."""
    if outcome.ended is Ended.REFUSED:
        return Verdict.REFUSED, outcome.message
    if outcome.ended is Ended.STOPPED:
        done = outcome.status == Verdict.OPTIMAL
        return (Verdict.OPTIMAL if done else Verdict.INTERRUPTED), "stopped by the user"
    if outcome.ended is Ended.SILENT:
        return Verdict.SILENT, "HiGHS did not return at its time limit"
    if outcome.ended is Ended.BROKEN:
        return Verdict.FAULT, f"HiGHS broke down ({outcome.message})"
    if outcome.status in set(Verdict) - {Verdict.SILENT, Verdict.REFUSED}:
        return Verdict(outcome.status), ""
    return Verdict.FAULT, f"HiGHS ended with {outcome.status or 'no status'}"


def _planless(finding: Finding, outcome: Outcome) -> Finding:
    if finding.verdict is Verdict.OPTIMAL:
        return _faulty(finding, "called a plan optimal and gave none")
    return replace(finding, bound=outcome.bound) if finding.is_cut_short else finding


def _faulty(finding: Finding, doubt: str) -> Finding:
    """Return the finding doubted; what the user has stopped stays stopped."""
    interrupted = finding.verdict is Verdict.INTERRUPTED
    verdict = Verdict.INTERRUPTED if interrupted else Verdict.FAULT
    message = f"HiGHS {doubt}"
    return replace(finding, verdict=verdict, message=message, bound=-np.inf)


def _is_solved_lp(search: Search, verdict: Verdict) -> bool:
    return verdict is Verdict.OPTIMAL and not search.problem.integer.any()


def _doubt(search: Search, found: Finding, outcome: Outcome) -> str:
    """Return what is wrong with an outcome whose plan is sound; blank if nothing."""
    problem, raw = search.problem, outcome.values
    distance = found.objective - found.bound
    if raw is None or found.values is None:
        return ""
    slack = TOLERANCE * max(money_size(problem, found.values), abs(found.objective))
    claimed = problem.objective(raw) if outcome.objective is None else outcome.objective
    if not abs(problem.objective(raw) - claimed) <= slack:
        return "stated a cost that its plan does not have"
    if not distance >= -slack:
        return "stated a bound above the cost of its own plan"
    asked = search.options.gap * abs(found.objective)
    if found.verdict is Verdict.OPTIMAL and distance > max(slack, asked):
        return "called a plan optimal that is not within the gap"
    return ""


def _is_proved(search: Search, found: Finding, outcome: Outcome) -> bool:
    """Tell whether the duals of a problem without whole numbers prove its cost."""
    problem, values, prices = search.problem, found.values, outcome.prices
    if values is None or prices is None or problem.integer.any():
        return False
    if not np.isfinite(prices).all():
        return False
    above = found.objective - least_cost(problem, values, prices)
    size = max(money_size(problem, values), abs(found.objective))
    return above <= TOLERANCE * size


def _witnessed(search: Search, found: Finding) -> Finding:
    """Return the finding, refuted if another solver knows a plan that it denies.

    Its own plan cannot speak for a bound, nor can a problem for having no plan.
    """
    problem, limit = search.problem, np.inf
    if found.bound == -np.inf and found.values is not None:
        return found
    if found.values is not None:
        size = max(money_size(problem, found.values), abs(found.objective))
        limit = found.bound - REFUTED * size
    values = cheaper(problem, limit, search.stop)
    known = None if values is None else tidied(problem, values)
    if known is None or violation(problem, known) > 10 * CLEAN:
        return found
    cost = problem.objective(known)
    if not cost < limit:
        return found
    doubt = "found no plan though there is one"
    if found.values is not None:
        doubt = "stated a bound above the cost of another plan"
    return replace(_faulty(found, doubt), values=known, objective=cost)


def _clean(search: Search, values: Reals, *, hurry: bool) -> Reals | None:
    """Return the plan in these values, integers whole; None if there is none in them.

    An integer a hair from whole can carry a large row. Unless all rows still hold, the
    rest is therefore solved again around the whole integers.
    """
    problem = search.problem
    tidy = tidied(problem, values)
    if tidy is None:
        return None
    missed = violation(problem, tidy)
    # Decomposition holds integers at whole numbers, and all else follows from them.
    enough = TOLERANCE if problem.planned.any() else CLEAN
    if missed > enough and problem.integer.any():
        again = _solved_around(search, tidy, HURRY_SECONDS if hurry else CLEAN_SECONDS)
        if again.status == Verdict.INFEASIBLE:
            return None
        better = None if again.values is None else tidied(problem, again.values)
        if better is not None and violation(problem, better) < missed:
            return better if violation(problem, better) <= TOLERANCE else None
    return tidy if missed <= TOLERANCE else None


def _solved_around(search: Search, values: Reals, seconds: float) -> Outcome:
    """Solve with the integers fixed, even if the user wished to stop before."""
    again = threading.Event()
    rest = replace(
        search,
        problem=search.problem.with_fixed(values),
        options=replace(search.options, grace=0.0, extra={}),
        heard=lambda _: None,
        stop=again,
        start=None,
    )
    outcome = _solved(rest, 0, seconds, None)
    if again.is_set():
        search.stop.set()
    return outcome
