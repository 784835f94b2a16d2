"""The heartbeat of a worker: it says how far it is, and hears what is wanted of it.

In a thread of its own, so that nothing the work does keeps it from being heard.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from planner.compare import Outcome, Wire
from planner.jobs.alive import BEAT_SECONDS, CANCELLED, vanish
from planner.jobs.results import step_of
from planner.runs import State, Step, Store, Wants

TERM_SECONDS, KILL_SECONDS = 5.0, 15.0
"""After a cancellation, until the worker is asked, and made, to end."""
LATE_SECONDS = 120.0
"""Beyond its time limit, for ending with the best plans so far."""


class Pulse:
    """A run that is this worker's, its steps, and the thread that keeps it alive.

    Use it in a ``with``. ``stop`` is set when the best plan so far will do.
    """

    def __init__(
        self, store: Store, run: str, worker: str, wire: Wire, seconds: float
    ) -> None:
        self.store, self.run, self.worker, self.wire = store, run, worker, wire
        self.stop = threading.Event()
        self.enough = False
        """Whether the user said that the best plans so far will do."""
        self.cancelled = 0.0
        """When that was heard; 0 if it was not."""
        self._steps: dict[str, Step] = {}
        self._began: dict[str, float] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._asked = False
        self._started, self._seconds = time.monotonic(), seconds
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Self:
        """Begin to beat."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Beat no more."""
        self._over.set()
        self._thread.join()

    def say(self, text: str) -> None:
        """Add a line to the log of the run."""
        self.store.say(self.run, text)

    def plan(self, policies: list[str]) -> None:
        """Say which policies there will be, in which order."""
        for each in policies:
            self.put(Step(policy=each))

    def done(self, outcome: Outcome) -> None:
        """Say how a policy ended."""
        self.put(step_of(outcome))

    def put(self, step: Step) -> None:
        """Say how far a policy is."""
        with self._lock:
            if self._steps.get(step.policy) != step:
                self._steps[step.policy] = step
                self.store.put_step(self.run, step)

    def _live(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                wants = self.store.beat(self.run, self.worker)
                self._heed(wants)
                self._pass_on()
            except SQLAlchemyError as error:  # it may be back at the next beat
                sys.stderr.write(f"{self.run}: {error}\n")

    def _heed(self, wants: Wants) -> None:
        spent = time.monotonic() - self._started - self._seconds
        if not (wants.mine or self.cancelled):
            vanish()
        if spent > LATE_SECONDS:
            self.store.end(
                self.run, self.worker, State.FAILED, _too_long(self._seconds)
            )
            vanish()
        if (wants.enough or spent > 0) and not self.stop.is_set():
            self.enough = True
            self._stop(None)
        for policy in wants.policies:
            self.wire.end(policy)
        if wants.cancel and not self.cancelled:
            self.cancelled = time.monotonic()
            self.store.end(self.run, self.worker, State.CANCELLED, CANCELLED)
            self._stop(None)
        if self.cancelled:
            self._insist(time.monotonic() - self.cancelled)

    def _insist(self, seconds: float) -> None:
        """Make the work end that was cancelled so long ago."""
        if seconds > KILL_SECONDS:
            vanish()
        if seconds > TERM_SECONDS and not self._asked:
            self._asked = True
            os.kill(os.getpid(), signal.SIGTERM)

    def _stop(self, policy: str | None) -> None:
        self.stop.set()
        self.wire.end(policy)

    def _pass_on(self) -> None:
        """Keep how far each solve is that says so."""
        now = time.monotonic()
        for name, told in self.wire.told().items():
            known = self._steps.get(name)
            if known is None or known.is_ended or self.cancelled:
                continue
            began = self._began.setdefault(name, now - told.seconds)
            step = replace(
                known,
                state="running",
                objective=told.best,
                bound=told.bound,
                gap=told.gap,
                seconds=round(now - began, 1),
            )
            with self._lock:
                if not self._steps[name].is_ended:
                    self._steps[name] = step
                    self.store.put_step(self.run, step)


def keep(pulse: Pulse, files: Iterable[tuple[str, bytes]]) -> None:
    """Keep each file with a run as it is made, until the run is cancelled."""
    pulse.say("Writing the results.")
    for name, content in files:
        if pulse.cancelled:
            break
        pulse.store.keep(pulse.run, name, content)


def _too_long(seconds: float) -> str:
    return (
        f"It took longer than the {seconds / 3600:.3g} hours a run may take, and was "
        "ended: choose fewer policies, or a larger gap."
    )


def terminable() -> None:
    """Let SIGTERM end the process as an error would: what it made is cleared away."""

    def leave(*_: object) -> None:
        raise SystemExit(1)

    signal.signal(signal.SIGTERM, leave)
