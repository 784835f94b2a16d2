"""Drop-downs and range checks: what Excel offers while a buyer types.

Names are offered, not enforced: an item may be typed before its sheet is filled.
"""

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planner.workbook.layout import Field, allowed
from planner.workbook.schema import SETTINGS, SHEETS, Column, Kind

LAST_ROW = 1000
"""Rows that have drop-downs."""
PERIODS, RULES = "list_periods", "list_rules"
QUOTE = '"'
REFERRED = {
    *(
        each
        for sheet in SHEETS.values()
        for c in sheet.columns
        for each in c.refers[:1]
    ),
    *(each for row in SETTINGS.values() for each in row.refers),
}
"""Sheets whose names other cells choose from."""


def list_of(sheet: str) -> str:
    """Return the name under which the keys of a sheet are known."""
    return f"list_{sheet.lower()}"


def name_lists(book: Workbook, rules: str) -> None:
    """Define the lists behind the drop-downs; ``rules`` is a range on the guide."""
    for name in sorted(REFERRED):
        cells = f"{name}!$A$2:$A${LAST_ROW}"
        first = f"{name}!$A$2"
        _define(book, list_of(name), _filled(first, rows=f"COUNTA({cells})"))
    fixed = len(SHEETS["Demand"].columns)
    count = f"COUNTA(Demand!$A$1:$ZZ$1)-{fixed + 1}"
    first = f"Demand!${get_column_letter(fixed + 1)}$1"
    _define(book, PERIODS, _filled(first, columns=count))
    _define(book, RULES, rules)


def offer_choices(page: Worksheet, letter: str, field: Field) -> None:
    """Put the drop-down or the range check of a column on its cells."""
    _add(page, f"{letter}2:{letter}{LAST_ROW}", field.column)


def offer_setting_choices(page: Worksheet, settings: list[str]) -> None:
    """Put each setting's own check on its cell in column B."""
    for number, name in enumerate(settings, start=2):
        _add(page, f"B{number}", SETTINGS[name])


def range_on(sheet: str, column: str, first: int, last: int) -> str:
    """Return an absolute range of one column."""
    return f"{quote_sheetname(sheet)}!${column}${first}:${column}${last}"


def _define(book: Workbook, name: str, refers_to: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=refers_to)


def _filled(first: str, rows: str = "1", columns: str = "1") -> str:
    """Return the range from ``first`` on that is filled in, at least one cell."""
    return f"OFFSET({first},0,0,MAX(1,{rows}),MAX(1,{columns}))"


def _add(page: Worksheet, cells: str, column: Column) -> None:
    source = _source(column)
    check = _ranged(column) if source is None else _listed(column, source)
    # The copy of a foreign workbook has no lists to offer.
    if check and (source is None or source[0] == QUOTE or source in _lists(page)):
        page.add_data_validation(check)
        check.add(cells)


def _lists(page: Worksheet) -> set[str]:
    book = page.parent
    return set(book.defined_names) if book else set()


def _source(column: Column) -> str | None:
    if column.choices:
        return QUOTE + ",".join(column.choices) + QUOTE
    if column.refers:
        return list_of(column.refers[0])
    return {Kind.PERIOD: PERIODS, Kind.CHOICE: RULES}.get(column.kind)


def _listed(column: Column, source: str) -> DataValidation:
    check = DataValidation(type="list", formula1=source, allow_blank=True)
    if column.kind is Kind.CHOICE:
        _refuse(check, column, "Choose from the list.")
    return check


def _ranged(column: Column) -> DataValidation | None:
    if column.kind not in {Kind.NUMBER, Kind.SHARE, Kind.COUNT}:
        return None
    whole = column.kind is Kind.COUNT
    check = DataValidation(type="whole" if whole else "decimal", allow_blank=True)
    least, most = column.least, column.most if column.below is None else column.below
    if least is not None and most is not None:
        check.operator, check.formula1, check.formula2 = (
            "between",
            f"{least}",
            f"{most}",
        )
    elif column.above is not None:
        check.operator, check.formula1 = "greaterThan", f"{column.above}"
    else:
        check.operator, check.formula1 = "greaterThanOrEqual", f"{least or 0}"
    hint = " Write 0.65 or 65%, not 65." if column.kind is Kind.SHARE else ""
    _refuse(check, column, f"A number, {allowed(column)}.{hint}")
    return check


def _refuse(check: DataValidation, column: Column, sentence: str) -> None:
    check.showErrorMessage = True
    check.errorTitle = column.name
    check.error = sentence
