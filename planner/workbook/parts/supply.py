"""Suppliers and offers, with their prices, capacities, tiers and commitments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import mul
from typing import Any

from models.case import Offer, Supplier, Tier, Vector
from planner.workbook.names import SUPPLIER
from planner.workbook.parts.draft import (
    Parts,
    by_period,
    complete,
    made,
    window,
    within,
)
from planner.workbook.table import Row, Table
from planner.workbook.words import fold

TERMS = ("Capacity", "Prices", "FX", "Tiers", "Commitments")
"""Sheets that say more about an offer."""


@dataclass(frozen=True)
class Terms:
    """What the other sheets say, by sheet and by the name each row is about."""

    rows: Mapping[str, Mapping[str, Sequence[Row]]]

    def one(self, sheet: str, name: str) -> Row | None:
        """Return the first row about ``name``, if there is one."""
        rows = self.rows[sheet].get(name)
        return rows[0] if rows else None

    def every(self, sheet: str, name: str) -> Sequence[Row]:
        """Return all rows about ``name``."""
        return self.rows[sheet].get(name, ())

    @cached_property
    def unsound(self) -> set[str]:
        """Return the names about which some row has a problem, once rates are checked."""
        return {
            name
            for named in self.rows.values()
            for name, rows in named.items()
            for row in rows
            if row.faulty or row.table.lacking
        }


def terms_of(tables: Mapping[str, Table]) -> Terms:
    """Return what the sheets besides Offers say about offers."""
    return Terms({sheet: _grouped(tables[sheet]) for sheet in TERMS})


def add_supply(parts: Parts, terms: Terms) -> None:
    """Add the suppliers and offers of the sound rows; report missing rates."""
    _check_base_rate(parts)
    sellers: dict[str, Mapping[str, str]] = {}
    for row in parts.sound_rows("Suppliers"):
        name = row.values["supplier"]
        known_as = f"{SUPPLIER}{name}"
        if known_as not in terms.unsound:
            own = terms.every("Capacity", known_as)
            most = by_period(own, row["max_volume"], parts.count)
            values = {"name": name, "country": row["country"], "capacity": most}
            parts.suppliers[name] = made(Supplier, values)
            about = {"supplier": name, "country": row["country"], **row.tags}
            sellers[name] = about
    fill = complete(Offer, parts.tables["Offers"])
    unsound = terms.unsound
    for row in parts.sound_rows("Offers"):
        name, seller = row.values["offer"], row.values["supplier"]
        if seller in sellers and name not in unsound:
            offer = _offer(parts, terms, row, sellers[seller], fill)
            if offer is not None:
                parts.offers[name] = offer


def _grouped(table: Table) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row, key in zip(table.rows, table.keys, strict=True):
        if key is not None:
            groups.setdefault(key, []).append(row)
    return groups


def _offer(
    parts: Parts,
    terms: Terms,
    row: Row,
    seller: Mapping[str, str],
    fill: Callable[[Row], dict[str, Any]],
) -> Offer | None:
    """Return the offer of a row; ``seller`` are its supplier's labels."""
    span = window(row, parts.count)
    rates = _rates(parts, terms, row, span) if span else None
    if span is None or rates is None:
        return None
    values, named, count = row.values, terms.rows, parts.count
    name = values["offer"]
    prices = by_period(named["Prices"].get(name), row["price"], count)
    own = by_period(named["Capacity"].get(name), row["max_volume"], count)
    filled = fill(row)
    filled["name"] = name
    filled["labels"] = {"offer": name, **seller, **row.tags}
    filled["price"] = tuple(map(mul, prices, rates)) if rates else prices
    most = parts.suppliers[values["supplier"]].capacity
    filled["capacity"] = _least(own, most, *span)
    filled["tiers"] = _tiers(named["Tiers"].get(name, ()))
    filled["commitment"] = _commitment(named["Commitments"].get(name, ()), count)
    filled["first"], filled["last"] = span
    return made(Offer, filled)


@lru_cache(maxsize=4096)
def _least(own: Vector, seller: Vector, first: int, last: int) -> Vector:
    """Return the smaller of two capacities within a window, 0 outside of it."""
    return within(tuple(map(min, own, seller)), first, last)


def _rates(
    parts: Parts, terms: Terms, row: Row, span: tuple[int, int]
) -> Vector | None:
    """Return the exchange rate of each period, none in the base currency.

    Report those missing in the window.
    """
    currency = row.values.get("currency")
    if currency is None or currency == parts.settings["currency"]:
        return ()
    if currency in terms.unsound:
        return None
    fx = terms.one("FX", currency)
    common = fx["rate"] if fx and fx["rate"] is not None else 0.0
    rates = by_period(terms.every("FX", currency), common, parts.count)
    missing = [t for t in range(span[0], span[1] + 1) if not rates[t]]
    if not missing:
        return rates
    row.fault(
        "currency",
        f"{currency} has no exchange rate in {parts.label(missing[0])}",
        f"offer {row['offer']} is priced in it from {parts.label(span[0])} to "
        f"{parts.label(span[1])}",
        f"fill in the rate of {currency} in {parts.tables['FX'].title}",
    )
    return None


def _check_base_rate(parts: Parts) -> None:
    base = parts.settings["currency"]
    why, hint = "it is the base currency, whose rate is 1", "delete the row"
    for row in parts.tables["FX"]:
        if base is None or row.key is None or fold(row.key) != fold(base):
            continue
        what = f"{row.key} has a rate other than 1"
        if row["rate"] not in {None, 1.0}:
            row.fault("rate", what, why, hint)
        for period, rate in row.series.items():
            if rate != 1:
                row.fault_period(period, what, why, hint)


def _tiers(rows: Sequence[Row]) -> tuple[Tier, ...]:
    if not rows:
        return ()
    tiers = sorted(
        (Tier(row["from_volume"], row["discount"]) for row in rows),
        key=lambda tier: tier.from_volume,
    )
    if tiers and tiers[0].from_volume > 0:
        tiers.insert(0, Tier(0.0, 0.0))
    return tuple(tiers)


def _commitment(rows: Sequence[Row], count: int) -> Vector:
    if not rows:
        return (0.0,) * count
    volume = [0.0] * count
    for row in rows:
        values = row.values
        volume[values["period"]] += values["volume"]
    return tuple(volume)
