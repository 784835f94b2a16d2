"""planner doctor: is this installation sound, and what does a bug report need?"""

from pathlib import Path

import typer

from planner.cli.options import Gap, Json, Limit, Quiet, page, print_json
from planner.errors import PlannerError


def doctor(
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Print versions, try the solver on known cases, and see where files can go.

    It ends with what to attach to a bug report. Exit code 1: something is broken.

    Example: planner doctor
    """
    from planner.doctor import examine
    from planner.report import diagnosis

    del time_limit, gap
    found = examine(Path.cwd())
    if as_json:
        print_json(diagnosis.diagnosis_record(found))
    elif not quiet:
        diagnosis.show_diagnosis(found, page())
    if not found.ok:
        raise typer.Exit(PlannerError.exit_code)
