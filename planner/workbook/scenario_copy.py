"""The scenarios of a case, written into a copy of the buyer's workbook."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook

from models.case import Scenario
from planner.errors import UsageError
from planner.workbook.layout import Row, Terms
from planner.workbook.pages import add_sheet
from planner.workbook.save import save
from planner.workbook.schema import SHEETS
from planner.workbook.words import header

SHEET = SHEETS["Scenarios"]
FORMULA = "f"


def write_scenarios(
    book: Path, out: Path, scenarios: Sequence[Scenario], periods: Sequence[str]
) -> list[str]:
    """Write the scenarios into a copy of ``book``, and return what the copy lost.

    Formulas would come without their stored values and the copy would be refused: each
    is replaced by its value.

    Raises:
        UsageError: ``out`` exists already, is no .xlsx, or cannot be written.
    """
    if out.exists():
        raise UsageError(f"{out} exists: choose another name for the copy")
    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out} is no name of a workbook: let it end in .xlsx")
    copy = load_workbook(book, rich_text=True)
    lost = [*freeze_formulas(copy, book), *drawings(book)]
    terms = Terms("", "", "period", tuple(periods))
    rows = list(_rows(scenarios, periods))
    old = next((page for page in copy if header(page.title) == "scenarios"), None)
    place = len(copy.sheetnames) if old is None else copy.index(old)
    if old is not None:
        copy.remove(old)
    page = add_sheet(copy, SHEET, rows, terms)
    copy.move_sheet(page, place - copy.index(page))
    save(copy, out)
    return lost


def _rows(scenarios: Sequence[Scenario], periods: Sequence[str]) -> Iterator[Row]:
    """Return one row for every curb of a scenario, the probability on the first."""
    for scenario in scenarios:
        strikes = [(curb, periods[start]) for curb, start in scenario.strikes]
        for place, (curb, start) in enumerate(strikes or [(None, None)]):
            yield {
                "scenario": scenario.name,
                "probability": None if place else scenario.probability,
                "curb": curb,
                "start": start,
            }


def freeze_formulas(copy: Workbook, book: Path) -> list[str]:
    """Put stored values in place of a copy's formulas, and return what was lost."""
    formulas = [
        cell
        for page in copy.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == FORMULA
    ]
    if not formulas:
        return []
    stored = load_workbook(book, data_only=True)
    for cell in formulas:
        cell.value = stored[cell.parent.title][cell.coordinate].value
    are = "1 formula was" if len(formulas) == 1 else f"{len(formulas)} formulas were"
    return [f"{are} replaced by the value last stored, first in {_place(formulas[0])}"]


def _place(cell: object) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"  # type: ignore[attr-defined]


def drawings(book: Path) -> list[str]:
    """Return what a copy of a book may lose of its pictures and charts."""
    with ZipFile(book) as package:
        drawn = any(
            name.startswith("xl/drawings/drawing") for name in package.namelist()
        )
    return ["pictures, shapes and charts may be missing from the copy"] if drawn else []
