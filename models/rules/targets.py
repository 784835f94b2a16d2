"""What rules about a target's planned deliveries have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from models.case import Case, Target
from models.rules.rule import On, Rule
from models.rules.scope import (
    HORIZON,
    SUPPLY,
    Goods,
    Sum,
    buckets_of,
    goods_of,
    values_of,
)


@dataclass(frozen=True, kw_only=True)
class TargetRule(Rule):
    """A limit on the planned deliveries of a target, or of all offers together."""

    on: Target | None = None
    item: str | None = None
    per: Literal["horizon", "year", "period"] = HORIZON
    start: int | None = None
    end: int | None = None

    on_is: ClassVar[On] = On.TARGET_OR_ALL

    def goods(self, case: Case) -> list[Goods]:
        """Return what is added up: the named goods, or each mineral separately."""
        return goods_of(case, SUPPLY, self.item)

    def sums(self, case: Case) -> list[Sum]:
        """Return every sum the rule limits."""
        return [
            Sum(value=value, goods=goods, bucket=bucket, part=part, stage=SUPPLY)
            for goods in self.goods(case)
            for value, part in self._values(case, goods).items()
            for bucket in buckets_of(case, self.per, self.start, self.end)
        ]

    def open_sums(self, case: Case) -> dict[tuple[str, str, str], Sum]:
        """Return those in which anything of the target can still be changed."""
        return {each.key: each for each in self.sums(case) if is_open(case, each)}

    def _values(self, case: Case, goods: Goods) -> dict[str, frozenset[str]]:
        if self.on is None:
            return {"all": frozenset(goods.weight)}
        return values_of(case, SUPPLY, self.on, goods)


def is_open(case: Case, each: Sum) -> bool:
    """Tell whether anything of the target is still open to decision."""
    return each.may_change(case, each.part)


def deliveries(case: Case, each: Sum) -> Sequence[tuple[str, int]]:
    """Return (offer, period) of every delivery a sum is about."""
    return [
        (name, period)
        for name in sorted(each.part)
        for period in each.bucket.periods
        if period in case.offers[name].window
    ]
