"""Steps in which a sum can be filled, each with what a unit of it brings along."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.rules.scope import Sum
from planner.explain.arithmetic_ground import Ground


@dataclass(frozen=True)
class Step:
    """Units that one offer can deliver in one period, in the sum's units."""

    offer: str
    units: float
    """The most, besides what is ordered already."""
    each: float
    """Of what is limited, in one unit."""


Figure = Callable[[str, int], float]
"""What is limited in one of an offer's own units in a period."""


def ordered_already(ground: Ground, total: Sum, figure: Figure) -> float:
    """Return how much of what is limited lies in what is ordered."""
    offers = ground.case.offers
    return sum(
        offers[name].commitment[t] * figure(name, t)
        for name in total.part
        for t in total.bucket.periods
        if offers[name].commitment[t]
    )


def steps(ground: Ground, total: Sum, figure: Figure) -> list[Step]:
    """Return what the target can deliver besides what is ordered, the least first."""

    def every() -> Iterator[Step]:
        for name in sorted(total.part):
            weight = total.goods.weight[name]
            for t in total.bucket.periods:
                most = ground.reach.planned(name, t)
                room = most - ground.case.offers[name].commitment[t]
                if room > 0 and weight > 0:
                    yield Step(name, weight * room, figure(name, t) / weight)

    return sorted(every(), key=lambda step: step.each)


def split(every: Sequence[Step], units: float) -> tuple[list[Step], list[Step]]:
    """Return the first steps, until they have so many units, and what is left."""
    taken, rest, left = [], [], units
    for step in every:
        part = max(0.0, min(left, step.units))
        left -= part
        if part > 0:
            taken.append(Step(step.offer, part, step.each))
        if step.units > part:
            rest.append(Step(step.offer, step.units - part, step.each))
    return taken, rest
