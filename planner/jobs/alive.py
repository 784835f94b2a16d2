"""A worker is heard from its first moment, while what it needs is being loaded."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from planner.runs import State, Store

BEAT_SECONDS = 0.5
CANCELLED = "Cancelled by you."


@contextmanager
def alive(store: Store, run: str, worker: str) -> Iterator[None]:
    """Let a run know that its worker lives, and end that if it is cancelled."""
    over = threading.Event()

    def live() -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                wants = store.beat(run, worker)
                if wants.cancel:
                    store.end(run, worker, State.CANCELLED, CANCELLED)
                if wants.cancel or not wants.mine:
                    vanish()
            except SQLAlchemyError as error:  # it may be back at the next beat
                sys.stderr.write(f"{run}: {error}\n")

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def vanish() -> None:
    """End this process and those it started at once, as if it had been killed."""
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
