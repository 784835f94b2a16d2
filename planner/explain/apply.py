"""A repair written into a copy of the buyer's workbook: only the cells it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.case import Case, Target
from planner.errors import UsageError
from planner.explain.conflict_parts import RULE, SHEET, Part
from planner.explain.repair import Repair
from planner.explain.repair_change import FIELDS, Change, limited_by_supplier
from planner.workbook.addresses import Addresses, Place
from planner.workbook.changed_copy import CellChange, write_changed

CAPACITY = "Capacity"


@dataclass(frozen=True)
class Written:
    """A copy of a workbook, what it says now, and what it lost."""

    path: Path
    cells: Sequence[CellChange]
    lost: Sequence[str]


def apply_repair(
    case: Case, repair: Repair, policy: str, at: Addresses, out: Path
) -> Written:
    """Write a repaired copy of the workbook a case was read from.

    Raises:
        UsageError: a cell is not known, or ``out`` exists or cannot be written.
    """
    cells = [
        cell for change in repair.changes for cell in cells_of(change, case, policy, at)
    ]
    lost = write_changed(Path(case.source), out, cells)
    return Written(out, cells, lost)


def cells_of(
    change: Change, case: Case, policy: str, at: Addresses
) -> Iterator[CellChange]:
    """Yield what each cell says after a change.

    Raises:
        UsageError: the cell is not known.
    """
    part = change.part
    if part.kind in CAPACITIES:
        yield from _capacity(part.kind, part.name, change.after, at)
        if part.kind == "supplier":
            yield from _offers_too(change, case, at)
        return
    place = place_of(part, change.column, policy, at)
    if place is None:
        raise UsageError(f"Where {part.name} stands in {case.source} is not known.")
    if not change.column:
        yield CellChange(Place(place.sheet, place.row), None)
    elif place.column:
        yield CellChange(place, _said(change, case))
    else:
        letter = at.next_letter(SHEET[part.kind][0])
        new = Place(place.sheet, place.row, letter)
        yield CellChange(new, _said(change, case), head=change.column)


def place_of(part: Part, column: str, policy: str, at: Addresses) -> Place | None:
    """Return the cell of a part in a column; its row where there is no such column."""
    if part.kind == RULE:
        return at.rule(policy, part.place, column)
    return at.cell(SHEET[part.kind][0], part.name, column)


def places_of(part: Part, policy: str, at: Addresses) -> list[Place]:
    """Return every cell that says what a part does; of a capacity there may be many."""
    sheet, column = SHEET[part.kind]
    if part.kind == RULE:
        found = at.rule(policy, part.place, column)
        return [] if found is None else [found]
    found = at.cell(sheet, part.name, column)
    own = found if at.value(sheet, part.name, column) is not None else None
    listed = f"supplier:{part.name}" if part.kind == "supplier" else part.name
    row = at.cell(CAPACITY, listed, "") if part.kind in CAPACITIES else None
    both = [each for each in (own, row) if each is not None]
    return both or ([] if found is None else [found])


CAPACITIES = frozenset({"offer", "process", "supplier"})


def _said(change: Change, case: Case) -> object:
    if change.column in FIELDS:
        return case.periods[change.after]
    if change.part.kind in {"lot_size", "min_order"} and not change.after:
        return None
    return str(change.after) if isinstance(change.after, Target) else change.after


def _capacity(
    kind: str, name: str, value: float, at: Addresses
) -> Iterator[CellChange]:
    """Raise a capacity wherever it is stated lower: in its row, and in Capacity."""
    sheet, column = SHEET[kind]
    stated = at.value(sheet, name, column)
    place = at.cell(sheet, name, column)
    if place is not None and stated is not None and _is_less(stated, value):
        yield CellChange(place, value)
    listed = f"supplier:{name}" if kind == "supplier" else name
    for period, volume in at.row(CAPACITY, listed).items():
        cell = at.cell(CAPACITY, listed, period)
        if cell is not None and cell.column and _is_less(volume, value):
            yield CellChange(cell, value)


def _offers_too(change: Change, case: Case, at: Addresses) -> Iterator[CellChange]:
    """Raise what offers state themselves where only their supplier limited them."""
    for offer in case.offers.values():
        if offer.supplier == change.part.name and limited_by_supplier(case, offer):
            yield from _capacity("offer", offer.name, change.after, at)


def _is_less(stated: object, value: float) -> bool:
    try:
        return float(str(stated)) < value
    except ValueError:
        return False
