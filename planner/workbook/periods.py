"""Labels of periods, `2026Q3`, `2026-07` or `2026`, and the horizon made of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from planner.workbook.findings import CellError
from planner.workbook.words import clean, quoted

PER_YEAR: Mapping[str, int] = {"month": 12, "quarter": 4, "year": 1}
EXAMPLE: Mapping[str, str] = {"month": "2026-07", "quarter": "2026Q3", "year": "2026"}
SHAPE = {
    "month": re.compile(r"(\d{4})[-/](\d{1,2})"),
    "quarter": re.compile(r"(\d{4})[- ]?Q(\d)", re.IGNORECASE),
    "year": re.compile(r"(\d{4})()"),
}
LAST_YEAR = 9999


@dataclass(frozen=True)
class Horizon:
    """The periods of the plan."""

    length: str
    """`month`, `quarter` or `year`."""
    labels: tuple[str, ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the index of each label."""
        return {label: t for t, label in enumerate(self.labels)}

    @property
    def per_year(self) -> int:
        """Return the number of periods in a year."""
        return PER_YEAR[self.length]

    def index(self, value: object) -> int:
        """Return the period a cell means.

        Raises:
            CellError: it is no label of a period, or not one of the horizon.
        """
        named = label(value, self.length)
        if named not in self.places:
            raise CellError(
                f"{named} is not in the horizon",
                f"the plan runs from {self.labels[0]} to {self.labels[-1]}",
                "write a period of the plan, or change first_period or periods in "
                "Settings",
            )
        return self.places[named]


def horizon(length: str, first: str, count: int) -> Horizon:
    """Return the ``count`` periods from label ``first`` on.

    Raises:
        CellError: it would run past the year 9999.
    """
    number = _count(first, length)
    labels = tuple(_label(number + t, length) for t in range(count))
    if len(labels[-1]) != len(labels[0]):
        raise CellError(
            f"the plan runs past the year {LAST_YEAR}",
            "a year has four digits",
            "choose an earlier first_period or fewer periods",
        )
    return Horizon(length, labels)


def label(value: object, length: str) -> str:
    """Return the canonical label of a period of this length that a cell means.

    Raises:
        CellError: it is no such label.
    """
    if isinstance(value, date):
        return _dated(value, length)
    text = _text(value)
    match = SHAPE[length].fullmatch(text)
    if match:
        year, part = int(match[1]), int(match[2] or 1)
        if year and 1 <= part <= PER_YEAR[length]:
            return _label(year * PER_YEAR[length] + part - 1, length)
    raise CellError(
        f"{quoted(text)} is not a {length}",
        f"a period of this plan is a {length}",
        f"write it like {EXAMPLE[length]}",
    )


def looks_like_period(value: object) -> bool:
    """Tell whether a header names a period of any length, in or out of the horizon."""
    if isinstance(value, date):
        return True
    return any(shape.fullmatch(_text(value)) for shape in SHAPE.values())


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(str(value))


def _dated(value: date, length: str) -> str:
    day = value.date() if isinstance(value, datetime) else value
    midnight = not isinstance(value, datetime) or value == datetime.combine(
        day, datetime.min.time()
    )
    if length == "month" and day.day == 1 and midnight:
        return f"{day:%Y-%m}"
    why = (
        "a date is read as a month only on the first of the month"
        if length == "month"
        else f"a date does not say which {length} is meant"
    )
    raise CellError(
        f"the cell holds the date {day.isoformat()}",
        why,
        f"format the cell as text and write it like {EXAMPLE[length]}",
    )


def _count(text: str, length: str) -> int:
    year, rest = int(text[:4]), text[5:]
    return year * PER_YEAR[length] + int(rest or 1) - 1


def _label(number: int, length: str) -> str:
    year, part = divmod(number, PER_YEAR[length])
    if length == "month":
        return f"{year:04}-{part + 1:02}"
    return f"{year:04}Q{part + 1}" if length == "quarter" else f"{year:04}"
