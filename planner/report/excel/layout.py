"""How the plan workbook looks: tables under a frozen header, pages ready to print."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from planner.report.words import clean, decimals, number, width
from planner.workbook import look

TEXT, SHARE, CHANCE = "@", "0.0%;-0.0%;–", "0.00%"
A4 = 9
HEADER = 4
"""Row of every table's header; above it title, note and a blank row."""
NARROWEST, WIDEST = 7, 46
PADDING, WIDER = 3, 1.12
"""Room beside a text, and what bold letters take."""
LINE = 15
LONGEST = 32_000
"""Characters in a cell, somewhat fewer than Excel's most."""
THIN = Side(style="thin", color="D0D0D0")
UNDERLINE = Border(bottom=THIN)
MARGIN = 0.5
"""Inches."""


@dataclass(frozen=True)
class Column:
    """One column of a table: its header and how its values are shown."""

    header: str
    form: str = TEXT
    widest: int = WIDEST


def amount(values: Sequence[float]) -> str:
    """Return the number format of a column of volumes or money."""
    places = decimals(values)
    shown = "#,##0" + ("." + "0" * places if places else "")
    return f"{shown};-{shown};–"


def put(cell: Any, value: object, form: str = TEXT, **font: Any) -> None:
    """Write a value; text stays text, and what is no finite number is left blank."""
    value = _writable(value)
    look.put(cell, value)
    _dress(cell, form, textual=isinstance(value, str))
    cell.font = look.font(**font)


def _writable(value: object) -> object:
    if isinstance(value, str):
        return clean(value)[:LONGEST]
    if isinstance(value, float):
        return value + 0.0 if isfinite(value) else None
    return value


def _dress(cell: Any, form: str, *, textual: bool) -> None:
    cell.number_format = TEXT if textual else form
    cell.alignment = Alignment(
        horizontal="left" if textual else "right",
        vertical="top",
        wrap_text=textual,
        indent=1,
    )


def add_sheet(book: Any, title: str, headline: str, note: str) -> Worksheet:
    """Append a sheet with its headline and a note about it."""
    page: Worksheet = book.create_sheet(title)
    for row, words in ((1, headline), (2, note)):
        cell = page.cell(row, 1)
        put(cell, words)
        cell.alignment = Alignment(vertical="center")
    page.cell(1, 1).font = look.font(look.NAVY, 14, bold=True)
    page.cell(2, 1).font = look.font(look.DIM, 10)
    page.row_dimensions[1].height = 24
    return page


def write_table(
    page: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[object]],
    *,
    left: int = 1,
) -> None:
    """Write a header and rows, from the header's row down."""
    lines = [1] * (len(rows) + 1)
    for place, column in enumerate(columns):
        values = [row[place] for row in rows]
        wide = _width(column, values)
        page.column_dimensions[get_column_letter(left + place)].width = wide
        _write_head(page.cell(HEADER, left + place), column)
        lines[0] = max(lines[0], lines_of(column.header, wide / WIDER))
        _write_body(page, left + place, values, column.form)
        for line, value in enumerate(values, start=1):
            if isinstance(value, str):
                lines[line] = max(lines[line], lines_of(value, wide))
    page.row_dimensions[HEADER].height = LINE * max(2, lines[0]) + 2
    for line, deep in enumerate(lines[1:], start=1):
        if deep > 1:
            page.row_dimensions[HEADER + line].height = LINE * deep


def _write_head(cell: Any, column: Column) -> None:
    put(cell, column.header, colour=look.WHITE, bold=True)
    cell.fill = look.fill(look.NAVY)
    cell.alignment = Alignment(
        horizontal="left" if column.form == TEXT else "right",
        vertical="center",
        wrap_text=True,
        indent=1,
    )


def _write_body(
    page: Worksheet, place: int, values: Sequence[object], form: str
) -> None:
    """Write a column, its style made once for text and once for numbers.

    Most of the time of a large workbook would go into styles that are all the same.
    """
    styles: dict[bool, Any] = {}
    for line, value in enumerate(values, start=HEADER + 1):
        cell: Any = page.cell(line, place)
        textual = isinstance(value, str)
        if textual not in styles:
            _dress(cell, form, textual=textual)
            cell.font, cell.border = look.font(), UNDERLINE
            styles[textual] = copy(cell._style)  # noqa: SLF001 - openpyxl's own way
        cell._style = copy(styles[textual])  # noqa: SLF001
        look.put(cell, _writable(value))


def lines_of(text: str, wide: float) -> int:
    """Return how many lines a text takes in a column, words kept whole if they can."""
    room = wide - PADDING
    if width(text) <= room:
        return 1
    lines, used = 1, 0.0
    for word in text.split():
        if used and used + width(word) > room:
            lines, used = lines + 1, 0.0
        broken = ceil(width(word) / room) - 1
        lines, used = lines + broken, used + width(word) + 1 - broken * room
    return lines


def _width(column: Column, values: Sequence[object]) -> float:
    head = max((WIDER * width(word) for word in column.header.split()), default=0.0)
    shown = max((_shown(each, column.form) for each in values), default=0)
    return min(max(head, shown + 1, NARROWEST) + PADDING, column.widest)


def _shown(value: object, form: str) -> int:
    if isinstance(value, float) and isfinite(value):
        places = form.partition(";")[0].partition(".")[2].count("0")
        return len(number(value, places))
    return 0 if value is None else width(str(value))


def finish(
    page: Worksheet, *, keys: int = 0, across: int = 1, filtered: str = ""
) -> None:
    """Freeze the header and ``keys`` columns, and print ``across`` pages wide."""
    page.freeze_panes = f"{get_column_letter(keys + 1)}{HEADER + 1}"
    page.print_title_rows = f"1:{HEADER}"
    if across > 1:
        page.print_title_cols = f"A:{get_column_letter(max(keys, 1))}"
    if filtered:
        page.auto_filter.ref = filtered
    print_on(page, "landscape", across=across)


def print_on(
    page: Worksheet, orientation: str, *, across: int = 1, down: int = 0
) -> None:
    """Print on A4, so many pages across and down; 0 down is as many as it takes."""
    page.page_setup.paperSize = A4
    page.page_setup.orientation = (
        "portrait" if orientation == "portrait" else "landscape"
    )
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = across, down
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins = PageMargins(
        left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN + 0.2
    )
    footer: Any = page.oddFooter
    footer.left.text, footer.center.text = "&A", "Printed &D"
    footer.right.text = "Page &P of &N"
    page.sheet_view.showGridLines = False
    page.sheet_view.zoomScale = 100
