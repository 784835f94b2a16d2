"""A run as other programs read it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from planner.runs import File, Run, Step


def run_record(run: Run) -> dict[str, Any]:
    """Return a run; moments in UTC, as ISO 8601 writes them."""
    return {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in asdict(run).items()
    }


def whole_record(
    run: Run,
    steps: Sequence[Step],
    files: Sequence[File],
    log: Sequence[tuple[datetime, str]],
) -> dict[str, Any]:
    """Return a run with its policies, files and log."""
    return {
        **run_record(run),
        "policies": [asdict(each) for each in steps],
        "files": [{"name": each.name, "size": each.size} for each in files],
        "log": [{"at": when.isoformat(), "said": said} for when, said in log],
    }
