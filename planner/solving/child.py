"""A child process that solves a problem, and everything that can happen to it.

HiGHS may hang, crash or be killed; each solve therefore has a process and a private
folder of its own, and neither outlives it, unless the child itself says that it has done
its job well and waits for another (``idle``).
"""

import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from planner.solving.freed import give_back
from planner.solving.job import Ended, Job, Memory, Outcome, Words
from planner.solving.linear import LinearProblem, Reals

PROGRAM = Path(__file__).with_name("highs.py")
STOP_SECONDS = 1.0
"""How long a child that is asked to stop may take."""
LOG_START, LOG_END = 4_000, 12_000
"""Characters kept of a long log."""
KILLED = {-9, 137}
"""Exit codes of a process that was killed from outside."""
OUT_OF_MEMORY = (
    "killed, probably as memory ran out; close other programs, or take longer periods "
    "or fewer max_curbs in Settings"
)
LARGE = 1_000_000
"""Entries of a problem whose stating leaves much memory free and still held."""
TICK = 0.05
"""Seconds between two looks at the clock and at the wish to stop."""
ARRAYS = (
    *("cost", "offset", "starts", "places", "entries"),
    *("row_lower", "row_upper", "lower", "upper", "integer", "planned"),
)
BEST, PRICES = "best.npy", "prices.npy"
"""The files of a child's folder with the best solution, and its rows' duals."""
LEARNT = "learnt.npz"
"""The file of a child's folder with what it may use of an earlier one's."""


class Child:
    """A running child program, ready for a job. Use it in a ``with``."""

    begun = False
    """Whether it was given a job; whoever gave it closes it."""
    until = -np.inf
    """When it will no longer wait for another job, on the monotonic clock."""

    def __init__(self, program: Path = PROGRAM) -> None:
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="planner-"))
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        try:
            with (self.folder / "errors").open("wb") as errors:
                # Its own session: Ctrl-C at the terminal must not reach the solver.
                self.process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-P", str(program), str(self.folder)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    start_new_session=True,
                )
            self.reader = threading.Thread(target=self._read, daemon=True)
            self.reader.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None or not self.waits:
            self.close()

    @property
    def waits(self) -> bool:
        """Tell whether it has done a job as it should, and can be given another."""
        return (
            time.monotonic() < self.until
            and self.process.poll() is None
            and self.folder.exists()
        )

    def close(self) -> None:
        """End the process and remove its folder."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                _quietly(pipe.close)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(line)

    def tell(self, line: str) -> None:
        """Send a line; a child that is gone will not mind."""

        def send() -> None:
            if self.process.stdin is not None:
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()

        _quietly(send)

    def begin(self, job: Job) -> None:
        """Hand over a job."""
        self.begun, self.until = True, -np.inf
        for name in (BEST, PRICES):  # of the job before
            (self.folder / name).unlink(missing_ok=True)
        arrays = {each: getattr(job.problem, each) for each in ARRAYS}
        nowhere = np.full(len(job.problem.cost), np.nan)
        start = nowhere if job.start is None else job.start
        np.savez(self.folder / "problem.npz", **arrays, start=start)
        if job.memory is not None and job.memory.content:
            (self.folder / LEARNT).write_bytes(job.memory.content)
        words = {
            "seconds": job.seconds,
            "options": dict(job.options),
            "completing": dict(job.completing),
            "cluster": job.cluster,
        }
        self.tell(json.dumps(words))

    def gone(self) -> bool:
        """Tell whether it has ended and all it said is heard."""
        return (
            self.process.poll() is not None
            and not self.reader.is_alive()
            and self.lines.empty()
        )

    def errors(self) -> str:
        """Return how it died, or the last thing it wrote to standard error."""
        if self.process.poll() in KILLED:
            return OUT_OF_MEMORY
        text = (self.folder / "errors").read_text("utf-8", "replace").strip()
        return text.splitlines()[-1] if text else f"exit {self.process.poll()}"

    def log(self) -> str:
        """Return what HiGHS said, or how that began and ended."""
        try:
            text = (self.folder / "log").read_text("utf-8", "replace")
        except OSError:
            return ""
        left_out = len(text) - LOG_START - LOG_END
        if left_out <= 0:
            return text
        gap = f"\n… {left_out:,} characters left out …\n"
        return text[:LOG_START] + gap + text[-LOG_END:]

    def kept(self, count: int, name: str) -> Reals | None:
        """Return the numbers it has put aside, so many, if they are usable."""
        try:
            values = np.load(self.folder / name, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        if values.shape != (count,) or values.dtype != np.float64:
            return None
        return np.asarray(values, dtype=np.float64)


def _quietly(do: Callable[[], object]) -> None:
    """Do what fails only because the child is gone."""
    with suppress(OSError, ValueError):
        do()


def solve(
    child: Child,
    job: Job,
    *,
    heard: Callable[[Words], None],
    stop: threading.Event,
) -> Outcome:
    """Have a child do a job and return what came of it, whatever happens to it.

    ``heard`` is called often with all the child has said. A Ctrl-C sets ``stop``.
    """
    words = Words()
    try:
        child.begin(job)
        if len(job.problem.entries) > LARGE:
            give_back()
        limit = np.inf if job.seconds is None else job.seconds + job.grace
        ended = _attend(child, words, limit, stop, heard)
    except KeyboardInterrupt:
        stop.set()
        ended = Ended.STOPPED
    if ended is Ended.STOPPED:
        _stop(child, words)
    if ended is Ended.ANSWERED:
        child.until = time.monotonic() + _number(words.last.get("waits"), -np.inf)
    if not child.waits:
        child.process.kill()
    if job.memory is not None and ended is Ended.ANSWERED:
        _remember(child, job.memory)
    return _outcome(child, words, ended, job.problem)


def _remember(child: Child, memory: Memory) -> None:
    with suppress(OSError):  # nothing was learnt
        memory.content = (child.folder / LEARNT).read_bytes()


def _attend(
    child: Child,
    words: Words,
    seconds: float,
    stop: threading.Event,
    heard: Callable[[Words], None],
) -> Ended:
    end = time.monotonic() + seconds
    while not words.last:
        gone = child.gone()
        with suppress(queue.Empty):
            words.hear(child.lines.get(timeout=0 if gone else TICK))
        heard(words)
        if gone:
            return Ended.BROKEN
        if stop.is_set():
            return Ended.STOPPED
        if time.monotonic() > end:
            return Ended.SILENT
    return Ended.ANSWERED if words.last["event"] == "end" else Ended.REFUSED


def _stop(child: Child, words: Words) -> None:
    """Ask the child to stop and give it a moment to put its best solution aside."""
    child.tell("stop")
    with suppress(KeyboardInterrupt):
        _attend(child, words, STOP_SECONDS, threading.Event(), lambda _: None)


def _outcome(
    child: Child, words: Words, ended: Ended, problem: LinearProblem
) -> Outcome:
    last = words.last
    answered = last.get("event") == "end"
    found = bool(last.get("found")) or not answered
    return Outcome(
        ended=ended,
        message=str(last.get("message", "")) or _why(child, ended),
        status=str(last.get("status", "")),
        version=words.version,
        values=child.kept(len(problem.cost), BEST) if found else None,
        objective=_number(last.get("objective")) if found else None,
        bound=_number(last.get("bound"), words.bound),
        prices=child.kept(len(problem.row_lower), PRICES) if answered else None,
        log=child.log(),
    )


def _why(child: Child, ended: Ended) -> str:
    return child.errors() if ended is Ended.BROKEN else ""


def _number(said: object, absent: float | None = None) -> Any:
    return float(said) if isinstance(said, int | float) else absent
