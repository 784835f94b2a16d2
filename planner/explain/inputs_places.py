"""Where in the workbook a cell stands, and what it is, in words."""

from models.case import Case
from planner.explain.inputs_cells import WIDE, Cell
from planner.workbook.addresses import Addresses


def place_of(cell: Cell, case: Case, policy: str, at: Addresses) -> str:
    """Return a cell's address, `Offers!D7`; its sheet and name where that is not known."""
    if cell.table == "rules":
        place = at.rule(policy, int(cell.name))
        return str(place) if place else f"Policies, {policy}"
    name = f"supplier:{cell.name}" if cell.table == "suppliers" else cell.name
    wide = WIDE.get((cell.table, cell.field))
    if wide and any(
        at.value(wide, name, period) is not None for period in case.periods
    ):
        return str(at.cell(wide, name, ""))
    found = at.cell(cell.sheet, cell.name, cell.column)
    return str(found) if found else f"{cell.sheet}, {cell.name}"


def words_of(cell: Cell, rule: str = "") -> str:
    """Return what a cell is: `Far, price`."""
    if cell.table == "rules":
        return rule
    if cell.table == "settings":
        return cell.name
    return f"{cell.name}, {cell.column or 'all periods'}"
