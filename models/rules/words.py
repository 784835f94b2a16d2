"""How rules say what they mean, so that all of them say it alike."""

from collections.abc import Sequence
from typing import Any

from models.case import Case, Target

TAG = "tag:"


def numeral(value: float) -> str:
    """Return a number with thousands separators, as exact as it was written."""
    return f"{value:,.10g}"


def percent(share: float) -> str:
    """Return a share in per cent, as exact as it was written."""
    return f"{numeral(100 * share)}%"


def whom(target: Target, *, each: str = "any one", joint: str = "and") -> str:
    """Return a target in words: `China and supplier Nyrstar`, `any one country`.

    ``each`` goes before a dimension of which every value is meant, ``joint`` between
    the last two of several values.
    """
    if target.each is not None:
        return f"{each} {noun(target.each)}"
    return listed([_value(*pair) for pair in target.pairs], joint)


def noun(dimension: str) -> str:
    """Return what a value of a dimension is: a country, a refiner."""
    return dimension.removeprefix(TAG)


def plural(dimension: str) -> str:
    """Return the values of a dimension: countries, processes, refiners."""
    one = noun(dimension)
    if one.endswith("y"):
        return f"{one[:-1]}ies"
    return f"{one}es" if one.endswith("s") else f"{one}s"


def counted(number: float, dimension: str) -> str:
    """Return so many values of a dimension: `1 country`, `2 countries`."""
    return f"{number:.0f} {noun(dimension) if number == 1 else plural(dimension)}"


def _value(dimension: str, value: str) -> str:
    if dimension in {"country", "demand"}:
        return value
    return f"{noun(dimension)} {value}"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Return the words as a list: `A, B and C`."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last


def span(rule: Any, case: Case) -> str:
    """Return the counted periods, with a comma before them; nothing if all."""
    since = "" if rule.start is None else f" from {case.periods[rule.start]}"
    until = "" if rule.end is None else f" to {case.periods[rule.end]}"
    return f",{since}{until}" if since or until else ""
