"""What a run is: one workbook, what was asked of it, and how that ended.

A run goes received, checking, faulty or checked; once something is chosen queued,
running, and done, stopped, cancelled or failed. Moments are in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from planner.errors import UsageError

LOCAL = "local"
"""Who owns the runs of somebody who uses the planner alone, on this machine."""
INPUT = "input.xlsx"
"""The file of a run that is its workbook, byte by byte as it came."""
CHECK = "check.json"
"""The file of a run that says what was found in its workbook."""


class State(StrEnum):
    """How far a run has come."""

    RECEIVED = "received"
    CHECKING = "checking"
    FAULTY = "faulty"
    """The workbook has faults: nothing can be solved before they are mended."""
    CHECKED = "checked"
    """The workbook is good, and nothing was asked of it yet."""
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Ended early, by `good enough` or a time limit, with the best plans so far."""
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_waiting(self) -> bool:
        """Tell whether it waits for a worker."""
        return self in WAITING

    @property
    def is_at_work(self) -> bool:
        """Tell whether a worker has it."""
        return self in AT_WORK

    @property
    def is_ended(self) -> bool:
        """Tell whether nothing more will come of it without being asked anew."""
        return self in ENDED


WAITING = (State.RECEIVED, State.QUEUED)
AT_WORK = (State.CHECKING, State.RUNNING)
ENDED = (State.FAULTY, State.DONE, State.STOPPED, State.CANCELLED, State.FAILED)


@dataclass(frozen=True)
class Change:
    """A limit that is tried at another value; the workbook stays as it is.

    ``row`` is the place of the rule in its policy, from 0. A share is 0.6, not 60.
    """

    policy: str
    row: int
    limit: float


@dataclass(frozen=True)
class Sweep:
    """One limit that moves in steps, from one value to another, both among them.

    It is the limit of the rule ``row`` of ``policy``, from 0, or `risk_weight` if that
    is None. A share is 0.6, not 60.
    """

    policy: str
    row: int | None
    first: float
    last: float
    steps: int = 11


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is asked of a workbook: `compare`, `solve`, `explain`, `frontier` or `stress`.

    Without ``policies`` all of them; of a frontier the one whose other rules stay. ``gap`` and ``time_limit`` (seconds for one solve)
    are the workbook's if None.
    """

    kind: str = "compare"
    policies: tuple[str, ...] = ()
    limits: tuple[Change, ...] = ()
    gap: float | None = None
    time_limit: float | None = None
    sweep: Sweep | None = None
    """Of a frontier alone."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run, as the store has it."""

    id: str
    """Random characters that nobody guesses: who has them may see the run."""
    owner: str
    name: str
    note: str
    book: str
    """Name of the workbook as it was uploaded: to be shown, never a path."""
    digest: str
    """SHA-256 of the workbook."""
    state: State
    told: str
    """How it ended, in a sentence."""
    made: datetime
    began: datetime | None = None
    ended: datetime | None = None
    choice: Choice | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    deleted: datetime | None = None
    parent: str | None = None
    """The run whose workbook it takes up again."""
    wanted: str = ""
    """`enough` or `cancel`, from when the user asks for it."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """How far one policy of a run has come; money in the workbook's currency.

    ``state`` is queued, running, done, impossible, stopped, unbegun (the run ended before
    its turn came) or failed. ``objective`` is the best plan's so far, ``bound`` what no
    plan can undercut.
    """

    policy: str
    state: str = "queued"
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: float = 0.0
    told: str = ""
    enough: bool = False
    """Whether the user has said that its best plan will do."""

    @property
    def is_ended(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.state not in {"queued", "running"}

    @property
    def is_open(self) -> bool:
        """Tell whether it ended early without a plan: solved now, it may have one."""
        return self.state in {"stopped", "unbegun"} and self.objective is None


@dataclass(frozen=True)
class File:
    """One file that a run keeps; ``size`` in bytes."""

    name: str
    size: int
    made: datetime


@dataclass(frozen=True, kw_only=True)
class Wants:
    """What a worker learns when it says that it lives."""

    mine: bool = True
    """False once the run was taken from it: it is to end, and to write nothing more."""
    cancel: bool = False
    enough: bool = False
    policies: frozenset[str] = frozenset()
    """Whose best plan so far will do."""


class UnknownRunError(UsageError):
    """There is no such run."""

    def __init__(self, run: str) -> None:
        super().__init__(f"There is no run '{run[:60]}'. planner runs lists them.")


class UnknownFileError(UsageError):
    """A run keeps no such file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The run has no file '{name[:60]}'.")
