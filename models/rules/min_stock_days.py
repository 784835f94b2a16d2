"""min_stock_days: the plan's stock covers so many days of the next period's demand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.scope import PERIOD, buckets_of, first_new
from models.rules.words import span

DAYS = {12: 30, 4: 90, 1: 360}
"""Days in a period, by periods per year."""


@dataclass(frozen=True, kw_only=True)
class MinStockDays(Rule):
    r"""Σ content · Ī_t ≥ limit / D · demand_{t+1} (the last period: its own).

    D is 30, 90 or 360 days. Not before the first period in which any offer can deliver
    anything new.

    Field: safety stock in days of supply.
    """

    item: str | None = None
    start: int | None = None
    end: int | None = None
    limit: float

    rule: ClassVar[str] = "min_stock_days"
    meaning: ClassVar[str] = (
        "The plan's stock at the end of each period covers this many days of the next."
    )
    limit_is: ClassVar[Limit] = Limit.DAYS
    on_is: ClassVar[On] = On.NONE
    is_minimum: ClassVar[bool] = True

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold stock on the no-curb path."""
        floors = self.least_stock(case)

        @block.Constraint(range(len(floors)))
        def hold(_, place):
            weight, t, least = floors[place]
            node = model.tree.plan[t]
            held = (units * model.stock[name, node] for name, units in weight.items())
            return pyo.quicksum(held) + model.nothing >= least

    def least_stock(
        self, case: Case
    ) -> Sequence[tuple[Mapping[str, float], int, float]]:
        """Return the units of each mineral's items that must be in stock."""
        share = self.limit / DAYS[case.periods_per_year]
        return [
            (weight, t, share * needed_next(case, weight, t))
            for weight in stocked(case, self.item).values()
            for t in self._periods(case)
            if t >= first_new(case)
        ]

    def _periods(self, case: Case) -> list[int]:
        buckets = buckets_of(case, PERIOD, self.start, self.end)
        return [bucket.periods[0] for bucket in buckets]

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the days covered at the end of each period with demand to come."""
        case, measures = outlook.case, []
        for label, weight in stocked(case, self.item).items():
            for t in self._periods(case):
                needed = needed_next(case, weight, t)
                if needed > 0:
                    node = outlook.tree.plan[t]
                    held = sum(
                        units * float(outlook.stock(name)[node])
                        for name, units in weight.items()
                    )
                    days = held / needed * DAYS[case.periods_per_year]
                    bucket = f"{label} · {case.periods[t]}"
                    slack, enforced = days - self.limit, t >= first_new(case)
                    measures.append(Measure(bucket, days, self.limit, slack, enforced))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        return (
            f"The plan's stock of {self.item or 'each mineral'} covers at least "
            f"{self.limit_words(case)} of the next period's demand, at the end of each "
            f"period{span(self, case)}."
        )


def stocked(case: Case, item: str | None) -> Mapping[str, Mapping[str, float]]:
    """Return the items of each mineral (or the named item) and what a unit counts."""
    if item is not None and item in case.items:
        return {item: {item: 1.0}}
    minerals: dict[str, dict[str, float]] = {}
    for each in case.items.values():
        if item in {None, each.mineral}:
            minerals.setdefault(each.mineral, {})[each.name] = each.content
    return minerals


def needed_next(case: Case, weight: Mapping[str, float], period: int) -> float:
    """Return the next period's demand for some items; the last period's own."""
    following = min(period + 1, len(case.periods) - 1)
    return sum(
        weight[each.item] * each.volume[following]
        for each in case.demands.values()
        if each.item in weight
    )
