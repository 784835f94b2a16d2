"""The cheapest plan of a question: searched, cut until it keeps every rule, cleaned."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from threading import Event
from typing import Any

from models.case import Case
from models.decisions import Outlook
from models.recourse import aim_at_unlikely
from models.rules import Rule
from models.sourcing import decisions_of
from models.tree import Tree
from planner.errors import NoPlanError, PlannerError, StoppedError, TimeUpError
from planner.method import Method
from planner.solving import idle
from planner.solving.child import Child
from planner.solving.engine import (
    Answer,
    Options,
    Progress,
    Status,
    relative_gap,
    run,
    spawn,
)
from planner.solving.large.choice import LARGE, PROGRAM, apart
from planner.solving.large.memory import memory_of
from planner.solving.linear import LinearProblem, Reals
from planner.solving.question import Question, ask, may_tighten
from planner.solving.start import Whole, whole_numbers
from planner.timing import Stopwatch

GENEROSITY = (1.0, 64.0)
"""Factors on what an offer without capacity may deliver, tried in turn."""
CLEANING, HURRIED_CLEANING = 60.0, 0.5
"""Seconds allowed to re-solve with the whole numbers fixed; after Ctrl-C fewer."""
TELLING = 0.1
"""Share of the gap by which cuts must raise the cost to be worth another round."""
UNDIVIDED = "Solved in the extensive form: the problem does not fall apart."
BEYOND = 30_000_000
"""Entries of a problem that is not tried in the extensive form, whatever comes of it."""
FAILED = "Decomposition failed, solved in the extensive form"
NOWHERE: Whole = {}
LATE = {Status.TIME_LIMIT, Status.INTERRUPTED}
REPAIRS = 10
"""Most rounds of cuts around whole numbers that are found."""
ROUNDS = 200
"""Most times a rule may cut off a solution before that is taken for a fault."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard to try, until when, and whom to tell."""

    options: Options
    deadline: float
    progress: Callable[[Progress], None] | None
    stop: Event
    watch: Stopwatch = field(default_factory=Stopwatch)
    """Counts building and solving."""
    method: Method | None = None
    """The way to solve; by size if None."""
    jobs: int | None = 1
    """Processes for what is done in parts; as many as there are cores if None."""
    cluster: str | None = None
    """Address of the Dask scheduler whose workers do it instead."""

    def left(self) -> Options:
        """Return the options with the time that is left."""
        seconds = max(0.1, self.deadline - time.monotonic())
        return replace(self.options, time_limit=seconds)


Stated = Callable[[Case, Sequence[Rule], Tree, float], Question]


@dataclass(frozen=True)
class Found:
    """A question's answer, whole numbers fixed, and what finding it took."""

    question: Question
    answer: Answer
    """As the search ended: its status and bound."""
    cleaned: Answer
    """With the whole numbers fixed and the rest re-solved."""
    build_seconds: float

    @property
    def method(self) -> Method:
        """Return the way it was solved."""
        return Method.DECOMPOSITION if self.answer.apart else Method.EXTENSIVE

    @property
    def paid_for_orders(self) -> float:
        """Return what the solver pays for orders: within the gap, also for idle ones."""
        case, values = self.question.case, self.question.values(self.cleaned)
        costs: Iterator[float] = (
            case.discount[period]
            * case.offers[name].order_cost
            * round(values.get(id(variable), 0.0))
            for (name, period), variable in self.question.model.ordered.items()
        )
        return sum(costs)


def cheapest(
    case: Case,
    rules: Sequence[Rule],
    tree: Tree,
    effort: Effort,
    policy: str,
    near: Outlook | None = None,
    state: "Stated | None" = None,
) -> Found:
    """Return the cheapest plan on a tree, rules tightened until it keeps them.

    ``near`` is a plan of the same case to start from; it need not keep the rules.
    ``state`` states the problem where something else than the cost is minimised.

    Raises:
        NoPlanError: no plan satisfies the rules.
        StoppedError: stopped before any plan was found.
        PlannerError: the solver failed.
    """
    for generosity in GENEROSITY:
        began = time.monotonic()
        with _early(_likely(case, tree, effort.method)) as child:
            with effort.watch.on("build"):
                question = (state or ask)(case, rules, tree, generosity)
            built = time.monotonic() - began
            start = NOWHERE if near is None else whole_numbers(question.model, near)
            question, answer = _answered(question, effort, child, start)
        if generosity == GENEROSITY[-1] or not _cramped(question, answer):
            break
        question.let_go()
    if answer.values is None:
        question.let_go()
    _refuse(answer, policy)
    return Found(question, answer, _clean(question, answer), built)


def _likely(case: Case, tree: Tree, method: Method | None) -> Path | None:
    """Return the program that is likely to solve a case; None for HiGHS itself."""
    families = case.offers, case.processes, case.items, case.demands
    columns = len(tree.nodes) * sum(map(len, families))
    large = columns >= LARGE if method is None else method is Method.DECOMPOSITION
    return PROGRAM if large else None


def _early(program: Path | None) -> AbstractContextManager[Child | None]:
    """Start the child that is likely to solve, unless one of that kind waits."""
    if program is not None and idle.is_there(program):
        return nullcontext()
    return spawn(program)


def _answered(
    question: Question, effort: Effort, child: Child | None, start: Whole
) -> tuple[Question, Answer]:
    """Solve, cut and solve again until the answer keeps every rule."""
    if may_tighten(question.rules):
        question = _cut_fractions(question, effort)
    answer = _search(question, effort, child, start)
    bound = answer.bound
    for _ in range(ROUNDS):
        tighter = None if answer.values is None else question.tightened(answer)
        if tighter is None:
            return question, answer
        question, kept = _kept(tighter, answer)
        if kept is not None and _is_enough(answer, kept, effort):
            return question, _of(answer, kept, bound)
        start = question.whole(kept or answer)
        answer = _search(question, effort, None, start)
        bound = _higher(bound, answer.bound)
        if answer.values is None and kept and answer.status in LATE:
            return question, _of(answer, kept, bound)
    raise PlannerError(f"A rule is not kept after {ROUNDS} rounds of cuts.")


def _kept(question: Question, answer: Answer) -> tuple[Question, Answer | None]:
    """Return the best plan with an answer's whole numbers that keeps every rule.

    And the question with the cuts that it took; None if a few rounds find none.
    """
    hurry = answer.status is Status.INTERRUPTED
    options = Options(gap=0.0, time_limit=HURRIED_CLEANING if hurry else CLEANING)
    values = answer.values
    if values is None:
        return question, None
    for _ in range(REPAIRS):
        kept = run(question.problem.with_fixed(values), options)
        if kept.status is not Status.OPTIMAL:
            return question, None
        tighter = question.tightened(kept)
        if tighter is None:
            return question, kept
        question = tighter
    return question, None


def _is_enough(answer: Answer, kept: Answer, effort: Effort) -> bool:
    """Tell whether a plan needs no further search: it is near the bound, or time is up."""
    if answer.status is not Status.OPTIMAL:
        return True
    gap = relative_gap(kept.objective or 0.0, answer.bound)
    return gap is not None and gap <= effort.options.gap


def _of(answer: Answer, kept: Answer, bound: float | None) -> Answer:
    """Return how a search ended, with a plan that keeps every rule in its place."""
    cost = kept.objective
    if cost is None:
        return answer
    lowest = None if bound is None else min(bound, cost)
    gap = relative_gap(cost, lowest)
    return replace(answer, values=kept.values, objective=cost, bound=lowest, gap=gap)


def _higher(one: float | None, other: float | None) -> float | None:
    return max((x for x in (one, other) if x is not None), default=None)


def _cut_fractions(question: Question, effort: Effort) -> Question:
    """Return the question with the cuts that its answers without whole numbers ask for.

    That is quick and makes most of the cuts; it ends when they no longer tell.
    """
    cost: float | None = None
    for _ in range(ROUNDS):
        answer = _search(question.relaxed(), effort, None)
        tighter = None if answer.values is None else question.tightened(answer)
        if tighter is None or answer.objective is None:
            break
        question = tighter
        least = TELLING * effort.options.gap * abs(answer.objective)
        if cost is not None and answer.objective - cost <= least:
            break
        cost = answer.objective
    return question


def _search(
    question: Question, effort: Effort, child: Child | None, start: Whole = NOWHERE
) -> Answer:
    known = question.start(start)
    parted = apart(question.problem, question.planned, effort.method)
    retried: tuple[str, ...] = ()
    ready = child is not None and child.program == PROGRAM
    if parted is not None:
        memory, early = memory_of(question.case), child if ready else None
        answer = _run(
            parted,
            effort,
            known,
            program=PROGRAM,
            memory=memory,
            child=early,
            cluster=effort.cluster,
        )
        # That there is no plan is believed of a problem that is whole, if it can be.
        failed = answer.status in {Status.ERROR, Status.INFEASIBLE}
        faulty = answer.status is Status.INTERRUPTED and not effort.stop.is_set()
        if not (failed or faulty) or len(parted.entries) > BEYOND:
            return replace(answer, apart=True)
        retried = (f"{FAILED} ({answer.message}).",)
    elif effort.method is Method.DECOMPOSITION:
        retried = (UNDIVIDED,)
    answer = _run(question.problem, effort, known, child=None if ready else child)
    return replace(answer, retried=(*retried, *answer.retried))


def _run(
    problem: LinearProblem, effort: Effort, start: Reals | None, **how: Any
) -> Answer:
    return run(
        problem,
        effort.left(),
        progress=effort.progress,
        stop=effort.stop,
        start=start,
        **how,
    )


def _cramped(question: Question, answer: Answer) -> bool:
    """Tell whether an estimated bound may have kept out a better plan."""
    offers = question.case.offers
    unlimited = [
        id(variable)
        for (name, _, period), variable in question.model.volume.items()
        if not isfinite(offers[name].capacity[period])
    ]
    if answer.values is None:
        return answer.status is Status.INFEASIBLE and bool(unlimited)
    values, most = question.values(answer), question.model.usable / 2
    return any(values.get(variable, 0.0) > most for variable in unlimited)


def _refuse(answer: Answer, policy: str) -> None:
    """Raise what an answer without a plan means."""
    if answer.status is Status.INFEASIBLE:
        raise NoPlanError(policy)
    if answer.status is Status.UNBOUNDED:
        raise PlannerError(f"The cost has no lower limit: {answer.message}")
    if answer.status is Status.ERROR:
        raise PlannerError(f"The solver failed: {answer.message}")
    if answer.values is None:
        if answer.status is Status.TIME_LIMIT:
            raise TimeUpError("Stopped by the time limit before any plan was found.")
        raise StoppedError("Stopped by you before any plan was found.")


def _clean(question: Question, answer: Answer) -> Answer:
    """Fix the whole numbers and re-solve the rest, so that volumes are clean."""
    if answer.values is None or answer.apart or not question.problem.integer.any():
        return answer
    fixed = question.problem.with_fixed(answer.values)
    hurry = answer.status is Status.INTERRUPTED
    seconds = HURRIED_CLEANING if hurry else CLEANING
    cleaned = run(fixed, Options(gap=0.0, time_limit=seconds, grace=0.0))
    if cleaned.status is Status.INFEASIBLE:
        raise PlannerError(
            "The plan lives only in the solver's tolerance: with whole numbers rounded "
            "no plan is left."
        )
    return cleaned if cleaned.status is Status.OPTIMAL else answer


def settled(found: Found) -> Outlook:
    """Return the plan with the responses of scenarios of probability 0 settled too."""
    question, cleaned = found.question, found.cleaned
    values = question.values(cleaned)
    free = aim_at_unlikely(question.model, question.case, question.tree, values)
    outlook = question.outlook(cleaned)
    if not free:
        return outlook
    aimed = question.restated()
    answer = run(aimed.problem, Options(gap=0.0, time_limit=CLEANING))
    if answer.status is not Status.OPTIMAL:
        raise PlannerError(f"Unlikely scenarios have no response: {answer.message}")
    responses = {id_: x for id_, x in aimed.values(answer).items() if id_ in free}
    both = {**values, **responses}
    decisions = decisions_of(question.model, question.case, both)
    return replace(outlook, decisions=decisions)
