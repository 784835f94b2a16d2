"""The least that must be spent on a target, against its budget."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from typing import Any

from models.case import Case
from models.rules.scope import SUPPLY, Goods, Sum, goods_of
from planner.explain.arithmetic_cheapest import Step, ordered_already, split, steps
from planner.explain.arithmetic_ground import Ground, fails, heading
from planner.explain.arithmetic_words import Statement, amount, short

MOST_NAMED = 6


@dataclass(frozen=True)
class Bill:
    """The cheapest way to buy of one kind of goods what must be bought of a target."""

    goods: Goods
    needed: float
    ordered: float
    """Money for what is ordered already."""
    bought: Sequence[Step]

    @property
    def money(self) -> float:
        """Return what it costs, not discounted."""
        return self.ordered + sum(each.units * each.each for each in self.bought)


def max_spend(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say what must be spent at least, everything bought where it is cheapest."""
    for each in rule.open_sums(ground.case).values():
        bills = list(_bills(rule, ground, each))
        must = sum(bill.money for bill in bills)
        if fails(rule.limit, must):
            on = f" on {short(each.value)}" if rule.on else ""
            yield Statement(
                where=heading(each),
                sentence=(
                    f"at least {ground.money(must)} must be spent{on}, the rule allows "
                    f"{ground.money(rule.limit)}"
                ),
                can=rule.limit,
                must=must,
                detail=tuple(_words(bill, ground.case) for bill in bills if bill.money),
            )


def _bills(rule: Any, ground: Ground, each: Sum) -> Iterator[Bill]:
    """Yield the least bill of each mineral, or of the named goods.

    A mineral's items may stand in for each other by refining, so its bill is the larger
    of two that both must be paid: all its items as one, and item by item.
    """
    if rule.item is not None:
        yield _bill(ground, each)
        return
    case = ground.case
    for goods in goods_of(case, SUPPLY, None):
        together = [_bill(ground, _within(each, goods))]
        items = [name for name, i in case.items.items() if i.mineral == goods.label]
        single = [
            _bill(ground, _within(each, own))
            for name in items
            for own in goods_of(case, SUPPLY, name)
        ]
        yield from max(together, single, key=lambda bills: sum(b.money for b in bills))


def _within(each: Sum, goods: Goods) -> Sum:
    return replace(each, goods=goods, part=each.part & frozenset(goods.weight))


def _bill(ground: Ground, each: Sum) -> Bill:
    landed = _landed(ground.case)
    others = ground.most(each, each.whole - each.part)
    least = ground.least(each)
    needed = least - others if isfinite(others) else 0.0
    rest = needed - ground.ordered(each, each.part)
    bought, _ = split(steps(ground, each, lambda name, t: landed[name][t]), rest)
    return Bill(
        goods=each.goods,
        needed=needed,
        ordered=ordered_already(ground, each, lambda name, t: landed[name][t]),
        bought=tuple(bought),
    )


def _landed(case: Case) -> Mapping[str, Sequence[float]]:
    """Return what a unit of each offer costs at its largest discount, per period."""
    largest = {
        name: max((tier.discount for tier in offer.tiers), default=0.0)
        for name, offer in case.offers.items()
    }
    return {
        name: [
            price * (1 - largest[name]) * (1 + offer.duty) + offer.freight
            for price in offer.price
        ]
        for name, offer in case.offers.items()
    }


def _words(bill: Bill, case: Case) -> str:
    parts = []
    if bill.ordered:
        parts.append(f"ordered already, for {amount(bill.ordered, case.currency)}")
    by_price = groupby(bill.bought, key=lambda step: (step.offer, step.each))
    for (offer, price), alike in by_price:
        units = sum(step.units for step in alike)
        parts.append(
            f"{offer} {amount(units, case.unit)} at {amount(price, case.currency)}"
        )
    more = len(parts) - MOST_NAMED
    listed = ", ".join(parts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    needed = f"{amount(bill.needed, case.unit)} needed; " if bill.bought else ""
    return f"{bill.goods.label}: {needed}cheapest: {listed}"
