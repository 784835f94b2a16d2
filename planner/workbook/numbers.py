"""Numbers as people type them into text cells: `１，２００`, `¥1,200`, `65%`, `▲500`."""

import re

from planner.workbook.findings import CellError
from planner.workbook.words import clean, quoted

PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?")
SEPARATED = re.compile(r"[+-]?[\d.,]*\d,\d[\d.,]*")
DRESS = re.compile(r"^[¥$€£]\s*|\s*円$")
SIGNS = str.maketrans({"−": "-", "▲": "-", "△": "-"})


def number(text: str, *, percent: bool) -> tuple[float, bool]:
    """Return the number a text means, and whether it had to be interpreted.

    Raises:
        CellError: it is no number, or may be read as two.
    """
    plain = clean(text)
    if PLAIN.fullmatch(plain):
        return _finite(plain), False
    bare = DRESS.sub("", plain.translate(SIGNS)).replace("- ", "-")
    share = percent and bare.endswith("%")
    digits = bare.removesuffix("%").rstrip() if share else bare
    if not (PLAIN.fullmatch(digits) or GROUPED.fullmatch(digits)):
        raise _unclear(plain, digits)
    value = _finite(digits.replace(",", "").replace(" ", ""))
    return (value / 100 if share else value), True


def numbers(text: str) -> tuple[list[float], bool]:
    """Return a list separated by `;`, and whether any entry had to be interpreted.

    Raises:
        CellError: an entry is no number, or a comma may be a decimal point or not.
    """
    values = []
    for entry in clean(text).split(";"):
        if not entry.strip():
            raise CellError(
                "an entry of the list is blank",
                "each entry is the number of one period",
                "write a number between every two ;",
            )
        if "," in entry:
            raise _comma_in_list(clean(text))
        values.append(number(entry, percent=True))
    return [value for value, _ in values], any(read for _, read in values)


def _finite(digits: str) -> float:
    value = float(digits)
    if abs(value) == float("inf"):
        raise CellError(
            f"{quoted(digits)} is too large",
            "no plan needs it",
            "write a finite number",
        )
    return value


def _unclear(text: str, digits: str) -> CellError:
    if digits.endswith("%"):
        return CellError(
            f"{quoted(text)} is a percentage",
            "it is not a share of anything",
            "write a plain number",
        )
    if not SEPARATED.fullmatch(digits):
        return CellError(
            f"{quoted(text)} is not a number",
            "a number belongs here",
            "write digits only, such as 1200.5",
        )
    whole, _, decimals = digits.rpartition(",")
    pointed = f"{whole.replace('.', '').replace(',', '')}.{decimals.replace('.', '')}"
    joined = digits.replace(",", "")
    if joined.count(".") > 1:
        joined = joined.replace(".", "")
    return CellError(
        f"{quoted(text)} may mean {pointed} or {joined}",
        "a comma is a decimal point to some and separates thousands to others",
        f"write {pointed} or {joined}",
    )


def _comma_in_list(text: str) -> CellError:
    pointed, listed = text.replace(",", "."), text.replace(",", ";")
    return CellError(
        f"{quoted(text)} may mean {quoted(pointed)} or {quoted(listed)}",
        "a comma may be a decimal point or separate the entries of a list",
        "write a point for decimals and ; between entries",
    )
