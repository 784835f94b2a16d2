"""The one table of sheets and columns.

Reader, checks, template, inputs/README.md and error texts all come from it; no
column is spelled anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what it means and which values it takes."""

    name: str
    kind: Kind
    meaning: str
    japanese: str
    unit: str = ""
    """`unit`, `money`, `money/unit`, `share`, `periods`, `years` …; the template writes the buyer's own."""
    required: bool = False
    default: float | str | None = None
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    """Sheets whose keys it may name."""
    unique: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: a table with a header in its first row."""

    name: str
    japanese: str
    meaning: str
    columns: tuple[Column, ...]
    required: bool = False
    wide: Column | None = None
    """What the cell of a period's column holds, in a sheet with one column per period."""
    tags: bool = False
    """Whether `tag:NAME` columns are allowed."""


SHEETS: Mapping[str, Sheet] = {}
