import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.errors import PlannerError
from planner.solving import engine
from planner.solving.child import PROGRAM
from planner.solving.engine import Options, Progress, Status, run, spawn
from planner.solving.linear import LinearProblem
from planner.solving.scaling import Scale
from planner.solving.verify import tidied, violation
from tests.solving import problems
from tests.solving.problems import INF, hard, problem, purchase

EXACT = Options(gap=0.0, time_limit=60)
PROTOCOL = """
import json, os, runpy, sys, time
import numpy as np

line = sys.stdin.readline()
job = json.loads(line)
first = "presolve" not in job["options"]

def say(event, **words):
    print(json.dumps({"event": event, **words}), flush=True)

def keep(*values):
    np.save(sys.argv[1] + "/best.npy", np.array(values, dtype=float))

def end(status="kOptimal", objective=350.0, bound=350.0, found=True):
    say("end", status=status, found=found, objective=objective, bound=bound)

class Again:
    def readline(self):
        sys.stdin = sys.__stdin__
        return line

def tell_the_truth():
    sys.stdin = Again()
    runpy.run_path(PROGRAM, run_name="__main__")

say("start", version="1.15.1")
"""


@pytest.fixture(autouse=True)
def leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail when a solve leaves anything in the temporary folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert not list(folder.iterdir())


@pytest.fixture
def unscaled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show HiGHS the numbers as they are."""

    def same(question: LinearProblem) -> tuple[LinearProblem, Scale]:
        return question, Scale(np.ones_like(question.cost), 1.0)

    monkeypatch.setattr(engine, "scaled", same)


def child_that(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "child.py"
    program = f"PROGRAM = {str(PROGRAM)!r}"
    path.write_text("\n".join((program, PROTOCOL, *lines)), encoding="utf-8")
    return path


def test_the_cheapest_purchase_is_found() -> None:
    answer = run(purchase(), EXACT)
    assert answer.status is Status.OPTIMAL
    assert answer.values is not None
    assert answer.values.tolist() == [100, 0, 1]
    assert (answer.objective, answer.bound, answer.gap) == (350, 350, 0)
    assert answer.retried == ()
    assert answer.message == ""
    assert answer.version >= "1.15.1"


def test_a_linear_problem_s_bound_is_its_cost() -> None:
    answer = run(problem({"x": 2}, [(3, {"x": 1}, INF)], offset=1), EXACT)
    assert answer.status is Status.OPTIMAL
    assert answer.objective == answer.bound == 7


def test_a_problem_without_columns_costs_its_constant() -> None:
    answer = run(problem({}, [], offset=4), EXACT)
    assert (answer.status, answer.objective, answer.gap) == (Status.OPTIMAL, 4, 0)


def test_integers_can_be_fixed_and_the_rest_solved_again() -> None:
    answer = run(purchase().with_fixed(np.array([0.0, 0.0, 1.0])), EXACT)
    assert answer.status is Status.OPTIMAL
    assert answer.objective == pytest.approx(350)


@pytest.mark.parametrize("units", [1e-6, 1.0, 1e8])
@pytest.mark.parametrize("money", [1e-6, 1.0, 1e8])
def test_units_and_money_do_not_change_the_plan(units: float, money: float) -> None:
    answer = run(purchase(units, money), EXACT)
    assert answer.status is Status.OPTIMAL
    assert answer.values is not None
    assert answer.values / [units, units, 1] == pytest.approx([100, 0, 1])
    assert answer.objective == pytest.approx(350 * money)
    assert answer.bound == pytest.approx(350 * money)


@pytest.mark.parametrize(
    ("question", "optimum"),
    [
        (problems.wrong_2957(), 28.2),
        (problems.wrong_3043(), 9),
        (problems.hang_1578(), 792663925.6666603),
        (problems.hang_1685(), 177547287.75),
        (problems.hang_827(), -70087568.906),
    ],
)
def test_treacherous_problems_are_solved(
    question: LinearProblem, optimum: float
) -> None:
    answer = run(question, replace(EXACT, time_limit=10))
    assert answer.status is Status.OPTIMAL
    assert answer.objective == pytest.approx(optimum, rel=1e-9)


@pytest.mark.usefixtures("unscaled")
@pytest.mark.parametrize(
    ("question", "optimum"),
    [
        (problems.hang_1578(), 792663925.6666603),
        (problems.hang_1685(), 177547287.75),
        (problems.hang_827(), -70087568.906),
    ],
)
def test_a_solver_that_hangs_is_ended_and_solves_without_presolve(
    question: LinearProblem, optimum: float
) -> None:
    answer = run(question, Options(gap=0, time_limit=1, grace=0.5))
    assert answer.status is Status.OPTIMAL
    assert answer.objective == pytest.approx(optimum, rel=1e-9)
    assert answer.seconds < 20


def test_an_endless_proof_is_ended() -> None:
    answer = run(problems.endless_2226(), Options(time_limit=1, grace=0.5))
    assert answer.status in {Status.TIME_LIMIT, Status.INFEASIBLE}
    assert answer.values is None
    assert answer.seconds < 20


def test_a_price_that_is_no_number_is_refused_before_anything_starts() -> None:
    question = purchase()
    question.cost[1] = np.nan
    with pytest.raises(PlannerError, match="cost of b is nan"):
        run(question, EXACT, program=Path("no such program"))


@pytest.mark.parametrize(
    "question",
    [
        problem({"x": 1}, [(5, {"x": 1}, INF), (-INF, {"x": 1}, 4)]),
        problem({"x": 1}, [(1, {"x": 2}, 1)], {"x": (0, 9)}, "x"),
        problem({"x": 1}, [], {"x": (3, 2)}),
        problem(
            {"x": 1, "y": 1}, [(5, {"x": 1, "y": 1}, INF)], {"x": (0, 2), "y": (0, 2)}
        ),
    ],
    ids=["linear", "whole", "bounds", "capacity"],
)
def test_no_plan_is_told_apart(question: LinearProblem) -> None:
    answer = run(question, EXACT)
    assert answer.status is Status.INFEASIBLE
    assert answer.values is None
    assert answer.bound is None


@pytest.mark.parametrize("integers", ["", "x"])
def test_no_lower_limit_is_told_apart(integers: str) -> None:
    rows = [(0.0, {"x": 1.0, "y": -1.0}, INF)]
    answer = run(problem({"x": -1, "y": 0}, rows, integers=integers), EXACT)
    assert answer.status is Status.UNBOUNDED
    assert answer.values is None


def test_the_time_limit_keeps_the_best_plan() -> None:
    heard: list[Progress] = []
    answer = run(hard(), Options(gap=0, time_limit=2), progress=heard.append)
    assert answer.status is Status.TIME_LIMIT
    assert answer.values is not None
    assert answer.objective == pytest.approx(hard().objective(answer.values))
    assert answer.objective is not None
    assert answer.bound is not None
    assert answer.bound < answer.objective
    distance = answer.objective - answer.bound
    assert answer.gap == pytest.approx(distance / abs(answer.objective))
    known = [each for each in heard if each.best is not None and each.gap is not None]
    assert known
    assert [each.seconds for each in heard] == sorted(each.seconds for each in heard)


def test_the_time_limit_may_leave_no_plan() -> None:
    answer = run(problems.split(), Options(gap=0, time_limit=1))
    assert answer.status is Status.TIME_LIMIT
    assert answer.values is None
    assert answer.objective is None
    assert answer.gap is None


def test_a_wide_gap_is_enough() -> None:
    answer = run(hard(), Options(gap=0.5, time_limit=60))
    assert answer.status is Status.OPTIMAL
    assert answer.gap is not None
    assert answer.gap <= 0.5


def test_a_wish_to_stop_keeps_the_best_plan() -> None:
    stop, wished = threading.Event(), []

    def once_planned(progress: Progress) -> None:
        if progress.best is not None and not stop.is_set():
            wished.append(time.monotonic())
            stop.set()

    answer = run(hard(), EXACT, progress=once_planned, stop=stop)
    assert time.monotonic() - wished[0] < 5
    assert answer.status is Status.INTERRUPTED
    assert answer.values is not None
    assert violation(hard(), answer.values) <= 1e-6


def test_ctrl_c_is_a_wish_to_stop() -> None:
    stop = threading.Event()

    def once_planned(progress: Progress) -> None:
        if progress.best is not None:
            raise KeyboardInterrupt

    answer = run(hard(), EXACT, progress=once_planned, stop=stop)
    assert answer.status is Status.INTERRUPTED
    assert answer.values is not None
    assert stop.is_set()


def test_a_fault_in_the_progress_callback_leaves_nothing_behind() -> None:
    def broken(_: Progress) -> None:
        raise RuntimeError("broken")

    with spawn() as child, pytest.raises(RuntimeError, match="broken"):
        run(hard(), EXACT, progress=broken, child=child)
    assert child.process.poll() is not None


def test_a_killed_solver_leaves_its_best_plan() -> None:
    with spawn() as child:

        def kill_once_planned(progress: Progress) -> None:
            if progress.best is not None and child.process.poll() is None:
                child.process.send_signal(signal.SIGKILL)

        options = Options(gap=0, time_limit=3)
        answer = run(hard(), options, progress=kill_once_planned, child=child)
    assert answer.values is not None
    assert tidied(hard(), answer.values) is not None
    assert answer.status is Status.TIME_LIMIT
    assert len(answer.retried) == 1


def test_a_plan_put_aside_survives_every_fault(tmp_path: Path) -> None:
    program = child_that(tmp_path, "keep(40, 60, 1)", "os.kill(os.getpid(), 9)")
    answer = run(purchase(), EXACT, program=program)
    assert answer.status is Status.INTERRUPTED
    assert answer.objective == 410
    assert answer.bound is None
    assert answer.gap is None
    assert "broke down" in answer.message


SCRIPT = """
from planner.solving.engine import Options, run, spawn
from tests.solving.problems import hard

def tell(progress):
    if progress.best is not None:
        print("planned", child.process.pid, flush=True)

if __name__ == "__main__":
    with spawn() as child:
        answer = run(hard(), Options(gap=0, time_limit=60), progress=tell, child=child)
    print("answer", answer.status, answer.objective, flush=True)
"""


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a process that is solving and has told of a plan."""
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    folder = str(tmp_path / "temporary")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": folder, "PYTHONPATH": root},
    ) as process:
        yield process
        process.kill()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_ends_in_two_seconds_with_the_best_plan(
    parent: subprocess.Popen[str],
) -> None:
    assert parent.stdout is not None
    parent.stdout.readline()
    wished = time.monotonic()
    parent.send_signal(signal.SIGINT)
    said = parent.stdout.read().splitlines()[-1].split()
    assert time.monotonic() - wished < 3
    assert said[:2] == ["answer", "interrupted"]
    assert float(said[2]) < 0
    assert parent.wait(timeout=10) == 0


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_the_child_follows_its_parent(
    parent: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert parent.stdout is not None
    number = int(parent.stdout.readline().split()[1])
    parent.kill()
    parent.wait()
    end = time.monotonic() + 20
    folder = tmp_path / "temporary"
    while (is_running(number) or list(folder.iterdir())) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_running(number)
    assert not list(folder.iterdir())


def is_running(number: int) -> bool:
    """Tell whether a process lives; one that only waits to be buried does not."""
    try:
        os.kill(number, 0)
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def test_a_misspelt_option_is_refused() -> None:
    answer = run(purchase(), replace(EXACT, extra={"mip_relgap": 0.5}))
    assert answer.status is Status.ERROR
    assert "mip_relgap" in answer.message
    assert answer.retried == ()


def test_an_option_that_is_out_of_range_is_refused() -> None:
    answer = run(purchase(), replace(EXACT, gap=-1.0))
    assert answer.status is Status.ERROR
    assert "mip_rel_gap" in answer.message


def test_two_threads_solve_at_once() -> None:
    objectives: list[float | None] = []

    def solve(money: float) -> None:
        objectives.append(run(purchase(1.0, money), EXACT).objective)

    threads = [threading.Thread(target=solve, args=(each,)) for each in (1.0, 2.0)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    assert sorted(x for x in objectives if x is not None) == [350, 700]


def test_a_child_started_early_solves() -> None:
    with spawn() as child:
        answer = run(purchase(), EXACT, child=child)
    assert answer.objective == 350


def test_a_child_that_died_early_is_replaced() -> None:
    with spawn() as child:
        child.process.kill()
        child.process.wait()
        answer = run(purchase(), EXACT, child=child)
    assert answer.objective == 350
    assert len(answer.retried) == 1


def test_the_child_imports_nothing_but_numpy_and_highspy() -> None:
    code = (
        "import json, runpy, sys; runpy.run_path(sys.argv[1]); "
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    command = [sys.executable, "-P", "-s", "-S", "-c"]
    site = [each for each in sys.path if each.endswith("site-packages")]
    code = f"import sys; sys.path += {site!r}; {code}"
    said = subprocess.check_output([*command, code, str(PROGRAM)], text=True)
    found = {
        each
        for each in set(json.loads(said)) - sys.stdlib_module_names
        if not each.startswith(("_", "cython"))
    }
    assert found == {"numpy", "highspy"}


def test_an_older_solver_is_refused(tmp_path: Path) -> None:
    program = child_that(
        tmp_path,
        "import highspy",
        "highspy.HIGHS_VERSION_MINOR, highspy.HIGHS_VERSION_PATCH = 14, 0",
        "tell_the_truth()",
    )
    answer = run(purchase(), EXACT, program=program)
    assert answer.status is Status.ERROR
    assert "1.14.0" in answer.message
    assert answer.version == "1.14.0"


LIES = {
    "a plan that misses a row": "keep(90, 0, 1); end(objective=320, bound=320)",
    "a plan beyond a bound": "keep(0, 100, 0); end(objective=400, bound=400)",
    "half a contract": "keep(100, 0, .5); end(objective=325, bound=325)",
    "a plan of NaN": "keep(np.nan, 0, 1); end()",
    "an infinite plan": "keep(np.inf, 0, 1); end()",
    "a short plan": "keep(100, 0); end()",
    "no plan": "end()",
    "no plan, and says so": "end(found=False)",
    "a false cost": "keep(100, 0, 1); end(objective=300, bound=300)",
    "a false bound": "keep(40, 60, 1); end(objective=410, bound=420)",
    "a dear plan": "keep(40, 60, 1); end(objective=410, bound=350)",
    "a bound of NaN": "keep(100, 0, 1); end(bound=float('nan'))",
    "no bound": "keep(100, 0, 1); end(bound=None)",
    "no such status": "keep(100, 0, 1); end('kSolveError')",
    "an unknown status": "keep(100, 0, 1); end('kSplendid')",
    "no plan exists": "end('kInfeasible', found=False)",
    "no lower limit": "end('kUnbounded', found=False)",
    "either": "end('kUnboundedOrInfeasible', found=False)",
    "nonsense": "print('[]'); print('{'); print('{\"event\": \"end\"}')",
    "nothing": "pass",
    "a crash": "os._exit(1)",
    "a broken file": "open(sys.argv[1] + '/best.npy', 'w').write('x'); end()",
    "an exception": "raise SystemError('no memory')",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_caught_and_the_truth_found(tmp_path: Path, lie: str) -> None:
    lines = ["if first:", f"    {lie}", "else:", "    tell_the_truth()"]
    answer = run(purchase(), EXACT, program=child_that(tmp_path, *lines))
    assert answer.status is Status.OPTIMAL
    assert answer.objective == 350
    assert answer.bound == 350
    assert len(answer.retried) == 1


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_that_is_kept_up_is_never_called_optimal(
    tmp_path: Path, lie: str
) -> None:
    answer = run(purchase(), EXACT, program=child_that(tmp_path, lie))
    assert answer.status is not Status.OPTIMAL
    if answer.values is not None:
        assert violation(purchase(), answer.values) == 0
        assert answer.objective == purchase().objective(answer.values)


def test_a_plan_in_the_tolerance_is_solved_again_around_its_integers(
    tmp_path: Path,
) -> None:
    """Signing 1e-7 of a contract would let 2 units through without it."""
    question = purchase(units=1e5)
    lines = ["if job['seconds'] == 10.0 or not first:", "    tell_the_truth()"]
    values = "keep(2.0 / 2**17, 60e5 / 2**17, 1e-7)"
    program = child_that(tmp_path, *lines, values, "end(objective=1, bound=1)")
    answer = run(question, EXACT, program=program)
    assert answer.objective == pytest.approx(350)


def test_a_plan_cheaper_than_the_bound_refutes_the_bound(tmp_path: Path) -> None:
    lines = [
        "keep(100, 0, 1) if first else keep(40, 60, 1)",
        "end('kSolveError') if first else end(objective=410, bound=410)",
    ]
    answer = run(purchase(), EXACT, program=child_that(tmp_path, *lines))
    assert answer.status is Status.INTERRUPTED
    assert answer.objective == 350
    assert answer.bound is None
