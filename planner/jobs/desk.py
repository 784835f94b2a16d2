"""The desk of a server: it gives waiting runs to processes, and sees to how these end.

It loads nothing heavy. The processes outlive it, so that a restarted server finds them
at work; what nobody works on any more is ended by whichever desk sees it first.
"""

import logging
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from planner.jobs.limits import Limits, default_limits
from planner.jobs.process import (
    FOLDER,
    give,
    kill,
    last_words,
    make_ready,
    start_worker,
    sweep,
)
from planner.runs import Run, State, Store

TICK_SECONDS = 0.5
SILENT_SECONDS = 30.0
"""Without a heartbeat, after which a worker is taken to be dead."""
ASLEEP_SECONDS = 5.0
"""Between two ticks, after which this machine is taken to have been asleep."""
BURY_SECONDS, PURGE_SECONDS = 5.0, 3600.0
"""Between two looks for dead workers' runs, and for what was deleted long ago."""
OLD_SECONDS = 2 * 86_400.0
"""Age of a worker's folder that nobody cleared away: its desk was killed."""
CHECKS_AT_ONCE = 2
"""Workbooks checked at a time, besides the runs that are solved."""
QUEUES: tuple[State, State] = (State.RECEIVED, State.QUEUED)
LOG = logging.getLogger("planner.jobs")
Start = Callable[[Store, str, str, Path, Limits], subprocess.Popen[bytes]]
"""Starts a process for a run: the store, run, worker, its folder, and limits."""
KILLED, BROKEN = (9,), (4, 6, 7, 8, 11)
"""Signals: from outside, or as memory runs out; of a program that breaks down."""


@dataclass(frozen=True)
class Hand:
    """A process at work on one run."""

    run: str
    worker: str
    queue: State
    process: subprocess.Popen[bytes]
    folder: Path
    """Its own, for temporary files; gone with it."""


@dataclass(frozen=True)
class Spare:
    """A process that waits for a run."""

    process: subprocess.Popen[bytes]
    folder: Path


class Desk:
    """Keeps at most ``at_once`` solving processes at work, and two that check workbooks.

    Several desks may serve one store. ``ready`` keeps one more process that has loaded
    what it needs, so that the next run begins at once.
    """

    def __init__(
        self,
        store: Store,
        at_once: int = 2,
        limits: Limits | None = None,
        *,
        ready: bool = False,
        start: Start = start_worker,
    ) -> None:
        self.store, self._start, self._is_ready = store, start, ready
        self.most = {State.RECEIVED: CHECKS_AT_ONCE, State.QUEUED: at_once}
        self.limits = limits or default_limits(at_once)
        self.silent = SILENT_SECONDS
        self.hands: list[Hand] = []
        self.spare: Spare | None = None
        self._over, self._nudged = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True, name="desk")
        self._buried = self._purged = self._seen = self._woke = 0.0

    def start(self) -> "Desk":
        """Begin to serve, and return itself."""
        self._thread.start()
        return self

    def nudge(self) -> None:
        """Look at the queue now: something has come."""
        self._nudged.set()

    def stop(self) -> None:
        """Serve no more. The processes go on, and what they do is not lost."""
        self._over.set()
        self._nudged.set()
        self._thread.join()
        self._dismiss()

    def kill(self) -> None:
        """Serve no more, and end the processes; their runs end, or wait again."""
        self.stop()
        for hand in self.hands:
            kill(hand.process)
        for hand in list(self.hands):
            hand.process.wait()
            self._reap(hand)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                self._tick()
            except SQLAlchemyError as error:  # the database may be back at the next
                LOG.warning("The runs cannot be read: %s", error)
            except Exception:  # the queue goes on, whatever it is
                LOG.exception("The desk stumbled")
            self._nudged.wait(TICK_SECONDS)
            self._nudged.clear()

    def _tick(self) -> None:
        for hand in list(self.hands):
            if hand.process.poll() is not None:
                self._reap(hand)
        self._bury()
        for queue in QUEUES:
            while self._has_room(queue) and self.store.waiting((queue,)):
                worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"
                run = self.store.claim(worker, (queue,))
                if run is None:
                    break
                self._begin(run, worker, queue)
        checks = any(hand.queue is State.RECEIVED for hand in self.hands)
        if self._is_ready and self.spare is None and not checks:
            folder = Path(tempfile.mkdtemp(prefix=FOLDER))
            self.spare = Spare(make_ready(self.store, folder, self.limits), folder)

    def _has_room(self, queue: State) -> bool:
        return sum(hand.queue is queue for hand in self.hands) < self.most[queue]

    def _begin(self, run: Run, worker: str, queue: State) -> None:
        spare, self.spare = self.spare, None
        if spare is not None and give(spare.process, run.id, worker):
            self.hands.append(Hand(run.id, worker, queue, spare.process, spare.folder))
            return
        folder = Path(tempfile.mkdtemp(prefix=FOLDER))
        try:
            process = self._start(self.store, run.id, worker, folder, self.limits)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            self.store.lose(run.id, worker, f"No process could be started: {error}.")
            raise
        self.hands.append(Hand(run.id, worker, queue, process, folder))

    def _dismiss(self) -> None:
        """End the process that waits for a run, if there is one."""
        spare, self.spare = self.spare, None
        if spare is not None:
            kill(spare.process)
            spare.process.communicate()
            shutil.rmtree(spare.folder, ignore_errors=True)

    def _reap(self, hand: Hand) -> None:
        """See to what a process left behind: its run, if that had not ended."""
        code = hand.process.returncode
        try:
            state = self.store.lose(
                hand.run, hand.worker, self._why(code, last_words(hand.folder))
            )
        except SQLAlchemyError:  # another look when the database is back
            LOG.warning("Run %s: its worker is gone (%s)", hand.run, code)
            raise
        if state is not None or code not in {0, 1}:
            LOG.warning(
                "Run %s: worker left with %s. %s",
                hand.run,
                code,
                last_words(hand.folder),
            )
        self.hands.remove(hand)
        shutil.rmtree(hand.folder, ignore_errors=True)

    def _why(self, code: int, words: str) -> str:
        """Return in a sentence how a process ended that did not end its run."""
        if -code in KILLED:
            return (
                "The process that worked on it was killed: from outside, or as the "
                "machine ran out of memory."
            )
        if -code in BROKEN or "memory" in words.lower():
            return (
                "The process that worked on it broke down, as it does when it needs more "
                f"than the {self.limits.memory / 2**30:.3g} GiB of memory a run may take."
            )
        return f"The process that worked on it ended too early (exit code {code})."

    def _bury(self) -> None:
        """End the runs of dead workers, unless this machine itself was asleep."""
        now = time.time()
        if now - self._seen > max(self.silent / 2, ASLEEP_SECONDS):
            self._woke = now
        self._seen = now
        if now - self._woke > self.silent and now - self._buried > BURY_SECONDS:
            self._buried = now
            gone = {run for run, _ in self.store.bury(self.silent)}
            for hand in self.hands:
                if hand.run in gone:
                    kill(hand.process)
        if now - self._purged > PURGE_SECONDS:
            self._purged = now
            self.store.purge()
            sweep(now - OLD_SECONDS)
