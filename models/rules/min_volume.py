"""min_volume: a target delivers at least a volume in a bucket."""

from dataclasses import dataclass
from typing import Any, ClassVar

from models.rules.rule import Limit
from models.rules.scope import Sum
from models.rules.sums import SumRule


@dataclass(frozen=True, kw_only=True)
class MinVolume(SumRule):
    r"""Σ_{target} volume ≥ limit, in every bucket.

    Field: offtake obligations.
    """

    rule: ClassVar[str] = "min_volume"
    meaning: ClassVar[str] = "At least this many units come from the target."
    limit_is: ClassVar[Limit] = Limit.QUANTITY
    is_minimum: ClassVar[bool] = True

    def sources(self, each: Sum) -> frozenset[str]:
        """Return the target's sources."""
        return each.part

    def row(self, part: Any, whole: Any) -> Any:
        """Return limit − target."""
        del whole
        return self.limit - part

    def weigh(self, part: float, whole: float) -> tuple[float, float]:
        """Return the volume and its slack."""
        del whole
        return part, part - self.limit
