"""What a sheet and a column of the workbook are; `schema` says which there are."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share from 0 to 1"
    COUNT = "whole number"
    PERIOD = "period"
    NAME = "name from another sheet"
    CHOICE = "one of a list"
    TARGETS = "targets"
    NUMBERS = "a number, or a list separated by ;"


@dataclass(frozen=True)
class Column:
    """One column: what it means and which values it takes.

    ``required`` asks for the column and for a value in each of its rows.
    """

    name: str
    kind: Kind
    meaning: str
    japanese: str
    _: KW_ONLY
    unit: str = ""
    """`unit`, `money`, `money/unit`, `price` (per unit, in the offer's currency), `share`,
    `periods`, `factor` or `seconds`; the template writes the buyer's own."""
    required: bool = False
    default: float | str | None = None
    otherwise: str = ""
    """What an empty cell means, in words, where ``default`` cannot say it."""
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    choices: tuple[str, ...] = ()
    """Empty for the rule of a policy: those are the files in ``models.rules``."""
    refers: tuple[str, ...] = ()
    """Sheets whose keys it may name."""
    unique: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: a table with a header in its first row."""

    name: str
    japanese: str
    meaning: str
    japanese_meaning: str
    columns: tuple[Column, ...]
    required: bool = False
    wide: Column | None = None
    """What the cell of a period's column holds, in a sheet with one column per period."""
    tags: bool = False
    """Whether `tag:NAME` columns are allowed."""

    @property
    def key(self) -> Column:
        """Return the column that names a row: always the first."""
        return self.columns[0]


def amount(
    name: str,
    meaning: str,
    japanese: str,
    unit: str,
    *,
    required: bool = False,
    default: float | None = 0,
    otherwise: str = "",
) -> Column:
    """Return a column of numbers from 0 up: a quantity, a price, a factor."""
    return Column(
        name,
        Kind.NUMBER,
        meaning,
        japanese,
        unit=unit,
        required=required,
        default=None if required else default,
        otherwise=otherwise,
        least=0,
    )


def share(
    name: str,
    meaning: str,
    japanese: str,
    *,
    required: bool = False,
    default: float | None = 0,
    otherwise: str = "",
    below: float | None = None,
) -> Column:
    """Return a column of shares from 0 to 1, or to just under ``below``."""
    return Column(
        name,
        Kind.SHARE,
        meaning,
        japanese,
        unit="share",
        required=required,
        default=None if required else default,
        otherwise=otherwise,
        least=0,
        most=None if below else 1,
        below=below,
    )


def reference(
    name: str, meaning: str, japanese: str, *sheets: str, otherwise: str = ""
) -> Column:
    """Return a column of names from ``sheets``; required, unless told ``otherwise``."""
    return Column(
        name,
        Kind.NAME,
        meaning,
        japanese,
        required=not otherwise,
        otherwise=otherwise,
        refers=sheets,
    )


def window(what: str) -> tuple[Column, Column]:
    """Return the columns for the first and the last period of something."""
    first, last = "the first of the plan", "the last of the plan"
    return (
        Column(
            "first_period",
            Kind.PERIOD,
            f"First period {what}.",
            "開始期",
            otherwise=first,
        ),
        Column(
            "last_period", Kind.PERIOD, f"Last period {what}.", "終了期", otherwise=last
        ),
    )
