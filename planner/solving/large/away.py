"""The responses of a problem priced by the workers of a Dask cluster.

Each batch of responses travels once, and stays with a worker that keeps its solvers warm.
Then a plan goes there, and costs and cuts come back. A batch whose worker is lost is
given to another by the scheduler; once no scheduler or no worker is left, the responses
are priced here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np

from planner.errors import UsageError
from planner.solving.large.arrays import Places, Reals
from planner.solving.large.pricing import LARGE, Pricing
from planner.solving.large.response import Cut, Response

EACH = 2
"""Batches for each task that the cluster does at a time: a slow one holds up less."""
Answers = list[tuple[float, Cut]]


class Batch:
    """Some responses, where they are priced."""

    def __init__(self, responses: Sequence[Response]) -> None:
        self.responses = responses
        self.plan: Reals | None = None

    def answer(self, plan: Reals, some: Sequence[int] | None = None) -> Answers:
        """Return the cost and the cut of each, or of some."""
        self.plan = None
        asked = self.responses
        if some is not None:
            asked = [asked[each] for each in some]
        found = [(each.answer(plan), each) for each in asked]
        self.plan = plan if some is None else None
        return [(each.cost, cut) for cut, each in found]

    def values(self, plan: Reals) -> list[Reals]:
        """Return the values of each; they may have been priced elsewhere before."""
        if self.plan is None or not np.array_equal(self.plan, plan):
            self.answer(plan)
        return [each.values for each in self.responses]


class Away(Pricing):
    """Responses that a cluster answers for, as long as there is one."""

    def __init__(self, responses: Sequence[Response], client: Any, over: Any) -> None:
        super().__init__(responses)
        self.client, self.over = client, over
        batches = _dealt(responses, EACH * sum(client.nthreads().values()))
        self.held = [client.submit(Batch, each, pure=False) for each in batches]
        self.ends = np.cumsum([len(each) for each in batches])
        self.plan: Reals | None = None

    def price(
        self, plan: Reals, check: Callable[[], None], some: Places | None = None
    ) -> tuple[float, list[Cut]]:
        """Return what the responses to a plan cost in all, and a cut of each, in order."""
        found = self._asked(_answered, self._tasks(plan, some), check)
        self.plan = plan if found is not None and some is None else None
        if found is None:
            return super().price(plan, check, some)
        return sum(cost for cost, _ in found), [cut for _, cut in found]

    def _tasks(self, plan: Reals, some: Places | None) -> dict[int, tuple[Any, ...]]:
        """Return what to ask of which batch: about all it has, or about some places."""
        if some is None:
            return {at: (batch, plan, None) for at, batch in enumerate(self.held)}
        parts = np.split(some, np.searchsorted(some, self.ends[:-1]))
        starts = [0, *self.ends]
        return {
            at: (batch, plan, (parts[at] - starts[at]).tolist())
            for at, batch in enumerate(self.held)
            if len(parts[at])
        }

    def values(self) -> Iterable[Reals]:
        """Return the values of each response to the plan priced last."""
        if self.plan is None:
            return super().values()
        found = self._asked(_valued, self._tasks(self.plan, None), _go_on)
        if found is None:
            super().price(self.plan, _go_on)
            return super().values()
        return found

    def _asked(
        self,
        work: Callable[[Any], list[Any]],
        left: dict[int, tuple[Any, ...]],
        check: Callable[[], None],
    ) -> list[Any] | None:
        """Return what batches answer, in order; None if the cluster is gone."""
        found: dict[int, list[Any]] = {}
        for place, answers in self.over(self.client, work, left, _nothing):
            check()
            found[place] = answers
        if left or not all(found.values()) or not self.held:
            self.held = []
            return None
        return [each for place in sorted(found) for each in found[place]]


def _answered(task: tuple[Batch, Reals, Sequence[int] | None]) -> Answers:
    batch, plan, some = task
    return batch.answer(plan, some)


def _valued(task: tuple[Batch, Reals, None]) -> list[Reals]:
    batch, plan, _ = task
    return batch.values(plan)


def _nothing(_: object) -> list[Any]:
    """Answer for a batch that has cost its workers their lives."""
    return []


def _go_on() -> None:
    """Check nothing: what was begun is ended."""


def _dealt(responses: Sequence[Response], count: int) -> list[list[Response]]:
    """Return the responses in so many batches of about as many columns, in order."""
    sizes = np.array([len(each.program.cost) for each in responses])
    place = (np.cumsum(sizes) - sizes) * count // max(1, sizes.sum())
    batches: list[list[Response]] = [[] for _ in range(count)]
    for each, at in zip(responses, place.tolist(), strict=True):
        batches[at].append(each)
    return [each for each in batches if each]


@contextmanager
def pricing(responses: Sequence[Response], cluster: str | None) -> Iterator[Pricing]:
    """Price responses by the workers of the scheduler at ``cluster``, if they are large.

    Whoever names a cluster has seen that it is there; one that is gone by now is passed
    over.
    """
    columns = sum(len(each.program.cost) for each in responses)
    if cluster is None or columns < LARGE:
        yield Pricing(responses)
        return
    # Dask takes a second to load, and few have it.
    from planner.spread.cluster import connected, over_client  # noqa: PLC0415

    with ExitStack() as stack:
        try:
            client = stack.enter_context(connected(cluster))
        except UsageError:
            found = Pricing(responses)
        else:
            found = Away(responses, client, over_client)
        yield found
