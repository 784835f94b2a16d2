"""The cells of a workbook, each in its own place and with a type that cannot lie.

An Excel error or a formula without a stored value is a `CellError` in the cell's
place, never a blank.
"""

import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml import DEFUSEDXML

from planner.errors import UsageError
from planner.workbook.findings import CellError
from planner.workbook.grid import LAST_COLUMN, Grid, Outline
from planner.workbook.outline import outline
from planner.workbook.package import DAMAGED, NO_MEMORY, SAVE_AS, check_package

try:
    import python_calamine
except ImportError:  # not to be had on every machine
    python_calamine = None  # type: ignore[assignment]

Rows = Iterable[tuple[int, Sequence[object]]]
FAST_ROWS = 50_000
"""Rows from which the fast engine pays."""
FAST_CELLS = 10_000_000
"""The fast engine lays out the whole rectangle in memory."""
MOST_LETTERS = 100_000_000
LONG_TEXT = re.compile(rb"<(?:\w+:)?t\b[^>]*>[^<]{400}")
"""Shared by many cells, such a text would fill memory: the fast engine copies it."""
UNCALCULATED = CellError(
    "the formula has no stored value",
    "the program that wrote the workbook never calculated it",
    "open the workbook in Excel and save it, or write the value itself",
)


@dataclass(frozen=True)
class _Entry:
    """One sheet in the package."""

    part: str
    hidden: bool


class Book:
    """An .xlsx file, of which only the sheets asked for are read.

    Raises:
        UsageError: it is no workbook, or a damaged one.
    """

    def __init__(self, content: bytes, name: str, *, fast: bool = True) -> None:
        if not DEFUSEDXML:
            raise UsageError(
                "the package defusedxml is missing: pip install defusedxml"
            )
        check_package(content, name)
        self._may_be_fast = fast
        self.read_fast: set[str] = set()
        self.content = content
        self._name = name
        with plainly(name):
            self._entries, self.epoch = _entries(content)
        if not self._entries:
            raise UsageError(f"{name} has no sheets that can be read: {SAVE_AS}")

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the names of all sheets but charts."""
        return tuple(self._entries)

    def grids(self, titles: Sequence[str]) -> Mapping[str, Grid]:
        """Return the cells of these sheets.

        Raises:
            UsageError: a sheet is damaged, or far too big.
        """
        with plainly(self._name):
            facts = self._outlines(titles)
            big = any(each.last_row > FAST_ROWS for each in facts.values())
            return {
                title: Grid(
                    title=title,
                    hidden=self._entries[title].hidden,
                    rows=_checked(self._rows(title, facts[title], big), title),
                    outline=facts[title],
                )
                for title in titles
            }

    def _outlines(self, titles: Sequence[str]) -> dict[str, Outline]:
        with ZipFile(BytesIO(self.content)) as package:
            return {
                title: outline(package.read(self._entries[title].part), title)
                for title in titles
            }

    def _rows(self, title: str, facts: Outline, big: bool) -> Rows:  # noqa: FBT001
        if not facts.last_row:
            return ()
        small_enough = facts.last_row * facts.width <= FAST_CELLS
        if big and self._fast and facts.plain and small_enough:
            self.read_fast.add(title)
            sheet = self._fast.get_sheet_by_name(title)
            return _filled(sheet.to_python(skip_empty_area=False))
        return self.careful(title, facts)

    def part(self, title: str) -> bytes:
        """Return the XML of a sheet."""
        with ZipFile(BytesIO(self.content)) as package:
            return package.read(self._entries[title].part)

    @cached_property
    def texts(self) -> Sequence[str]:
        """Return the texts that cells share, in order."""
        reader = ExcelReader(BytesIO(self.content), read_only=True, keep_links=False)
        with reader.archive:
            reader.read_manifest()
            reader.read_strings()
            return list(reader.shared_strings)

    def careful(self, title: str, facts: Outline) -> Rows:
        """Return the rows as the engine reads that tells errors and formulas."""
        if not (facts.formulas or facts.errors):
            return _walk(self._stored[title], facts, values_only=True)
        formulas: set[tuple[int, int]] = set()
        if facts.formulas:
            formulas = {
                (number, place)
                for number, row in _walk(self._written[title], facts)
                for place, cell in enumerate(row)
                if _is_formula(cell)
            }
        return (
            (
                number,
                [
                    _value(cell, (number, place) in formulas)
                    for place, cell in enumerate(row)
                ],
            )
            for number, row in _walk(self._stored[title], facts)
        )

    @cached_property
    def _stored(self) -> Workbook:
        return _open(self.content, data_only=True)

    @cached_property
    def _written(self) -> Workbook:
        return _open(self.content, data_only=False)

    @cached_property
    def _fast(self) -> Any:
        if python_calamine is None or not self._may_be_fast or self._has_long_text:
            return None
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(self.content))

    @property
    def _has_long_text(self) -> bool:
        with ZipFile(BytesIO(self.content)) as package:
            texts = (
                package.read(part)
                for part in package.namelist()
                if part.lower().endswith("sharedstrings.xml")
            )
            return any(LONG_TEXT.search(text) for text in texts)


def _open(content: bytes, *, data_only: bool) -> Workbook:
    return load_workbook(
        BytesIO(content), read_only=True, data_only=data_only, keep_links=False
    )


def _entries(content: bytes) -> tuple[dict[str, _Entry], datetime]:
    """Return the sheets by name, and the day from which the file counts dates."""
    reader = ExcelReader(BytesIO(content), read_only=True, keep_links=False)
    with reader.archive:
        reader.read_manifest()
        reader.read_workbook()
        entries = {
            sheet.name: _Entry(part.target, sheet.state != "visible")
            for sheet, part in reader.parser.find_sheets()
            if part.target in reader.valid_files and "chartsheet" not in part.Type
        }
        return entries, reader.wb.epoch


def _walk(sheet: Any, facts: Outline, *, values_only: bool = False) -> Rows:
    sheet.reset_dimensions()
    width = LAST_COLUMN if facts.far else None
    rows = sheet.iter_rows(
        max_row=facts.last_row, max_col=width, values_only=values_only
    )
    before: object = None
    for number, row in enumerate(rows, start=1):
        if row is not before:  # rows that are not there are one object
            yield number, row
        before = row


def _filled(rows: Sequence[Sequence[object]]) -> Rows:
    blank = [""] * len(rows[0]) if rows else []
    return ((number, row) for number, row in enumerate(rows, start=1) if row != blank)


def _checked(rows: Rows, title: str) -> list[tuple[int, Sequence[object]]]:
    """Return the rows that hold cells.

    Raises:
        UsageError: their texts, one repeated in many cells, would fill memory.
    """
    kept, letters = [], 0
    for number, row in rows:
        if row:
            letters += sum(len(each) for each in row if type(each) is str)
            kept.append((number, row))
    if letters > MOST_LETTERS:
        raise UsageError(
            f"sheet {title} has texts of more than {MOST_LETTERS:,} letters together: "
            "delete what is not part of the plan"
        )
    return kept


def _is_formula(cell: Any) -> bool:
    return bool(cell.data_type == "f")


def _value(cell: Any, formula: bool) -> object:  # noqa: FBT001
    if cell.data_type == "e":
        return CellError(
            f"the cell shows {cell.value}",
            "an Excel error is not a value",
            "mend the formula, or write the value itself",
        )
    # A formula whose stored value is an empty text has the data type `str`.
    if cell.value is None and formula and cell.data_type != "str":
        return UNCALCULATED
    return cell.value


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turn whatever a broken file makes the engines raise into one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (UsageError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, zlib.error) and NO_MEMORY in str(error):
            raise MemoryError from error
        kind = type(error).__name__
        raise UsageError(
            f"{name} cannot be read as a workbook ({kind}): {DAMAGED}"
        ) from error
