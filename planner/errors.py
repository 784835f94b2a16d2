"""What can go wrong, said to the buyer, and the exit code of each.

PlannerError (1)
├── InputError (2)     the workbook or a flag is wrong: every problem at once
├── NoPlanError (3)    no plan satisfies the policy
└── StoppedError (5)   stopped before any plan was found
"""

from dataclasses import dataclass
from typing import Self


class PlannerError(Exception):
    """A fault of the program itself, or the root of the others."""

    exit_code = 1
    status = ""
    """How the solve ended, as in the JSON of a plan; blank where none began."""
    policy = ""
    """Under which policy."""


@dataclass(frozen=True)
class Problem:
    """One fault in a workbook: where, what, why, and what to write instead."""

    sheet: str
    cell: str
    """An address such as D7; blank when the whole sheet is meant."""
    what: str
    why: str
    hint: str

    @property
    def place(self) -> str:
        """Return Sheet!Cell."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def message(self) -> str:
        """Return what is wrong and why."""
        return f"{self.what} · {self.why}"

    def __str__(self) -> str:
        """Return the line a buyer reads."""
        return f"{self.place} · {self.what} · {self.why} · {self.hint}"


class InputError(PlannerError):
    """The workbook, or what was asked of it, is wrong."""

    exit_code = 2

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class UsageError(PlannerError):
    """A flag or a file is wrong: nothing in a sheet to point at."""

    exit_code = 2


class NoPlanError(PlannerError):
    """No plan satisfies the policy; proved, not guessed."""

    exit_code = 3
    status = "infeasible"

    def __init__(self, policy: str) -> None:
        super().__init__(f"No plan satisfies the policy '{policy}'.")
        self.policy = policy

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        """Travel between processes."""
        return type(self), (self.policy,)


class StoppedError(PlannerError):
    """Stopped by the time limit or by the user before any plan was found."""

    exit_code = 5
    status = "interrupted"


class TimeUpError(StoppedError):
    """Stopped by the time limit before any plan was found."""

    status = "time_limit"
