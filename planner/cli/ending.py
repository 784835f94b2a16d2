"""How the program ends: faults told to the buyer, and the exit code of each."""

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from tempfile import gettempdir
from typing import NoReturn

from planner.cli.options import messages, print_json
from planner.errors import InputError, PlannerError, StoppedError, UsageError

BAD_USAGE = {"ok": False, "error": "bad usage: standard error says what"}
INTERRUPTED = 130
"""What typer leaves with after Ctrl-C."""
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
"""Errors of a disk that takes no more."""
NO_MEMORY = "There is not enough memory: close other programs, or plan fewer scenarios."


class AnsweredError(SystemExit):
    """The answer is printed and all else is said: leave with this code."""


def tell(error: PlannerError) -> None:
    """Say what went wrong; with --json as one object on standard output."""
    from planner.report import failed

    if "--json" in sys.argv:
        print_json(failed.error_record(error))
    _say(error)


def _say(error: PlannerError) -> None:
    talk = messages(quiet=False)
    if isinstance(error, InputError):
        from planner.report import summary

        summary.show_problems(error.problems, talk)
    else:
        talk.print(f"error: {error}", style="red", markup=False, soft_wrap=True)


def attempted(write: Callable[[], Path]) -> list[Path]:
    """Write a report and return where it went; if nowhere, say so and return nothing.

    The answer can be printed even then; leave by ``unless_written`` after it.
    """
    try:
        return [write()]
    except UsageError as error:
        _say(error)
    except OSError as error:
        _say(meant(error))
    return []


def unless_written(written: list[Path], wanted: int = 1) -> None:
    """Leave where a report could not be written."""
    if len(written) < wanted:
        raise AnsweredError(UsageError.exit_code)


def warn_if_changed(book: Path, digest: str, warn: Callable[[str], None]) -> None:
    """Warn if a workbook no longer says what was read from it."""
    from hashlib import sha256

    try:
        now = sha256(book.read_bytes()).hexdigest()
    except OSError:
        what = "is gone, or cannot be read any more"
    else:
        what = "was changed" if now != digest else ""
    if what:
        warn(
            f"{book} {what} since it was read: this answer belongs to the earlier "
            f"content, SHA-256 {digest}. Run the command again to plan on the new one."
        )


def leave(code: str | int | None) -> None:
    """Leave as typer would, but for Ctrl-C, and for bad usage with --json."""
    if code == INTERRUPTED:
        tell(StoppedError("Stopped by you before any plan was found."))
        sys.exit(StoppedError.exit_code)
    if code == UsageError.exit_code and "--json" in sys.argv:
        print_json(BAD_USAGE)
    sys.exit(code)


def meant(fault: Exception) -> PlannerError:
    """Return in words what an exception that nobody expected means."""
    if isinstance(fault, MemoryError):
        return PlannerError(NO_MEMORY)
    if isinstance(fault, OSError) and fault.errno in FULL:
        return UsageError(
            f"{_place(fault)} cannot be written: {fault.strerror}. Free space there, or "
            "name another folder for temporary files in the environment variable TMPDIR."
        )
    if isinstance(fault, OSError) and fault.strerror:
        place = f"{fault.filename}: " if fault.filename else ""
        return PlannerError(f"The system refuses: {place}{fault.strerror}.")
    return PlannerError(
        f"A fault of the program: {type(fault).__name__}: {fault}. {_reported(fault)}"
    )


def _reported(fault: Exception) -> str:
    """Save what a bug report needs, and say where."""
    from traceback import format_exception

    from planner.bug_report import parts_of, told_saved

    saved = ""
    with suppress(Exception):  # whatever else is broken, the fault itself is told
        parts = parts_of("planner", "".join(format_exception(fault)))
        saved = told_saved(parts, Path.cwd())
    return saved or "What to report it with: planner doctor"


def _place(fault: OSError) -> str:
    """Return where an error of a disk occurred, or where it may have."""
    if fault.filename:
        return str(fault.filename)
    try:
        return f"The folder for temporary files, {gettempdir()}, or standard output"
    except OSError:  # there is none that can be written
        return "The folder for temporary files"


def die(fault: Exception) -> NoReturn:
    """Say what an exception that nobody expected means, and leave."""
    error = meant(fault)
    try:
        tell(error)
    except MemoryError:  # not enough even to print well
        sys.stderr.write(f"error: {error}\n")
    sys.exit(error.exit_code)


def prepare() -> None:
    """Make the streams safe to write to, whatever they are."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started the program
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)
        elif isinstance(stream, TextIOWrapper):  # a Japanese console may lack a sign
            stream.reconfigure(errors="replace")
    if "PLANNER_DEBUG" not in os.environ:
        # What a library cannot clean up after an error is no news.
        sys.unraisablehook = lambda _: None
