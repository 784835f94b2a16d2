"""Reading a workbook: a child parses the file while this process loads the checks."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from planner.timing import Stopwatch
from planner.workbook.apart import begin, content_of
from planner.workbook.frames import Sheets

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
    need. What one engine reads of a plain workbook is checked while the other reads it
    again: it holds if they agree. ``watch`` counts where the time goes.

    Raises:
        InputError: the workbook has problems; it carries them all.
        UsageError: the file cannot be opened, or is no workbook.
    """
    source = Path(path)
    content = content_of(source)
    with begin(content, source.name) as reading, _kept():
        reader = import_module("planner.workbook.reading")

        def case_of(sheets: Sheets) -> "Case":
            case: Case = reader.case_of(sheets, path, content, watch or Stopwatch())
            return case

        guess = reading.guess()
        held = None if guess is None else _tried(partial(case_of, guess))
        sheets = reading.sheets()
        return case_of(sheets) if held is None or sheets is not guess else held()


def _tried(work: "Callable[[], Case]") -> "Callable[[], Case]":
    """Do it, and return what tells its end: what it returned, or what it raised."""
    try:
        found = work()
    except Exception as error:  # noqa: BLE001 - told once it is known to be true
        return partial(_raised, error)
    return lambda: found


def _raised(error: Exception) -> NoReturn:
    raise error
