"""What was costly to prepare, kept for the next who can use it."""

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """A few things, those used last; one that is taken is nobody else's."""

    def __init__(self, places: int) -> None:
        self._lock = Lock()
        self._things: deque[Thing] = deque(maxlen=places)

    def take(self, fits: Callable[[Thing], bool]) -> Thing | None:
        """Return a thing that fits, no longer kept; None if there is none."""
        with self._lock:
            for place, each in enumerate(self._things):
                if fits(each):
                    del self._things[place]
                    return each
        return None

    def put(self, thing: Thing) -> None:
        """Keep a thing for whoever takes it next."""
        with self._lock:
            self._things.appendleft(thing)

    def clear(self) -> None:
        """Keep nothing any more."""
        self._things.clear()

    def __contains__(self, thing: object) -> bool:
        """Tell whether this very thing is kept."""
        return any(each is thing for each in self._things)

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._things)
