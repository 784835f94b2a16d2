"""What is found while reading: problems to report at once, and warnings."""

from collections.abc import Iterable

from planner.errors import InputError, Problem
from planner.workbook.grid import row_and_column


class CellError(Exception):
    """What is wrong with a value, why, and what to write instead."""

    def __init__(self, what: str, why: str, hint: str) -> None:
        super().__init__(what, why, hint)
        self.what = what
        self.why = why
        self.hint = hint


class Findings:
    """The problems and warnings of one workbook."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[str] = []

    def fault(self, sheet: str, cell: str, fault: CellError) -> None:
        """Note a problem of a cell, or of a whole sheet where ``cell`` is blank."""
        self.problems.append(Problem(sheet, cell, fault.what, fault.why, fault.hint))

    def warn(self, sheet: str, cell: str, message: str) -> None:
        """Note what was understood, where it may not be what was meant."""
        place = f"{sheet}!{cell}" if cell else sheet
        self.warnings.append(f"{place} · {message}")

    def stop(self, titles: Iterable[str]) -> None:
        """Raise every problem there is, in the order of the titles and their cells."""
        if not self.problems:
            return
        order = {title: place for place, title in enumerate(titles)}
        raise InputError(*sorted(self.problems, key=lambda each: _key(each, order)))


def _key(problem: Problem, order: dict[str, int]) -> tuple[int, int, int]:
    place = order.get(problem.sheet, len(order))
    if not problem.cell:
        return place, 0, 0
    return place, *row_and_column(problem.cell.partition(":")[0])
