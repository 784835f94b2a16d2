"""Where the time of a run goes, phase by phase."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stopwatch:
    """Seconds by phase, added up; handed to whoever does the work."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def on(self, phase: str) -> Iterator[None]:
        """Count the block for a phase, less what phases inside it count themselves."""
        began, counted = time.monotonic(), self._counted
        self.seconds.setdefault(phase, 0.0)  # in the order in which they begin
        try:
            yield
        finally:
            spent = time.monotonic() - began - (self._counted - counted)
            self.seconds[phase] += spent

    @property
    def _counted(self) -> float:
        return sum(self.seconds.values())
