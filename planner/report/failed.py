"""Why a command has no result, as other programs read it.

This loads nothing heavy: it must work when Ctrl-C came while something was loading.
"""

from collections.abc import Sequence
from typing import Any

from planner.errors import InputError, PlannerError, Problem


def check_record(
    problems: Sequence[Problem] = (), warnings: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what was found in a workbook."""
    return {
        "ok": not problems,
        "problems": [
            {
                "sheet": each.sheet,
                "cell": each.cell,
                "message": each.message,
                "hint": each.hint,
            }
            for each in problems
        ],
        "warnings": list(warnings),
    }


def error_record(error: PlannerError) -> dict[str, Any]:
    """Return why a command has no result."""
    if isinstance(error, InputError):
        return check_record(error.problems)
    ended = {"status": error.status} if error.status else {}
    under = {"policy": error.policy} if error.policy else {}
    return {"ok": False, **ended, **under, "error": str(error)}
