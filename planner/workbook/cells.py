"""The cells of a workbook, each in its own place and with a type that cannot lie.

An Excel error or a formula without a stored value is a `CellError` in the cell's
place, never a blank.
"""

import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml import DEFUSEDXML
from openpyxl.xml.constants import SHARED_STRINGS

from planner.errors import UsageError
from planner.workbook.grid import LAST_COLUMN, LAST_ROW, Cells, Columns, Grid, Outline
from planner.workbook.outline import (
    MOST_CELLS,
    check_count,
    outline,
    outline_of_plain,
    utf8,
)
from planner.workbook.package import DAMAGED, NO_MEMORY, SAVE_AS, check_package
from planner.workbook.scan import UNCALCULATED, Scan, scanned, shared, shows
from planner.workbook.second import FAST_CELLS, Rectangle, agreed

try:
    import python_calamine
except ImportError:  # not to be had on every machine
    python_calamine = None  # type: ignore[assignment]

Rows = Iterable[Cells]
FAST_BYTES = 200_000
"""Of a sheet's XML, from which searching it all at once pays: some thousand cells."""
MOST_LETTERS = 100_000_000
LONG_TEXT = re.compile(rb"<(?:\w+:)?t\b[^>]*>[^<]{400}")
"""Shared by many cells, such a text would fill memory: the fast engine copies it."""


@dataclass(frozen=True)
class _Entry:
    """One sheet in the package."""

    part: str
    hidden: bool


@dataclass(frozen=True)
class _Taken:
    """One sheet, while it is read."""

    facts: Outline
    scan: Scan | None
    rows: "Future[Rectangle] | None" = None
    """What the second engine reads there, in a thread of its own."""


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
        self.compared: set[str] = set()
        """Sheets that two engines have read alike."""
        self.content = content
        self._name = name
        with plainly(name):
            self._entries, self.epoch, self._texts_part = _entries(content)
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
        with plainly(self._name), ThreadPoolExecutor(1) as pool:
            taken = {title: self._taken(title, pool) for title in titles}
            return {title: self._grid(title, taken.pop(title)) for title in titles}

    def _taken(self, title: str, pool: ThreadPoolExecutor) -> _Taken:
        """Search a sheet's XML; let the second engine read it meanwhile if it is large."""
        xml = self._part(title)
        if len(xml) < FAST_BYTES or not self._fast:
            return _Taken(outline(xml, title), None)
        scan = scanned(xml, lambda: self._texts)
        if scan is None or not _fits(scan):
            return _Taken(outline(xml, title), None)
        if len(scan.numbers) * len(scan.columns) > MOST_CELLS:
            check_count(xml, title)
        facts = outline_of_plain(xml, scan.last_row, len(scan.columns))
        return _Taken(facts, scan, pool.submit(self.rectangle, title))

    def _grid(self, title: str, taken: _Taken) -> Grid:
        facts = taken.facts
        rows: Sequence[Cells] | None = None
        if taken.scan and taken.rows:
            rows = self._agreed(taken.scan, taken.rows)
            if rows is None:
                facts = outline(self._part(title), title)
            else:
                self.compared.add(title)
        if rows is None:
            rows = _checked(self.careful(title, facts), title)
        hidden = self._entries[title].hidden
        return Grid(title=title, hidden=hidden, rows=rows, outline=facts)

    def _agreed(self, scan: Scan, rows: "Future[Rectangle]") -> Columns | None:
        try:
            return agreed(scan, rows.result(), self.epoch)
        except MemoryError:
            raise
        except BaseException as error:  # a Rust panic is no Exception
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            return None

    def rectangle(self, title: str) -> Rectangle:
        """Return a sheet's rows as calamine reads them, from A1 on."""
        sheet = self._calamine.get_sheet_by_name(title)
        rows: Rectangle = sheet.to_python(skip_empty_area=False)
        return rows

    def _part(self, title: str) -> bytes:
        """Return the XML of a sheet, in UTF-8."""
        with ZipFile(BytesIO(self.content)) as package:
            return utf8(package.read(self._entries[title].part))

    @cached_property
    def _texts(self) -> Sequence[str]:
        """Return the texts that cells share, in order."""
        with ZipFile(BytesIO(self.content)) as package:
            if self._texts_part in package.namelist():
                texts = shared(package.read(self._texts_part))
                if texts is not None:
                    return texts
        reader = _Reader(self.content, data_only=True)
        with reader.archive:
            reader.read_manifest()
            ExcelReader.read_strings(reader)
            return list(reader.shared_strings)

    def careful(self, title: str, facts: Outline) -> Rows:
        """Return the rows as the engine reads that tells errors and formulas."""
        if not facts.last_row:
            return ()
        if not (facts.formulas or facts.errors):
            return _walk(self._sheet(self._stored, title), facts, values_only=True)
        formulas: set[tuple[int, int]] = set()
        if facts.formulas:
            formulas = {
                (number, place)
                for number, row in _walk(self._sheet(self._written, title), facts)
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
            for number, row in _walk(self._sheet(self._stored, title), facts)
        )

    @cached_property
    def _stored(self) -> Workbook:
        return _Reader(self.content, data_only=True).opened()

    @cached_property
    def _written(self) -> Workbook:
        return _Reader(self.content, data_only=False).opened()

    def _sheet(self, book: Workbook, title: str) -> ReadOnlyWorksheet:
        return _Sheet(book, title, self._entries[title].part, self._texts)

    @cached_property
    def _calamine(self) -> Any:
        engine = python_calamine.CalamineWorkbook
        return engine.from_filelike(BytesIO(self.content))

    @cached_property
    def _fast(self) -> bool:
        available = python_calamine is not None and self._may_be_fast
        return available and not self._has_long_text

    @property
    def _has_long_text(self) -> bool:
        with ZipFile(BytesIO(self.content)) as package:
            texts = (
                package.read(part)
                for part in package.namelist()
                if part.lower().endswith("sharedstrings.xml")
            )
            return any(LONG_TEXT.search(text) for text in texts)


class _Reader(ExcelReader):
    """Opens a workbook without its texts and sheets, which would be parsed for it."""

    def __init__(self, content: bytes, *, data_only: bool) -> None:
        super().__init__(
            BytesIO(content), read_only=True, data_only=data_only, keep_links=False
        )

    def read_strings(self) -> None:
        """Leave them: they are read once, for all."""

    def read_worksheets(self) -> None:
        """Leave them: each is opened when it is asked for."""

    def opened(self) -> Workbook:
        """Return the workbook."""
        self.read()
        return self.wb


class _Sheet(ReadOnlyWorksheet):
    """A sheet whose cells are walked without a look at the size that it claims."""

    def _get_size(self) -> None:
        """Leave it: where no size is given the whole sheet would be parsed for it."""


def _entries(content: bytes) -> tuple[dict[str, _Entry], datetime, str]:
    """Return the sheets by name, the day from which dates count, the texts' part."""
    reader = _Reader(content, data_only=True)
    with reader.archive:
        reader.read_manifest()
        reader.read_workbook()
        entries = {
            sheet.name: _Entry(part.target, sheet.state != "visible")
            for sheet, part in reader.parser.find_sheets()
            if part.target in reader.valid_files and "chartsheet" not in part.Type
        }
        shared = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        return entries, reader.wb.epoch, shared.PartName[1:] if shared else ""


def _walk(sheet: Any, facts: Outline, *, values_only: bool = False) -> Rows:
    width = LAST_COLUMN if facts.far else None
    rows = sheet.iter_rows(
        max_row=facts.last_row, max_col=width, values_only=values_only
    )
    before: object = None
    for number, row in enumerate(rows, start=1):
        if row is not before:  # rows that are not there are one object
            yield number, row
        before = row


def _fits(scan: Scan) -> bool:
    """Tell whether the rectangle of a sheet can be laid out in memory."""
    return scan.last_row <= min(LAST_ROW, FAST_CELLS // len(scan.columns))


def _checked(rows: Rows, title: str) -> list[Cells]:
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
        return shows(cell.value)
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
