"""From a case to a plan: build, solve in a child process, round, recompute, check."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from threading import Event

from models.case import Case
from models.decisions import Outlook
from models.rules import Rule
from models.sourcing import risk_of
from models.tree import grow
from planner.accounts import Accounts
from planner.errors import PlannerError, StoppedError, UsageError
from planner.method import Method
from planner.plan import TOUCHING, Plan, Run, Status
from planner.solving.engine import Options, Progress
from planner.solving.hardest import hardest_losses
from planner.solving.large.memory import memory_of
from planner.solving.losses import try_losses
from planner.solving.optimum import Effort, Found, cheapest, settled
from planner.solving.stating.branches import ask_by_size
from planner.timing import Stopwatch

NOTICED = 0.001
"""Share of demand by which a policy may serve less before it is flagged."""
AGREE = 1e-6
"""Relative difference allowed between the solver's cost and the recomputed one."""

LEAN = {
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_allow_restart": False,
}
"""HiGHS's own options. Its searches around fractions, and beginning anew when they fix
something, took half the time of a policy and found what diving finds."""


def solve(  # noqa: PLR0913 - what is asked, and how hard to try
    case: Case,
    policy: str | None = None,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int = 1,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
    near: Plan | None = None,
    watch: Stopwatch | None = None,
    method: Method | None = None,
    jobs: int | None = 1,
    cluster: str | None = None,
) -> Plan:
    """Return the cheapest plan of a case under one policy.

    ``policy`` is matched case-insensitively; the workbook's own if None. ``gap`` is
    the relative gap at which to stop, ``time_limit`` in seconds; the workbook's if
    None. ``stop``, once set, ends the solve with the best plan so far. ``near`` is a plan
    of the same case to start from, made under any rules: it saves time, and no more. ``watch`` counts
    where the time goes. ``method`` is the way to solve, by size if None. What of a large
    case falls into parts that know nothing of each other is done by ``jobs`` processes,
    as many as there are cores if None, or by the workers of the Dask scheduler at
    ``cluster``.

    Raises:
        UsageError: there is no such policy, or the cluster cannot be used.
        NoPlanError: no plan satisfies the policy.
        StoppedError: stopped before any plan was found.
        PlannerError: the answer does not stand up to recomputation.
    """
    name, rules = policy_of(case, policy)
    effort = effort_for(
        case,
        gap=gap,
        time_limit=time_limit,
        threads=threads,
        progress=progress,
        stop=stop,
        watch=watch,
        method=method,
        jobs=jobs,
        cluster=cluster,
    )
    if cluster is not None:
        from planner.spread import at_once  # noqa: PLC0415  (few ask for it)

        at_once(jobs, cluster)  # an address that is wrong is told before the solve
    plan = cheapest_plan(case, name, rules, effort, near)
    if not rules or plan.status is not Status.OPTIMAL or not goes_short(plan):
        return plan
    try:
        free = cheapest_plan(case, "none", (), effort, plan)
    except StoppedError:  # no time for the note is no reason to lose the plan
        return plan
    return flagged(plan, free)


def goes_short(plan: Plan, than: Plan | None = None) -> bool:
    """Tell whether a plan serves noticeably less than another, or than all demand.

    On its no-curb path, or as expected over the scenarios.
    """
    demand = sum(sum(each.volume) for each in plan.case.demands.values())
    other = (0.0, 0.0) if than is None else _unserved(than)
    return any(
        mine - theirs > NOTICED * demand
        for mine, theirs in zip(_unserved(plan), other, strict=True)
    )


def _unserved(plan: Plan) -> tuple[float, float]:
    return float(plan.unserved["plan"].sum()), plan.expected_shortage


def flagged(plan: Plan, free: Plan) -> Plan:
    """Return the plan, with a note if its rules are met only by going short.

    ``free`` is the plan of the same case without rules.
    """
    if not goes_short(plan, free):
        return plan
    more = [a - b for a, b in zip(_unserved(plan), _unserved(free), strict=True)]
    unit = plan.case.unit
    note = (
        f"The policy '{plan.policy}' is met only by going short: {more[0]:,.6g} {unit} "
        f"more unserved in the plan, {more[1]:,.6g} {unit} more expected, than without "
        "its rules."
    )
    return replace(plan, run=replace(plan.run, notes=(*plan.run.notes, note)))


def effort_for(  # noqa: PLR0913 - as solve
    case: Case,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int = 1,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
    watch: Stopwatch | None = None,
    method: Method | None = None,
    jobs: int | None = 1,
    cluster: str | None = None,
) -> Effort:
    """Return how hard to try: as asked, else as the workbook says. The clock starts."""
    limit = case.time_limit if time_limit is None else time_limit
    options = Options(gap=case.gap if gap is None else gap, threads=threads, extra=LEAN)
    return Effort(
        options=replace(options, time_limit=limit),
        deadline=time.monotonic() + limit,
        progress=progress,
        stop=stop or Event(),
        watch=watch or Stopwatch(),
        method=method,
        jobs=jobs,
        cluster=cluster,
    )


def cheapest_plan(
    case: Case,
    name: str,
    rules: Sequence[Rule],
    effort: Effort,
    near: Plan | None = None,
) -> Plan:
    """Return the cheapest plan of a case under some rules, called ``name``.

    ``near`` is a plan of the same case to start from, made under any rules.
    Raises as ``solve`` does.
    """
    watch = effort.watch
    with watch.on("solve"):
        plan = _cheapest_plan(case, name, rules, effort, near)
    with watch.on("audit"):
        from planner.audit import Help, require_clean  # noqa: PLC0415  (solver first)

        require_clean(plan, Path.cwd(), Help(effort.jobs, effort.cluster))
    return timed(plan, watch)


def timed(plan: Plan, watch: Stopwatch) -> Plan:
    """Return the plan with what a stopwatch has counted so far."""
    return replace(plan, run=replace(plan.run, timings=dict(watch.seconds)))


def _cheapest_plan(
    case: Case,
    name: str,
    rules: Sequence[Rule],
    effort: Effort,
    near: Plan | None,
) -> Plan:
    """Return the plan, not yet audited."""
    began = time.monotonic()
    made_for = hardest_losses(case, rules, effort, near)
    start = None if near is None else _start(case, rules, near)
    while True:
        with effort.watch.on("scenarios"):
            tree = grow(case, made_for)
        found = cheapest(case, rules, tree, effort, name, start, ask_by_size)
        outlook = settled(found)
        found.question.let_go()
        trial = try_losses(outlook, rules, made_for)
        if not trial.failed:
            break
        made_for += trial.failed
        start = trial.outlook
    weight, level = risk_of(case, rules)
    accounts = Accounts(outlook=trial.outlook)
    objective = accounts.objective(weight, level)
    _agree(objective, found, found.paid_for_orders - accounts.first["orders"])
    bound = found.answer.bound
    return Plan(
        case=case,
        policy=name,
        rules=rules,
        outlook=trial.outlook,
        accounts=accounts,
        status=Status(found.answer.status),
        objective=objective,
        bound=-inf if bound is None else min(objective, bound),
        weight=weight,
        level=level,
        run=Run(
            gap=effort.options.gap,
            time_limit=effort.options.time_limit or inf,
            threads=effort.options.threads,
            solver="HiGHS",
            version=found.answer.version,
            seconds=time.monotonic() - began - found.build_seconds,
            build_seconds=found.build_seconds,
            notes=found.answer.retried,
            method=found.method,
            log=found.answer.log,
        ),
    )


def _start(case: Case, rules: Sequence[Rule], near: Plan) -> Outlook | None:
    """Return a plan to start from, unless another is found sooner than it is mended.

    That is so where it breaks a rule, and cuts of other policies of its case are known.
    """
    if near.case != case or not memory_of(case).content:
        return near.outlook
    broken = any(
        each.enforced and each.slack < -TOUCHING * max(1.0, abs(each.limit))
        for rule in rules
        for each in rule.measure(near.outlook)
    )
    return None if broken else near.outlook


def policy_of(case: Case, policy: str | None) -> tuple[str, Sequence[Rule]]:
    """Return a policy's name as the workbook spells it, and its rules."""
    wanted = (case.policy if policy is None else policy).strip().casefold()
    for name, rules in case.policies.items():
        if name.casefold() == wanted:
            return name, rules
    known = ", ".join(case.policies)
    raise UsageError(f"There is no policy '{policy}'. The workbook has: {known}.")


def _agree(recomputed: float, found: Found, idle: float) -> None:
    """Refuse a plan whose cost, recomputed, is not what the solver minimised.

    ``idle`` is what the solver paid for orders by which nothing comes: the plan leaves
    them out.
    """
    solved = found.cleaned.objective
    near = AGREE * max(1.0, abs(solved or 0.0))
    if solved is None or idle < -near or not abs(recomputed + idle - solved) <= near:
        raise PlannerError(
            f"The plan's cost recomputed is {recomputed:.9g}, the solver's {solved}: no "
            "plan is shown that cannot be confirmed."
        )
