"""The responses of a problem, asked what a plan costs: several at a time if they are large.

HiGHS lets go of Python's lock while it solves, so threads keep the cores busy.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from planner.solving.large.arrays import Places, Reals
from planner.solving.large.response import Cut, Response

MOST, ALONE = 0.8, 4
"""Share of what is misjudged in all that is of those asked alone; rounds between two in
which all are asked."""
LARGE = 100_000
"""Columns of all responses together from which asking them, not the master, takes the
time: several threads are the quicker way then, and to ask few."""


class Pricing:
    """Responses that this process answers for."""

    def __init__(
        self, responses: Sequence[Response], threads: int | None = None
    ) -> None:
        self.responses = responses
        columns = sum(len(each.program.cost) for each in responses)
        self.is_large = columns >= LARGE
        fit = threads or (os.cpu_count() or 1 if self.is_large else 1)
        self.pool = ThreadPoolExecutor(fit) if fit > 1 else None

    def price(
        self, plan: Reals, check: Callable[[], None], some: Places | None = None
    ) -> tuple[float, list[Cut]]:
        """Return what the responses to a plan cost in all, and a cut of each, in order.

        ``check`` raises once there is no time left; ``some`` are the places of those that
        are asked, all if None.
        """

        def answer(response: Response) -> Cut:
            check()
            return response.answer(plan)

        each_of = map if self.pool is None else self.pool.map
        all_of = self.responses
        asked = all_of if some is None else [all_of[each] for each in some]
        cuts = list(each_of(answer, asked))
        return sum(each.cost for each in asked), cuts

    def values(self) -> Iterable[Reals]:
        """Yield the values of each response to the plan of which all were priced last."""
        return (each.values for each in self.responses)


class Doubts:
    """By how much the master misjudged each response when it was asked last.

    Most of that is of a few: of a large problem they are asked alone in most rounds.
    """

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
