"""Different plans nearly as cheap: what is possible within a cost, proved."""

from collections.abc import Callable, Sequence

from planner.alternatives.result import Alternatives, Choice, End, Range
from planner.alternatives.search import Search
from planner.alternatives.sources import Source
from planner.alternatives.tasks import Base
from planner.errors import UsageError
from planner.plan import Plan, Status

__all__ = ["Alternatives", "Choice", "End", "Range", "Source", "alternatives"]

FINE = 4e-4
"""Gap of an end, as a share of the supply."""
TIMES, LEAST_SECONDS = 10.0, 10.0
"""Without a time limit of its own a re-solve may take so many times as long as the
plan took, and so many seconds at least."""


def alternatives(  # noqa: PLR0913 - what is asked, and how hard to try
    best: Plan,
    within: float,
    *,
    count: int = 5,
    jobs: int | None = None,
    cluster: str | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    done: Callable[[str, int, int], None] = lambda *_: None,
) -> Alternatives:
    """Find what plans may differ in that cost at most ``within`` more than the best.

    ``best`` is a policy's cheapest plan, as ``solve`` found it; the cost is what it
    minimises. For every country and supplier of every mineral the least and greatest
    volume and share are sought, each with its proof, for every contract and
    project whether it may be signed and may be left, and up to ``count`` plans unlike best and each other.
    ``gap`` is at which a search for an end stops, as a share of the supply;
    ``time_limit`` is for each search, in seconds. ``jobs`` at a time, all cores if
    None, or by the workers of the Dask scheduler at ``cluster``. ``done`` hears of each
    as it ends, with how many of its kind have and how many there are. Ctrl-C keeps what
    is found.

    Raises:
        UsageError: ``within`` is no share above 0, or the cluster cannot be used.
    """
    if not 0 < within <= 1:
        raise UsageError(f"{within:g} is no share above 0 and at most 1.")
    usual = max(LEAST_SECONDS, TIMES * best.run.seconds)
    base = Base(
        plan=best,
        cap=best.objective + within * abs(best.objective),
        gap=FINE if gap is None else gap,
        time_limit=(
            min(best.case.time_limit, usual) if time_limit is None else time_limit
        ),
    )
    stopped = best.status is Status.INTERRUPTED
    search = Search(base, jobs, cluster, done, stopped)
    plans: Sequence[Plan] = ()
    try:
        search.run()
        plans = search.different(count)
    except KeyboardInterrupt:
        search.stopped = True
    return Alternatives(
        best=best,
        within=within,
        cap=base.cap,
        ranges=search.ranges(),
        contracts=search.signings(),
        projects=search.openings(),
        plans=plans,
        found=len(search.plans),
        stopped=search.stopped,
    )
