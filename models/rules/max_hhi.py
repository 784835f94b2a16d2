"""max_hhi: the plan is not too concentrated on few values of a dimension."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any, ClassVar

import pyomo.environ as pyo

from models.case import Case
from models.decisions import Outlook
from models.rules.rule import Limit, Measure
from models.rules.scope import over, volume_words
from models.rules.sources import (
    SourcesRule,
    label,
    may_change,
    planned,
    planned_volumes,
)
from models.rules.words import plural

WHOLE = 10_000.0
CLOSE = 1e-4
"""Points of the index by which a plan may miss the limit before it is cut off."""


@dataclass(frozen=True, kw_only=True)
class MaxHhi(SourcesRule):
    r"""10 000 · Σ_v (X_v / Σ X)² ≤ limit, the Herfindahl–Hirschman index.

    That is ‖X‖ ≤ √h · Σ X with h = limit / 10 000: a cone, of which every cut
    Σ (X̂_v / ‖X̂‖) X_v ≤ √h · Σ X holds for all X. Cuts are added at the plans that break
    the limit until one keeps it, so that it is never approximated.

    Field: market concentration (Hirschman, 1945; Herfindahl, 1950); cutting planes
    (Kelley, 1960).
    """

    limit: float

    rule: ClassVar[str] = "max_hhi"
    meaning: ClassVar[str] = (
        "The Herfindahl–Hirschman index of the volumes is at most this, 0 to 10 000."
    )
    limit_is: ClassVar[Limit] = Limit.INDEX

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Cut at one value alone, and at all values alike."""
        block.cuts = pyo.ConstraintList()
        for split in self.open_splits(case):
            alone = [
                [float(v == chosen) for v in range(len(split))]
                for chosen in range(len(split))
            ]
            for volumes in (*alone, [1.0] * len(split)):
                self._cut(block, model, case, split, volumes)

    def _cut(
        self,
        block: Any,
        model: Any,
        case: Case,
        split: Sequence[Any],
        at: Sequence[float],
    ) -> None:
        """Add Σ (at_v / ‖at‖ − √h) X_v ≤ 0."""
        size, root = hypot(*at), sqrt(self.limit / WHOLE)
        terms = (
            (volume / size - root) * planned(model, case, each)
            for volume, each in zip(at, split, strict=True)
        )
        block.cuts.add(pyo.quicksum(terms) + model.nothing <= 0)

    def tighten(self, block: Any, model: Any, outlook: Outlook) -> bool:
        """Cut where the plan's index is above the limit."""
        broken = [
            (split, volumes)
            for split in self.open_splits(outlook.case)
            for volumes in [planned_volumes(outlook, split)]
            if index(volumes) > self.limit + CLOSE
        ]
        for split, volumes in broken:
            self._cut(block, model, outlook.case, split, volumes)
        return bool(broken)

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the index of every bucket; 0 without volume."""
        measures = []
        for split in self.splits(outlook.case):
            actual = index(planned_volumes(outlook, split))
            enforced, slack = may_change(outlook.case, split), self.limit - actual
            measures.append(Measure(label(split), actual, self.limit, slack, enforced))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        values = plural(self.on.each or "")
        return (
            f"The concentration (HHI) of {volume_words(self)} over {values} is at most "
            f"{self.limit_words(case)}{over(self, case)}."
        )


def index(volumes: Sequence[float]) -> float:
    """Return 10 000 · Σ (volume / total)²."""
    total = sum(volumes)
    return WHOLE * sum((each / total) ** 2 for each in volumes) if total > 0 else 0.0
