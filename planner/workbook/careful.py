"""A workbook as openpyxl reads it, cell by cell: for all that is not plain."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS

from planner.workbook.contents import Contents, Entry
from planner.workbook.grid import LAST_COLUMN, Cells, Outline
from planner.workbook.scan import UNCALCULATED, shows

Rows = Iterable[Cells]


def contents_of(content: bytes) -> Contents:
    """Return which sheets a package has and where they are."""
    reader = _Reader(content, data_only=True)
    with reader.archive:
        reader.read_manifest()
        reader.read_workbook()
        entries = {
            sheet.name: Entry(part.target, sheet.state != "visible")
            for sheet, part in reader.parser.find_sheets()
            if part.target in reader.valid_files and "chartsheet" not in part.Type
        }
        shared = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        texts = shared.PartName[1:] if shared else ""
        return Contents(entries, reader.wb.epoch, texts)


def texts_of(content: bytes) -> Sequence[str]:
    """Return the texts that cells share, in order."""
    reader = _Reader(content, data_only=True)
    with reader.archive:
        reader.read_manifest()
        ExcelReader.read_strings(reader)
        return list(reader.shared_strings)


class Careful:
    """The sheets of a workbook, with their formulas and errors."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def rows(self, title: str, part: str, facts: Outline, texts: Sequence[str]) -> Rows:
        """Return the rows of a sheet; ``texts`` are those that cells share."""
        if not facts.last_row:
            return ()
        stored = _Sheet(self._stored, title, part, texts)
        if not (facts.formulas or facts.errors):
            return _walk(stored, facts, values_only=True)
        formulas: set[tuple[int, int]] = set()
        if facts.formulas:
            formulas = {
                (number, place)
                for number, row in _walk(
                    _Sheet(self._written, title, part, texts), facts
                )
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
            for number, row in _walk(stored, facts)
        )

    @cached_property
    def _stored(self) -> Workbook:
        return _Reader(self.content, data_only=True).opened()

    @cached_property
    def _written(self) -> Workbook:
        return _Reader(self.content, data_only=False).opened()


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


def _is_formula(cell: Any) -> bool:
    return bool(cell.data_type == "f")


def _value(cell: Any, formula: bool) -> object:  # noqa: FBT001
    if cell.data_type == "e":
        return shows(cell.value)
    # A formula whose stored value is an empty text has the data type `str`.
    if cell.value is None and formula and cell.data_type != "str":
        return UNCALCULATED
    return cell.value
