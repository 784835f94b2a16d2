"""max_cvar_shortage: how much of demand goes unserved in the worst scenarios."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case
from models.decisions import Outlook
from models.rules.demands import ShortageRule, likely_ends, shorts_until
from models.rules.rule import Measure


@dataclass(frozen=True, kw_only=True)
class MaxCvarShortage(ShortageRule):
    r"""η + Σ_w π_w z_w / (1 − α) ≤ limit · Σ_t demand, z_w ≥ Σ_t u − η, z ≥ 0.

    CVaR_α of a demand's shortage.

    Field: conditional value at risk (Rockafellar and Uryasev, 2000).
    """

    rule: ClassVar[str] = "max_cvar_shortage"
    meaning: ClassVar[str] = (
        "At most this share of demand goes unserved in the mean of the worst scenarios."
    )

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Limit CVaR of the units unserved of each demand."""
        periods, demands = self.periods(case), self.demands(case)
        if not periods:
            return
        ends = likely_ends(model.tree, periods[-1])
        block.tail = pyo.Var(demands)
        block.excess = pyo.Var(demands, ends, domain=pyo.NonNegativeReals)

        @block.Constraint(demands, ends)
        def beyond_tail(_, demand, end):
            short = pyo.quicksum(shorts_until(model, demand, end, periods))
            return block.excess[demand, end] + block.tail[demand] - short >= 0

        @block.Constraint(demands)
        def serve(_, demand):
            beyond = pyo.quicksum(
                model.tree.probability[end]
                / (1 - model.risk_level)
                * block.excess[demand, end]
                for end in ends
            )
            return block.tail[demand] + beyond <= self.limit * self.needed(case, demand)

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return CVaR of the share unserved of each demand."""
        case = outlook.case
        measures = []
        for name in self.demands(case):
            needed = self.needed(case, name)
            actual = self._worst(outlook, name) / needed if needed > 0 else 0.0
            measures.append(Measure(name, actual, self.limit, self.limit - actual))
        return measures

    def _worst(self, outlook: Outlook, demand: str) -> float:
        """Return the mean shortage of the worst 1 − α of the probability."""
        unserved, periods = outlook.unserved(demand), self.periods(outlook.case)
        shortages = sorted(
            (float(unserved[path[periods]].sum()), scenario.probability)
            for path, scenario in zip(
                outlook.tree.paths, outlook.tree.scenarios, strict=True
            )
        )
        left = whole = 1 - outlook.risk_level
        total = 0.0
        for units, probability in reversed(shortages):
            total += units * min(probability, left)
            left -= min(probability, left)
        return total / whole

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        return self.unserved(case, "in the mean of the worst scenarios (CVaR)")
