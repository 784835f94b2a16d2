"""max_spend: a budget for a target's deliveries."""

from collections.abc import Iterator, Sequence
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
    Bucket,
    Goods,
    buckets_of,
    goods_of,
    per_word,
    values_of,
)
from models.tiers import discounted


@dataclass(frozen=True, kw_only=True)
class MaxSpend(Rule):
    r"""Σ x̄ · (price · (1 − discount) · (1 + duty) + freight) ≤ limit, undiscounted."""

    on: Target | None = None
    item: str | None = None
    per: Literal["horizon", "year", "period"] = HORIZON
    start: int | None = None
    end: int | None = None
    limit: float

    rule: ClassVar[str] = "max_spend"
    meaning: ClassVar[str] = "At most this much is spent on the target's deliveries."
    limit_is: ClassVar[Limit] = Limit.MONEY
    on_is: ClassVar[On] = On.TARGET_OR_ALL

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Limit the plan's spend in each bucket."""
        sums = [each for each in self._sums(case) if _open(case, *each[1:])]

        @block.Constraint(range(len(sums)))
        def budget(_, place):
            _, part, bucket = sums[place]
            terms = _spent(model, case, part, bucket)
            return pyo.quicksum(terms) + model.nothing <= self.limit

    def _sums(self, case: Case) -> list[tuple[str, frozenset[str], Bucket]]:
        goods = (
            [Goods("all items", dict.fromkeys(case.offers, 1.0))]
            if self.item is None
            else goods_of(case, SUPPLY, self.item)
        )
        return [
            (f"{value} · {each.label} · {bucket.label}", part, bucket)
            for each in goods
            for value, part in self._values(case, each).items()
            for bucket in buckets_of(case, self.per, self.start, self.end)
        ]

    def _values(self, case: Case, goods: Goods) -> dict[str, frozenset[str]]:
        if self.on is None:
            return {"all": frozenset(goods.weight)}
        return values_of(case, SUPPLY, self.on, goods)

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the plan's spend in each bucket."""
        measures = []
        for label, part, bucket in self._sums(outlook.case):
            spent = sum(
                _spend(outlook, name, t) for name in part for t in bucket.periods
            )
            enforced = _open(outlook.case, part, bucket)
            slack = self.limit - spent
            measures.append(Measure(label, spent, self.limit, slack, enforced))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        goods = f" of {self.item}" if self.item else ""
        whom = f" from {self.on}" if self.on else ""
        money = f"{self.limit:,.10g} {case.currency}"
        return (
            f"At most {money} spent on deliveries{goods}{whom}, {per_word(self.per)}."
        )


def _open(case: Case, part: frozenset[str], bucket: Bucket) -> bool:
    return any(case.offers[name].can_change(t) for name in part for t in bucket.periods)


def _spent(m: Any, case: Case, part: frozenset[str], bucket: Bucket) -> Iterator[Any]:
    for name in sorted(part):
        offer = case.offers[name]
        for t in bucket.periods:
            if t in offer.window:
                landed = offer.price[t] * (1 + offer.duty)
                node = m.tree.plan[t]
                yield (landed + offer.freight) * scheduled(m, case, name, node)
                yield -landed * discounted(m, case, name, node)


def _spend(outlook: Outlook, name: str, period: int) -> float:
    offer = outlook.case.offers[name]
    year = int(outlook.case.periods[period][:4])
    chosen = outlook.decisions.tiers.get((name, year))
    discount = 0.0 if chosen is None else offer.tiers[chosen].discount
    landed = offer.price[period] * (1 - discount) * (1 + offer.duty) + offer.freight
    return float(outlook.planned(name)[period]) * landed
