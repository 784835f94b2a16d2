"""What a child is asked to do, what it says meanwhile, and what comes of it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from planner.solving.linear import LinearProblem, Reals


@dataclass
class Memory:
    """What children have learnt of a case, for the next; only they can read it."""

    content: bytes = b""


class Ended(StrEnum):
    """How a child came to its end."""

    ANSWERED = "answered"
    REFUSED = "refused"
    SILENT = "did not return in time"
    BROKEN = "broke down"
    STOPPED = "was stopped"


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a child is to solve and how."""

    problem: LinearProblem
    options: Mapping[str, float | str | bool]
    """HiGHS's own options."""
    seconds: float | None
    """HiGHS's time limit."""
    grace: float
    """Seconds beyond the limit before the child is ended."""
    start: Reals | None = None
    """Values to start from, NaN where there is none to tell."""
    completing: Mapping[str, float | str | bool] = field(default_factory=dict)
    """HiGHS's own options while it completes the start."""
    memory: Memory | None = None
    """Read at the start, and written by a child that answers."""
    cluster: str | None = None
    """Where a Dask scheduler is whose workers may help, if there is one."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a child left behind."""

    ended: Ended
    message: str = ""
    status: str = ""
    """HiGHS's name of the model's status; blank unless it answered."""
    version: str = ""
    values: Reals | None = None
    """The solution it gave, or the best it had put aside."""
    objective: float | None = None
    """What it claims the solution costs; None unless it answered."""
    bound: float = -np.inf
    prices: Reals | None = None
    """Duals of the rows, if it gave any."""
    log: str = ""
    """HiGHS's own words, the middle of long ones left out."""


@dataclass
class Words:
    """What a child has said so far."""

    version: str = ""
    best: float = np.inf
    bound: float = -np.inf
    last: dict[str, Any] = field(default_factory=dict)
    """Its last words; empty until they are spoken."""

    def hear(self, line: str) -> None:
        """Take in one line; what is no answer is passed over."""
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            words = json.loads(line)
            event = words["event"]
            if event == "progress":
                self.best, self.bound = float(words["best"]), float(words["bound"])
            elif event == "start":
                self.version = str(words["version"])
            elif event in {"end", "refused"}:
                self.last = words
