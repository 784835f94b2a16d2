"""All responses of a problem, asked what a plan costs: several at a time if they are large.

HiGHS lets go of Python's lock while it solves, so threads keep the cores busy.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from planner.solving.large.arrays import Reals
from planner.solving.large.response import Cut, Response

LARGE = 100_000
"""Columns of all responses together from which several threads are the quicker way."""


class Pricing:
    """Responses that this process answers for."""

    def __init__(
        self, responses: Sequence[Response], threads: int | None = None
    ) -> None:
        self.responses = responses
        columns = sum(len(each.program.cost) for each in responses)
        fit = threads or (os.cpu_count() or 1 if columns >= LARGE else 1)
        self.pool = ThreadPoolExecutor(fit) if fit > 1 else None

    def price(self, plan: Reals, check: Callable[[], None]) -> tuple[float, list[Cut]]:
        """Return what the responses to a plan cost in all, and a cut of each, in order.

        ``check`` raises once there is no time left.
        """

        def answer(response: Response) -> Cut:
            check()
            return response.answer(plan)

        each_of = map if self.pool is None else self.pool.map
        cuts = list(each_of(answer, self.responses))
        return sum(each.cost for each in self.responses), cuts

    def values(self) -> Iterable[Reals]:
        """Yield the values of each response to the plan priced last."""
        return (each.values for each in self.responses)
