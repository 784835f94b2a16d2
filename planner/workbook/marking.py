"""A copy of a workbook in which what is wrong is coloured and said at the cell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from planner.errors import UsageError
from planner.workbook.package import check_package, plainly

Mark = tuple[str, str, str, bool]
"""A sheet's title, an address (blank: the sheet), what to say, and whether a fault."""
FAULT, WARNING = "FFFFC7CE", "FFFFEB9C"
"""Excel's own light red and light yellow."""
MOST_MARKS = 5000
"""Cells marked in one copy: Excel grows slow with more notes."""
MOST_LETTERS = 2000
"""Of one note."""
WIDTH, LETTERS_PER_LINE, LINE_HEIGHT, HIGHEST = 340, 48, 17, 400
AUTHOR = "planner"
LOST = "xl/drawings/drawing", "xl/charts/", "xl/vbaProject.bin"


def mark(content: bytes, name: str, marks: Sequence[Mark]) -> dict[str, Any]:
    """Return the marked copy, how many cells it marks, and whether drawings are lost.

    Raises:
        UsageError: the workbook cannot be loaded whole.
    """
    check_package(content, name)
    with plainly(name):
        book = load_workbook(BytesIO(content), rich_text=True)
        if not book.worksheets:
            raise UsageError(f"{name} has no sheets that can be marked")
        by_cell: dict[Any, list[tuple[str, bool]]] = defaultdict(list)
        for title, address, said, wrong in marks:
            if said not in {each for each, _ in by_cell[_cell(book, title, address)]}:
                by_cell[_cell(book, title, address)].append((said, wrong))
        for cell, notes in list(by_cell.items())[:MOST_MARKS]:
            _note(cell, notes)
        _open_at_first(book, by_cell)
        copy = BytesIO()
        book.save(copy)
    return {
        "content": copy.getvalue(),
        "cells": min(len(by_cell), MOST_MARKS),
        "left_out": max(len(by_cell) - MOST_MARKS, 0),
        "drawings": _has_drawings(content),
    }


def _cell(book: Workbook, title: str, address: str) -> Any:
    """Return the cell that bears a note: the first of a range, A1 of a sheet."""
    known = {page.title: page for page in book.worksheets}
    page = known.get(title)
    if page is None:
        return book.worksheets[0]["A1"]
    cell = page[address.partition(":")[0] or "A1"]
    if not isinstance(cell, MergedCell):
        return cell
    return next(
        page.cell(each.min_row, each.min_col)
        for each in page.merged_cells.ranges
        if cell.coordinate in each
    )


def _note(cell: Any, notes: Iterable[tuple[str, bool]]) -> None:
    wrong = any(each for _, each in notes)
    cell.fill = PatternFill("solid", fgColor=FAULT if wrong else WARNING)
    before = [cell.comment.text] if cell.comment else []
    text = "\n\n".join([*(said for said, _ in notes), *before])
    if len(text) > MOST_LETTERS:
        text = f"{text[:MOST_LETTERS]}…"
    lines = sum(1 + len(line) // LETTERS_PER_LINE for line in text.splitlines())
    height = min((lines + 1) * LINE_HEIGHT, HIGHEST)
    cell.comment = Comment(text, AUTHOR, width=WIDTH, height=height)


def _open_at_first(book: Workbook, by_cell: Iterable[Any]) -> None:
    """Let the copy open on the first sheet that bears a note, if it can be seen."""
    marked = {cell.parent.title for cell in by_cell}
    for page in book.worksheets:
        if page.title in marked and page.sheet_state == "visible":
            book.active = book.index(page)
            for each in book.worksheets:
                each.sheet_view.tabSelected = each is page
            return


def _has_drawings(content: bytes) -> bool:
    with ZipFile(BytesIO(content)) as package:
        return any(name.startswith(LOST) for name in package.namelist())
