"""Ctrl-C and SIGTERM: what was found is kept, and what is being written is finished."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, current_thread, main_thread
from types import FrameType
from typing import TypeVar

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 1.0
"""Seconds after which a second signal is one: `timeout` sends each twice at once."""

Heard = TypeVar("Heard")


def heed_sigterm() -> None:
    """Let SIGTERM stop the program as Ctrl-C does."""
    if current_thread() is main_thread() and _heeded(signal.SIGTERM):
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@dataclass
class Search:
    """A search under way, which the first signal ends with the best plan so far."""

    stop: Event = field(default_factory=Event)
    begun: bool = False
    """Whether there may be a plan to keep."""

    def noting(self, progress: Callable[[Heard], None]) -> Callable[[Heard], None]:
        """Return what passes progress on, and notes that there was some."""

        def heard(told: Heard) -> None:
            self.begun = True
            progress(told)

        return heard

    def end(self) -> None:
        """End the search, or the program where there is nothing to keep."""
        if not self.begun:
            raise KeyboardInterrupt
        self.stop.set()


@contextmanager
def searching() -> Iterator[Search]:
    """Let the first signal end the search, and let what it found be written."""
    search = Search()
    with _first(search.end):
        yield search


@contextmanager
def finishing() -> Iterator[None]:
    """Let the first signal pass: what is found is being written and shown."""
    with _first(lambda: None):
        yield


@contextmanager
def _first(do: Callable[[], None]) -> Iterator[None]:
    """Do something at the first signal; a second one ends the program."""
    asked: list[float] = []

    def handle(_: int, __: FrameType | None) -> None:
        asked.append(time.monotonic())
        if len(asked) == 1:
            do()
        elif asked[-1] > asked[0] + PATIENCE:
            raise KeyboardInterrupt

    if current_thread() is not main_thread():
        yield
        return
    before = {each: signal.signal(each, handle) for each in SIGNALS if _heeded(each)}
    try:
        yield
    finally:
        for each, former in before.items():
            signal.signal(each, former)


def _heeded(number: int) -> bool:
    """Tell whether a signal is heeded at all: one started in the background is not."""
    return signal.getsignal(number) not in {signal.SIG_IGN, None}
