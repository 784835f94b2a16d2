"""max_volume: no target delivers more than a volume in a bucket."""

from dataclasses import dataclass
from typing import Any, ClassVar

from models.rules.rule import Limit
from models.rules.scope import Sum
from models.rules.sums import SumRule


@dataclass(frozen=True, kw_only=True)
class MaxVolume(SumRule):
    r"""Σ_{target} volume ≤ limit, in every bucket.

    Field: sourcing quotas.
    """

    rule: ClassVar[str] = "max_volume"
    meaning: ClassVar[str] = "At most this many units come from the target."
    limit_is: ClassVar[Limit] = Limit.QUANTITY

    def sources(self, each: Sum) -> frozenset[str]:
        """Return the target's sources."""
        return each.part

    def row(self, part: Any, whole: Any) -> Any:
        """Return target − limit."""
        del whole
        return part - self.limit

    def weigh(self, part: float, whole: float) -> tuple[float, float]:
        """Return the volume and its slack."""
        del whole
        return part, self.limit - part
