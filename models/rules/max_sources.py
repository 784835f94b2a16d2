"""max_sources: not too many values of a dimension deliver anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case
from models.decisions import Outlook
from models.deliveries import most, scheduled
from models.rules.rule import Limit, Measure
from models.rules.scope import REFINING, Sum, over, volume_words
from models.rules.sources import SourcesRule, label, may_change, planned_volumes
from models.rules.words import counted


@dataclass(frozen=True, kw_only=True)
class MaxSources(SourcesRule):
    r"""Σ_v b_v ≤ limit; every delivery of value v ≤ its capacity · b_v, b_v ∈ {0,1}.

    Field: supplier base reduction, a limit on the number of vendors (Weber and Current,
    1993).
    """

    limit: float

    rule: ClassVar[str] = "max_sources"
    meaning: ClassVar[str] = "At most this many values deliver anything."
    limit_is: ClassVar[Limit] = Limit.COUNT

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Choose which values may deliver."""
        splits = {split[0].key[1:]: split for split in self.open_splits(case)}
        block.VALUES = [each.key for split in splits.values() for each in split]
        block.delivers = pyo.Var(block.VALUES, domain=pyo.Binary)
        rows = {
            (*each.key, name, period): (units, capacity)
            for split in splits.values()
            for each in split
            for name, period, units, capacity in _units(model, case, each)
        }

        @block.Constraint(list(rows))
        def delivers_if_chosen(_, *row):
            units, capacity = rows[row]
            return units - capacity * block.delivers[row[:3]] <= 0

        @block.Constraint(list(splits))
        def few(_, *bucket):
            sources = (block.delivers[each.key] for each in splits[bucket])
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
        values = counted(self.limit, self.on.each or "")
        goods = volume_words(self)
        return f"{goods[0].upper()}{goods[1:]} comes from at most {values}{over(self, case)}."


NOTHING = 1e-6


def _units(m: Any, case: Case, each: Sum) -> Iterator[tuple[str, str, Any, float]]:
    """Yield who may put units into which period, the units, the most they can be."""
    for name in sorted(each.part):
        for period in each.bucket.periods:
            node, label = m.tree.plan[period], case.periods[period]
            if each.stage == REFINING:
                if (name, node) in m.outputs:
                    largest = min(case.processes[name].capacity[period], m.usable)
                    yield name, label, m.outputs[name, node], largest
            elif period in case.offers[name].window:
                units = scheduled(m, case, name, node)
                if not isinstance(units, float | int) or units > 0:
                    yield name, label, units, most(case, name, period, m.usable)
