"""The Settings sheet: what the plan covers and how it is solved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.workbook.findings import CellError
from planner.workbook.periods import Horizon, horizon, label
from planner.workbook.schema import SETTINGS, Column, Kind
from planner.workbook.table import Row, Table
from planner.workbook.values import Understood, parser

VALUE = "value"
"""The column that holds a setting's value: of whatever kind the setting is."""


@dataclass(frozen=True)
class Settings:
    """The value of every setting, where each stands, and the horizon."""

    values: Mapping[str, Any]
    rows: Mapping[str, Row]
    horizon: Horizon | None
    """None if what makes it has a problem."""

    def __getitem__(self, name: str) -> Any:
        """Return the value given, or the default."""
        return self.values.get(name, SETTINGS[name].default)


def settle(table: Table) -> Settings:
    """Return the settings; faults go to the table's findings."""
    rows = {row["setting"]: row for row in table if row.key and row.sound("setting")}
    values: dict[str, Any] = {}
    for name, column in SETTINGS.items():
        row = rows.get(name)
        if row is not None and VALUE in row.values:
            _take(row, column, values)
        elif column.required and not (row and row.faulty):
            _report_missing(table, row, column)
    return Settings(values, rows, _horizon(values, rows))


def _take(row: Row, column: Column, values: dict[str, Any]) -> None:
    try:
        value = _parsed(row, column, values)
    except CellError as fault:
        row.fault(VALUE, fault.what, fault.why, fault.hint)
        return
    if isinstance(value, Understood):
        row.warn(VALUE, value.message)
        value = value.value
    if value is not None:
        values[column.name] = value


def _parsed(row: Row, column: Column, values: dict[str, Any]) -> Any:
    written = row.values[VALUE]
    if column.kind is not Kind.PERIOD:
        return parser(column, None)(written)
    length = values.get("period")
    return label(written, length) if length else None


def _report_missing(table: Table, row: Row | None, column: Column) -> None:
    what, why = f"setting {column.name} is missing", column.meaning.rstrip(".")
    if row is not None:
        row.fault(VALUE, f"{column.name} is blank", why, "write its value")
    elif not table.lacking:
        table.fault("", what, why, f"add a row with {column.name} and its value")


def _horizon(values: Mapping[str, Any], rows: Mapping[str, Row]) -> Horizon | None:
    length, first, count = map(values.get, ("period", "first_period", "periods"))
    if length is None or first is None or count is None:
        return None
    try:
        return horizon(length, first, count)
    except CellError as fault:
        rows["periods"].fault(VALUE, fault.what, fault.why, fault.hint)
        return None
