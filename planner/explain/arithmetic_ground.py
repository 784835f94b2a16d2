"""What the sums of a conflict rest on: its rows, and what they let be reached."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from models.case import Case
from models.rules.scope import REFINING, SUPPLY, Sum, sums_of
from planner.explain.arithmetic_reach import Reach
from planner.explain.arithmetic_words import amount, parts_words
from planner.explain.conflict_parts import Asked

CLEAR = 1e-6
"""Share by which a sum must fail, beyond rounding."""


@dataclass(frozen=True)
class Ground:
    """What the sums of a conflict rest on: its rows alone."""

    asked: Asked
    reach: Reach

    @property
    def case(self) -> Case:
        """Return the case, with nothing but the conflict's limits."""
        return self.asked.case

    def units(self, number: float) -> str:
        """Return a volume in words."""
        return amount(number, self.case.unit)

    def money(self, number: float) -> str:
        """Return an amount of money in words."""
        return amount(number, self.case.currency)

    def most(self, each: Sum, names: frozenset[str]) -> float:
        """Return the most some offers can deliver in a sum's bucket."""
        return self.reach.plan_volume(names, each.bucket.periods, each.goods.weight)

    def by_offer(self, each: Sum, names: frozenset[str]) -> str:
        """Return the most each of some offers can deliver, in words."""
        volumes = {n: self.most(each, frozenset({n})) for n in sorted(names)}
        return parts_words(volumes, self.case.unit)

    def ordered(self, each: Sum, names: frozenset[str]) -> float:
        """Return what is ordered already of some offers."""
        return self.reach.committed(names, each.bucket.periods, each.goods.weight)

    def least(self, each: Sum) -> float:
        """Return the least that must be bought of a sum's goods."""
        return self.reach.must_buy(each.goods, each.bucket.periods)


def fails(can: float, must: float) -> bool:
    """Tell whether what can be is clearly less than what must be."""
    return isfinite(must) and can < must - CLEAR * max(1.0, abs(must))


def open_sums(rule: Any, ground: Ground) -> list[Sum]:
    """Return the sums of a rule about supply that are still open to decision."""
    if getattr(rule, "stage", SUPPLY) == REFINING:
        return []
    return [
        each
        for each in sums_of(rule, ground.case)
        if each.may_change(ground.case, rule.sources(each))
    ]


def heading(each: Sum) -> str:
    """Return where a sum is taken: `2027Q1, gallium`."""
    return f"{each.bucket.label}, {each.goods.label}"
