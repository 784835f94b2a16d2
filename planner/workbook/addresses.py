"""Where in a workbook everything stands that a case was read from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from models.case import Case
from planner.workbook.findings import CellError
from planner.workbook.periods import PER_YEAR, label, looks_like_period
from planner.workbook.schema import SHEETS
from planner.workbook.words import fold, header

Cells = Mapping[str, object]


@dataclass(frozen=True)
class Place:
    """One cell, or one row where ``cell`` is blank."""

    sheet: str
    """As the buyer spells it."""
    row: int
    column: str = ""
    """Its letter; blank where the whole row is meant."""

    @property
    def cell(self) -> str:
        """Return the address in its sheet: D7."""
        return f"{self.column}{self.row}" if self.column else ""

    def __str__(self) -> str:
        """Return it as a buyer finds it: `Policies!D7`, or `Policies, row 7`."""
        return (
            f"{self.sheet}!{self.cell}" if self.cell else f"{self.sheet} row {self.row}"
        )


@dataclass(frozen=True)
class Page:
    """One sheet: what stands in which column, and its rows."""

    title: str
    letters: Mapping[str, str]
    """Letter by column name, or by period."""
    rows: Sequence[tuple[int, Cells]]
    """(row number, values by column name or period)."""
    width: int
    """How many columns are in use."""


@dataclass(frozen=True)
class Addresses:
    """The cells of a workbook by what they mean."""

    pages: Mapping[str, Page] = field(default_factory=dict)
    """By the canonical name of the sheet."""
    rules: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """Row of Policies by (policy, place of the rule among the policy's)."""

    def rule(self, policy: str, place: int, column: str = "limit") -> Place | None:
        """Return the cell of a rule in a column; its row if there is no such column."""
        row = self.rules.get((policy, place))
        return None if row is None else self._at("Policies", row, column)

    def cell(self, sheet: str, name: str, column: str) -> Place | None:
        """Return the cell of what a row is about, in a column or a period."""
        page = self.pages.get(sheet)
        if page is None:
            return None
        key = SHEETS[sheet].key.name
        for number, values in page.rows:
            if fold(str(values.get(key, ""))) == fold(name):
                return self._at(sheet, number, column)
        return None

    def value(self, sheet: str, name: str, column: str) -> object:
        """Return what stands there; None if nothing does."""
        return self.row(sheet, name).get(column)

    def row(self, sheet: str, name: str) -> Cells:
        """Return what stands in the row of a name, by column or period."""
        page, place = self.pages.get(sheet), self.cell(sheet, name, "")
        if page is None or place is None:
            return {}
        return next(values for number, values in page.rows if number == place.row)

    def next_letter(self, sheet: str) -> str:
        """Return the first column of a sheet that is not in use."""
        return get_column_letter(self.pages[sheet].width + 1)

    def _at(self, sheet: str, row: int, column: str) -> Place:
        page = self.pages[sheet]
        return Place(page.title, row, page.letters.get(column, ""))


def where(path: str | Path, case: Case) -> Addresses:
    """Return where everything stands in the workbook a case was read from.

    Nothing is known of a file that is no longer there, or not readable.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception:  # noqa: BLE001 - the case was read; only its cells are unknown
        return Addresses()
    known = {header(name): name for name in SHEETS}
    length = {each: word for word, each in PER_YEAR.items()}[case.periods_per_year]
    pages = {}
    for sheet in book.worksheets:
        name = known.get(header(sheet.title))
        if name is not None:
            sheet.reset_dimensions()
            pages[name] = _page(sheet.title, sheet.iter_rows(values_only=True), length)
    book.close()
    return Addresses(pages, dict(_rules(pages.get("Policies"), case)))


def _page(title: str, rows: Iterator[Sequence[Any]], length: str) -> Page:
    heads = list(next(rows, ()))
    named = [_named(each, length) for each in heads]
    letters = {name: get_column_letter(at + 1) for at, name in enumerate(named) if name}
    filled = [
        (
            number,
            {n: v for n, v in zip(named, row, strict=False) if n and v is not None},
        )
        for number, row in enumerate(rows, start=2)
    ]
    width = max(
        (at + 1 for at, each in enumerate(heads) if each is not None), default=0
    )
    return Page(title, letters, [each for each in filled if each[1]], width)


def _named(head: object, length: str) -> str:
    if head is None:
        return ""
    if looks_like_period(head):
        try:
            return label(head, length)
        except CellError:
            return ""
    return header(str(head))


def _rules(page: Page | None, case: Case) -> Iterator[tuple[tuple[str, int], int]]:
    """Return the row of every rule; of a rule that is there twice, the first row."""
    if page is None:
        return
    for policy, rules in case.policies.items():
        rows = _distinct(page, policy)
        if len(rows) != len(rules):
            continue
        named = [fold(str(values.get("rule", ""))) for _, values in rows]
        if named == [each.rule for each in rules]:
            yield from (((policy, at), number) for at, (number, _) in enumerate(rows))


def _distinct(page: Page, policy: str) -> list[tuple[int, Cells]]:
    seen: dict[tuple[tuple[str, str], ...], tuple[int, Cells]] = {}
    used = {column.name for column in SHEETS["Policies"].columns}
    for number, values in page.rows:
        if fold(str(values.get("policy", ""))) == fold(policy):
            said = sorted((n, fold(str(v))) for n, v in values.items() if n in used)
            seen.setdefault(tuple(said), (number, values))
    return list(seen.values())
