"""Which columns the template writes on a sheet, and what it says of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isinf

from planner.workbook.periods import horizon
from planner.workbook.schema import SETTINGS, TAG, Column, Kind, Sheet

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]
"""Rows by the name of their sheet; a row's keys are columns, periods or `note`."""
NOTE = "note"


@dataclass(frozen=True)
class Terms:
    """The buyer's own words for units and periods."""

    unit: str
    currency: str
    length: str
    periods: tuple[str, ...]

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> "Terms":
        """Return the terms that these settings name."""
        length = str(settings["period"])
        first, count = str(settings["first_period"]), int(str(settings["periods"]))
        return cls(
            unit=str(settings["unit"]),
            currency=str(settings["currency"]),
            length=length,
            periods=horizon(length, first, count).labels,
        )

    def unit_of(self, column: Column) -> str:
        """Return the unit of a column, or a blank where there is none to name."""
        if column.unit == "share":
            return "%" if column.kind is Kind.SHARE else ""
        words = {
            "unit": self.unit,
            "money": self.currency,
            "money/unit": f"{self.currency}/{self.unit}",
            "price": f"per {self.unit}",
            "periods": f"{self.length}s",
            "seconds": "s",
        }
        return words.get(column.unit, "")


@dataclass(frozen=True)
class Field:
    """One column as the template writes it."""

    key: str
    """What a row calls it: a column, `tag:NAME`, a period or `note`."""
    header: str
    column: Column
    is_period: bool = False

    @property
    def is_note(self) -> bool:
        """Tell whether the reader ignores it."""
        return self.key == NOTE


def fields(sheet: Sheet, rows: Sequence[Row], terms: Terms) -> tuple[Field, ...]:
    """Return the columns of a sheet: the schema's, tags, periods, and a note."""
    named = [
        Field(column.name, _header(column, terms), column) for column in sheet.columns
    ]
    tags = dict.fromkeys(key for row in rows for key in row if key.startswith("tag:"))
    tagged = [Field(tag, tag, TAG) for tag in tags]
    periods = (
        [Field(label, label, sheet.wide, is_period=True) for label in terms.periods]
        if sheet.wide
        else []
    )
    remark = Column(NOTE, Kind.TEXT, "Source or remark; never read.", "備考")
    return (*named, *tagged, *periods, Field(NOTE, NOTE, remark))


def settings_rows(rows: Sequence[Row]) -> list[Row]:
    """Return every setting in order: the value given, or its default."""
    given = {str(row["setting"]): row for row in rows}
    return [
        {
            "setting": name,
            "value": column.default,
            NOTE: f"{column.meaning} {column.japanese}",
            **given.get(name, {}),
        }
        for name, column in SETTINGS.items()
    ]


def allowed(column: Column) -> str:
    """Return in words which values a column takes; a blank if any."""
    if column.choices:
        return "one of: " + ", ".join(column.choices)
    if column.refers:
        return "a name from " + " or ".join(column.refers)
    least, most = column.least, column.most
    if column.above is not None:
        words = f"more than {column.above:g}"
    elif column.below is not None:
        words = f"from {least:g}, less than {column.below:g}"
    elif most is not None:
        words = f"from {least:g} to {most:g}"
    else:
        words = f"{least:g} or more" if least is not None else ""
    if column.kind is Kind.COUNT:
        return f"whole number, {words}"
    return words


def when_empty(column: Column) -> str:
    """Return what an empty cell means; a blank where it may not be empty."""
    if column.required:
        return ""
    if column.otherwise:
        return column.otherwise
    if isinstance(column.default, (int, float)):
        return "unlimited" if isinf(column.default) else f"{column.default:g}"
    return column.default or "blank"


def explanation(field: Field, terms: Terms) -> str:
    """Return the note on a column's header."""
    column = field.column
    empty = when_empty(column)
    lines = (
        column.meaning,
        _line("Unit", terms.unit_of(column)),
        _line("Allowed", allowed(column)),
        _line("If empty", empty) if empty else "Required.",
        column.japanese + (" (必須)" if column.required else ""),
    )
    return "\n".join(line for line in lines if line)


def _line(word: str, rest: str) -> str:
    return f"{word}: {rest}." if rest else ""


def _header(column: Column, terms: Terms) -> str:
    unit = terms.unit_of(column).translate({ord(each): None for each in "()[]"})
    return f"{column.name} ({unit})" if unit else column.name
