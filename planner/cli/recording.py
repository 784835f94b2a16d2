"""--record: a run is kept beside those of the browser."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import PlannerError

if TYPE_CHECKING:  # loaded when they are needed
    from rich.console import Console

    from models.case import Case
    from planner.compare import Comparison
    from planner.jobs.recording import Recording
    from planner.plan import Plan


def begun(
    asked: bool,  # noqa: FBT001 - as the option is
    book: Path,
    kind: str,
    policies: Sequence[str] | None,
    *,
    gap: float | None,
    time_limit: float | None,
) -> "Recording | None":
    """Return the record of a run that begins now; None if none is asked for.

    Raises:
        UsageError: nothing can be kept.
    """
    if not asked:
        return None
    from planner.jobs.recording import begin
    from planner.runs import Choice

    named = tuple(policies or ())
    choice = Choice(kind=kind, policies=named, gap=gap, time_limit=time_limit)
    return begin(book, choice)


def kept(
    recording: "Recording | None", comparison: "Comparison", talk: "Console"
) -> None:
    """Keep what came of a run, and say under which name; nothing without a record."""
    if recording is None:
        return
    run = recording.keep(comparison)
    said = f"Recorded: planner runs show {run.id[:8]}"
    talk.print(said, markup=False, soft_wrap=True)


def kept_plan(recording: "Recording | None", plan: "Plan", talk: "Console") -> None:
    """Keep one plan, as ``kept``."""
    if recording is not None:
        from planner.jobs.recording import alone

        kept(recording, alone(plan), talk)


@contextmanager
def keeping_failure(
    recording: "Recording | None", case: "Case", policy: str | None, talk: "Console"
) -> Iterator[None]:
    """Keep also that a policy has no plan, before that is told."""
    try:
        yield
    except PlannerError as error:
        if recording is not None and error.status:
            from planner.jobs.recording import none

            kept(recording, none(case, policy or case.policy, error), talk)
        raise
