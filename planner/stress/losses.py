"""The loss of any one source: what it costs, and how long it can be borne."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, nan
from typing import NamedTuple

import pandas as pd

from models.case import Case
from planner.plan import Plan
from planner.stress.sources import Source, months_of

ALL = ""
"""In place of a demand's name: all of them."""


class Lost(NamedTuple):
    """A source lost for good, and whom it is to be served without."""

    dimension: str
    value: str
    start: int
    demand: str = ALL


@dataclass(frozen=True)
class Loss:
    """One loss: of what, from when, for how many periods, and what came of it."""

    source: Source
    start: int
    length: int
    cost: float
    """Above what it costs to respond from then on to the loss of nothing at all: a
    response may use up stock that the plan must leave."""
    shortage: float
    """Units unserved above those of the plan undisturbed."""
    served: Mapping[str, int]
    """For each demand, periods from the start in which it is served in full."""


@dataclass(frozen=True)
class LossTable:
    """Every loss of one plan, and its months of cover."""

    plan: Plan
    losses: Sequence[Loss]
    covers: Mapping[Lost, float]
    """Months in which all demand, or the one that comes first, can be served; inf to
    the end."""
    stopped: bool = False

    @cached_property
    def table(self) -> pd.DataFrame:
        """Columns dimension, value, start, length, shortage, cost, cover, first_short.

        ``length`` and ``cover`` are in months; ``cover`` of a source lost for good, and
        ``first_short`` is the demand first unserved in the cheapest response.
        """
        case, step = self.plan.case, months_of(self.plan.case)
        rows = [
            (
                each.source.dimension,
                each.source.value,
                case.periods[each.start],
                each.length * step,
                each.shortage,
                each.cost,
                self.cover(each.source, each.start, nan),
                _first_short(each, case),
            )
            for each in self.losses
        ]
        columns = ["dimension", "value", "start", "length", "shortage", "cost"]
        return pd.DataFrame(rows, columns=[*columns, "cover", "first_short"])

    @cached_property
    def worst(self) -> pd.DataFrame:
        """Columns dimension, value, start, cover, recovery, gap, shortage, cost.

        One row for each source, lost for good from the start at which all demand is
        served for the shortest time; of those the one with the largest shortage.
        ``gap`` is by how many months the recovery outlasts the cover.
        """
        rows = []
        for source in self.sources:
            longest = [x for x in self.losses if x.source == source and self._lasts(x)]
            worst = min(
                longest, key=lambda x: (self.cover(x.source, x.start), -x.shortage)
            )
            months, recovery = self.cover(source, worst.start), source.recovery
            start = self.plan.case.periods[worst.start]
            names = source.dimension, source.value, start
            gap = _gap(recovery, months)
            rows.append((*names, months, recovery, gap, worst.shortage, worst.cost))
        columns = ["dimension", "value", "start", "cover", "recovery", "gap"]
        return pd.DataFrame(rows, columns=[*columns, "shortage", "cost"])

    @cached_property
    def by_demand(self) -> pd.DataFrame:
        """Columns dimension, value, demand, start, cover, recovery, gap.

        How long each demand can be served if it comes first, from the start at which
        that is shortest, the first of several.
        """
        case, rows = self.plan.case, []
        for source in self.sources:
            for name in case.demands:
                known = {
                    key.start: months
                    for key, months in self.covers.items()
                    if key == (source.dimension, source.value, key.start, name)
                }
                if known:
                    start = min(sorted(known), key=lambda each: known[each])
                    months, recovery = known[start], source.recovery
                    at = source.dimension, source.value, name, case.periods[start]
                    rows.append((*at, months, recovery, _gap(recovery, months)))
        columns = ["dimension", "value", "demand", "start", "cover", "recovery", "gap"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def sources(self) -> Sequence[Source]:
        """Return every source that was lost, once."""
        return list(
            {
                (x.source.dimension, x.source.value): x.source for x in self.losses
            }.values()
        )

    @cached_property
    def groups(self) -> Sequence[tuple[Source, ...]]:
        """Return the sources, those that are the same by other names together."""
        groups: dict[tuple[object, ...], list[Source]] = {}
        for source in self.sources:
            key = frozenset(source.hits.pairs), source.recovery
            groups.setdefault(key, []).append(source)
        return [tuple(each) for each in groups.values()]

    def cover(self, source: Source, start: int, otherwise: float = inf) -> float:
        """Return the months in which all demand can be served without a source."""
        return self.covers.get(Lost(source.dimension, source.value, start), otherwise)

    def gap(self, source: Source) -> float:
        """Return by how many months a recovery outlasts the shortest cover."""
        starts = {each.start for each in self.losses if each.source == source}
        least = min((self.cover(source, start) for start in starts), default=inf)
        return _gap(source.recovery, least) or 0.0

    def _lasts(self, loss: Loss) -> bool:
        return loss.start + loss.length == len(self.plan.case.periods)


def _gap(recovery: float | None, cover: float) -> float | None:
    return None if recovery is None else max(0.0, recovery - cover)


def _first_short(loss: Loss, case: Case) -> str:
    left = len(case.periods) - loss.start
    name = min(loss.served, key=lambda each: loss.served[each], default="")
    return name if name and loss.served[name] < left else ""
