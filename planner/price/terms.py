"""Volumes against the terms of the offers: every cell that no contract allows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.case import Case, Offer, Vector
from planner.workbook.edited import Edited
from planner.workbook.values import shown
from planner.workbook.words import listed

ROUNDED = 1e-6
"""Relative difference by which a volume may miss a term and still be meant to keep it."""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One reason why volumes are impossible, and where they stand."""

    places: tuple[str, ...]
    """Cells of the plan workbook."""
    kind: str
    """What is not kept: `capacity`, `least order`, `lot`, `lead time`, `window` …"""
    what: str
    why: str

    @property
    def where(self) -> str:
        """Return the cells in words."""
        return listed(self.places, 4)

    def __str__(self) -> str:
        """Return the line a buyer reads."""
        return f"{self.where} · {self.what} · {self.why}"


def breaches(case: Case, edited: Edited) -> list[Breach]:
    """Return every term that volumes break, offer by offer, then by supplier."""
    found: list[Breach] = []
    for offer in case.offers.values():
        found += _signing(case, edited, offer)
        for t in range(len(case.periods)):
            found += _delivery(_Cell(case, edited, offer, t))
    return found + list(_suppliers(case, edited))


def kept_exactly(case: Case, edited: Edited) -> Mapping[str, Vector]:
    """Return the volumes, those that miss a term by rounding put where it holds."""
    return {
        name: tuple(
            _snapped(case.offers[name], t, units) for t, units in enumerate(volumes)
        )
        for name, volumes in edited.volumes.items()
    }


def _snapped(offer: Offer, period: int, units: float) -> float:
    ordered = offer.commitment[period]
    nearest = [ordered, offer.capacity[period], ordered + offer.min_order]
    if offer.lot_size:
        lots = round((units - ordered) / offer.lot_size)
        nearest.insert(0, ordered + lots * offer.lot_size)
    return next((each for each in nearest if _equal(units, each)), units)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= ROUNDED * max(1.0, abs(one))


def _above(one: float, other: float) -> bool:
    return one > other and not _equal(one, other)


def _signing(case: Case, edited: Edited, offer: Offer) -> Iterator[Breach]:
    volumes = edited.volumes[offer.name]
    if offer.name in edited.refused and (any(volumes) or offer.committed):
        filled = [
            edited.place(offer.name, case.periods[t])
            for t, x in enumerate(volumes)
            if x
        ]
        yield Breach(
            places=tuple(filled) or (edited.row(offer.name),),
            kind="signing",
            what=f"{offer.name} delivers and is not to be signed",
            why="nothing is delivered under a contract that is not signed"
            if any(volumes)
            else "what is already ordered keeps it signed",
        )


@dataclass(frozen=True)
class _Cell:
    case: Case
    edited: Edited
    offer: Offer
    period: int

    @property
    def units(self) -> float:
        return self.edited.volumes[self.offer.name][self.period]

    @property
    def new(self) -> float:
        return self.units - self.offer.commitment[self.period]

    @property
    def label(self) -> str:
        return self.case.periods[self.period]

    def amount(self, units: float) -> str:
        return f"{shown(units)} {self.case.unit}"

    def breach(self, kind: str, why: str) -> Breach:
        return Breach(
            places=(self.edited.place(self.offer.name, self.label),),
            kind=kind,
            what=f"{self.offer.name}, {self.label}: {self.amount(self.units)}",
            why=why,
        )


def _delivery(cell: _Cell) -> Iterator[Breach]:
    """Yield what a delivery breaks; nothing else is asked where it cannot be at all."""
    offer, t = cell.offer, cell.period
    ordered = offer.commitment[t]
    if t not in offer.window:
        if _above(cell.units, 0.0):
            first, last = cell.case.periods[offer.first], cell.case.periods[offer.last]
            yield cell.breach(
                "window",
                f"it delivers from {first} to {last} (first_period, last_period)",
            )
        return
    if _above(ordered, cell.units):
        yield cell.breach(
            "commitment", f"{cell.amount(ordered)} are already ordered for then"
        )
    elif t < offer.lead_time and _above(cell.units, ordered):
        yield cell.breach(
            "lead time",
            f"with a lead time of {offer.lead_time} the first new delivery is in "
            f"{_first_new(cell)}; already ordered are {cell.amount(ordered)}",
        )
    elif _above(cell.units, offer.capacity[t]):
        yield cell.breach(
            "capacity",
            f"at most {cell.amount(offer.capacity[t])} can be delivered then",
        )
    else:
        yield from _order(cell)


def _first_new(cell: _Cell) -> str:
    periods = cell.case.periods
    first = max(cell.offer.lead_time, cell.offer.first)
    return periods[first] if first < len(periods) else "no period of the plan"


def _order(cell: _Cell) -> Iterator[Breach]:
    """Yield what the new units break of the least order and the lots."""
    offer, new = cell.offer, cell.new
    if not _above(new, 0.0):
        return
    of = (
        ""
        if new == cell.units
        else f" beyond the {cell.amount(cell.units - new)} ordered"
    )
    if _above(offer.min_order, new):
        yield cell.breach(
            "least order",
            f"new units{of} are none or at least {cell.amount(offer.min_order)}",
        )
    lot = offer.lot_size
    if lot and not _equal(new, lot * round(new / lot)):
        below = lot * (new // lot)
        yield cell.breach(
            "lot",
            f"new units{of} come in lots of {cell.amount(lot)}: "
            f"{shown(below)} or {shown(below + lot)}",
        )


def _suppliers(case: Case, edited: Edited) -> Iterator[Breach]:
    for supplier in case.suppliers.values():
        theirs = [n for n, o in case.offers.items() if o.supplier == supplier.name]
        for t, capacity in enumerate(supplier.capacity):
            each = {name: edited.volumes[name][t] for name in theirs}
            total, label = sum(each.values()), case.periods[t]
            if len(theirs) > 1 and _above(total, capacity):
                yield Breach(
                    places=tuple(edited.place(n, label) for n, x in each.items() if x),
                    kind="capacity",
                    what=f"{supplier.name}, {label}: {shown(total)} {case.unit} together",
                    why=f"the supplier delivers at most {shown(capacity)} {case.unit} in "
                    "a period",
                )
