"""Whom a plan depends on: each country and supplier of each mineral."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from models.case import Case
from planner.plan import Plan

DIMENSIONS = ("country", "supplier")


@dataclass(frozen=True)
class Source:
    """A country or a supplier and what it may deliver of one mineral."""

    dimension: str
    """`country` or `supplier`; blank for all sources of the mineral together."""
    value: str
    mineral: str
    contents: tuple[tuple[str, float], ...]
    """Its offers, and units of the mineral in one unit of each."""

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Return units of the mineral in one unit of each of its offers."""
        return dict(self.contents)

    def volume(self, plan: Plan) -> float:
        """Return its units of the mineral in a plan, over the horizon."""
        planned = plan.outlook.planned
        return sum(c * float(planned(name).sum()) for name, c in self.contents)


def sources_of(case: Case) -> list[Source]:
    """Return every country and supplier of every mineral, in the workbook's order."""
    return [
        Source(dimension, value, mineral, contents)
        for mineral in minerals_of(case)
        for dimension in DIMENSIONS
        for value, contents in _split(case, mineral, dimension)
    ]


def whole_of(case: Case, mineral: str) -> Source:
    """Return all sources of a mineral together."""
    split = _split(case, mineral, "supplier")
    return Source("", "", mineral, tuple(each for _, some in split for each in some))


def minerals_of(case: Case) -> list[str]:
    """Return the minerals that are offered, in the workbook's order."""
    items = (case.items[each.item] for each in case.offers.values())
    return list(dict.fromkeys(each.mineral for each in items))


def _split(
    case: Case, mineral: str, dimension: str
) -> Iterator[tuple[str, tuple[tuple[str, float], ...]]]:
    offers: dict[str, list[tuple[str, float]]] = {}
    for name, offer in case.offers.items():
        item = case.items[offer.item]
        if item.mineral == mineral:
            offers.setdefault(offer.labels[dimension], []).append((name, item.content))
    yield from ((value, tuple(some)) for value, some in offers.items())
