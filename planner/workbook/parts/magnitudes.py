"""Numbers that fit no other: a slip of the unit, or a range that strains the solver.

Nothing is refused here: a price may really be a thousand times another.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import inf, isfinite
from operator import itemgetter

from models.case import Offer
from planner.workbook.names import SUPPLIER
from planner.workbook.parts.draft import Parts
from planner.workbook.parts.figure import MOST_LISTED, Figure, times
from planner.workbook.parts.proportions import (
    VAST,
    most_needed,
    warn_of_proportions,
)
from planner.workbook.table import PERIOD, Row
from planner.workbook.values import shown

FAR = 100.0
"""A price that many times the middle of its neighbours, or a part of it: kg for g."""
NEAR = 0.99 * FAR
"""Largest over smallest where none can be so far from the middle, rounded safely."""
SPAN = 1e8
"""Largest over smallest quantity: a solver's tolerance is 1e-7 of its numbers."""
PAIR = 2
"""Numbers that make one of them odd."""
CAPACITIES = (
    ("Offers", "max_volume", ""),
    ("Refining", "max_output", ""),
    ("Suppliers", "max_volume", SUPPLIER),
)
SPANNED = {
    "quantities": (
        ("Demand", (PERIOD,)),
        ("Offers", ("max_volume", "min_order", "lot_size")),
        ("Capacity", (PERIOD,)),
        ("Refining", ("max_output",)),
        ("Commitments", ("volume",)),
        ("Items", ("opening_stock", "max_stock", "closing_stock")),
    ),
    "prices": (
        ("Offers", ("price",)),
        ("Prices", (PERIOD,)),
        ("Demand", ("shortage_cost",)),
    ),
}
"""What meets in the solver's rows, by sheet and columns."""


_Number = tuple[float, Row, str, int | None]
"""A value, its row, and its column or period: a `Figure` not yet made."""


def warn_of_magnitudes(parts: Parts) -> None:
    """Warn of numbers that look like a slip of the unit, at their cells."""
    _warn_of_prices(parts)
    _warn_along_rows(parts, "Prices", "per unit")
    _warn_along_rows(parts, "Demand", str(parts.settings["unit"]))
    _warn_of_capacities(parts, warn_of_proportions(parts))
    _warn_of_span(parts)


def _warn_of_prices(parts: Parts) -> None:
    """Compare each offer's first price with those of its mineral."""
    prices = [offer.price[offer.first] for offer in parts.offers.values()]
    contents = [item.content for item in parts.items.values()]
    least, most = _ends(prices)
    if most / min(contents, default=1.0) < NEAR * (least / max(contents, default=1.0)):
        return
    groups: dict[str, list[tuple[float, Offer]]] = {}
    for offer in parts.offers.values():
        price = offer.price[offer.first]
        if price > 0:
            item = parts.items[offer.item]
            groups.setdefault(item.mineral, []).append((price / item.content, offer))
    if not any(map(_may_be_odd, groups.values())):
        return
    rows, own = _rows(parts, "Offers"), _rows(parts, "Prices")
    for group in groups.values():
        figures = [
            (each, _first_price(offer, rows[offer.name], own.get(offer.name)))
            for each, offer in group
        ]
        _warn_of_outliers(figures, FAR, "price", str(parts.settings["currency"]))


def _first_price(offer: Offer, row: Row, own: Row | None) -> Figure:
    """Return an offer's first price in the base currency, and where it is written."""
    price = offer.price[offer.first]
    if own is not None and offer.first in own.series:
        return Figure(price, own, "", offer.first)
    return Figure(price, row, "price")


def _warn_along_rows(parts: Parts, sheet: str, unit: str) -> None:
    """Compare each period's number with the others of its row."""
    least, most = _ends(_values(parts.sound_rows(sheet), (PERIOD,)))
    for row in parts.sound_rows(sheet) if most >= NEAR * least else ():
        values = row.series.values()
        if not values or 0 < max(values) < NEAR * min(values):
            continue
        group = [
            (value, Figure(value, row, "", period))
            for period, value in row.series.items()
            if value > 0
        ]
        _warn_of_outliers(group, FAR, row.table.sheet.name.lower().rstrip("s"), unit)


def _ends(values: Iterable[float]) -> tuple[float, float]:
    """Return the least and the largest of the values that are a number above 0."""
    every = list(values)
    least, most = min(every, default=0.0), max(every, default=0.0)
    if least > 0 and most < inf:
        return least, most
    some = [value for value in every if 0 < value < inf]
    return min(some, default=1.0), max(some, default=1.0)


def _may_be_odd(group: Sequence[tuple[float, Offer]]) -> bool:
    """Tell whether any value may be far from the middle: most often none is."""
    values = [each for each, _ in group]
    return max(values) >= NEAR * min(values)


def _warn_of_outliers(
    group: Sequence[tuple[float, Figure]], far: float, what: str, unit: str
) -> None:
    """Warn of what lies far from the middle; of two, the larger."""
    if len(group) < PAIR:
        return
    middle, usual = sorted(group, key=lambda each: each[0])[(len(group) - 1) // 2]
    odd = [each for each in group if not middle / far < each[0] < middle * far]
    for value, figure in odd[:MOST_LISTED]:
        said = f"{what} {shown(figure.value)} {unit}"
        as_usual = f"the {shown(usual.value)} {unit} of {usual.place}"
        figure.warn(f"{said} is {times(value, middle)} {as_usual}: is the unit right?")


def _warn_of_capacities(parts: Parts, without: set[str]) -> None:
    """Compare what can be delivered or made in a period with what is needed.

    Of some minerals what is needed is odd itself.
    """
    needed = {k: most for k, most in most_needed(parts).items() if k not in without}
    least = min((most for most in needed.values() if most > 0), default=inf)
    if _most_capacity(parts) < VAST * least:
        return
    odd = (
        (Figure(value, row, column, period), most)
        for (value, row, column, period), (content, minerals) in _capacities(parts)
        if isfinite(value)
        and value * content >= VAST * least
        and (most := sum(needed.get(each, 0.0) for each in minerals)) > 0
        and value * content >= VAST * most
    )
    for figure, most in list(odd)[:MOST_LISTED]:
        figure.warn(
            f"{figure.column or figure.row.key} {shown(figure.value)} is "
            f"{figure.value / most:,.0f} times the most that is needed in a period, "
            f"{shown(most)}: is the unit right? Leave it blank if it is unlimited"
        )


def _most_capacity(parts: Parts) -> float:
    """Return a number that no capacity exceeds, in units of a mineral."""
    columns = [(sheet, column) for sheet, column, _ in CAPACITIES]
    values = chain.from_iterable(
        _values(parts.sound_rows(sheet), (column,))
        for sheet, column in [*columns, ("Capacity", PERIOD)]
    )
    contents = [item.content for item in parts.items.values()]
    return _ends(values)[1] * max(1.0, *contents)


def _capacities(parts: Parts) -> Iterator[tuple[_Number, tuple[float, set[str]]]]:
    """Return each capacity, the content of its unit, and the minerals it serves."""
    serves = _served(parts)
    for sheet, column, prefix in CAPACITIES:
        for row in parts.sound_rows(sheet):
            if column in row.values and (name := f"{prefix}{row.key}") in serves:
                yield (row.values[column], row, column, None), serves[name]
    for row in parts.sound_rows("Capacity"):
        if row.key in serves and row.series:
            period, value = max(row.series.items(), key=itemgetter(1))
            yield (value, row, "", period), serves[row.key]


def _served(parts: Parts) -> dict[str, tuple[float, set[str]]]:
    """Return the content and the minerals of what has a capacity, by its name."""
    serves: dict[str, tuple[float, set[str]]] = {}
    for process in parts.processes.values():
        made = parts.items[process.output]
        serves[process.name] = made.content, {made.mineral}
    sold: dict[str, set[str]] = {}
    each = {item.name: (item.content, {item.mineral}) for item in parts.items.values()}
    for offer in parts.offers.values():
        serves[offer.name] = each[offer.item]
        sold.setdefault(offer.supplier, set()).update(each[offer.item][1])
    return serves | {f"{SUPPLIER}{x}": (1.0, sold[x]) for x in sold}


def _warn_of_span(parts: Parts) -> None:
    """Warn once of quantities, and once of prices, of too many magnitudes."""
    for what, sources in SPANNED.items():
        smallest, largest = _ends(
            chain.from_iterable(
                _values(parts.sound_rows(sheet), columns) for sheet, columns in sources
            )
        )
        if largest < SPAN * smallest:
            continue
        figures = [
            Figure(value, row, column, period)
            for sheet, columns in sources
            for row in parts.sound_rows(sheet)
            for column, period, value in _filled(row, columns)
            if 0 < value < inf
        ]
        least = min(figures, key=lambda each: each.value)
        most = max(figures, key=lambda each: each.value)
        if most.value >= SPAN * least.value:
            most.warn(
                f"{what} from {shown(least.value)} in {least.place} to "
                f"{shown(most.value)} here strain the solver: choose a unit that "
                "suits both, or leave out what is too small to matter"
            )


def _values(rows: Sequence[Row], columns: Sequence[str]) -> list[float]:
    """Return what these columns hold, 0 where a cell is blank."""
    values: list[float] = []
    for column in columns:
        if column == PERIOD:
            values += chain.from_iterable([row.series.values() for row in rows])
        elif rows and column in rows[0].table.letters:
            values += [row.values.get(column, 0.0) for row in rows]
    return values


def _filled(
    row: Row, columns: Sequence[str]
) -> Iterator[tuple[str, int | None, float]]:
    for column in columns:
        if column == PERIOD:
            yield from (("", period, value) for period, value in row.series.items())
        elif column in row.values:
            yield column, None, row.values[column]


def _rows(parts: Parts, sheet: str) -> dict[str, Row]:
    return {str(row.key): row for row in parts.sound_rows(sheet)}
