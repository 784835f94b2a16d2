"""A sheet that is one printed page, written from top to bottom."""

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planner.report.excel.drawing import spread
from planner.report.excel.layout import LINE, UNDERLINE, lines_of, print_on, put
from planner.workbook import look

CHART_ROWS = 15
"""Rows of usual height under a chart."""
LETTERS = 1.15
"""Letters that one unit of column width holds, on the mean."""
ALARM = "C00000"
SIGNING_HIGH = 30


class Page:
    """The sheet, and the row written last."""

    def __init__(self, page: Worksheet, widths: Sequence[float]) -> None:
        self.page = page
        self.widths = widths
        self.row = 0
        for number, wide in enumerate(widths, start=1):
            page.column_dimensions[get_column_letter(number)].width = wide

    def line(
        self, text: str, height: float = LINE, first: int = 1, **font: Any
    ) -> None:
        """Write a line over the whole width, wrapped."""
        self.row += 1
        self._across(text, first, height, **font)

    def _across(self, text: str, first: int, height: float, **font: Any) -> None:
        last = len(self.widths)
        self.page.merge_cells(None, self.row, first, self.row, last)
        put(self.page.cell(self.row, first), text, **font)
        letters = sum(self.widths[first - 1 :]) * LETTERS
        lines = lines_of(text, letters)
        self.page.row_dimensions[self.row].height = height * lines

    def heading(self, text: str) -> None:
        """Write a section's heading under a blank row."""
        self.row += 1
        self.page.row_dimensions[self.row].height = LINE / 2
        self.line(text, 18, colour=look.WHITE, bold=True)
        for number in range(1, len(self.widths) + 1):
            self.page.cell(self.row, number).fill = look.fill(look.NAVY)
        self.page.cell(self.row, 1).alignment = Alignment(vertical="center", indent=1)

    def cells(
        self,
        values: Sequence[object],
        *,
        forms: Mapping[int, str] | None = None,
        right: Sequence[int] = (),
        **font: Any,
    ) -> None:
        """Write a row of a small table.

        ``forms`` are the number formats of places, ``right`` the headers of numbers.
        """
        self.row += 1
        lines = 1
        for number, value in enumerate(values):
            cell: Any = self.page.cell(self.row, number + 1)
            put(cell, value, (forms or {}).get(number, "General"), **font)
            cell.border = UNDERLINE
            if number in right:
                cell.alignment = Alignment(
                    horizontal="right", vertical="top", wrap_text=True, indent=1
                )
            if isinstance(value, str):
                lines = max(lines, lines_of(value, self.widths[number] * LETTERS))
        self.page.row_dimensions[self.row].height = LINE * lines

    def remark(self, name: str, text: str, colour: str = look.DIM) -> None:
        """Write a name, and what is said of it over the rest of the width."""
        self.cells((name, *[None] * (len(self.widths) - 1)))
        height = self.page.row_dimensions[self.row].height or LINE
        self._across(text, 2, LINE, colour=colour)
        self.page.row_dimensions[self.row].height = max(
            height, self.page.row_dimensions[self.row].height or LINE
        )

    def chart(self, chart: Any, told: str, rows: int = CHART_ROWS) -> None:
        """Put a chart over the whole width."""
        for row in range(self.row + 1, self.row + rows + 1):
            self.page.row_dimensions[row].height = LINE
        beyond = get_column_letter(len(self.widths) + 1)
        first, last = f"A{self.row + 1}", f"{beyond}{self.row + rows}"
        spread(self.page, chart, first, last, told)
        self.row += rows

    def signatures(self) -> None:
        """End with the lines on which the page is signed."""
        last = len(self.widths)
        self.row += 2
        self.page.row_dimensions[self.row].height = SIGNING_HIGH
        for number in range(1, last + 1):
            self.page.cell(self.row, number).border = UNDERLINE
        self.row += 1
        places = (1, 1 + last // 3, 1 + 2 * last // 3)
        for number, text in zip(
            places, ("Prepared by", "Approved by", "Date"), strict=True
        ):
            cell = self.page.cell(self.row, number)
            put(cell, text, colour=look.DIM)
            cell.alignment = Alignment(indent=1)

    def finish(self) -> None:
        """Print all of it on one page."""
        print_on(self.page, "portrait", down=1)
        last = get_column_letter(len(self.widths))
        self.page.print_area = f"A1:{last}{self.row}"
