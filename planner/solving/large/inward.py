"""What the responses are asked in rounds of cuts without whole numbers, and which of them.

They are asked between the master's proposal and the cheapest plan so far (in-out,
Ben-Ameur and Neto, 2007). Of a large problem mostly few are asked: most of what the
master misjudges is of these.
"""

from collections.abc import Sequence

import numpy as np

from planner.solving.large.arrays import Places, Reals
from planner.solving.large.pricing import Pricing
from planner.solving.large.response import Cut

INWARD = 0.5
"""How far from the cheapest plan towards the proposal the responses are asked."""
MOST, ALONE = 0.8, 4
"""Share of what is misjudged in all that is of those asked alone; rounds between two in
which all are asked."""
RELAXED, STALLED, PATIENCE = 0.3, 0.01, 3
"""The share of the gap within which the plan and the bound are near; the share by which
so many rounds with all must raise the bound to go on."""
CLOSED = 1e-8
"""A gap smaller than this is none, relative to the cost or 1."""


class Doubts:
    """By how much the master misjudged each response when it was asked last."""

    def __init__(self, responses: Pricing) -> None:
        self.few = responses.is_large
        self.missed = np.full(len(responses.responses), np.inf)
        self.rounds = 0

    def asked(self) -> Places | None:
        """Return which responses are worth asking; None for all, every few rounds."""
        if not self.few or self.rounds == ALONE or not np.isfinite(self.missed).all():
            self.rounds = 0
            return None
        self.rounds += 1
        order = np.argsort(-self.missed, kind="stable").astype(np.int32)
        total = np.cumsum(self.missed[order])
        return np.sort(order[: np.searchsorted(total, MOST * total[-1]) + 1])

    def told(self, cuts: Sequence[Cut], plan: Reals, known: Reals) -> None:
        """Take in what a plan's cuts say more than the master knew of each response."""
        for cut in cuts:
            more = max(0.0, cut.at(plan) - known[cut.block])
            self.missed[cut.block] = np.inf if cut.is_limit else more

    def end(self) -> None:
        """Have all asked next: those in doubt tell nothing new."""
        self.rounds = ALONE


class Inward:
    """Where the rounds are, and how near the bound is."""

    def __init__(self, responses: Pricing, gap: float) -> None:
        self.doubts, self.gap = Doubts(responses), gap
        self.best, self.near, self.outward = np.inf, np.zeros(0), False
        self.bounds: list[float] = []

    def plan(self, proposed: Reals) -> Reals:
        """Return the plan to ask the responses for."""
        if self.outward or not np.isfinite(self.best):
            return proposed
        return INWARD * proposed + (1 - INWARD) * self.near

    def priced(self, plan: Reals, cost: float, bound: float) -> None:
        """Take in what a plan costs with all responses, and the bound by then."""
        self.bounds.append(bound)
        if cost < self.best:
            self.best, self.near = cost, plan

    def taught(self, *, anything: bool) -> None:
        """Take in whether the last round taught the master anything."""
        self.outward = not (anything or self.outward)
        if not anything:
            self.doubts.end()

    @property
    def is_near(self) -> bool:
        """Tell whether cuts without whole numbers have little left to tell."""
        bounds = self.bounds
        if not bounds or not np.isfinite(bounds[-1]):
            return False
        size = max(1.0, abs(bounds[-1]))
        if self.best - bounds[-1] <= max(RELAXED * self.gap, CLOSED) * size:
            return True
        if len(bounds) <= PATIENCE or not np.isfinite(bounds[-1 - PATIENCE]):
            return False
        least = max(STALLED * self.gap, CLOSED) * size
        return bool(bounds[-1] - bounds[-1 - PATIENCE] <= least)
