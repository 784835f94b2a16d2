"""How the program ends: faults told to the buyer, and the exit code of each."""

import sys

from planner.cli.options import messages, print_json
from planner.errors import InputError, PlannerError, StoppedError, UsageError

BAD_USAGE = {"ok": False, "error": "bad usage: standard error says what"}
INTERRUPTED = 130
"""What typer leaves with after Ctrl-C."""


def tell(error: PlannerError) -> None:
    """Say what went wrong; with --json as one object on standard output."""
    from planner.report import failed

    if "--json" in sys.argv:
        print_json(failed.error_record(error))
    talk = messages(quiet=False)
    if isinstance(error, InputError):
        from planner.report import summary

        summary.show_problems(error.problems, talk)
    else:
        talk.print(f"error: {error}", style="red", markup=False, soft_wrap=True)


def leave(code: str | int | None) -> None:
    """Leave as typer would, but for Ctrl-C, and for bad usage with --json."""
    if code == INTERRUPTED:
        tell(StoppedError("Stopped by you before any plan was found."))
        sys.exit(StoppedError.exit_code)
    if code == UsageError.exit_code and "--json" in sys.argv:
        print_json(BAD_USAGE)
    sys.exit(code)
