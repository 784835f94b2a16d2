"""max_hhi: the plan is not too concentrated on few values of a dimension."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyomo.core as pyo

from models.case import Case
from models.decisions import Outlook
from models.rules.rule import Limit, Measure
from models.rules.scope import Sum, over, volume_words
from models.rules.sources import (
    SourcesRule,
    label,
    may_change,
    planned,
    planned_volumes,
)
from models.rules.words import plural

WHOLE = 10_000.0
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0)
"""At which each value is cut before any plan is known."""
STEPS = (-0.008, -0.004, 0.0, 0.004, 0.008)
"""Around a share found: the next plan is another by a few lots."""
CLOSE = 1e-4
"""Points of the index by which a plan may miss the limit before it is cut off."""


@dataclass(frozen=True, kw_only=True)
class MaxHhi(SourcesRule):
    r"""10 000 · Σ_v (X_v / Σ X)² ≤ limit, the Herfindahl–Hirschman index.

    Σ_v Q_v ≤ limit / 10 000 · Σ X with Q_v ≥ X_v² / Σ X, each above its tangent at every
    share a: Q_v ≥ 2a X_v − a² Σ X. Tangents are added at the plans that break the limit
    until one keeps it, so that it is never approximated. One row for each value makes
    them few (Vielma, Dunning, Huchette and Lubin, 2017).

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
        """Add up the squares, and cut at a few shares of each value."""
        splits = self.open_splits(case)
        block.VALUES = [
            (place, v) for place, split in enumerate(splits) for v in range(len(split))
        ]
        block.volume = pyo.Var(block.VALUES, domain=pyo.NonNegativeReals)
        block.square = pyo.Var(block.VALUES, domain=pyo.NonNegativeReals)
        block.cuts = pyo.ConstraintList()

        @block.Constraint(block.VALUES)
        def volumes(b, place, v):
            planned_volume = planned(model, case, splits[place][v])
            return b.volume[place, v] - planned_volume - model.nothing == 0

        @block.Constraint(range(len(splits)))
        def spread(b, place):
            squares = b.square[place, :]
            limit = self.limit / WHOLE * pyo.quicksum(b.volume[place, :])
            return pyo.quicksum(squares) - limit <= 0

        even = [self._only_even(case, split) for split in splits]
        block.EVEN = [(place, v) for place, those in enumerate(even) for v in those]

        @block.Constraint(block.EVEN)
        def evenly(b, place, v):
            """No cut comes close to equal shares: there the index hardly moves."""
            whole = pyo.quicksum(b.volume[place, :])
            return len(even[place]) * b.volume[place, v] - whole == 0

        for place, split in enumerate(splits):
            for share in SHARES:
                _cut(block, place, [share] * len(split))

    def _only_even(self, case: Case, split: Sequence[Sum]) -> list[int]:
        """Return the values that can deliver, if only equal shares keep the limit.

        Of lots no shares need be equal, only as close as the index is looked at.
        """
        if any(
            case.offers[name].lot_size for name in split[0].whole - {*case.processes}
        ):
            return []
        able = [v for v, each in enumerate(split) if _can_deliver(case, each)]
        return able if abs(self.limit * len(able) - WHOLE) <= CLOSE else []

    def tighten(self, block: Any, model: Any, outlook: Outlook) -> bool:
        """Cut where the plan's index is above the limit."""
        del model
        broken = [
            (place, volumes)
            for place, split in enumerate(self.open_splits(outlook.case))
            for volumes in [planned_volumes(outlook, split)]
            if index(volumes) > self.limit + CLOSE
        ]
        for place, volumes in broken:
            total = sum(volumes)
            shares = [volume / total for volume in volumes]
            for step in STEPS:
                near = [min(1.0, max(0.0, share + step)) for share in shares]
                _cut(block, place, near)
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


def _cut(block: Any, place: int, shares: Sequence[float]) -> None:
    """Add Q_v ≥ 2a X_v − a² Σ X, at one share a for every value."""
    whole = pyo.quicksum(block.volume[place, :])
    for v, share in enumerate(shares):
        tangent = 2 * share * block.volume[place, v] - share**2 * whole
        block.cuts.add(tangent - block.square[place, v] <= 0)


def _can_deliver(case: Case, each: Sum) -> bool:
    """Tell whether anything of a value may come in the bucket."""
    return each.may_change(case, each.part) or any(
        case.offers[name].commitment[period] > 0
        for name in each.part - {*case.processes}
        for period in each.bucket.periods
    )


def index(volumes: Sequence[float]) -> float:
    """Return 10 000 · Σ (volume / total)²."""
    total = sum(volumes)
    return WHOLE * sum((each / total) ** 2 for each in volumes) if total > 0 else 0.0
