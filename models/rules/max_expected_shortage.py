"""max_expected_shortage: how much of demand goes unserved on average."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case
from models.decisions import Outlook
from models.rules.demands import ShortageRule
from models.rules.rule import Measure


@dataclass(frozen=True, kw_only=True)
class MaxExpectedShortage(ShortageRule):
    r"""Σ_w π_w Σ_t u ≤ limit · Σ_t demand, for each demand.

    Field: fill rate, the expected share of demand that is served.
    """

    rule: ClassVar[str] = "max_expected_shortage"
    meaning: ClassVar[str] = "At most this share of demand goes unserved on average."

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Limit the expected units unserved of each demand."""
        tree, periods = model.tree, set(self.periods(case))
        demands = self.demands(case)

        @block.Constraint(demands)
        def serve(_, demand):
            expected = pyo.quicksum(
                tree.probability[node] * short
                for (name, node), short in model.shorts.items()
                if name == demand and tree.period[node] in periods
            )
            return expected + model.nothing <= self.limit * self.needed(case, demand)

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the expected share unserved of each demand that needs anything."""
        case, tree = outlook.case, outlook.tree
        measures = []
        for name in self.demands(case):
            unserved, needed = outlook.unserved(name), self.needed(case, name)
            expected = sum(
                tree.probability[node] * float(unserved[node])
                for t in self.periods(case)
                for node in tree.in_period[t]
            )
            actual = expected / needed if needed > 0 else 0.0
            measures.append(Measure(name, actual, self.limit, self.limit - actual))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        return self.unserved(case, "on average over the scenarios")
