"""The runs of everyone who shares a database: kept, found, queued, told apart."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update

from planner.errors import UsageError
from planner.runs import changes, queue
from planner.runs.changes import get, held, is_id, known
from planner.runs.opening import address, connect, now
from planner.runs.rows import choice_record, line, packed, run_of, step_of, words
from planner.runs.run import (
    WAITING,
    Choice,
    File,
    Run,
    State,
    Step,
    UnknownFileError,
    UnknownRunError,
    Wants,
)
from planner.runs.tables import files, log, runs, steps

KEPT_DAYS = 30
"""For so long a deleted run can be restored."""
TURNS = Lock()
"""Threads that write to SQLite wait for each other here: there they would try again and
again, and the unlucky one last."""


def open_store(url: str | None = None, home: Path | None = None) -> "Store":
    """Return the store at a database's address, in a folder, or where it is by default.

    That is the database PLANNER_DATABASE_URL names, else a file in the folder
    PLANNER_HOME, else in the user's own folder for data.

    Raises:
        UsageError: it cannot be reached or written, or a later program made it.
    """
    return Store(connect(address(url, home)))


@dataclass(frozen=True)
class Store:
    """All runs. Every method is one transaction, safe beside other servers' own.

    Methods that name a run raise UnknownRunError where there is none.
    """

    engine: Engine

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        turn = TURNS if self.engine.dialect.name == "sqlite" else nullcontext()
        with turn, self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def receive(self, content: bytes, book: str, owner: str, name: str = "") -> Run:
        """Take in a workbook, to be checked by the next worker.

        Raises:
            UsageError: it is empty or too large.
        """
        with self._writing() as connection:
            run_id = changes.add(connection, content, book=book, owner=owner, name=name)
            queue.note(connection, run_id, "Received.", now(connection))
            return get(connection, run_id)

    def record(
        self,
        content: bytes,
        run: Run,
        steps: Sequence[Step] = (),
        files: Mapping[str, bytes] | None = None,
    ) -> Run:
        """Keep a run that was made elsewhere, with all that came of it, and return it.

        Of ``run`` the id, the digest and when it was made are as the store says.

        Raises:
            UsageError: the workbook is empty or too large.
        """
        said = {"book": run.book, "owner": run.owner, "name": run.name}
        with self._writing() as connection:
            run_id = changes.add(connection, content, **said)
            moment = now(connection)
            for name, each in (files or {}).items():
                changes.keep(connection, run_id, name, each, moment)
            for step in steps:
                changes.put_step(connection, run_id, step)
            told = words(run.told, 2000)
            queue.finish(connection, run_id, run.state, told, moment)
            known_too = {
                "began": run.began or moment,
                "note": words(run.note, 10_000),
                "choice": run.choice and packed(choice_record(run.choice)),
                "versions": packed(run.versions),
            }
            queue.put(connection, run_id, known_too)
            return get(connection, run_id)

    def run(self, run_id: str) -> Run:
        """Return a run, also a deleted one."""
        with self._reading() as connection:
            return get(connection, run_id)

    def find(self, start: str) -> Run:
        """Return the one run whose id begins so, as one writes it in a terminal.

        Raises:
            UsageError: there are several.
        """
        if not is_id(start):
            raise UnknownRunError(start)
        begins = runs.c.id.startswith(start, autoescape=True)
        with self._reading() as connection:
            rows = connection.execute(select(runs).where(begins).limit(2)).mappings()
            found = [run_of(row) for row in rows]
        if len(found) > 1:
            raise UsageError(f"Several runs begin with '{start}': write more of it.")
        if not found:
            raise UnknownRunError(start)
        return found[0]

    def runs(
        self,
        owner: str | None = None,
        deleted: bool = False,  # noqa: FBT001, FBT002 - a filter
        limit: int = 50,
        offset: int = 0,
    ) -> Sequence[Run]:
        """Return runs, the latest first, of one owner or of all; or the deleted ones."""
        wanted = select(runs).where(runs.c.deleted.is_not(None) == deleted)
        if owner is not None:
            wanted = wanted.where(runs.c.owner == line(owner))
        ranked = wanted.order_by(runs.c.made.desc(), runs.c.id)
        latest = ranked.limit(max(0, limit)).offset(max(0, offset))
        with self._reading() as connection:
            return [run_of(row) for row in connection.execute(latest).mappings()]

    def choose(self, run_id: str, choice: Choice, owner: str | None = None) -> Run:
        """Ask something of a checked workbook: the run, queued.

        If something was asked of it before and that has ended: a new run of the same
        workbook, queued, whose ``parent`` is the former, of ``owner`` or else of the
        former's.

        Raises:
            UsageError: it is not checked yet, has faults, or is being worked on.
        """
        with self._writing() as connection:
            moment = now(connection)
            asked = {
                "choice": packed(choice_record(choice)),
                "state": State.QUEUED,
                "since": moment,
                "tries": 0,
                "wanted": "",
            }
            former = changes.locked(connection, run_id)
            if former.state is State.CHECKED:
                queue.put(connection, run_id, asked)
            else:
                asked |= changes.owned(owner)
                run_id = changes.repeat(connection, former, moment, asked)
            said = f"Asked for: {choice.kind} {', '.join(choice.policies)}".rstrip()
            queue.note(connection, run_id, words(f"{said}.", 2000), moment)
            return get(connection, run_id)

    def again(self, run_id: str, owner: str | None = None) -> Run:
        """Take up the workbook of an ended run anew: a run received, to be checked.

        It is ``owner``'s, or the former's.

        Raises:
            UsageError: it has not ended.
        """
        with self._writing() as connection:
            moment, former = now(connection), changes.locked(connection, run_id)
            asked = {"state": State.RECEIVED, **changes.owned(owner)}
            run_id = changes.repeat(connection, former, moment, asked)
            queue.note(connection, run_id, "Received again.", moment)
            return get(connection, run_id)

    def want(self, run_id: str, what: str, policy: str | None = None) -> None:
        """Ask the worker to `cancel`, or to keep the best plans so far: `enough`.

        Of the whole run, or `enough` of one policy. A run that waits is cancelled at
        once; of one that has ended nothing is asked.
        """
        if what not in {"cancel", "enough"}:
            raise UsageError(f"'{what}' cannot be asked of a run: cancel or enough.")
        with self._writing() as connection:
            run, moment = changes.locked(connection, run_id), now(connection)
            if run.state.is_waiting and what == "cancel":
                told = "Cancelled by you before it was begun."
                queue.finish(connection, run_id, State.CANCELLED, told, moment)
            elif run.state.is_at_work and policy is not None and what == "enough":
                own = (steps.c.run == run_id, steps.c.policy == words(policy, 1000))
                connection.execute(update(steps).where(*own).values(enough=True))
            elif run.state.is_at_work and run.wanted != "cancel":
                queue.put(connection, run_id, {"wanted": what})
                queue.note(connection, run_id, f"You asked for: {what}.", moment)

    def place(self, run_id: str) -> int | None:
        """Return a waiting run's position, 1 if it is the next; None if it waits not.

        Workbooks to be checked and runs to be solved wait in a queue each.
        """
        with self._reading() as connection:
            return queue.position(connection, changes.row_of(connection, run_id))

    def steps(self, run_id: str) -> Sequence[Step]:
        """Return how far each policy has come, in the order they were told."""
        of = select(steps).where(steps.c.run == known(run_id)).order_by(steps.c.place)
        with self._reading() as connection:
            return [step_of(row) for row in connection.execute(of).mappings()]

    def log(self, run_id: str) -> Sequence[tuple[datetime, str]]:
        """Return what was said, and when."""
        of = select(log.c.said, log.c.text).where(log.c.run == known(run_id))
        with self._reading() as connection:
            rows = connection.execute(of.order_by(log.c.id))
            return [(said, text) for said, text in rows]

    def files(self, run_id: str) -> Sequence[File]:
        """Return the files a run keeps, by name."""
        of = select(files.c.name, files.c.size, files.c.made)
        own = of.where(files.c.run == known(run_id)).order_by(files.c.name)
        with self._reading() as connection:
            return [File(*row) for row in connection.execute(own)]

    def file(self, run_id: str, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            UnknownFileError: the run keeps no such file.
        """
        own = (files.c.run == known(run_id), files.c.name == words(name, 200))
        with self._reading() as connection:
            content = connection.scalar(select(files.c.content).where(*own))
        if content is None:
            raise UnknownFileError(name)
        return bytes(content)

    def rename(self, run_id: str, name: str) -> Run:
        """Call a run otherwise."""
        return self._change(run_id, name=line(name))

    def annotate(self, run_id: str, note: str) -> Run:
        """Write a note on a run, in place of the former."""
        return self._change(run_id, note=words(note, 10_000))

    def delete(self, run_id: str) -> Run:
        """Put a run away; what is under way is cancelled. It can be restored."""
        self.want(run_id, "cancel")
        with self._reading() as connection:
            moment = now(connection)
        return self._change(run_id, deleted=moment)

    def restore(self, run_id: str) -> Run:
        """Take back a deletion."""
        return self._change(run_id, deleted=None)

    def _change(self, run_id: str, **values: Any) -> Run:
        with self._writing() as connection:
            queue.put(connection, known(run_id), values)
            return get(connection, run_id)

    def waiting(self, states: Collection[State] = WAITING) -> int:
        """Return how many runs wait for a worker."""
        wanted = (runs.c.state.in_(states), runs.c.deleted.is_(None))
        count = select(func.count()).select_from(runs).where(*wanted)
        with self._reading() as connection:
            return int(connection.scalar(count) or 0)

    def claim(self, worker: str, states: Sequence[State] = WAITING) -> Run | None:
        """Give the run that waits longest to a worker and no other; None if none waits.

        ``states`` are the queues it serves: received workbooks, chosen runs, or both.
        """
        with self._writing() as connection:
            moment = now(connection)
            run_id = queue.take(connection, worker, states, moment)
            return None if run_id is None else get(connection, run_id)

    def beat(self, run_id: str, worker: str) -> Wants:
        """Hear that a worker lives, and return what the user wants by now."""
        with self._writing() as connection:
            lives = (
                update(runs).where(*held(run_id, worker)).values(beat=now(connection))
            )
            if not connection.execute(lives).rowcount:
                return Wants(mine=False)
            wanted = connection.scalar(select(runs.c.wanted).where(runs.c.id == run_id))
            will_do = select(steps.c.policy).where(
                steps.c.run == run_id, steps.c.enough
            )
            policies = frozenset(connection.scalars(will_do))
        return Wants(
            cancel=wanted == "cancel", enough=wanted == "enough", policies=policies
        )

    def put_step(self, run_id: str, step: Step) -> None:
        """Keep how far a policy has come; ``enough`` is the user's and stays."""
        with self._writing() as connection:
            changes.put_step(connection, run_id, step)

    def say(self, run_id: str, text: str) -> None:
        """Add a line to the log of a run."""
        with self._writing() as connection:
            queue.note(connection, run_id, words(text, 2000), now(connection))

    def keep(self, run_id: str, name: str, content: bytes) -> None:
        """Keep a file of a run, in place of a former of that name."""
        with self._writing() as connection:
            changes.keep(connection, run_id, name, content, now(connection))

    def made_with(self, run_id: str, versions: Mapping[str, str]) -> None:
        """Keep the versions of what a run is made with."""
        self._change(run_id, versions=packed(versions))

    def end(self, run_id: str, worker: str, state: State, told: str = "") -> bool:
        """End what a worker does, and tell whether the run was still its own."""
        with self._writing() as connection:
            mine = select(runs.c.id).where(*held(run_id, worker)).with_for_update()
            if connection.scalar(mine) is None:
                return False
            moment = now(connection)
            queue.finish(connection, run_id, state, words(told, 2000), moment)
            return True

    def lose(self, run_id: str, worker: str, why: str) -> State | None:
        """Hear that a worker is no more, and return what became of its run.

        None if it was not the worker's, or had ended.
        """
        mine = select(runs).where(*held(run_id, worker))
        with self._writing() as connection:
            row = connection.execute(mine.with_for_update()).first()
            if row is None:
                return None
            return queue.release(connection, row, words(why, 1000), now(connection))

    def bury(self, silent_after: float) -> Sequence[tuple[str, State]]:
        """End, or put back, the runs whose worker was not heard of for so many seconds.

        Return each and what became of it.
        """
        with self._writing() as connection:
            moment = now(connection)
            quiet = queue.silent(connection, moment - timedelta(seconds=silent_after))
            return [
                (run.id, queue.release(connection, run, queue.DIED, moment))
                for run in quiet
            ]

    def purge(self, days: int = KEPT_DAYS) -> int:
        """Remove for good what was deleted so many days ago; return how many."""
        with self._writing() as connection:
            old = queue.too_old(now(connection), days)
            return connection.execute(delete(runs).where(old)).rowcount
