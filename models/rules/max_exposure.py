"""max_exposure: how much of the planned volume the curbs are expected to hold back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pyomo.environ as pyo

from models.case import Case, Target
from models.decisions import Outlook
from models.deliveries import scheduled
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.scope import (
    HORIZON,
    SUPPLY,
    Sum,
    buckets_of,
    goods_of,
    scope_words,
    values_of,
)
from models.tree import Tree


@dataclass(frozen=True, kw_only=True)
class MaxExposure(Rule):
    r"""Σ x̄ · (1 − Σ_w π_w φ_w) ≤ limit · Σ x̄, over the offers in scope, per bucket."""

    on: Target | None = None
    item: str | None = None
    per: Literal["horizon", "year", "period"] = HORIZON
    start: int | None = None
    end: int | None = None
    limit: float

    rule: ClassVar[str] = "max_exposure"
    meaning: ClassVar[str] = (
        "At most this share of the planned volume is expected to be held back by curbs."
    )
    limit_is: ClassVar[Limit] = Limit.SHARE
    on_is: ClassVar[On] = On.TARGET_OR_ALL

    def _sums(self, case: Case) -> list[Sum]:
        return [
            Sum(value=value, goods=goods, bucket=bucket, part=part, stage=SUPPLY)
            for goods in goods_of(case, SUPPLY, self.item)
            for value, part in (
                values_of(case, SUPPLY, self.on, goods)
                if self.on is not None
                else {"all": frozenset(goods.weight)}
            ).items()
            for bucket in buckets_of(case, self.per, self.start, self.end)
        ]

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Limit the expected share held back in each bucket."""
        sums = [each for each in self._sums(case) if each.may_change(case, each.part)]

        @block.Constraint(range(len(sums)))
        def exposure(_, place):
            each = sums[place]
            terms = (
                (held_back(model.tree, name, t) - self.limit)
                * each.goods.weight[name]
                * scheduled(model, case, name, model.tree.plan[t])
                for name in sorted(each.part)
                for t in each.bucket.periods
                if t in case.offers[name].window
            )
            return pyo.quicksum(terms) + model.nothing <= 0

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the expected share held back in each bucket."""
        return [self._measure(outlook, each) for each in self._sums(outlook.case)]

    def _measure(self, outlook: Outlook, each: Sum) -> Measure:
        volume = held = 0.0
        for name in each.part:
            planned = each.goods.weight[name] * outlook.planned(name)
            for t in each.bucket.periods:
                volume += planned[t]
                held += planned[t] * held_back(outlook.tree, name, t)
        actual = float(held / volume) if volume > 0 else 0.0
        enforced = each.may_change(outlook.case, each.part)
        slack = self.limit - actual
        return Measure(each.label, actual, self.limit, slack, enforced)

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        whom = f" from {self.on}" if self.on else ""
        share = f"{100 * self.limit:.10g}%"
        words = scope_words(self, case)
        return f"At most {share} expected to be held back by curbs{whom}, {words}."


DIGITS = 12
"""Decimals of a probability that are not rounding: an offer no curb hits has none."""


def held_back(tree: Tree, offer: str, period: int) -> float:
    """Return 1 − Σ_w π_w φ_w of an offer in a period."""
    nodes = tree.in_period[period]
    flows = tree.flow[offer]
    through = sum(tree.probability[node] * float(flows[node]) for node in nodes)
    return round(1 - through, DIGITS)
