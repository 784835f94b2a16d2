"""Who works on what: each run is one worker's, however many servers share the store."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from planner.runs.run import AT_WORK, ENDED, WAITING, State
from planner.runs.tables import log, runs, steps

TRIES = 2
"""How often a run is begun: once again after a worker died that had done nothing."""
BEGUN = {State.RECEIVED: State.CHECKING, State.QUEUED: State.RUNNING}
DIED = (
    "The process that worked on it ended without a word: it was killed, or the machine "
    "ran out of memory or was switched off."
)


def put(connection: Connection, run: str, values: Mapping[str, Any]) -> None:
    """Change columns of a run."""
    connection.execute(update(runs).where(runs.c.id == run).values(values))


def take(
    connection: Connection, worker: str, states: Sequence[State], moment: datetime
) -> str | None:
    """Give the run that waits longest to a worker; None if none waits."""
    longest = (
        select(runs.c.id, runs.c.state)
        .where(runs.c.state.in_(states), runs.c.deleted.is_(None))
        .order_by(runs.c.since, runs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = connection.execute(longest).first()
    if found is None:
        return None
    values = {
        "state": BEGUN[State(found.state)],
        "worker": worker,
        "beat": moment,
        "began": moment,
        "tries": runs.c.tries + 1,
    }
    put(connection, found.id, values)
    return str(found.id)


def position(connection: Connection, run: Any) -> int | None:
    """Return how many runs are begun before one that waits, and itself."""
    if run["state"] not in WAITING:
        return None
    before = or_(
        runs.c.since < run["since"],
        and_(runs.c.since == run["since"], runs.c.id <= run["id"]),
    )
    alike = and_(runs.c.state == run["state"], runs.c.deleted.is_(None))
    count = select(func.count()).select_from(runs).where(alike, before)
    return int(connection.scalar(count) or 1)


def finish(
    connection: Connection, run: str, state: State, told: str, moment: datetime
) -> None:
    """End a run, and what of its steps had not ended."""
    values = {"state": state, "told": told, "wanted": "", "worker": "", "tries": 0}
    ended = None if state is State.CHECKED else moment
    put(connection, run, {**values, "ended": ended})
    left = {"running": "failed" if state is State.FAILED else "stopped"}
    for former, later in {**left, "queued": "unbegun"}.items():
        mine = (steps.c.run == run, steps.c.state == former)
        connection.execute(update(steps).where(*mine).values(state=later, told=told))
    note(connection, run, told or f"{state}.", moment)


def note(connection: Connection, run: str, text: str, moment: datetime) -> None:
    """Add a line to the log of a run."""
    connection.execute(insert(log).values(run=run, said=moment, text=text))


def silent(connection: Connection, before: datetime) -> Sequence[Any]:
    """Return the runs whose worker was last heard of before a moment, to be changed."""
    quiet = select(runs.c.id, runs.c.state, runs.c.tries, runs.c.wanted).where(
        runs.c.state.in_(AT_WORK), runs.c.beat < before
    )
    return connection.execute(quiet.with_for_update(skip_locked=True)).all()


def release(connection: Connection, run: Any, why: str, moment: datetime) -> State:
    """Take a run from a worker that is no more, and return what became of it.

    Nothing is lost where no step had begun: the run waits again, once, at its old place.
    """
    if run.wanted == "cancel":
        finish(connection, run.id, State.CANCELLED, "Cancelled by you.", moment)
        return State.CANCELLED
    begun = [
        state
        for state in connection.scalars(select(steps.c.state).where(_of(run)))
        if state != "queued"
    ]
    if begun or run.tries >= TRIES:
        kept = sum(state != "running" for state in begun)
        more = f" {kept} of its policies had ended and are kept." if kept else ""
        finish(connection, run.id, State.FAILED, why + more, moment)
        return State.FAILED
    before = {begun: waiting for waiting, begun in BEGUN.items()}
    state = before[State(run.state)]
    put(connection, run.id, {"state": state, "worker": ""})
    note(connection, run.id, f"{why} It waits to be begun once more.", moment)
    return state


def _of(run: Any) -> Any:
    return steps.c.run == run.id


def too_old(moment: datetime, days: int) -> Any:
    """Return which runs were deleted so long ago that they go for good."""
    return and_(
        runs.c.deleted < moment - timedelta(days=days),
        runs.c.state.in_((*ENDED, State.CHECKED)),
    )
