"""What a page is made of: tables, and charts that each stand beside their table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.report.words import ABSENT

MOST_COLUMNS = 8
"""Columns of numbers side by side; what has more is split, so that it fits on A4."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of words as they are shown; the first cell of a row names it."""

    caption: str
    columns: Sequence[str]
    """A header that starts with `>` is over numbers."""
    rows: Sequence[Sequence[str]]
    totals: Sequence[Sequence[str]] = ()
    note: str = ""

    @property
    def numeric(self) -> Sequence[bool]:
        """Tell for each column whether it holds numbers."""
        return [each.startswith(">") for each in self.columns]

    @property
    def heads(self) -> Sequence[str]:
        """Return the headers as they are shown."""
        return [each.removeprefix(">") for each in self.columns]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart: ``data`` is what charts.js draws, ``tables`` say the same in words."""

    name: str
    """Its id in the page."""
    kind: str
    title: str
    told: str
    """What it shows, for those who do not see it."""
    height: int
    """In pixels."""
    data: Mapping[str, Any]
    tables: Sequence[Table]
    width: int = 0
    """Least width in pixels, below which it scrolls."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the page under a heading."""

    name: str
    title: str
    lead: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    side_by_side: bool = False
    """Whether its charts fit beside each other on a wide screen."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One policy's part of the page, of which a screen shows one at a time."""

    name: str
    title: str
    colour: str
    lead: Sequence[str] = ()
    notes: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """One report, from its title to its last section."""

    title: str
    kind: str
    """What it is, above the title."""
    subtitle: str
    verdict: Sequence[str]
    """The decision in plain words, read first."""
    head: Table | None
    alerts: Sequence[str] = ()
    """What must not be overlooked."""
    sections: Sequence[Section]
    choices: Sequence[Choice] = ()
    choices_title: str = ""
    closing: Sequence[Section] = ()
    terms: Sequence[tuple[str, str]] = ()
    """Words and what they mean."""
    made: str = field(default=ABSENT)
    one_sheet: bool = False
    """Whether it is set so closely that it prints on one sheet, if that can be."""


def split(table: Table, fixed: int) -> list[Table]:
    """Return a table cut into several where its columns are too many for a page.

    The first ``fixed`` columns come again in each.
    """
    loose = len(table.columns) - fixed
    if loose <= MOST_COLUMNS:
        return [table]
    parts = -(-loose // MOST_COLUMNS)
    each = -(-loose // parts)
    return [
        Table(
            caption=f"{table.caption} ({number} of {parts})",
            columns=_cut(table.columns, fixed, start, each),
            rows=[_cut(row, fixed, start, each) for row in table.rows],
            totals=[_cut(row, fixed, start, each) for row in table.totals],
            note=table.note,
        )
        for number, start in enumerate(range(fixed, len(table.columns), each), 1)
    ]


def _cut(row: Sequence[str], fixed: int, start: int, length: int) -> list[str]:
    return [*row[:fixed], *row[start : start + length]]
