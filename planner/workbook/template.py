"""The workbook a buyer fills in, empty or filled with an example."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from planner.errors import UsageError
from planner.examples import EXAMPLES
from planner.workbook import choices, look
from planner.workbook.guide import write_guide
from planner.workbook.layout import Row, Tables, Terms, settings_rows
from planner.workbook.pages import add_notes, add_sheet, cell_value
from planner.workbook.presets import add_presets
from planner.workbook.save import save
from planner.workbook.scenario_copy import write_scenarios
from planner.workbook.schema import SETTINGS, SHEETS
from planner.workbook.words import listed, quoted, suggest

__all__ = ["BLANK", "build", "new", "write", "write_scenarios"]

BLANK: Tables = {
    "Settings": (
        {"setting": "currency", "value": "USD"},
        {"setting": "unit", "value": "kg"},
        {"setting": "period", "value": "quarter"},
        {"setting": "first_period", "value": "2027Q1"},
        {"setting": "periods", "value": 8},
    )
}
"""What an empty template knows: enough to head its columns."""


def new(
    path: Path,
    *,
    example: str | None = None,
    presets: Sequence[str] = (),
    force: bool = False,
) -> list[str]:
    """Write a template, empty or filled with the named example, with these presets.

    Return what the buyer should know of the presets.

    Raises:
        UsageError: there is no such example or preset, the file exists and ``force`` is
            not given, its name does not end in .xlsx, or the place cannot be written.
    """
    if example is not None and example not in EXAMPLES:
        hint = suggest(example, EXAMPLES, f"choose {listed(EXAMPLES)}")
        raise UsageError(f"there is no example {quoted(example)}: {hint}")
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} is no name of a workbook: let it end in .xlsx")
    if path.exists() and not force:
        raise UsageError(f"{path} exists: choose another name, or add --force")
    tables, notes = add_presets(EXAMPLES[example]() if example else BLANK, presets)
    write(path, tables)
    return notes


def write(path: Path, tables: Tables = BLANK) -> None:
    """Write a template filled with these tables, over any file that is there.

    Settings must be among the tables. A table that is no sheet of the contract becomes
    a sheet of notes: its name must begin with `note`.

    Raises:
        UsageError: the place cannot be written.
    """
    save(build(tables), path)


def build(tables: Tables) -> Workbook:
    """Return the template filled with these tables."""
    settings = settings_rows(tables["Settings"])
    terms = Terms.of({str(row["setting"]): row["value"] for row in settings})
    filled = {**tables, "Settings": settings}
    book = Workbook()
    choices.name_lists(book, rules=write_guide(book.worksheets[0]))
    for sheet in SHEETS.values():
        add_sheet(book, sheet, filled.get(sheet.name, ()), terms)
    for title, rows in filled.items():
        if title not in SHEETS:
            add_notes(book, title, rows)
    _finish_settings(book, settings)
    return book


def _finish_settings(book: Workbook, rows: Sequence[Row]) -> None:
    """Give each value of Settings its own colour, format and check."""
    page = book["Settings"]
    names = [str(row["setting"]) for row in rows]
    for number, name in enumerate(names, start=2):
        column = SETTINGS[name]
        label, cell = page.cell(number, 1), page.cell(number, 2)
        ground, ink = look.header_colours(required=column.required)
        label.fill, label.font = look.fill(ground), look.font(ink)
        look.put(cell, cell_value(column, cell.value))
        cell.number_format = look.number_format(column, [cell.value])
    choices.offer_setting_choices(page, names)
