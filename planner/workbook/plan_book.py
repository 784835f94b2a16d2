"""A plan workbook read back from disk: its sheet of decisions, line by line."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import UsageError

SHEET = "Decisions"
KEYS = ("scenario", "what", "name", "figure")
"""Headers before those of the periods."""
DELIVERY, OUTPUT, STOCK, UNSERVED = "delivery", "output", "stock", "unserved"
SIGNED, OPENED, TIER = "signed", "opened", "tier"
PROBABILITY, COST, SHORTAGE = "probability", "cost", "shortage"
"""Of a scenario."""
STATED, EXPECTED = "stated", "expected cost"
"""A figure of the whole plan, and a line of its expected cost."""
MADE_FOR, MADE_FROM, STATUS = "policy", "workbook", "status"
FLOW = "flow"
"""What a loss leaves of a source."""
LEFT_OUT = "responses left out"
"""Why the sheet has the plan's own decisions alone; see ``MOST_ROWS``."""
MOST_ROWS = 100_000
"""Rows of responses from which none is listed: the sheet would hold millions of cells."""
OF_PLAN = (DELIVERY, OUTPUT, STOCK, UNSERVED)
PLAN_SHEET, RUN_SHEET = "Plan", "Run"
"""Sheets that a buyer reads, and of which volumes may be edited."""
HASH = "SHA-256 of the workbook"
"""Row of the sheet Run with the fingerprint."""
ORDERED, ALL = "already ordered", "all deliveries"
COMPUTED = (OUTPUT, UNSERVED, ORDERED, ALL)
"""Rows of the sheet Plan that follow from others."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: a text, a figure, or a number for each period."""

    scenario: str = ""
    """Blank where the whole plan is meant."""
    what: str
    name: str = ""
    figure: float | None = None
    volumes: tuple[float, ...] = ()
    """One for each period, or none at all."""


@dataclass(frozen=True)
class PlanBook:
    """The sheet of decisions of a plan workbook."""

    periods: tuple[str, ...]
    lines: Sequence[Line]

    def of(self, *what: str) -> Iterator[Line]:
        """Yield the lines of some kinds."""
        return (each for each in self.lines if each.what in what)

    def name_of(self, what: str) -> str:
        """Return the text of the only line of a kind; blank if there is none."""
        return next((each.name for each in self.of(what)), "")


def read_plan_book(path: Path) -> PlanBook:
    """Read the decisions of a plan workbook as it is on disk.

    Raises:
        UsageError: it is no plan workbook, or its sheet of decisions was changed so that
            it cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = _rows(path)
    except Exception as error:
        kind = type(error).__name__
        message = f"{path.name} cannot be read back as a plan workbook ({kind})."
        raise UsageError(message) from error
    return plan_book_of(rows, path.name)


def plan_book_of(rows: Sequence[Sequence[Any]], name: str) -> PlanBook:
    """Return what the rows of a sheet of decisions say, the first row first.

    Raises:
        UsageError: they are none.
    """
    head = next((n for n, row in enumerate(rows) if tuple(row[:4]) == KEYS), None)
    if head is None:
        raise UsageError(
            f"{name} is no plan workbook: it has no sheet {SHEET} with the columns "
            f"{', '.join(KEYS)}. Name a workbook that planner solve wrote."
        )
    periods = tuple(str(each) for each in rows[head][4:] if each is not None)
    body = enumerate(rows[head + 1 :], start=head + 2)
    lines = [_line(row, number, len(periods)) for number, row in body if any(row[:3])]
    return PlanBook(periods, lines)


def _rows(path: Path) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook  # noqa: PLC0415  (reports want its words alone)

    # By its content: openpyxl refuses a temporary file for its name.
    with (
        path.open("rb") as file,
        closing(load_workbook(file, read_only=True, data_only=True)) as book,
    ):
        if SHEET not in book.sheetnames:
            return []
        sheet: Any = book[SHEET]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True))


def _line(row: Sequence[Any], number: int, periods: int) -> Line:
    cells = [*row, *[None] * (len(KEYS) + periods - len(row))]
    texts = ["" if each is None else str(each) for each in cells[:3]]
    numbers = cells[len(KEYS) : len(KEYS) + periods]
    if any(each is not None for each in numbers):
        volumes = tuple(_number(each, number) for each in numbers)
    else:
        volumes = ()
    return Line(
        scenario=texts[0],
        what=texts[1],
        name=texts[2],
        figure=None if cells[3] is None else _number(cells[3], number),
        volumes=volumes,
    )


def _number(value: Any, row: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        said = "a cell is blank" if value is None else f"a cell says {value!r}"
        raise UsageError(
            f"{SHEET}, row {row}: {said} where a number belongs. The sheet is written by "
            "the planner and not meant to be changed."
        )
    return float(value)
