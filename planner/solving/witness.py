"""A second opinion on what a solver says cannot be, by another build of HiGHS.

A claim that no plan is cheaper cannot be checked by its own plan: only a cheaper one
refutes it. The witness looks for one: a process of its own, started once and kept.
"""

import atexit
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np

from planner.solving.child import ARRAYS, TICK
from planner.solving.linear import LinearProblem, Reals

PROGRAM = Path(__file__).with_name("second.py")
SIZE = 8
SECONDS = 1.0
"""What one opinion may take."""
READY_SECONDS = 20.0
"""What the witness may take to start, on a busy machine."""
LARGEST = 20_000
"""Entries of the largest problem it is asked of: beyond, a second tells nothing."""


class Witness:
    """A running witness."""

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.is_ready = False
        # Its own session: Ctrl-C at the terminal must not end it.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        source = self.process.stdout
        with suppress(OSError, ValueError):
            while source and len(head := source.read(SIZE)) == SIZE:
                self.heard.put(source.read(int.from_bytes(head, "little")))
        self.heard.put(None)

    def tell(self, content: bytes) -> None:
        """Send a question; one that is gone will not mind."""
        with suppress(OSError, ValueError):
            if self.process.stdin is not None:
                head = len(content).to_bytes(SIZE, "little")
                self.process.stdin.write(head + content)
                self.process.stdin.flush()

    def hear(self, seconds: float, stop: threading.Event) -> bytes | None:
        """Return the next answer; None if there is none in time."""
        end = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < end:
            with suppress(queue.Empty):
                return self.heard.get(timeout=TICK)
        return None

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError, ValueError):
                    pipe.close()


LOCK = threading.Lock()
STANDING: list[Witness] = []
"""The one witness of this process, once it is called."""


def call(problem: LinearProblem) -> None:
    """Start the witness if it may be asked of this problem, and wait for nothing."""
    if len(problem.entries) <= LARGEST:
        with LOCK:
            _standing()


def cheaper(
    problem: LinearProblem, limit: float, stop: threading.Event
) -> Reals | None:
    """Return values said to satisfy a problem at a cost within the limit, or None.

    None also when there was no time to find out. A Ctrl-C sets ``stop``.
    """
    if len(problem.entries) > LARGEST:
        return None
    with LOCK:
        answer = None
        try:
            answer = _asked(_standing(), problem, limit, stop)
        except KeyboardInterrupt:
            stop.set()
        if answer is None:
            dismiss()
            return None
    values = np.frombuffer(answer, dtype=np.float64)
    return values if values.shape == problem.cost.shape and len(values) else None


def _standing() -> Witness:
    if not STANDING:
        STANDING.append(Witness())
    return STANDING[0]


def _asked(
    witness: Witness, problem: LinearProblem, limit: float, stop: threading.Event
) -> bytes | None:
    if not witness.is_ready:
        witness.is_ready = witness.hear(READY_SECONDS, stop) is not None
    if not witness.is_ready:
        return None
    question = BytesIO()
    arrays = {each: getattr(problem, each) for each in ARRAYS}
    np.savez(question, **arrays, limit=limit - problem.offset, seconds=SECONDS)
    witness.tell(question.getvalue())
    return witness.hear(2 * SECONDS, stop)


def dismiss() -> None:
    """End the witness; the next question calls another."""
    while STANDING:
        STANDING.pop().close()


atexit.register(dismiss)
