"""A workbook as it came: what is wrong with it, or what was understood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from models.case import Case
from planner.errors import InputError, Problem, UsageError
from planner.report.understood import case_record
from planner.runs import CHECK
from planner.runs.rows import packed
from planner.timing import Stopwatch
from planner.workbook.apart import begin
from planner.workbook.frames import Sheets
from planner.workbook.grid import Grid, column_letter, row_and_column
from planner.workbook.marked import marked_content
from planner.workbook.reading import case_of

MARKED, CELLS = "marked.xlsx", "cells.json"
MOST_PROBLEMS = 500
"""Told one by one; the rest is counted, and marked in the copy."""
MOST_SHOWN = 30
"""Cells of a faulty row."""
MOST_CHARACTERS = 80
"""Of a cell that is shown."""


@dataclass(frozen=True)
class Checked:
    """What was found: the question, unless there are faults, and the files that say so."""

    case: Case | None
    files: Mapping[str, bytes]
    told: str = ""
    """What is wrong, in a sentence."""


def check(content: bytes, book: str) -> Checked:
    """Return what was found in a workbook that was uploaded under the name ``book``."""
    name = file_name(book)
    try:
        with begin(content, name) as reading:
            sheets = reading.sheets()
    except UsageError as error:
        return Checked(
            None, {CHECK: packed({"ok": False, "error": str(error)}).encode()}
        )
    cells = {CELLS: packed(dict(_cells(sheets))).encode()}
    try:
        case = case_of(sheets, name, content, Stopwatch())
    except InputError as error:
        files = {CHECK: packed(_faults(error.problems, sheets)).encode(), **cells}
        copy = _marked(content, name, error.problems, ())
        count = len(error.problems)
        said = "1 problem" if count == 1 else f"{count:,} problems"
        return Checked(None, {**files, **copy}, f"The workbook has {said}.")
    record = {"ok": True, "problems": [], "warnings": list(case.warnings)}
    understood = packed({**record, "book": case_record(case)}).encode()
    copy = _marked(content, name, (), case.warnings)
    return Checked(case, {CHECK: understood, **cells, **copy})


def question(content: bytes, book: str) -> Case:
    """Return the question of a workbook that was checked before.

    Raises:
        InputError: it has problems after all.
        UsageError: it cannot be read after all.
    """
    name = file_name(book)
    with begin(content, name) as reading:
        return case_of(reading.sheets(), name, content, Stopwatch())


def file_name(book: str) -> str:
    """Return the name under which a workbook is spoken of, without any folder."""
    last = book.replace("\\", "/").rpartition("/")[2].strip()
    return last if last.strip(".") else "workbook.xlsx"


def _marked(
    content: bytes, name: str, problems: Sequence[Problem], warnings: Sequence[str]
) -> dict[str, bytes]:
    """Return the marked copy, if there is anything to mark and it can be made."""
    if not problems and not warnings:
        return {}
    try:
        return {MARKED: marked_content(content, name, problems, warnings)}
    except UsageError:
        return {}


def _faults(problems: Sequence[Problem], sheets: Sheets) -> dict[str, Any]:
    return {
        "ok": False,
        "problems": [
            {
                "sheet": each.sheet,
                "cell": each.cell,
                "what": each.what,
                "why": each.why,
                "hint": each.hint,
                "row": _row(each, sheets),
            }
            for each in problems[:MOST_PROBLEMS]
        ],
        "more_problems": max(0, len(problems) - MOST_PROBLEMS),
        "warnings": [],
        "book": None,
    }


def _row(problem: Problem, sheets: Sheets) -> dict[str, Any] | None:
    """Return the row of a problem, each cell under its header; None for the header's.

    ``at`` is the place of the faulty cell among those that are shown, if it is.
    """
    grid = sheets.grids.get(problem.sheet)
    number, column = row_and_column(problem.cell.partition(":")[0])
    if grid is None or number <= 1:
        return None
    rows = dict(grid.rows)
    heads, values = rows.get(1, ()), rows.get(number, ())
    wide = max(len(heads), len(values))
    whole = [
        (place, [_shown(head) or column_letter(place), _shown(value)])
        for place, head, value in zip(
            range(1, wide + 1), _filled(heads, wide), _filled(values, wide), strict=True
        )
        if head is not None or value is not None or place == column
    ]
    first = max(0, [place <= column for place, _ in whole].count(True) - MOST_SHOWN)
    shown = whole[first : first + MOST_SHOWN]
    at = [place for place, _ in shown]
    return {
        "number": number,
        "cells": [cell for _, cell in shown],
        "at": at.index(column) if column in at else None,
    }


def _filled(values: Sequence[object], wide: int) -> list[object]:
    return [*values, *[None] * (wide - len(values))]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - exact till then
        value = int(value)
    if isinstance(value, bool):
        return str(value).upper()
    return str(value)[:MOST_CHARACTERS]


def _cells(sheets: Sheets) -> Iterator[tuple[str, dict[str, Any]]]:
    for title, grid in sheets.grids.items():
        yield title, dict(_grid_cells(grid))


def _grid_cells(grid: Grid) -> Iterator[tuple[str, Any]]:
    for number, values in grid.rows:
        for place, value in enumerate(values, start=1):
            if value is not None and value != "":
                yield f"{column_letter(place)}{number}", _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value)
