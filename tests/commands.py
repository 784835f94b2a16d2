"""The commands, run as a buyer runs them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

RUN = [sys.executable, "-c", "from planner.cli import main; main()"]
Ran = subprocess.CompletedProcess[str]


def planner(folder: Path, *words: str) -> Ran:
    ran = subprocess.run(
        [*RUN, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in ran.stdout + ran.stderr
    return ran


def said(ran: Ran) -> Any:
    """Return the one object on standard output."""
    return json.loads(ran.stdout)
