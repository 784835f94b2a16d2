"""The responses of a problem, asked what a plan costs: several at a time if they are large.

HiGHS lets go of Python's lock while it solves, so threads keep the cores busy.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from planner.solving.freed import give_back
from planner.solving.large.arrays import Places, Reals
from planner.solving.large.response import Cut, Response

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
        if self.is_large:
            give_back()
        return sum(each.cost for each in asked), cuts

    def values(self) -> Iterable[Reals]:
        """Yield the values of each response to the plan of which all were priced last."""
        return (each.values for each in self.responses)
