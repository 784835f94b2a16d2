"""What programs send and get."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.runs import Change, Choice, File, Run, State, Step, Sweep
from planner.web.sweeping import FEWEST, FRONTIER, MOST_STEPS, STEPS
from planner.web.words import NONE

MOST_POLICIES, MOST_LIMITS = 200, 2000
COMPARE: Literal["compare"] = "compare"
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=1, le=86_400, allow_inf_nan=False)]
Name = Annotated[str, Field(max_length=1000)]


class Strict(BaseModel):
    """What is sent: nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


class Error(BaseModel):
    """Why there is no answer."""

    error: str = Field(
        description="One sentence: what is wrong and what to do instead."
    )


class Limit(Strict):
    """A limit that is tried at another value; the workbook stays as it is."""

    policy: Name
    row: int = Field(ge=0, le=10_000, description="Place of the rule in it, from 0.")
    limit: float = Field(allow_inf_nan=False, description="A share is 0.6, not 60.")


class Move(Strict):
    """One limit that moves in steps; without a row the weight of CVaR, `risk_weight`."""

    policy: Name = Field(default="", description="Whose rule it is.")
    row: int | None = Field(default=None, ge=0, le=10_000, description="From 0.")
    first: float = Field(allow_inf_nan=False, description="A share is 0.6, not 60.")
    last: float = Field(allow_inf_nan=False)
    steps: int = Field(default=STEPS, ge=FEWEST, le=MOST_STEPS)


class Asked(Strict):
    """What is asked of a workbook.

    Without policies all of them, to be compared; of the other kinds the workbook's own.
    """

    kind: Literal["compare", "explain", "stress"] = COMPARE
    policies: list[Name] = Field(default=[], max_length=MOST_POLICIES)
    limits: list[Limit] = Field(default=[], max_length=MOST_LIMITS)
    gap: Share | None = Field(default=None, description="Relative gap to stop at.")
    time_limit: Seconds | None = Field(default=None, description="For one solve.")
    sweep: Move | None = Field(
        default=None,
        description="Asks for a frontier; of the policies the first one's other rules "
        "stay, those of the limit's own without one.",
    )

    def choice(self) -> Choice:
        """Return it as the store keeps it."""
        policies, sweep = tuple(self.policies), self.sweep
        if sweep is not None:
            policies = (*policies, sweep.policy or NONE)[:1]
        return Choice(
            kind=self.kind if sweep is None else FRONTIER,
            sweep=None if sweep is None else Sweep(**sweep.model_dump()),
            policies=policies,
            limits=tuple(Change(one.policy, one.row, one.limit) for one in self.limits),
            gap=self.gap,
            time_limit=self.time_limit,
        )


class Named(Strict):
    """What a run is called, and what is noted on it; what is left out stays."""

    name: str | None = Field(default=None, max_length=120)
    note: str | None = Field(default=None, max_length=4000)


class Enough(Strict):
    """Whose best plan so far will do; all policies' without one."""

    policy: Name | None = None


class StepOut(BaseModel):
    """How far one policy has come."""

    policy: str
    state: str = Field(
        description="queued, running, done, impossible, stopped, unbegun or failed."
    )
    objective: float | None = Field(description="Of the best plan so far.")
    bound: float | None = Field(description="No plan can undercut it.")
    gap: float | None
    seconds: float | None
    told: str

    @classmethod
    def of(cls, step: Step) -> "StepOut":
        """Return a step as programs get it."""
        return cls(
            policy=step.policy,
            state=step.state,
            objective=step.objective,
            bound=step.bound,
            gap=step.gap,
            seconds=step.seconds,
            told=step.told,
        )


class FileOut(BaseModel):
    """A file that a run keeps."""

    name: str
    size: int = Field(description="In bytes.")

    @classmethod
    def of(cls, file: File) -> "FileOut":
        """Return a file as programs get it."""
        return cls(name=file.name, size=file.size)


class RunOut(BaseModel):
    """A run."""

    id: str
    address: str = Field(description="Its page, to be sent to a colleague.")
    name: str
    note: str
    book: str = Field(description="Name of the workbook as it was uploaded.")
    digest: str = Field(description="SHA-256 of the workbook.")
    state: Literal[tuple(State)]  # type: ignore[valid-type]  # of the states there are
    ended: bool = Field(description="Nothing more will come of it without being asked.")
    told: str = Field(description="How it ended.")
    wanted: str = Field(description="`enough` or `cancel`, once that was asked for.")
    made: datetime
    began: datetime | None
    finished: datetime | None
    deleted: datetime | None
    parent: str | None = Field(description="The run whose workbook it takes up again.")
    choice: dict[str, Any] | None
    versions: dict[str, str]

    @classmethod
    def of(cls, run: Run) -> "RunOut":
        """Return a run as programs get it."""
        same = (
            "id",
            "name",
            "note",
            "book",
            "digest",
            "told",
            "wanted",
            "made",
            "began",
        )
        return cls(
            **{each: getattr(run, each) for each in same},
            address=f"/runs/{run.id}",
            state=run.state,
            ended=run.state.is_ended,
            finished=run.ended,
            deleted=run.deleted,
            parent=run.parent,
            choice=_choice(run.choice),
            versions=dict(run.versions),
        )


def _choice(choice: Choice | None) -> dict[str, Any] | None:
    if choice is None:
        return None
    return {
        "kind": choice.kind,
        "policies": list(choice.policies),
        "limits": [
            {"policy": each.policy, "row": each.row, "limit": each.limit}
            for each in choice.limits
        ],
        "gap": choice.gap,
        "time_limit": choice.time_limit,
        "sweep": choice.sweep and asdict(choice.sweep),
    }


class FarOut(RunOut):
    """A run and how far it is."""

    place: int | None = Field(description="In the queue, 1 if next; null if not in it.")
    steps: list[StepOut]
    files: list[FileOut]


class PageOut(BaseModel):
    """Some of the runs, the latest first."""

    runs: list[RunOut]
    next: int | None = Field(description="`offset` of the following ones; null: none.")
