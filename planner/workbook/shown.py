"""The sheets of a plan workbook that people read, back from disk."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

Line = Mapping[str, Any]
"""What a row says under each header, without the unit behind its comma."""


@dataclass(frozen=True)
class Shown:
    """Some sheets, row by row."""

    pages: Mapping[str, Sequence[Sequence[Any]]]

    def table(self, sheet: str, first: str) -> Iterator[Line]:
        """Yield the rows of the table whose leftmost header is ``first``."""
        rows = self.pages.get(sheet, ())
        head = next((n for n, row in enumerate(rows) if first in row), len(rows))
        if head == len(rows):
            return
        left = list(rows[head]).index(first)
        names = [str(each or "").split(",")[0] for each in rows[head][left:]]
        width = (names + [""]).index("")
        for row in rows[head + 1 :]:
            cells = row[left : left + width]
            if not cells or cells[0] is None:
                return
            yield dict(zip(names, cells, strict=False))


def read_shown(path: Path, sheets: Sequence[str]) -> Shown:
    """Read some sheets of a workbook that the planner wrote; one not there is empty."""
    # By its content: openpyxl refuses a temporary file for its name.
    with (
        path.open("rb") as file,
        closing(load_workbook(file, read_only=True, data_only=True)) as book,
    ):
        return Shown({name: _rows(book[name]) for name in sheets if name in book})


def _rows(page: Any) -> list[tuple[Any, ...]]:
    page.reset_dimensions()
    return list(page.iter_rows(values_only=True))
