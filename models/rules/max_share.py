"""max_share: no target delivers more than its share of a bucket."""

from dataclasses import dataclass
from typing import Any, ClassVar

from models.rules.rule import Limit
from models.rules.scope import Sum
from models.rules.sums import SumRule


@dataclass(frozen=True, kw_only=True)
class MaxShare(SumRule):
    r"""Σ_{target} volume ≤ limit · Σ_{all} volume, in every bucket.

    Field: import dependence, as the 65% of the Critical Raw Materials Act, Regulation
    (EU) 2024/1252.
    """

    rule: ClassVar[str] = "max_share"
    meaning: ClassVar[str] = "At most this share of the volume comes from the target."
    limit_is: ClassVar[Limit] = Limit.SHARE

    def sources(self, each: Sum) -> frozenset[str]:
        """Return all sources: a share may change with any of them."""
        return each.whole

    def row(self, part: Any, whole: Any) -> Any:
        """Return target − limit · all."""
        return part - self.limit * whole

    def weigh(self, part: float, whole: float) -> tuple[float, float]:
        """Return the share and its slack; a bucket without volume satisfies it."""
        actual = part / whole if whole > 0 else 0.0
        return actual, self.limit - actual
