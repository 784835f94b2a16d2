"""Which page shows a run, by its state."""

from enum import StrEnum
from typing import Any

from planner.runs import Run, State
from planner.web.visit import Visit
from planner.web.words import named


class Stage(StrEnum):
    """How far a user has come with a workbook."""

    CHECK = "check"
    """It waits to be read, or is being read."""
    FAULTY = "faulty"
    CHOOSE = "choose"
    SOLVE = "solve"
    END = "end"

    @property
    def is_moving(self) -> bool:
        """Tell whether the page changes without the user."""
        return self in {Stage.CHECK, Stage.SOLVE}

    @property
    def step(self) -> str:
        """Return the step of the way that it belongs to."""
        return Stage.CHECK if self is Stage.FAULTY else self


STAGES = {
    State.RECEIVED: Stage.CHECK,
    State.CHECKING: Stage.CHECK,
    State.FAULTY: Stage.FAULTY,
    State.CHECKED: Stage.CHOOSE,
    State.QUEUED: Stage.SOLVE,
    State.RUNNING: Stage.SOLVE,
}
WAY = (Stage.CHECK, Stage.CHOOSE, Stage.SOLVE, Stage.END)


def stage_of(run: Run) -> Stage:
    """Return which page shows a run."""
    return STAGES.get(run.state, Stage.END)


def kind_of(run: Run) -> str:
    """Return what was asked of a run: to compare, solve, explain, or a frontier."""
    return run.choice.kind if run.choice else "compare"


def frame(visit: Visit, run: Run) -> dict[str, Any]:
    """Return what every page of a run shows."""
    stage = stage_of(run)
    return {
        "run": run,
        "stage": stage,
        "here": stage.step,
        "reached": WAY.index(Stage(stage.step)),
        "owns": visit.owns(run),
        "polls": stage.is_moving and run.deleted is None,
        "named": lambda policy: named(policy, visit.words),
    }
