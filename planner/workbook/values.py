"""What a cell of a column means: one parser per column, made once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from planner.workbook import numbers
from planner.workbook.findings import CellError
from planner.workbook.periods import Horizon
from planner.workbook.schema import Column, Kind
from planner.workbook.words import clean, header, quoted, unknown

Parse = Callable[[object], Any]
DIGITS = 10**15
"""Excel keeps 15 digits of a number: longer codes are already spoilt."""
HUNDRED = 100
MOST = 1e15
"""Beyond it sums lose units; solvers take far larger numbers for infinite."""


@dataclass(frozen=True)
class Understood:
    """A value that took some interpreting: the buyer is told."""

    value: Any
    message: str


def parser(column: Column, horizon: Horizon | None) -> Parse:
    """Return the function that reads a cell of this column.

    It raises `CellError`, and returns an `Understood` where it interprets. Without a
    horizon periods are left unread, as None.
    """
    if column.kind is Kind.PERIOD:
        return horizon.index if horizon else lambda _: None
    return _PARSERS[column.kind](column)


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing to be seen."""
    return value is None or (isinstance(value, str) and not clean(value))


def shown(value: float) -> str:
    """Return a number as a message shows it: 1200, 0.65."""
    return str(int(value)) if float(value).is_integer() else f"{value:.12g}"


def text(value: object) -> str:
    """Return what a cell says, a number as Excel shows it.

    Raises:
        CellError: it holds a date, or digits that Excel has already rounded.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if abs(value) >= DIGITS:
            raise CellError(
                f"{value:.0f} is a number of more than 15 digits",
                "Excel keeps only 15 digits of a number",
                "format the cell as text and write the code again",
            )
        return shown(value)
    raise CellError(
        f"the cell holds {_typed(value)}",
        "a text belongs here",
        "format the cell as text and write it again",
    )


def name(value: object) -> str:
    """Return a name; `;` is kept for lists and `*` for `dimension:*`.

    Raises:
        CellError: it is no name.
    """
    spelled = text(value)
    if ";" in spelled or spelled == "*":
        raise CellError(
            f"{quoted(spelled)} cannot be a name",
            "; separates the entries of a list and * stands for each value",
            "write the name without them",
        )
    return spelled


def _number(column: Column) -> Parse:
    percent = _is_share(column)

    def parse(value: object) -> float | Understood:
        kind = type(value)
        if kind is float or kind is int:
            number = float(value)  # type: ignore[arg-type]
            _check(number, column)
            return number
        number, interpreted = _from_text(value, column, percent=percent)
        _check(number, column)
        return _told(value, number) if interpreted else number

    return parse


def _count(column: Column) -> Parse:
    number = _number(column)

    def parse(value: object) -> int | Understood:
        read = number(value)
        count = read.value if isinstance(read, Understood) else read
        if not count.is_integer():
            raise CellError(
                f"{column.name} is {shown(count)}",
                "it is a whole number",
                f"write {_meant(column)}",
            )
        return _told(value, int(count)) if read is not count else int(count)

    return parse


def _numbers(column: Column) -> Parse:
    """Read a number as a float and a list as a tuple."""
    single = _number(column)

    def parse(value: object) -> Any:
        if not isinstance(value, str):
            return single(value)
        entries, interpreted = numbers.numbers(value)
        for entry in entries:
            _check(entry, column)
        read = tuple(entries) if ";" in clean(value) else entries[0]
        if not interpreted:
            return read
        shown_as = "; ".join(map(shown, entries))
        return Understood(read, f"{quoted(value)} is read as {shown_as}")

    return parse


def _choice(column: Column) -> Parse:
    spelled = {header(each): each for each in column.choices}

    def parse(value: object) -> str:
        written = text(value)
        if (choice := spelled.get(header(written))) is not None:
            return choice
        why, hint = unknown(written, column.choices, column.name)
        raise CellError(f"{column.name} {quoted(written)} is unknown", why, hint)

    return parse


def _from_text(value: object, column: Column, *, percent: bool) -> tuple[float, bool]:
    if isinstance(value, str):
        return numbers.number(value, percent=percent)
    raise CellError(
        f"{column.name} is {_typed(value)}",
        "a number belongs here",
        "format the cell as a number and write it again",
    )


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return f"the date {value:%Y-%m-%d}"
    return "a time" if isinstance(value, time | timedelta) else quoted(value)


def _told(value: object, number: float) -> Understood:
    return Understood(number, f"{quoted(value)} is read as {shown(number)}")


def _check(number: float, column: Column) -> None:
    """Refuse a number outside the column's range; NaN is in no range."""
    if (
        abs(number) <= MOST
        and (column.least is None or number >= column.least)
        and (column.most is None or number <= column.most)
        and (column.above is None or number > column.above)
        and (column.below is None or number < column.below)
    ):
        return
    hint = f"write {_meant(column)}"
    if abs(number) > MOST:
        why, hint = f"numbers go up to {MOST:g}", "choose a larger unit"
        raise CellError(f"{column.name} is {number:g}", why, hint)
    if _is_share(column) and 1 < number <= HUNDRED:
        part = shown(number / HUNDRED)
        hint = f"write {part} or {shown(number)}%, not {shown(number)}"
    raise CellError(
        f"{column.name} is {shown(number)}", f"it is {_range(column)}", hint
    )


def _is_share(column: Column) -> bool:
    return column.kind is Kind.SHARE or column.unit == "share"


def _range(column: Column) -> str:
    noun = "a share" if _is_share(column) else "a number"
    least, above = column.least, column.above
    most, below = column.most, column.below
    if least is not None and (most is not None or below is not None):
        end = (
            f"to {shown(most)}" if most is not None else f"to below {shown(below or 0)}"
        )
        return f"{noun} from {shown(least)} {end}"
    if above is not None:
        return f"{noun} above {shown(above)}"
    return f"{noun} of at least {shown(least or 0)}"


def _meant(column: Column) -> str:
    meaning = column.meaning.rstrip(".")
    return meaning[:1].lower() + meaning[1:]


_PARSERS: Mapping[Kind, Callable[[Column], Parse]] = {
    Kind.TEXT: lambda _: name,
    Kind.NAME: lambda _: name,
    Kind.TARGETS: lambda _: text,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.SHARE: _number,
    Kind.COUNT: _count,
    Kind.NUMBERS: _numbers,
}
