"""min_sources: enough values of a dimension deliver a share of the demand each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case
from models.decisions import Outlook
from models.rules.rule import Limit, Measure
from models.rules.scope import Sum, over, volume_words
from models.rules.sources import (
    SourcesRule,
    label,
    may_change,
    planned,
    planned_volumes,
)
from models.rules.words import counted, percent


@dataclass(frozen=True, kw_only=True)
class MinSources(SourcesRule):
    r"""Σ_v b_v ≥ limit; volume_v ≥ min_each · demand · b_v, b_v ∈ {0,1}, per bucket.

    Field: dual and multiple sourcing (Elmaghraby, 2000).
    """

    min_each: float = 0.05
    limit: float

    rule: ClassVar[str] = "min_sources"
    meaning: ClassVar[str] = (
        "At least this many values each deliver min_each of the bucket's demand."
    )
    limit_is: ClassVar[Limit] = Limit.COUNT
    is_minimum: ClassVar[bool] = True

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Choose which values count as sources."""
        splits = {
            split[0].key[1:]: split
            for split in self.open_splits(case)
            if bucket_demand(case, split[0]) > 0
        }
        values = {each.key: each for split in splits.values() for each in split}
        block.counts = pyo.Var(list(values), domain=pyo.Binary)

        @block.Constraint(list(values))
        def delivers(_, *key):
            least = self.min_each * bucket_demand(case, values[key])
            units = planned(model, case, values[key])
            return units - least * block.counts[key] >= 0

        @block.Constraint(list(splits))
        def enough(_, *bucket):
            sources = (block.counts[each.key] for each in splits[bucket])
            return pyo.quicksum(sources) >= self.limit

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return how many values deliver enough in each bucket with demand."""
        return [
            self._measure(outlook, split)
            for split in self.splits(outlook.case)
            if bucket_demand(outlook.case, split[0]) > 0
        ]

    def _measure(self, outlook: Outlook, split: Sequence[Sum]) -> Measure:
        least = self.min_each * bucket_demand(outlook.case, split[0])
        volumes = planned_volumes(outlook, split)
        actual = float(sum(each >= least * (1 - TOUCH) for each in volumes))
        enforced = may_change(outlook.case, split)
        return Measure(label(split), actual, self.limit, actual - self.limit, enforced)

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        values = counted(self.limit, self.on.each or "")
        goods = volume_words(self)
        each = f"each with at least {percent(self.min_each)} of demand"
        return f"{goods[0].upper()}{goods[1:]} comes from at least {values}, {each}{over(self, case)}."


TOUCH = 1e-7


def bucket_demand(case: Case, each: Sum) -> float:
    """Return the demand for a sum's goods in its bucket, counted like its volumes."""
    named = each.goods.is_item
    return sum(
        demand.volume[t] * (1.0 if named else case.items[demand.item].content)
        for demand in case.demands.values()
        if each.goods.label
        == (demand.item if named else case.items[demand.item].mineral)
        for t in each.bucket.periods
    )
