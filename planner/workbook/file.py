"""Reading a workbook: a child parses the file while this process loads the checks."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from planner.timing import Stopwatch
from planner.workbook.apart import begin, content_of

if TYPE_CHECKING:
    from models.case import Case


@contextmanager
def _kept() -> Iterator[None]:
    """Look for no garbage: all that is read is kept, and a search goes through it all.

    For a hundred thousand rows the searches take as long as all else together.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()


def read(path: "str | Path", watch: Stopwatch | None = None) -> "Case":
    """Return the planning problem that a workbook holds.

    The file is parsed in a process of its own, while this one loads what the checks
    need. ``watch`` counts where the time goes.

    Raises:
        InputError: the workbook has problems; it carries them all.
        UsageError: the file cannot be opened, or is no workbook.
    """
    source = Path(path)
    content = content_of(source)
    with begin(content, source.name) as reading, _kept():
        reader = import_module("planner.workbook.reading")
        sheets = reading.sheets()
        case: Case = reader.case_of(sheets, path, content, watch or Stopwatch())
        return case
