"""Plans as unlike each other as possible in whom they depend on."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.alternatives.result import share
from planner.alternatives.sources import DIMENSIONS, Source
from planner.plan import Plan

LEAST = 0.01
"""Share of the supply that must come from elsewhere for a plan to be another."""


def most_different(
    plans: Sequence[Plan], best: Plan, sources: Sequence[Source], count: int
) -> list[Plan]:
    """Return up to ``count`` plans, each as far as possible from best and each other.

    Greedy: the next is the one whose nearest neighbour among those chosen is farthest
    (Gonzalez, 1985). How far is the share of the supply that comes from elsewhere, the
    mean over minerals of by country and by supplier.
    """
    mixes = np.array([mix(plan, sources) for plan in plans])
    parts = len({(each.mineral, each.dimension) for each in sources}) or 1
    chosen: list[Plan] = []
    apart = _apart(mixes, mix(best, sources), parts)
    while len(chosen) < count and plans:
        place = int(np.argmax(apart))
        if apart[place] < LEAST:
            break
        chosen.append(plans[place])
        apart = np.minimum(apart, _apart(mixes, mixes[place], parts))
    return chosen


def _apart(
    mixes: npt.NDArray[np.float64], mix: npt.NDArray[np.float64], parts: int
) -> npt.NDArray[np.float64]:
    return np.asarray(np.abs(mixes - mix).sum(axis=1) / 2 / parts, dtype=np.float64)


def mix(plan: Plan, sources: Sequence[Source]) -> npt.NDArray[np.float64]:
    """Return the share of each source in what a plan takes of its mineral."""
    volumes = [each.volume(plan) for each in sources]
    totals = {
        each.mineral: sum(
            volume
            for other, volume in zip(sources, volumes, strict=True)
            if (other.mineral, other.dimension) == (each.mineral, DIMENSIONS[0])
        )
        for each in sources
    }
    return np.array(
        [
            share(volume, totals[each.mineral])
            for each, volume in zip(sources, volumes, strict=True)
        ]
    )
