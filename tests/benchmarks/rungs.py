"""What the ladder measures: ours and another's time, one after the other."""

import json
import os
import resource
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any
from unittest.mock import patch

import highspy
import numpy as np

from models.case import Case
from models.tree import grow
from planner import cover
from planner.audit import world as worlds
from planner.compare import compare
from planner.frontier import spaced
from planner.kept import Shelf
from planner.solving import cheapest_plan, effort_for, idle, policy_of, solve
from planner.solving import ground as grounds
from planner.solving.child import ARRAYS
from planner.solving.highs import load
from planner.solving.large import memory as memory_of_cases
from planner.solving.question import ask
from planner.solving.scaling import scaled, without_dust
from planner.solving.stating.branches import ask_by_size
from planner.spread import dismiss
from planner.workbook import apart, read
from tests.benchmarks.books import SIZES, write_book, write_rows
from tests.benchmarks.with_linopy import state

ROOT = Path(__file__).parents[2]
GALLIUM = ROOT / "inputs" / "gallium.xlsx"
MINUTE = 60.0
CHILDREN = resource.RUSAGE_CHILDREN
QUICK, MEDIUM = 5, 3
"""Pairs where a run takes under a minute, and under ten."""
AGREE = 1e-6
STEP = 0.03
"""By which the limit of a frontier moves."""
TO_SOLVER = """
import os, sys, threading, time
def end(*_): os._exit(0)
def wait():
    while not hasattr(sys.modules.get("planner.solving.child"), "Words"):
        time.sleep(0.002)
    sys.modules["planner.solving.child"].Words.hear = end
threading.Thread(target=wait, daemon=True).start()
from planner.cli import main
main()
"""
"""Runs a command and ends when the solver has the problem and says that it begins."""
LOOK_SECONDS = 1.0
"""Between two looks at a command's memory."""
IMPORTS = "import pandas, pyomo.environ, highspy"


@dataclass(frozen=True)
class Measured:
    """Medians: seconds, or what ``unit`` says."""

    ours: float
    other: float | None = None
    note: str = ""
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        """Return ours over the other's; None if there is no other."""
        return self.ours / self.other if self.other else None


class NotMeasuredError(Exception):
    """Why a rung is left out."""


@dataclass(frozen=True)
class Ground:
    """Where the books are, and whether small ones stand in for all of them."""

    folder: Path
    quick: bool = False
    most: int = QUICK
    """Most pairs of a rung."""

    def pairs(self, wanted: int) -> int:
        """Return how many pairs a run is measured by."""
        return 1 if self.quick else min(wanted, self.most)

    def book(self, name: str) -> Path:
        """Return the book of a size, written if it is not there."""
        path = self.folder / f"{name}.xlsx"
        if not path.exists():
            write_book(path, SIZES["tiny" if self.quick else name])
        return path

    def case(self, name: str) -> Case:
        """Return the problem of a size."""
        return read(self.book(name))

    @cached_property
    def rows(self) -> Path:
        """Return the book of many rows."""
        count = 1_000 if self.quick else 100_000
        return write_rows(self.folder / "rows.xlsx", count)


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def processor() -> float:
    """Return the processor's seconds of this process, and of its children.

    Of those that ended, and of the solver that waits for its next problem.
    """
    own, ended = map(resource.getrusage, (resource.RUSAGE_SELF, CHILDREN))
    waiting = sum(_spent_by(each.process.pid) for each in idle.WAITING)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime + waiting


def _spent_by(number: int) -> float:
    """Return the processor's seconds of a process; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def spent(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds that it takes, and the processor's."""
    began = processor()
    seconds = timed(work)
    return seconds, processor() - began


def paired(
    ours: Callable[[], Any], other: Callable[[], Any], pairs: int, note: str = ""
) -> Measured:
    """Return the medians of runs in turn, ours first in every second pair.

    The note has the medians of the processor's seconds, which others at work on the
    same machine change less.
    """
    found = []
    for pair in range(pairs):
        if pair % 2:
            theirs, mine = spent(other), spent(ours)
        else:
            mine, theirs = spent(ours), spent(other)
        found.append((*mine, *theirs))
    return compared(found, note)


def compared(
    found: Sequence[tuple[float, float, float, float]], note: str = ""
) -> Measured:
    """Return the medians of our seconds and the processor's, and of the other's."""
    ratios = sorted(mine / theirs for mine, _, theirs, _ in found)
    mine, own, theirs, their_own = map(median, zip(*found, strict=True))
    said = f"pairs {ratios[0]:.2f} to {ratios[-1]:.2f}"
    said += f"; CPU {own:.2f} and {their_own:.2f} s{'; ' if note else ''}{note}"
    return Measured(mine, theirs, said)


def _python(bytecode: Path, code: str, *words: str) -> None:
    command = [sys.executable, "-c", code, *words]
    quiet = subprocess.DEVNULL
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, check=True, stdout=quiet, stderr=quiet, env=env)


def start(ground: Ground) -> Measured:
    """Time from the command to the solver, against the imports alone.

    Both are compiled by a run that is not measured, as what is installed is.
    """
    out, place = str(ground.folder / "started.xlsx"), ground.folder / "bytecode"
    ours = partial(_python, place, TO_SOLVER, "solve", str(GALLIUM), "--out", out)
    other = partial(_python, place, IMPORTS)
    ours()
    other()
    return paired(ours, other, ground.pairs(QUICK))


def _handed_over(case: Case, folder: Path) -> Any:
    """State the extensive form without a policy, and hand it to HiGHS."""
    question = ask_by_size(case, (), grow(case), 1.0)
    return _loaded(without_dust(scaled(question.problem)[0]), folder)


def _loaded(problem: Any, folder: Path) -> Any:
    arrays = {name: getattr(problem, name) for name in ARRAYS}
    place = folder / "problem.npz"
    np.savez(place, **arrays, start=np.full(len(problem.cost), np.nan))
    solver = _silent()
    load(solver, place)
    return solver


def _silent() -> Any:
    new: Any = highspy.Highs
    solver = new()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's way
    return solver


def _from_linopy(case: Case) -> Any:
    model = state(case, grow(case))
    with _hushed():
        return import_module("linopy.io").to_highspy(model)


@contextmanager
def _hushed() -> Iterator[None]:
    """Leave out what HiGHS itself writes to standard output: its name, each time."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def build(ground: Ground, size: str = "M") -> Measured:
    """State the extensive form and hand it over, against linopy."""
    if find_spec("linopy") is None:
        raise NotMeasuredError("linopy is not installed: extra bench")
    _require_agreement(ground)
    case, folder = ground.case(size), ground.folder
    _from_linopy(case)  # its first use loads what later ones have
    rows = [_handed_over(case, folder).getNumRow(), _from_linopy(case).getNumRow()]
    return paired(
        lambda: _handed_over(case, folder),
        lambda: _from_linopy(case),
        ground.pairs(QUICK),
        f"{rows[0]:,} and {rows[1]:,} rows",
    )


def _require_agreement(ground: Ground) -> None:
    """Refuse figures about a linopy model whose optimum is another."""
    case = read(write_book(ground.folder / "agree.xlsx", SIZES["tiny"]))
    solver = _from_linopy(case)
    for name, value in {"output_flag": False, "mip_rel_gap": AGREE / 10}.items():
        solver.setOptionValue(name, value)
    solver.run()
    theirs = solver.getInfo().objective_function_value
    ours = solve(case, "none", gap=AGREE / 10).objective
    if abs(ours - theirs) > AGREE * abs(ours):
        raise NotMeasuredError(f"linopy's optimum is {theirs:.9g}, ours {ours:.9g}")


def _solved_by_highs(mps: Path, gap: float, seconds: float) -> str:
    solver = _silent()
    solver.readModel(str(mps))
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("time_limit", seconds)
    solver.run()
    return f"HiGHS: {solver.getModelStatus().name}, {solver.getInfo().mip_gap:.2%}"


def solving(ground: Ground, size: str = "M") -> Measured:
    """Solve the book's policy to its gap, against HiGHS on the extensive form."""
    case, long = ground.case(size), 30 * MINUTE
    gap = SIZES[size].gap
    _, rules = policy_of(case, None)
    question = ask(case, rules, grow(case), 1.0)
    mps = ground.folder / f"{size}.mps"
    _loaded(question.problem, ground.folder).writeModel(str(mps))
    ends: list[str] = []

    def ours() -> None:
        with afresh():
            plan = solve(case, gap=gap, time_limit=long)
        ends.append(f"ours: {plan.status}, {plan.gap:.2%}")

    def other() -> None:
        ends.append(_solved_by_highs(mps, gap, long))

    pairs = ground.pairs(MEDIUM)
    if size == "M":
        measured = paired(ours, other, pairs)
    else:
        once = spent(other)  # half an hour
        measured = compared([(*spent(ours), *once) for _ in range(pairs)])
    ended = "; ".join(dict.fromkeys(ends))
    return replace(measured, note=f"{measured.note}; {ended}")


def largest(ground: Ground) -> Measured:
    """Solve XL in an hour, half of it for the search, and tell what memory it took."""
    path = ground.book("XL")
    command = [sys.executable, "-c", "from planner.cli import main; main()"]
    words = ["solve", str(path), "--json", "--quiet", "--time-limit", str(30 * MINUTE)]
    ran = _watched([*command, *words, "--out", str(ground.folder / "xl-plan.xlsx")])
    if ran["code"] not in {0, 4}:
        raise NotMeasuredError(f"exit {ran['code']} after {ran['seconds']:.0f} s")
    said = json.loads(ran["said"])
    note = f"gap {said['gap']}, exit {ran['code']}, peak {ran['peak'] / 2**30:.1f} GiB"
    return Measured(ran["seconds"], note=note)


def _watched(command: list[str]) -> Mapping[str, Any]:
    """Run a command; tell what all its processes held at once at most."""
    began, peak = time.perf_counter(), 0
    with TemporaryFile("w+") as said:
        ran = subprocess.Popen(command, stdout=said, text=True)
        while ran.poll() is None:
            peak = max(peak, _resident(ran.pid))
            time.sleep(LOOK_SECONDS)
        said.seek(0)
        spent = time.perf_counter() - began
        return {
            "code": ran.returncode,
            "said": said.read(),
            "seconds": spent,
            "peak": peak,
        }


def _resident(root: int) -> int:
    """Return the bytes in memory of a process and all below it, as Linux counts them."""
    parents, held = {}, {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = each.read_text().rpartition(")")[2].split()
            parents[int(each.parent.name)] = int(words[1])
            held[int(each.parent.name)] = int(words[21]) * resource.getpagesize()

    def is_below(process: int) -> bool:
        while process and process != root:
            process = parents.get(process, 0)
        return process == root

    return sum(held[each] for each in held if is_below(each))


def comparing(ground: Ground) -> Measured:
    """Compare twelve policies with two processes, against one solve of the book."""
    case = ground.case("M")

    def ours() -> None:
        compare(case, jobs=2)
        dismiss()

    def other() -> None:
        with afresh():
            solve(case)

    return paired(ours, other, ground.pairs(QUICK), f"{len(case.policies)} policies")


def stepping(ground: Ground) -> Measured:
    """Solve a frontier's next steps near the plan before, against cold solves.

    Each of those is in a process of its own that has read the book. The note says what
    they take in this process without anything that an earlier solve has left.
    """
    case, pairs = ground.case("M"), ground.pairs(QUICK)
    _, rules = policy_of(case, None)
    cap: Any = rules[0]
    last = replace(cap, limit=cap.limit - STEP * pairs)
    steps: list[Any] = [(each, *rules[1:]) for each in spaced(cap, last, pairs + 1)]
    near = [cheapest_plan(case, "first", steps[0], effort_for(case))]
    found, here = [], []

    def step(asked: Sequence[Any]) -> None:
        near.append(cheapest_plan(case, "near", asked, effort_for(case), near[-1]))

    def cold(asked: Sequence[Any]) -> None:
        with afresh():
            cheapest_plan(case, "cold", asked, effort_for(case))

    for asked in steps[1:]:
        alone = _cold(ground.book("M"), asked[0].limit)
        found.append((*spent(partial(step, asked)), *alone))
        here.append(spent(partial(cold, asked))[1])
    return compared(found, f"in the same process, cold: CPU {median(here):.2f} s")


COLD = """
import json, sys
from pathlib import Path
from tests.benchmarks.rungs import cold
print(json.dumps(cold(Path(sys.argv[1]), float(sys.argv[2]))))
"""


def _cold(book: Path, limit: float) -> tuple[float, float]:
    """Return the seconds of a solve, and the processor's, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", COLD, str(book), str(limit)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    seconds, own = json.loads(ran.stdout)
    return seconds, own


def cold(book: Path, limit: float) -> tuple[float, float]:
    """Solve a book's policy with another share cap, and return what that takes."""
    case = read(book)
    _, (cap, *rest) = policy_of(case, None)
    asked: Any = (replace(cap, limit=limit), *rest)  # type: ignore[call-arg]
    return spent(lambda: cheapest_plan(case, "cold", asked, effort_for(case)))


@contextmanager
def afresh() -> Iterator[None]:
    """Let solves begin with nothing that those before have left in this process."""
    with (
        patch.object(memory_of_cases, "KNOWN", deque(maxlen=memory_of_cases.CASES)),
        patch.object(grounds, "KEPT", Shelf(grounds.GROUNDS)),
        patch.object(cover, "KEPT", Shelf(1)),
        patch.object(worlds, "KEPT", deque(maxlen=2)),
        patch.object(idle, "WAITING", []),
    ):
        yield
        idle.end()


def reading(ground: Ground) -> Measured:
    """Read and check many rows, against python-calamine alone."""
    path = ground.rows
    try:
        calamine = import_module("python_calamine")
    except ImportError:
        raise NotMeasuredError("python-calamine is not installed") from None

    def other() -> None:
        book = calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    allowed = apart.seconds_for(path.read_bytes())
    with patch.object(apart, "SECONDS", 30 * MINUTE):
        measured = paired(lambda: read(path), other, ground.pairs(QUICK))
    if measured.ours <= allowed:
        return measured
    late = f"; a buyer's is given up after {allowed:.0f} s"
    return replace(measured, note=measured.note + late)


PEAK = """
import re, sys
from pathlib import Path
from models.tree import grow
from planner.solving.stating.branches import ask_by_size
from planner.spread import dismiss
from planner.workbook import read
case = read(sys.argv[1])
def peak():  # not getrusage's, which begins with that of whoever started this process
    told = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\\s*(\\d+)", told)[1])
before, tree = peak(), grow(case)
question = ask_by_size(case, (), tree, 1.0)
print(peak() - before, len(tree.nodes) * len(case.offers), len(case.scenarios))
"""


def memory(ground: Ground) -> Measured:
    """Compare what stating M and L takes with their nodes and offers."""
    found = {}
    for size in ("M", "L"):
        ran = subprocess.run(
            [sys.executable, "-c", PEAK, str(ground.book(size))],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        found[size] = tuple(map(float, ran.stdout.split()))
    (less, small, few), (more, large, many) = found["M"], found["L"]
    note = (
        f"per scenario {less / few / 2**20:.2f} and {more / many / 2**20:.2f} MiB; "
        f"nodes x offers {small:,.0f} and {large:,.0f}"
    )
    return Measured(more / less, large / small, note, "x")


@dataclass(frozen=True)
class Rung:
    """One line of the ladder; limits are on the ratio, or on ours where it is alone."""

    run: Callable[[Ground], Measured]
    what: str
    against: str
    must: float
    aim: float
    long: bool = False
    """Whether it runs only when it is asked for by name."""
    is_ratio: bool = True


MPS = "HiGHS, default options, same form from MPS"
RUNGS: Mapping[str, Rung] = {
    "start": Rung(
        start, "start to solver, S", "importing pandas, pyomo, highspy", 1.5, 1.0
    ),
    "build-M": Rung(build, "build and hand over, M", "linopy, same form", 1.5, 0.8),
    "build-L": Rung(
        partial(build, size="L"),
        "build and hand over, L",
        "linopy, same form",
        1.5,
        0.8,
        long=True,
    ),
    "solve-M": Rung(solving, "solve to gap 0.1%, M", MPS, 0.5, 0.1),
    "solve-L": Rung(
        partial(solving, size="L"),
        "solve to gap 1%, L",
        MPS,
        10 * MINUTE,
        2 * MINUTE,
        long=True,
        is_ratio=False,
    ),
    "XL": Rung(
        largest,
        "a plan with a proven gap, XL",
        "an hour and 8 GiB",
        60 * MINUTE,
        15 * MINUTE,
        long=True,
        is_ratio=False,
    ),
    "compare": Rung(
        comparing, "compare 12 policies, M", "one solve", 4.0, 2.0, long=True
    ),
    "frontier": Rung(stepping, "one frontier step, M", "a cold solve", 0.5, 0.1),
    "read": Rung(
        reading, "read and check 100,000 rows", "python-calamine alone", 3.0, 1.5
    ),
    "memory": Rung(
        memory, "memory, M to L", "nodes x offers, M to L", 1.0, 1.0, long=True
    ),
}


def climb(name: str, *, quick: bool = False, most: int = QUICK) -> Measured:
    """Measure one rung in a folder of its own."""
    with TemporaryDirectory() as folder:
        return RUNGS[name].run(Ground(Path(folder), quick, most))
