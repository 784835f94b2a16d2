"""The child program that runs HiGHS: one process, one solve, no import from planner.

Its one argument is a folder that is its own. It reads a job as a JSON line on standard
input, with the problem in ``problem.npz``; the line ``stop`` asks it to stop, and the end
of standard input means that the parent is gone. It answers in JSON lines: ``start``,
``progress`` with best and bound, then ``end`` with the status, or ``refused`` with a
message. Every better solution is put in ``best.npy`` as it is found, so that it
outlives this process; the duals of the last one's rows are put in ``prices.npy``,
HiGHS's own words in ``log``.
"""

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import highspy
import numpy as np

OLDEST = (1, 15, 1)
"""HiGHS 1.14 calls a quarter of procurement problems optimal that are not."""
PAUSE = 0.2
"""Least seconds between two reports of progress."""
LEAVING, TICK = 50, 0.02
"""How often it is tried to remove the folder, and seconds between two tries."""

CALLBACKS = highspy.cb.HighsCallbackType
INTERRUPTS = (
    CALLBACKS.kCallbackMipInterrupt,
    CALLBACKS.kCallbackSimplexInterrupt,
    CALLBACKS.kCallbackIpmInterrupt,
)


def leave(folder: Path) -> None:
    """End at once, and with the folder: nobody is left to do it.

    The solve goes on meanwhile in its thread, and may put one more solution there.
    """
    for _ in range(LEAVING):
        with suppress(OSError):
            for each in folder.iterdir():
                each.unlink()
            folder.rmdir()
        if not folder.exists():
            break
        time.sleep(TICK)
    os._exit(1)


class RefusedError(Exception):
    """The job cannot be run as asked; trying again would not help."""


class Watch:
    """What HiGHS calls while it runs: report, keep the best solution, stop."""

    def __init__(self, folder: Path, answers: TextIO) -> None:
        self.folder = folder
        self.answers = answers
        self.stopped = threading.Event()
        self.reported = 0.0
        self.jobs: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen(self) -> None:
        """Take in jobs and the parent's wish to stop, until its end."""
        for line in iter(sys.stdin.readline, ""):
            if line.strip() == "stop":
                self.stopped.set()
            else:
                self.jobs.put(line)
        leave(self.folder)

    def next_job(self, seconds: float | None) -> dict[str, Any]:
        """Wait so long for a job, without end if None; leave when none comes."""
        try:
            job: dict[str, Any] = json.loads(self.jobs.get(timeout=seconds))
        except queue.Empty:
            leave(self.folder)
        return {**job, "options": {"output_flag": True, **job["options"]}}

    def say(self, event: str, **words: object) -> None:
        """Answer the parent."""
        self.answers.write(json.dumps({"event": event, **words}) + "\n")
        self.answers.flush()

    def keep(self, values: Any) -> None:
        """Put a solution where the parent finds it, whole or not at all."""
        draft = self.folder / "draft.npy"
        np.save(draft, np.asarray(values, dtype=np.float64), allow_pickle=False)
        draft.replace(self.folder / "best.npy")

    def __call__(self, kind: Any, _: str, seen: Any, wish: Any, __: Any) -> None:
        """Serve a callback; an exception here would end the solve."""
        with suppress(Exception):
            if wish is not None and self.stopped.is_set():
                wish.user_interrupt = True
            if kind == CALLBACKS.kCallbackMipImprovingSolution:
                self.keep(seen.mip_solution)
                self.progress(seen.objective_function_value, seen.mip_dual_bound)
            elif kind == INTERRUPTS[0] and time.monotonic() > self.reported + PAUSE:
                self.progress(seen.mip_primal_bound, seen.mip_dual_bound)

    def interrupt(self, _: Any, __: str, ___: Any, wish: Any, ____: Any) -> None:
        """Serve a callback that may only stop the solve."""
        if self.stopped.is_set():
            wish.user_interrupt = True

    def progress(self, best: float, bound: float) -> None:
        """Report how far the solve is."""
        self.reported = time.monotonic()
        self.say("progress", best=best, bound=bound)


def accepted(status: Any, what: str) -> None:
    """Raise RefusedError unless HiGHS accepts wholly what it was given."""
    if status != highspy.HighsStatus.kOk:
        raise RefusedError(f"HiGHS does not accept {what}")


def check_version(found: tuple[int, ...]) -> None:
    """Raise RefusedError for a HiGHS that is known to answer wrongly."""
    if found < OLDEST:
        have, need = (".".join(map(str, each)) for each in (found, OLDEST))
        raise RefusedError(
            f"HiGHS {have} is installed, which may call a wrong plan optimal: "
            f"install highspy {need} or later"
        )


def set_options(solver: Any, options: dict[str, Any]) -> None:
    """Set every option and read it back; HiGHS would let a misspelt one pass."""
    for name, wanted in options.items():
        accepted(solver.setOptionValue(name, wanted), f"the option {name} = {wanted}")
        status, found = solver.getOptionValue(name)
        accepted(status, f"the option {name}")
        if found != wanted:
            raise RefusedError(f"HiGHS keeps the option {name} at {found}")


def load(solver: Any, path: Path, *, at_start: bool = False) -> bool:
    """Hand the problem in an .npz file to HiGHS; tell whether it names a start.

    ``at_start`` fixes the columns whose start is known, those that are not NaN.
    """
    with np.load(path, allow_pickle=False) as file:
        data = {name: file[name] for name in file.files if name != "planned"}
    start = data["start"]
    known = np.isfinite(start)
    fixed = known & at_start
    hand_over(
        solver,
        (data["cost"], float(data["offset"])),
        (np.where(fixed, start, data["lower"]), np.where(fixed, start, data["upper"])),
        (data["row_lower"], data["row_upper"]),
        (data["starts"], data["places"], data["entries"]),
        data["integer"],
    )
    return bool(known.any())


def hand_over(
    solver: Any,
    cost: tuple[Any, float],
    bounds: tuple[Any, Any],
    sides: tuple[Any, Any],
    matrix: tuple[Any, Any, Any],
    integer: Any = (),
) -> None:
    """Give HiGHS a problem to minimise, the matrix by column, no column whole if not told.

    Arrays at once: by ``HighsLp``, number by number, it takes seven times as long.
    """
    starts, places, entries = matrix
    whole = np.zeros(len(cost[0]), np.int32)
    whole[: len(integer)] = integer
    status = solver.passModel(
        *(len(cost[0]), len(sides[0]), len(entries)),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        cost[1],
        cost[0],
        *bounds,
        *sides,
        starts.astype(np.int32),
        places.astype(np.int32),
        entries,
        whole,
    )
    accepted(status, "the problem's numbers")


def completed(job: dict[str, Any], watch: Watch) -> Any | None:
    """Return the best solution around the job's start; None if none is found.

    A solver of its own, as the bounds it proves are not those of the problem.
    """
    new: Any = highspy.Highs
    solver = new()
    set_options(solver, {"output_flag": False, **job["options"], **job["completing"]})
    load(solver, watch.folder / "problem.npz", at_start=True)
    accepted(solver.setCallback(watch.interrupt, None), "callbacks")
    for kind in INTERRUPTS:
        accepted(solver.startCallback(kind), f"the callback {kind.name}")
    solver.run()
    found = solver.getInfo().primal_solution_status
    if found != highspy.kSolutionStatusFeasible:
        return None
    solution = solver.getSolution()
    watch.keep(solution.col_value)
    return solution


def solve(job: dict[str, Any], watch: Watch) -> None:
    """Run the job and answer with its end."""
    started = time.monotonic()
    new: Any = highspy.Highs
    solver = new()
    set_options(solver, {"output_flag": False, **job["options"]})
    if load(solver, watch.folder / "problem.npz"):
        start = completed(job, watch)
        if start is not None:
            solver.setSolution(start)
    if job["seconds"] is not None:
        left = max(0.0, job["seconds"] - (time.monotonic() - started))
        set_options(solver, {"time_limit": left})
    accepted(solver.setCallback(watch, None), "callbacks")
    for kind in (*INTERRUPTS, CALLBACKS.kCallbackMipImprovingSolution):
        accepted(solver.startCallback(kind), f"the callback {kind.name}")
    solver.run()
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.kSolutionStatusFeasible
    if found:
        watch.keep(solver.getSolution().col_value)
        prices = np.asarray(solver.getSolution().row_dual, dtype=np.float64)
        np.save(watch.folder / "prices.npy", prices, allow_pickle=False)
    watch.say(
        "end",
        status=solver.getModelStatus().name,
        found=found,
        objective=info.objective_function_value,
        bound=info.mip_dual_bound,
    )


def serve(
    work: Callable[[dict[str, Any], Watch], None], waits: float | None = None
) -> None:
    """Have one job done and end; or do one after another, each awaited so many seconds."""
    folder = Path(sys.argv[1])
    # HiGHS writes its log to standard output, and more whatever its options say.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with (folder / "log").open("ab") as log:
        os.dup2(log.fileno(), 1)
    watch = Watch(folder, answers)
    threading.Thread(target=watch.listen, daemon=True).start()
    _do(watch.next_job(None), work, watch)
    while waits is not None:
        job = watch.next_job(waits)
        os.ftruncate(1, 0)
        _do(job, work, watch)
    os._exit(0)


def _do(
    job: dict[str, Any], work: Callable[[dict[str, Any], Watch], None], watch: Watch
) -> None:
    found = (
        highspy.HIGHS_VERSION_MAJOR,
        highspy.HIGHS_VERSION_MINOR,
        highspy.HIGHS_VERSION_PATCH,
    )
    watch.reported = 0.0
    watch.say("start", version=".".join(map(str, found)))
    try:
        check_version(found)
        work(job, watch)
    except RefusedError as refused:
        watch.say("refused", message=str(refused))


if __name__ == "__main__":
    serve(solve)
