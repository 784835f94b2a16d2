"""The least share of a target's volume that curbs are expected to hold back."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from models.rules.max_exposure import held_back
from models.rules.scope import Sum
from models.tree import grow
from planner.explain.arithmetic_cheapest import (
    Figure,
    Step,
    ordered_already,
    split,
    steps,
)
from planner.explain.arithmetic_ground import Ground, fails, heading
from planner.explain.arithmetic_words import Statement, short


@dataclass(frozen=True)
class Mix:
    """What the target brings where curbs are expected to hold back the least share."""

    ordered: float
    """Units ordered already."""
    held: float
    """Units of the ordered ones that are expected to be held back."""
    bought: tuple[Step, ...] = ()

    @property
    def units(self) -> float:
        """Return all units."""
        return self.ordered + sum(each.units for each in self.bought)

    @property
    def share(self) -> float:
        """Return the share expected to be held back; 0 of nothing."""
        held = self.held + sum(each.units * each.each for each in self.bought)
        return held / self.units if self.units else 0.0

    def with_safer(self, every: list[Step]) -> "Mix":
        """Return it with all that is safer than itself, the safest first."""
        mix = self
        for step in every:
            if step.each >= mix.share:
                break
            if step.units == inf:
                return Mix(1.0, step.each)
            mix = Mix(mix.ordered, mix.held, (*mix.bought, step))
        return mix


def max_exposure(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say what share curbs are expected to hold back of the safest mix there is."""
    tree = grow(ground.case)
    for each in rule.open_sums(ground.case).values():
        mix = _safest(ground, each, lambda name, t: held_back(tree, name, t))
        if not fails(rule.limit, mix.share):
            continue
        yield Statement(
            where=heading(each),
            sentence=(
                f"curbs are expected to hold back at least {_percent(mix.share)} of "
                f"what must come{_of(rule, each)}, the rule allows "
                f"{_percent(rule.limit)}"
            ),
            can=rule.limit,
            must=mix.share,
            detail=tuple(_words(mix, ground)),
        )


def _of(rule: Any, each: Sum) -> str:
    return f" from {short(each.value)}" if rule.on else ""


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"


def _safest(ground: Ground, each: Sum, figure: Figure) -> Mix:
    """Return the mix of least share that brings what the target must."""
    ordered = ground.ordered(each, each.part)
    weight = each.goods.weight
    held = ordered_already(ground, each, lambda n, t: weight[n] * figure(n, t))
    others = ground.most(each, each.whole - each.part)
    needed = ground.least(each) - others if isfinite(others) else 0.0
    every = steps(ground, each, lambda n, t: weight[n] * figure(n, t))
    bought, rest = split(every, needed - ordered)
    return Mix(ordered, held, tuple(bought)).with_safer(rest)


def _words(mix: Mix, ground: Ground) -> Iterator[str]:
    if mix.ordered:
        share = _percent(mix.held / mix.ordered)
        yield f"ordered already: {ground.units(mix.ordered)}, {share} of it held back"
    volumes: dict[str, float] = {}
    held: dict[str, float] = {}
    for step in mix.bought:
        volumes[step.offer] = volumes.get(step.offer, 0.0) + step.units
        held[step.offer] = held.get(step.offer, 0.0) + step.units * step.each
    if volumes:
        parts = (
            f"{_percent(held[name] / units)} of {ground.units(units)} from {name}"
            for name, units in volumes.items()
        )
        yield f"held back at best: {', '.join(parts)}"
