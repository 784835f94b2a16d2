"""How an explanation says brackets, prices and places."""

from math import isfinite, isnan

from models.case import Case
from planner.report import words


def between(low: float, high: float) -> str:
    """Return a number enclosed by two: one figure where both are shown alike."""
    if isnan(low) or isnan(high) or not (isfinite(low) or isfinite(high)):
        return "not known"
    if not isfinite(high):
        return f"at least {words.number(low)}"
    if not isfinite(low):
        return f"at most {words.number(high)}"
    places = words.decimals([low, high])
    ends = words.number(low, places), words.number(high, places)
    if ends[0] == ends[1]:
        return ends[0]
    if low <= 0 < high:
        return f"less than {words.number(high)}"
    return f"{ends[0]}–{ends[1]}"


def amount(low: float, high: float, case: Case) -> str:
    """Return an amount of money enclosed by two."""
    said = between(low, high)
    return said if said == "not known" else f"{said} {words.clean(case.currency)}"


def change(low: float, high: float) -> str:
    """Return a factor as a change in per cent: -29%."""
    if isnan(low):
        return ""
    ends = [f"{100 * (each - 1):+.1f}%" for each in (low, high)]
    return ends[0] if ends[0] == ends[1] else " – ".join(ends)


def per_unit(price: float, case: Case) -> str:
    """Return a price per unit: 720.5 USD/kg."""
    return f"{words.money(price, case)}/{words.clean(case.unit)}"


def listed(names: list[str]) -> str:
    """Return `A`, `A and B`, `A, B and C`."""
    if len(names) < 2:  # noqa: PLR2004 - one or none
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
