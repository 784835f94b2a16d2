"""min_share: a target delivers at least its share of a bucket."""

from dataclasses import dataclass
from typing import Any, ClassVar

from models.rules.rule import Limit
from models.rules.scope import Sum
from models.rules.sums import SumRule


@dataclass(frozen=True, kw_only=True)
class MinShare(SumRule):
    r"""Σ_{target} volume ≥ limit · Σ_{all} volume, in every bucket.

    Field: domestic content, as the benchmarks of the Critical Raw Materials Act,
    Regulation (EU) 2024/1252.
    """

    rule: ClassVar[str] = "min_share"
    meaning: ClassVar[str] = "At least this share of the volume comes from the target."
    limit_is: ClassVar[Limit] = Limit.SHARE
    is_minimum: ClassVar[bool] = True

    def sources(self, each: Sum) -> frozenset[str]:
        """Return all sources: a share may change with any of them."""
        return each.whole

    def row(self, part: Any, whole: Any) -> Any:
        """Return limit · all − target."""
        return self.limit * whole - part

    def weigh(self, part: float, whole: float) -> tuple[float, float]:
        """Return the share and its slack; a bucket without volume satisfies it."""
        if whole <= 0:
            return 0.0, 1.0
        return part / whole, part / whole - self.limit
