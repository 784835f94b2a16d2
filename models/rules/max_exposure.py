"""max_exposure: how much of the planned volume the curbs are expected to hold back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case
from models.decisions import Outlook
from models.deliveries import scheduled
from models.rules.rule import Limit, Measure
from models.rules.scope import Sum, over
from models.rules.targets import TargetRule, deliveries, is_open
from models.rules.words import whom
from models.tree import Tree


@dataclass(frozen=True, kw_only=True)
class MaxExposure(TargetRule):
    r"""Σ x̄ · (1 − Σ_w π_w φ_w) ≤ limit · Σ x̄, over the offers in scope, per bucket.

    Field: supply at risk, the expected volume lost to disruption.
    """

    limit: float

    rule: ClassVar[str] = "max_exposure"
    meaning: ClassVar[str] = (
        "At most this share of the planned volume is expected to be held back by curbs."
    )
    limit_is: ClassVar[Limit] = Limit.SHARE

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Limit the expected share held back in each bucket."""
        sums, tree = self.open_sums(case), model.tree

        @block.Constraint(list(sums))
        def exposure(_, *key):
            weight = sums[key].goods.weight
            terms = (
                (held_back(tree, name, t) - self.limit)
                * weight[name]
                * scheduled(model, case, name, tree.plan[t])
                for name, t in deliveries(case, sums[key])
            )
            return pyo.quicksum(terms) + model.nothing <= 0

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the expected share held back in each bucket."""
        return [self._measure(outlook, each) for each in self.sums(outlook.case)]

    def _measure(self, outlook: Outlook, each: Sum) -> Measure:
        volume = held = 0.0
        for name in each.part:
            planned = each.goods.weight[name] * outlook.planned(name)
            for t in each.bucket.periods:
                volume += planned[t]
                held += planned[t] * held_back(outlook.tree, name, t)
        actual = float(held / volume) if volume > 0 else 0.0
        enforced, slack = is_open(outlook.case, each), self.limit - actual
        return Measure(each.label, actual, self.limit, slack, enforced)

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        source = f" from {whom(self.on)}" if self.on else ""
        return (
            f"Curbs are expected to hold back at most {self.limit_words(case)} of the "
            f"planned supply of {self.item or 'each mineral'}{source}{over(self, case)}."
        )


DIGITS = 12
"""Decimals of a probability that are not rounding: an offer no curb hits has none."""


def held_back(tree: Tree, offer: str, period: int) -> float:
    """Return 1 − Σ_w π_w φ_w of an offer in a period."""
    nodes = (tree.entire or tree).in_period[period]
    flows = tree.flow[offer]
    through = sum(tree.probability[node] * float(flows[node]) for node in nodes)
    return round(1 - through, DIGITS)
