"""max_sources: not too many values of a dimension deliver anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.environ as pyo

from models.case import Case
from models.decisions import Outlook
from models.deliveries import most, scheduled
from models.rules.rule import Limit, Measure
from models.rules.scope import REFINING, Sum, scope_words
from models.rules.sources import SourcesRule, label, may_change, planned_volumes


@dataclass(frozen=True, kw_only=True)
class MaxSources(SourcesRule):
    r"""Σ_v b_v ≤ limit; every delivery of value v ≤ its capacity · b_v, b_v ∈ {0,1}."""

    limit: float

    rule: ClassVar[str] = "max_sources"
    meaning: ClassVar[str] = "At most this many values deliver anything."
    limit_is: ClassVar[Limit] = Limit.COUNT

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Choose which values may deliver."""
        splits = self.open_splits(case)
        block.VALUES = [
            (place, v) for place, split in enumerate(splits) for v in range(len(split))
        ]
        block.delivers = pyo.Var(block.VALUES, domain=pyo.Binary)
        rows = [
            (place, v, units, capacity)
            for place, v in block.VALUES
            for units, capacity in _units(model, case, splits[place][v])
        ]

        @block.Constraint(range(len(rows)))
        def delivers_if_chosen(_, row):
            place, v, units, capacity = rows[row]
            return units - capacity * block.delivers[place, v] <= 0

        @block.Constraint(range(len(splits)))
        def few(_, place):
            sources = (block.delivers[place, v] for v in range(len(splits[place])))
            return pyo.quicksum(sources) <= self.limit

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return how many values deliver anything in each bucket."""
        return [self._measure(outlook, split) for split in self.splits(outlook.case)]

    def _measure(self, outlook: Outlook, split: Sequence[Sum]) -> Measure:
        volumes = planned_volumes(outlook, split)
        actual = float(sum(each > NOTHING for each in volumes))
        enforced = may_change(outlook.case, split)
        return Measure(label(split), actual, self.limit, self.limit - actual, enforced)

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        words = scope_words(self, case)
        return f"At most {self.limit:.0f} of {self.on}, {words}."


NOTHING = 1e-6


def _units(m: Any, case: Case, each: Sum) -> Iterator[tuple[Any, float]]:
    """Yield the units a value may put into each period, and the most they can be."""
    for name in sorted(each.part):
        for period in each.bucket.periods:
            node = m.tree.plan[period]
            if each.stage == REFINING:
                if (name, node) in m.outputs:
                    process = case.processes[name]
                    yield m.outputs[name, node], min(process.capacity[period], m.usable)
            elif period in case.offers[name].window:
                units = scheduled(m, case, name, node)
                if not isinstance(units, float | int) or units > 0:
                    yield units, most(case, name, period, m.usable)
