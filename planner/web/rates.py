"""How often a client may do what costs the server much, or what it could guess with."""

import math
import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from planner.web.settings import Rate

MOST_CLIENTS = 10_000
"""Remembered at once; beyond it those that have been silent longest are forgotten."""


class Counter:
    """What each client did of late."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._lock = Lock()
        self._seen: dict[str, deque[float]] = {}

    def wait(self, client: str) -> int:
        """Return after how many seconds it may do it; 0 if it may now."""
        with self._lock:
            times = self._recent(client)
            if len(times) < self._rate.most:
                return 0
            return max(1, math.ceil(times[0] + self._rate.seconds - self._clock()))

    def count(self, client: str) -> None:
        """Note that a client did it."""
        with self._lock:
            times = self._recent(client)
            times.append(self._clock())
            self._seen.pop(client, None)
            self._seen[client] = times
            while len(self._seen) > MOST_CLIENTS:
                del self._seen[next(iter(self._seen))]

    def _recent(self, client: str) -> deque[float]:
        times = self._seen.get(client, deque())
        while times and times[0] <= self._clock() - self._rate.seconds:
            times.popleft()
        return times
