"""max_spend: a budget for a target's deliveries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case
from models.decisions import Outlook
from models.deliveries import scheduled
from models.linear import Term, linear
from models.rules.rule import Limit, Measure
from models.rules.scope import Goods, Sum, over
from models.rules.targets import TargetRule, deliveries, is_open
from models.rules.words import whom
from models.tiers import discounted


@dataclass(frozen=True, kw_only=True)
class MaxSpend(TargetRule):
    r"""Σ x̄ · (price · (1 − discount) · (1 + duty) + freight) ≤ limit, undiscounted.

    Field: category budgets.
    """

    limit: float

    rule: ClassVar[str] = "max_spend"
    meaning: ClassVar[str] = "At most this much is spent on the target's deliveries."
    limit_is: ClassVar[Limit] = Limit.MONEY

    def goods(self, case: Case) -> list[Goods]:
        """Return the named goods, or all items together."""
        if self.item is None:
            return [Goods("all items", dict.fromkeys(case.offers, 1.0))]
        return super().goods(case)

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Limit the plan's spend in each bucket."""
        sums = self.open_sums(case)

        @block.Constraint(list(sums))
        def budget(_, *key):
            nothing = 1.0, model.nothing
            return linear((nothing, *_spent(model, case, sums[key]))) <= self.limit

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the plan's spend in each bucket."""
        case, measures = outlook.case, []
        for each in self.sums(case):
            spent = sum(
                _spend(outlook, name, t)
                for name in each.part
                for t in each.bucket.periods
            )
            enforced, slack = is_open(case, each), self.limit - spent
            measures.append(Measure(each.label, spent, self.limit, slack, enforced))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        goods = f" of {self.item}" if self.item else ""
        source = f" from {whom(self.on)}" if self.on else ""
        return (
            f"At most {self.limit_words(case)} is spent on deliveries{goods}{source}"
            f"{over(self, case)}."
        )


def _spent(m: Any, case: Case, each: Sum) -> Iterator[Term]:
    for name, t in deliveries(case, each):
        offer, node = case.offers[name], m.tree.plan[t]
        landed = offer.price[t] * (1 + offer.duty)
        yield landed + offer.freight, scheduled(m, case, name, node)
        for discount, units in discounted(m, case, name, node):
            yield -landed * discount, units


def _spend(outlook: Outlook, name: str, period: int) -> float:
    offer = outlook.case.offers[name]
    year = int(outlook.case.periods[period][:4])
    chosen = outlook.decisions.tiers.get((name, year))
    discount = 0.0 if chosen is None else offer.tiers[chosen].discount
    landed = offer.price[period] * (1 - discount) * (1 + offer.duty) + offer.freight
    return float(outlook.planned(name)[period]) * landed
