"""A copy of the buyer's workbook in which a few cells say something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from planner.errors import UsageError
from planner.workbook.addresses import Place
from planner.workbook.save import save
from planner.workbook.scenario_copy import drawings, freeze_formulas


@dataclass(frozen=True)
class CellChange:
    """What one cell is to say instead, or a whole row that is to be cleared."""

    place: Place
    value: object
    """None clears it."""
    head: str = ""
    """The header to write in row 1, where the column is a new one."""


def write_changed(book: Path, out: Path, changes: Sequence[CellChange]) -> list[str]:
    """Write a copy of ``book`` with some cells changed, and return what the copy lost.

    Raises:
        UsageError: ``out`` exists already, is no .xlsx, or cannot be written.
    """
    if out.exists():
        raise UsageError(f"{out} exists: choose another name for the copy")
    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out} is no name of a workbook: let it end in .xlsx")
    copy = load_workbook(book, rich_text=True)
    lost = [*freeze_formulas(copy, book), *drawings(book)]
    for each in changes:
        page = copy[each.place.sheet]
        if not each.place.cell:
            for cell in page[each.place.row]:
                cell.value = None
            continue
        if each.head:
            page[f"{each.place.column}1"].value = each.head
        page[each.place.cell].value = each.value
    save(copy, out)
    return lost
