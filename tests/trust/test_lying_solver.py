"""Whatever the solver says: the right plan, an honest gap, or a refusal."""

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from models.case import Case
from planner.audit import audit
from planner.compare.survival import survived
from planner.cover import Cover, cover
from planner.errors import NoPlanError, PlannerError
from planner.plan import Plan, Status
from planner.solving import attempt, solve, witness
from planner.solving.attempt import Search
from planner.solving.engine import Answer, Options, run
from planner.solving.engine import Status as EngineStatus
from planner.solving.job import Outcome
from planner.solving.linear import LinearProblem
from planner.solving.losses import try_losses
from tests.both import real
from tests.cases import curb, demand, offer, rule, scenario, simple_case
from tests.oracle import optimum
from tests.solving.problems import purchase
from tests.trust.lies import LIES
from tests.trust.solver import Lie, truth

CURBED = (
    curb("ban", "country:China", flow=0.2),
    scenario("cut", 0.2, ban=1),
    scenario("never", 0.0, ban=0),
)
CHEAP: dict[str, Any] = {"country": "China", "flex": 0.0}
CASES: dict[str, tuple[Case, tuple[Any, ...]]] = {
    # 60 at 10 and 40 at 14 a period, or as much ahead as is worth it.
    "no whole numbers": (
        simple_case(
            offer("A", 10, 60, **CHEAP), offer("B", 14, 70), *CURBED, periods=2
        ),
        (),
    ),
    "contracts and lots": (
        simple_case(
            offer("A", 10, 90, fixed_cost=150, lot_size=15, min_order=30, **CHEAP),
            offer("B", 12, 70, fixed_cost=210, order_cost=20),
            offer("C", 17, 130),
            *CURBED,
            periods=2,
        ),
        (rule("max_share", "country:China", limit=0.65),),
    ),
    "a source lost": (
        simple_case(
            offer("A", 10, 110, fixed_cost=90, country="China"),
            offer("B", 14, 70, fixed_cost=90),
            offer("C", 30, 30, fixed_cost=50, country="Japan"),
            demand(100, shortage_cost=50),
            periods=2,
        ),
        (rule("survive_loss", "country:*", limit=0.9),),
    ),
    "a concentration": (
        simple_case(
            offer("A", 10, 110, fixed_cost=90, country="China"),
            offer("B", 14, 70),
            offer("C", 15, 60, country="Japan"),
            periods=1,
        ),
        (rule("max_hhi", "country:*", limit=4500.0),),
    ),
}
WHEN: dict[str, Callable[[int, Search], bool]] = {
    "always": lambda _, __: True,
    "once": lambda call, _: call == 0,
    "later": lambda call, _: call > 0,
    "of linear problems": lambda _, search: not search.problem.integer.any(),
    "of whole numbers": lambda _, search: bool(search.problem.integer.any()),
}


@cache
def least(name: str) -> float:
    return optimum(*CASES[name]).objective


@cache
def covered() -> tuple[Plan, list[Cover]]:
    case, _ = CASES["a source lost"]
    plan = solve(case)
    return plan, cover(plan.outlook, ())


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave what a refusal saves for a report in a folder of no account."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module", autouse=True)
def dismissed() -> Iterator[None]:
    yield
    witness.dismiss()


def tell(
    monkeypatch: pytest.MonkeyPatch, lie: Lie, when: Callable[[int, Search], bool]
) -> None:
    """Have the solver lie whenever it is asked and ``when`` (call, search) holds."""
    calls = iter(range(100_000))

    def solved(search: Search, place: int, seconds: float | None, _: Any) -> Outcome:
        outcome = truth(search, place, seconds)
        return lie(search, outcome) if when(next(calls), search) else outcome

    monkeypatch.setattr(attempt, "_solved", solved)
    monkeypatch.setattr("planner.solving.optimum.spawn", lambda _: nullcontext())


def made(name: str) -> Plan:
    case, rules = CASES[name]
    asked = {"none": (), "asked": tuple(map(real, rules))}
    return solve(replace(case, policies=asked, gap=1e-4), "asked")


def assert_honest(plan: Plan, optimum: float) -> None:
    """Fail unless a plan is sound and what it says of its cost is so."""
    close = 1e-6 * optimum
    assert audit(plan).is_clean
    assert plan.objective >= optimum - close
    assert plan.bound <= optimum + close
    if plan.status is Status.OPTIMAL:
        assert plan.objective <= optimum * (1 + 1e-4) + close


@pytest.mark.parametrize("name", CASES)
def test_the_truth_gives_the_cheapest_plan(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(monkeypatch, lambda _, outcome: outcome, WHEN["always"])
    plan = made(name)
    assert plan.status is Status.OPTIMAL
    assert plan.objective == pytest.approx(least(name), rel=1e-6)
    assert plan.run.notes == ()


EVERY = list(product(LIES, WHEN, CASES))
"""Every lie at every time in every case: by night. By day one in seven."""


@pytest.mark.parametrize(
    ("lie", "when", "name"), EVERY if os.environ.get("NIGHTLY") else EVERY[::11]
)
def test_no_lie_makes_a_wrong_plan(
    lie: str, when: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(monkeypatch, LIES[lie], WHEN[when])
    try:
        plan = made(name)
    except NoPlanError:
        pytest.fail("it is said that there is no plan")
    except PlannerError:
        return
    assert_honest(plan, least(name))


@pytest.mark.parametrize("when", ["always", "once"])
@pytest.mark.parametrize("lie", LIES)
def test_no_lie_makes_a_wrong_cover(
    lie: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, right = covered()
    tell(monkeypatch, LIES[lie], WHEN[when])
    try:
        said = cover(plan.outlook, ())
    except PlannerError:
        return
    assert said == right


@cache
def survivor() -> Plan:
    """Return: 60 of 100 kg are from China, 40 from Japan, which can deliver half more.

    Without either the other delivers 60.
    """
    case = simple_case(
        offer("A", 10, 60, country="China"),
        offer("B", 14, 70, country="Japan", flex=0.5),
        periods=1,
    )
    return solve(case)


DAILY = list(LIES) if os.environ.get("NIGHTLY") else list(LIES)[::3]


@pytest.mark.parametrize("when", ["always", "once"])
@pytest.mark.parametrize("lie", DAILY)
def test_no_lie_makes_a_wrong_share_survived(
    lie: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, asked = survivor(), real(rule("survive_loss", "country:*", limit=0.5))
    tell(monkeypatch, LIES[lie], WHEN[when])
    try:
        said = survived(plan.outlook, (), asked)
    except PlannerError:
        return
    assert said.actual == pytest.approx(0.6, abs=1e-6)


@pytest.mark.parametrize(("limit", "failed"), [(0.59, []), (0.61, ["China", "Japan"])])
@pytest.mark.parametrize("lie", DAILY)
def test_no_lie_makes_a_plan_survive_or_fail_a_loss(
    lie: str, limit: float, failed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, asked = survivor(), real(rule("survive_loss", "country:*", limit=limit))
    tell(monkeypatch, LIES[lie], WHEN["always"])
    try:
        trial = try_losses(plan.outlook, [asked], ())
    except PlannerError:
        return
    assert [each.name.split(":")[1] for each in trial.failed] == failed


def test_what_the_audit_refuses_is_saved_with_the_log_of_the_solver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HiGHS is asked a question in which every source may deliver twice as much."""

    def run_loosely(problem: LinearProblem, *args: Any, **how: Any) -> Answer:
        return run(replace(problem, upper=2 * problem.upper), *args, **how)

    monkeypatch.setattr("planner.solving.optimum.run", run_loosely)
    with pytest.raises(PlannerError, match="independent recomputation") as refused:
        made("no whole numbers")
    (saved,) = tmp_path.glob("planner-fault-*.zip")
    assert str(saved) in str(refused.value)
    with ZipFile(saved) as bundle:
        assert "at most" in bundle.read("violations.txt").decode()
        log = bundle.read("solver.log").decode()
    assert log.startswith("Attempt with presolve: kOptimal\nRunning HiGHS 1.")
    assert "Optimal" in log


FAULTS = {
    "it crashes": "os.kill(os.getpid(), 11)",
    "it ends": "os._exit(0)",
    "it hangs": "time.sleep(60)",
    "it breaks off": 'os.write(1, b\'{"event": "end", "sta\')',
    "it babbles": "os.write(1, bytes(range(256)) * 400 + b'\\n')",
    "it closes its pipe and hangs": "os.close(1); time.sleep(60)",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_solver_that_fails_is_no_solver(fault: str, tmp_path: Path) -> None:
    program = tmp_path / "child.py"
    program.write_text(f"import os, sys, time\nsys.stdin.readline()\n{fault}\n")
    options = Options(gap=0.0, time_limit=0.5, grace=0.1)
    answer = run(purchase(), options, program=program)
    assert answer.status in {EngineStatus.ERROR, EngineStatus.TIME_LIMIT}
    assert answer.values is None
