"""The cells of a workbook, each in its own place and with a type that cannot lie.

An Excel error or a formula without a stored value is a `CellError` in the cell's
place, never a blank.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from planner.errors import UsageError
from planner.workbook.contents import plain_contents
from planner.workbook.grid import LAST_ROW, Cells, Columns, Grid, Outline
from planner.workbook.outline import (
    MOST_CELLS,
    check_count,
    outline,
    outline_of_plain,
    utf8,
)
from planner.workbook.package import SAVE_AS, check_package, plainly
from planner.workbook.scan import Scan, scanned
from planner.workbook.second import FAST_CELLS, Rectangle, agreed
from planner.workbook.shared import shared

if TYPE_CHECKING:  # loaded where a sheet is not plain: it takes longer than to read one
    from planner.workbook.careful import Careful, Rows

try:
    import python_calamine
except ImportError:  # not to be had on every machine
    python_calamine = None  # type: ignore[assignment]

DEFUSEDXML = (
    find_spec("defusedxml") is not None
    and os.environ.get("OPENPYXL_DEFUSEDXML", "True") == "True"
)
"""Whether openpyxl parses with it."""
MOST_LETTERS = 100_000_000
LONG_TEXT = re.compile(rb"<(?:\w+:)?t\b[^>]*>[^<]{400}")
"""Shared by many cells, such a text would fill memory: the fast engine copies it."""


@dataclass(frozen=True)
class Taken:
    """One sheet, its XML searched."""

    facts: Outline
    scan: Scan | None


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
        self._package = ZipFile(BytesIO(content))
        with plainly(name):
            said = plain_contents(self._package) or _careful().contents_of(content)
        self._entries, self.epoch, self._texts_part = (
            said.entries,
            said.epoch,
            said.texts,
        )
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
        return self.agreed(self.searched(titles))

    def searched(self, titles: Sequence[str]) -> dict[str, Taken]:
        """Return these sheets with their XML searched, for ``guess`` and ``agreed``.

        Raises:
            UsageError: a sheet is damaged, or far too big.
        """
        with plainly(self._name):
            return {title: self._taken(title) for title in titles}

    def guess(self, sheets: Mapping[str, Taken]) -> Mapping[str, Grid] | None:
        """Return what one engine reads, if all sheets are plain."""
        found = {}
        for title, taken in sheets.items():
            scan = taken.scan
            if scan is None:
                return None
            rows = Columns(scan.heads, scan.numbers, scan.columns)
            found[title] = self._made(title, rows, taken.facts)
        return found

    def agreed(self, sheets: dict[str, Taken]) -> Mapping[str, Grid]:
        """Return what both engines read, one alone where a sheet is not plain.

        Raises:
            UsageError: a sheet is damaged, or far too big.
        """
        with plainly(self._name):
            return {title: self._grid(title, sheets.pop(title)) for title in [*sheets]}

    def _taken(self, title: str) -> Taken:
        xml = self._part(title)
        if not self._fast:
            return Taken(outline(xml, title), None)
        scan = scanned(xml, lambda: self._texts)
        if scan is None or not _fits(scan):
            return Taken(outline(xml, title), None)
        if len(scan.numbers) * len(scan.columns) > MOST_CELLS:
            check_count(xml, title)
        facts = outline_of_plain(xml, scan.last_row, len(scan.columns))
        return Taken(facts, scan)

    def _grid(self, title: str, taken: Taken) -> Grid:
        facts = taken.facts
        rows: Sequence[Cells] | None = None
        if taken.scan:
            rows = self._agreed(title, taken.scan)
            if rows is None:
                facts = outline(self._part(title), title)
            else:
                self.compared.add(title)
        if rows is None:
            rows = _checked(self.careful(title, facts), title)
        return self._made(title, rows, facts)

    def _made(self, title: str, rows: Sequence[Cells], facts: Outline) -> Grid:
        hidden = self._entries[title].hidden
        return Grid(title=title, hidden=hidden, rows=rows, outline=facts)

    def _agreed(self, title: str, scan: Scan) -> Columns | None:
        try:
            return agreed(scan, self.rectangle(title), self.epoch)
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

    def careful(self, title: str, facts: Outline) -> "Rows":
        """Return the rows as the engine reads that tells errors and formulas."""
        part = self._entries[title].part
        return self._with_openpyxl.rows(title, part, facts, self._texts)

    def _part(self, title: str) -> bytes:
        """Return the XML of a sheet, in UTF-8."""
        return utf8(self._package.read(self._entries[title].part))

    @cached_property
    def _texts(self) -> Sequence[str]:
        """Return the texts that cells share, in order."""
        if self._texts_part in self._package.namelist():
            texts = shared(self._package.read(self._texts_part))
            if texts is not None:
                return texts
        found: Sequence[str] = _careful().texts_of(self.content)
        return found

    @cached_property
    def _with_openpyxl(self) -> "Careful":
        opened: Careful = _careful().Careful(self.content)
        return opened

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
        texts = (
            self._package.read(part)
            for part in self._package.namelist()
            if part.lower().endswith("sharedstrings.xml")
        )
        return any(LONG_TEXT.search(text) for text in texts)


def _careful() -> Any:
    return import_module("planner.workbook.careful")


def _fits(scan: Scan) -> bool:
    """Tell whether the rectangle of a sheet can be laid out in memory."""
    return scan.last_row <= min(LAST_ROW, FAST_CELLS // len(scan.columns))


def _checked(rows: "Rows", title: str) -> list[Cells]:
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
