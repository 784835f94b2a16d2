"""One sheet of the template after another: headers, cells, tables, notes."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from planner.workbook import choices, look
from planner.workbook.layout import NOTE, Field, Row, Terms, explanation, fields
from planner.workbook.schema import Column, Kind, Sheet

NOTES_WIDEST = 80
COMMENT_WIDTH, LETTERS_PER_LINE, LINE_HEIGHT = 300, 42, 17


def add_sheet(
    book: Workbook, sheet: Sheet, rows: Sequence[Row], terms: Terms
) -> Worksheet:
    """Append one sheet of the contract with these rows."""
    page: Worksheet = book.create_sheet(sheet.name)
    across = fields(sheet, rows, terms)
    for place, field in enumerate(across, start=1):
        _write_column(page, place, field, rows, terms)
    _make_table(page, sheet.name, len(across), len(rows))
    keys = 2 if sheet.name == "Policies" else 1
    look.set_up_table(page, frozen=f"{get_column_letter(keys + 1)}2")
    return page


def _write_column(
    page: Worksheet, place: int, field: Field, rows: Sequence[Row], terms: Terms
) -> None:
    letter = get_column_letter(place)
    values = [cell_value(field.column, row.get(field.key)) for row in rows]
    head = page.cell(1, place)
    look.put(head, field.header)
    look.style_header(head, field)
    if not field.is_period:
        head.comment = _comment(explanation(field, terms))
    form = look.number_format(field.column, values)
    for number, value in enumerate(values or [None], start=2):
        cell = page.cell(number, place)
        look.put(cell, value)
        look.style_body(cell, field)
        cell.number_format = form
    shown = [look.shown(value, form) for value in values]
    page.column_dimensions[letter].width = (
        look.NOTE_WIDTH if field.is_note else look.width(field.header, shown)
    )
    if field.is_note:
        for number, text in enumerate(shown, start=2):
            look.fit_height(page, number, [(text, look.NOTE_WIDTH)])
    choices.offer_choices(page, letter, field)


def cell_value(column: Column, value: object) -> object:
    """Return a value as Excel would have it: a year is a number."""
    is_year = column.kind is Kind.PERIOD and str(value).isdigit()
    return int(str(value)) if is_year else value


def _comment(text: str) -> Comment:
    lines = sum(1 + len(line) // LETTERS_PER_LINE for line in text.splitlines())
    height = (lines + 1) * LINE_HEIGHT
    return Comment(text, "planner", width=COMMENT_WIDTH, height=height)


def _make_table(page: Worksheet, name: str, columns: int, rows: int) -> None:
    last = f"{get_column_letter(columns)}{max(rows, 1) + 1}"
    page.add_table(Table(displayName=f"tbl_{name}", ref=f"A1:{last}"))


def add_notes(book: Workbook, title: str, rows: Sequence[Row]) -> None:
    """Append a sheet that the reader ignores."""
    page = book.create_sheet(title)
    heads = list(dict.fromkeys(key for row in rows for key in row))
    table = [[str(row.get(name, "")) for name in heads] for row in rows]
    widths = [
        min(max(map(look.breadth, column)) + 3, NOTES_WIDEST)
        for column in zip(heads, *table, strict=True)
    ]
    for place, (name, wide) in enumerate(zip(heads, widths, strict=True), start=1):
        head = Field(NOTE, name, Column(name, Kind.TEXT, "", ""))
        look.put(page.cell(1, place), name)
        look.style_header(page.cell(1, place), head)
        page.column_dimensions[get_column_letter(place)].width = wide
        for number, texts in enumerate(table, start=2):
            look.put(page.cell(number, place), texts[place - 1])
            look.style_body(page.cell(number, place), head)
    for number, texts in enumerate(table, start=2):
        look.fit_height(page, number, zip(texts, widths, strict=True))
    look.set_up_table(page, frozen="A2")
