"""Solve a linear problem with integers and believe nothing that was not checked.

HiGHS works in a child process. Its values are checked against the problem, its cost is
recomputed, what it says cannot be is put to a witness, and what it says in error, in
silence or against a plan is asked again without presolve, where it goes wrong.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from planner.solving.attempt import (
    ATTEMPTS,
    Finding,
    Options,
    Search,
    Verdict,
    attempt,
    feasible,
)
from planner.solving.child import PROGRAM, Child
from planner.solving.job import Memory, Words
from planner.solving.linear import LinearProblem, Reals, check_finite, contradiction
from planner.solving.scaling import Scale, scaled
from planner.solving.verify import TOLERANCE
from planner.solving.witness import call

ROUNDING = 1e-12
"""A gap smaller than this is none, relative to the cost or 1."""
REPORT_SECONDS = 0.2
"""Least seconds between two reports of progress."""


class Status(StrEnum):
    """What came of a solve."""

    OPTIMAL = "optimal"
    """Within the gap asked for."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    TIME_LIMIT = "time_limit"
    """With the best plan so far, or with none."""
    INTERRUPTED = "interrupted"
    """Ended early, by the user or by a fault; with the best plan so far, or none."""
    ERROR = "error"
    """No answer that holds, and no plan."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a solve is, in the problem's own money."""

    seconds: float
    best: float | None
    bound: float | None
    gap: float | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of a solve, checked. Absent numbers are None."""

    status: Status
    values: Reals | None = None
    objective: float | None = None
    """Recomputed from the values."""
    bound: float | None = None
    """No plan costs less."""
    gap: float | None = None
    seconds: float = 0.0
    version: str = ""
    """Of HiGHS."""
    message: str = ""
    """Why there is no better answer; blank if there is nothing to say."""
    retried: tuple[str, ...] = ()
    """What was solved again, and why."""
    apart: bool = False
    """Whether it was solved by decomposition; its whole numbers are exact then."""
    log: str = ""
    """HiGHS's own, attempt by attempt."""


FINAL = {
    Verdict.OPTIMAL: Status.OPTIMAL,
    Verdict.TIME_LIMIT: Status.TIME_LIMIT,
    Verdict.INTERRUPTED: Status.INTERRUPTED,
    Verdict.REFUSED: Status.ERROR,
}


@contextmanager
def spawn(program: Path | None = None) -> Iterator[Child]:
    """Start a child early, so that its imports overlap with building the model.

    It is to be handed to ``run``, or is ended. It runs HiGHS unless another program is
    named, which ``run`` must then be told as well.
    """
    child = Child() if program is None else Child(program)
    try:
        yield child
    finally:
        if not child.begun:
            child.close()


def run(  # noqa: PLR0913 - what is asked, and how
    problem: LinearProblem,
    options: Options,
    *,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    child: Child | None = None,
    start: Reals | None = None,
    program: Path = PROGRAM,
    memory: Memory | None = None,
    cluster: str | None = None,
) -> Answer:
    """Return the cheapest values HiGHS finds, checked, or what stands in the way.

    ``stop`` ends it with the best so far, and so does Ctrl-C, which sets ``stop``.
    ``child`` is one spawned earlier; it is used up. ``start`` has whole numbers to start
    from and NaN for every other; a poor one costs little and changes nothing.
    ``memory`` is what ``program`` has learnt of such problems, and learns more;
    ``cluster`` is where a Dask scheduler is for it. Raise
    PlannerError when a number of the problem is none to plan on.
    """
    started = time.monotonic()
    check_finite(problem)
    if answer := _obvious(problem):
        return answer
    smaller, scale = scaled(problem)
    if problem.integer.any():
        call(problem)
    search = Search(
        problem=smaller,
        options=options,
        heard=_teller(progress, scale, started),
        stop=stop or threading.Event(),
        program=program,
        started=started,
        start=_usable(start, problem),
        memory=memory,
        cluster=cluster,
    )
    findings: list[Finding] = []
    try:
        status = _searched(search, findings, child)
    except KeyboardInterrupt:
        search.stop.set()
        status = Status.INTERRUPTED
    answer = _answer(status, findings, problem, scale)
    return replace(answer, seconds=time.monotonic() - started)


def _usable(start: Reals | None, problem: LinearProblem) -> Reals | None:
    """Return the whole numbers of a start that lie within their bounds, if any do."""
    if start is None or start.shape != problem.cost.shape:
        return None
    whole = np.round(start)
    fits = problem.integer & (whole >= problem.lower) & (whole <= problem.upper)
    return np.where(fits, whole, np.nan) if fits.any() else None


def _obvious(problem: LinearProblem) -> Answer | None:
    """Return the answer that needs no solver, if there is one."""
    if clash := contradiction(problem):
        return Answer(status=Status.INFEASIBLE, message=clash)
    if len(problem.cost):
        return None
    cost = problem.offset
    answer = Answer(status=Status.OPTIMAL, objective=cost, bound=cost, gap=0.0)
    return replace(answer, values=np.zeros(0))


def _teller(
    progress: Callable[[Progress], None] | None, scale: Scale, started: float
) -> Callable[[Words], None]:
    """Return what passes a child's words on as progress, not too often."""
    due = [0.0]

    def tell(words: Words) -> None:
        now = time.monotonic()
        if progress is None or now < due[0]:
            return
        due[0] = now + REPORT_SECONDS
        best, bound = _known(scale.cost(words.best)), _known(scale.cost(words.bound))
        gap = None if best is None else relative_gap(best, bound)
        progress(Progress(seconds=now - started, best=best, bound=bound, gap=gap))

    return tell


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def relative_gap(objective: float, bound: float | None) -> float | None:
    """Return (objective − bound) / |objective|; None where it means nothing."""
    if bound is None:
        return None
    distance = objective - bound
    if distance <= ROUNDING * max(1.0, abs(objective)):
        return 0.0
    return distance / abs(objective) if objective else None


def _searched(search: Search, findings: list[Finding], child: Child | None) -> Status:
    """Fill in findings, attempt by attempt, until they settle the status."""
    status = None
    while status is None:
        place = len(findings)
        if [each.verdict for each in findings] == [Verdict.EITHER] * 2:
            findings.append(_unbounded_if_feasible(search))
        else:
            findings.append(attempt(search, place, None if place else child))
        status = _settled(findings)
    return status


def _unbounded_if_feasible(search: Search) -> Finding:
    found = feasible(search)
    if found.verdict is Verdict.OPTIMAL:
        return Finding(verdict=Verdict.UNBOUNDED, version=found.version)
    return replace(found, values=None, objective=np.inf, bound=-np.inf)


def _settled(findings: Sequence[Finding]) -> Status | None:
    """Return what the findings prove together; None if another attempt is due."""
    last = findings[-1]
    if last.verdict in FINAL and not _refuted(last, findings):
        return FINAL[last.verdict]
    planned = any(each.values is not None for each in findings)
    under_way = planned and np.isfinite(last.bound)
    if last.verdict is Verdict.SILENT and (under_way or len(findings) > 1):
        return Status.TIME_LIMIT
    seen = Counter(each.verdict for each in findings)
    clear = {Verdict.INFEASIBLE, Verdict.UNBOUNDED} & set(seen)
    if not planned and len(clear) == 1:
        (verdict,) = clear
        if seen[verdict] + seen[Verdict.EITHER] > 1:
            return Status(verdict.name.lower())
    if len(findings) < len(ATTEMPTS):
        return None
    return Status.INTERRUPTED if planned else Status.ERROR


def _refuted(last: Finding, findings: Sequence[Finding]) -> bool:
    """Tell whether an earlier plan costs less than the last one's bound allows."""
    return any(
        each.objective < last.bound - TOLERANCE * max(1.0, abs(last.bound))
        for each in findings
    )


def _answer(
    status: Status, findings: Sequence[Finding], problem: LinearProblem, scale: Scale
) -> Answer:
    last = findings[-1] if findings else Finding(verdict=Verdict.INTERRUPTED)
    best = min(findings, key=lambda each: each.objective, default=last)
    slack = TOLERANCE * max(1.0, abs(best.objective))
    bounds = [x.bound for x in findings if x.bound <= best.objective + slack]
    bound = _known(scale.cost(max(bounds, default=-np.inf)))
    answer = Answer(
        status=status,
        bound=bound,
        version=max((each.version for each in findings), default=""),
        message="" if status is Status.OPTIMAL else _said(last),
        retried=_retried(findings),
        log=_log(findings),
    )
    if best.values is None or status in {Status.INFEASIBLE, Status.UNBOUNDED}:
        return replace(answer, bound=None if status is Status.INFEASIBLE else bound)
    values = scale.values(best.values)
    objective = problem.objective(values)
    bound = None if bound is None else min(bound, objective)
    gap = relative_gap(objective, bound)
    return replace(answer, values=values, objective=objective, bound=bound, gap=gap)


def _retried(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(
        f"{_said(each)}: solved again {how}"
        for each, (how, _) in zip(findings[:-1], ATTEMPTS[1:], strict=False)
    )


def _log(findings: Sequence[Finding]) -> str:
    names = (how for how, _ in ATTEMPTS)
    return "\n".join(
        f"Attempt {how}: {each.message or each.verdict}\n{each.log}"
        for each, how in zip(findings, names, strict=False)
    )


def _said(finding: Finding) -> str:
    """Return in words what an attempt ended with; blank if it says all itself."""
    return finding.message or {
        Verdict.OPTIMAL: "HiGHS called a plan optimal though a cheaper one was known",
        Verdict.INFEASIBLE: "HiGHS found no plan",
        Verdict.UNBOUNDED: "HiGHS found no cheapest plan",
        Verdict.EITHER: "HiGHS found no cheapest plan",
    }.get(finding.verdict, "")


__all__ = ["Answer", "Options", "Progress", "Status", "relative_gap", "run", "spawn"]
