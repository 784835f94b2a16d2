"""Runs: every workbook that came, what was asked of it, and what came of that.

This knows nothing of solving and loads nothing heavy: the web server lives on it.
"""

from planner.runs.changes import MOST_BYTES
from planner.runs.difference import Difference, difference
from planner.runs.opening import home_folder
from planner.runs.run import (
    CHECK,
    INPUT,
    LOCAL,
    Change,
    Choice,
    File,
    Run,
    State,
    Step,
    Sweep,
    UnknownFileError,
    UnknownRunError,
    Wants,
)
from planner.runs.store import KEPT_DAYS, Store, open_store

__all__ = [
    "CHECK",
    "INPUT",
    "KEPT_DAYS",
    "LOCAL",
    "MOST_BYTES",
    "Change",
    "Choice",
    "Difference",
    "File",
    "Run",
    "State",
    "Step",
    "Store",
    "Sweep",
    "UnknownFileError",
    "UnknownRunError",
    "Wants",
    "difference",
    "home_folder",
    "open_store",
]
