"""What the commands do alike: read the workbook, find its plan, give the answer."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli.ending import attempted, unless_written, warn_if_changed
from planner.cli.options import print_json, warner
from planner.cli.stopping import Search, finishing
from planner.errors import StoppedError, TimeUpError

if TYPE_CHECKING:  # loaded when a command runs
    from rich.console import Console

    from models.case import Case
    from planner.plan import Plan


def opened(book: Path, talk: "Console") -> "Case":
    """Read a workbook, and say what it warns of.

    Raises:
        InputError: it has faults.
    """
    import planner

    case: Case = planner.read(book)
    for warning in case.warnings:
        warner(talk)(warning)
    return case


def cheapest(
    case: "Case",
    policy: str,
    talk: "Console",
    search: Search,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
) -> "Plan":
    """Return the cheapest plan under a policy, with a line of progress meanwhile.

    Once ``search`` is ended it is the best that was found.

    Raises as ``planner.solve`` does.
    """
    import planner
    from planner.report import terminal

    with terminal.progress_line(
        talk,
        policy,
        currency=case.currency,
        target=case.gap if gap is None else gap,
        time_limit=case.time_limit if time_limit is None else time_limit,
    ) as progress:
        plan: Plan = planner.solve(
            case,
            policy,
            gap=gap,
            time_limit=time_limit,
            progress=search.noting(progress),
            stop=search.stop,
        )
    return plan


def too_early(early: BaseException, before: str) -> StoppedError:
    """Return that a command was ended with nothing to give yet, and by what."""
    limit = isinstance(early, TimeUpError)
    who = "the time limit" if limit else "you"
    said = f"Stopped by {who} before {before}: nothing was written."
    return TimeUpError(said) if limit else StoppedError(said)


def give(
    writes: Sequence[Callable[[], Path]],
    record: Callable[[], Mapping[str, Any]],
    show: Callable[[list[Path]], None],
    *,
    as_json: bool,
    unchanged: tuple[Path, str, "Console"],
) -> None:
    """Write the reports, print the answer, and leave if a report had no place.

    ``show`` prints it for readers and hears what was written, ``record`` is for
    programs. ``unchanged`` are the workbook, its SHA-256 as it was read, and where to
    warn if it is another by now.
    """
    book, digest, talk = unchanged
    with finishing():
        written = [place for write in writes for place in attempted(write)]
        if as_json:
            print_json(record())
        else:
            show(written)
        warn_if_changed(book, digest, warner(talk))
    unless_written(written, len(writes))
