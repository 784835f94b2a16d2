"""min_sources: enough values of a dimension deliver a share of the demand each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.environ as pyo

from models.case import Case
from models.decisions import Outlook
from models.rules.rule import Limit, Measure
from models.rules.scope import Sum, scope_words
from models.rules.sources import (
    SourcesRule,
    label,
    may_change,
    planned,
    planned_volumes,
)


@dataclass(frozen=True, kw_only=True)
class MinSources(SourcesRule):
    r"""Σ_v b_v ≥ limit; volume_v ≥ min_each · demand · b_v, b_v ∈ {0,1}, per bucket."""

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
        splits = [s for s in self.open_splits(case) if bucket_demand(case, s[0]) > 0]
        block.VALUES = [
            (place, v) for place, split in enumerate(splits) for v in range(len(split))
        ]
        block.counts = pyo.Var(block.VALUES, domain=pyo.Binary)

        @block.Constraint(block.VALUES)
        def delivers(_, place, v):
            each = splits[place][v]
            least = self.min_each * bucket_demand(case, each)
            return planned(model, case, each) - least * block.counts[place, v] >= 0

        @block.Constraint(range(len(splits)))
        def enough(_, place):
            sources = (block.counts[place, v] for v in range(len(splits[place])))
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
        each = f"each at least {100 * self.min_each:.10g}% of demand"
        words = scope_words(self, case)
        return f"At least {self.limit:.0f} of {self.on}, {each}, {words}."


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
