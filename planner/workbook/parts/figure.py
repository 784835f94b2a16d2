"""A number of the workbook that looks odd, with its cell."""

from dataclasses import dataclass

from planner.workbook.table import Row

MOST_LISTED = 20
"""Warnings of one kind."""


@dataclass(frozen=True)
class Figure:
    """A number of the workbook and its cell."""

    value: float
    row: Row
    column: str
    period: int | None = None

    @property
    def cell(self) -> str:
        """Return the address within its sheet."""
        if self.period is None:
            return self.row.at(self.column)
        letter = self.row.table.period_letters.get(self.period, "A")
        return f"{letter}{self.row.number}"

    @property
    def place(self) -> str:
        """Return Sheet!Cell."""
        return f"{self.row.table.title}!{self.cell}"

    def warn(self, message: str) -> None:
        """Say at this cell what looks odd."""
        self.row.table.findings.warn(self.row.table.title, self.cell, message)


def times(value: float, other: float) -> str:
    """Return how many times another number one is, in words."""
    if value >= other:
        return f"{value / other:,.0f} times"
    return f"1/{other / value:,.0f} of"
