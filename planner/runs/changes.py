"""What a transaction writes and reads of one run."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from planner.errors import UsageError
from planner.runs.opening import now
from planner.runs.rows import line, run_of, step_row
from planner.runs.run import AT_WORK, CHECK, INPUT, Run, State, Step, UnknownRunError
from planner.runs.tables import files, runs, steps

MOST_BYTES = 30 * 2**20
"""Of a workbook."""
ID_BYTES = 24
MOST_OF_ID = 64
OF_THE_BOOK = (INPUT, CHECK, "marked.xlsx", "cells.json")
"""The files that belong to a workbook, whatever is asked of it."""
NOT_NOW = {
    State.RECEIVED: "The workbook waits to be checked: choose when it is.",
    State.CHECKING: "The workbook is being checked: choose when it is.",
    State.FAULTY: "The workbook has faults: mend them and upload it again.",
    State.QUEUED: "The run waits already: cancel it, or choose when it has ended.",
    State.RUNNING: "The run is being worked on: choose when it has ended.",
}


def require_size(content: bytes) -> None:
    """Refuse a workbook that is empty or too large.

    Raises:
        UsageError: it is.
    """
    if not content:
        raise UsageError("The file is empty: choose a workbook.")
    if len(content) > MOST_BYTES:
        raise UsageError(
            f"The file has {len(content) / 2**20:,.0f} MB; a workbook may have "
            f"{MOST_BYTES // 2**20}. Delete pictures and sheets that are not needed."
        )


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a run, or the start of one."""
    return (
        0 < len(text) <= MOST_OF_ID
        and text.isascii()
        and text.translate(_MARKS).isalnum()
    )


_MARKS = str.maketrans("-_", "aa")


def new_id() -> str:
    """Return an id that nobody guesses, and that no command takes for an option."""
    return secrets.token_urlsafe(ID_BYTES).replace("-", "_")


def known(run_id: str) -> str:
    """Return an id that can be one, as a database may refuse odd characters.

    Raises:
        UnknownRunError: it cannot.
    """
    if not is_id(run_id):
        raise UnknownRunError(run_id)
    return run_id


def held(run_id: str, worker: str) -> tuple[Any, ...]:
    """Return the conditions under which a worker still has a run."""
    return runs.c.id == run_id, runs.c.worker == worker, runs.c.state.in_(AT_WORK)


def row_of(connection: Connection, run_id: str) -> Any:
    """Return the row of a run.

    Raises:
        UnknownRunError: there is none.
    """
    own = select(runs).where(runs.c.id == known(run_id))
    row = connection.execute(own).mappings().first()
    if row is None:
        raise UnknownRunError(run_id)
    return row


def get(connection: Connection, run_id: str) -> Run:
    """Return a run; raises as ``row_of``."""
    return run_of(row_of(connection, run_id))


def locked(connection: Connection, run_id: str) -> Run:
    """Return a run that nobody else changes before this transaction ends.

    Raises as ``row_of``.
    """
    own = select(runs.c.id).where(runs.c.id == known(run_id))
    connection.execute(own.with_for_update())
    return get(connection, run_id)


def add(connection: Connection, content: bytes, **said: str) -> str:
    """Add a run of a workbook, received, and return its id.

    ``said`` are its ``book``, ``owner`` and ``name``.
    """
    require_size(content)
    moment, book = now(connection), line(said["book"]) or "workbook.xlsx"
    run_id = new_id()
    row = {
        "id": run_id,
        "owner": line(said["owner"]),
        "name": line(said["name"]) or book,
        "book": book,
        "digest": sha256(content).hexdigest(),
        "state": State.RECEIVED,
        "made": moment,
        "since": moment,
    }
    connection.execute(insert(runs).values(row))
    keep(connection, run_id, INPUT, content, moment)
    return run_id


def owned(owner: str | None) -> dict[str, Any]:
    """Return the column that says whose a run is; none to leave it as it is."""
    return {} if owner is None else {"owner": line(owner)}


def repeat(
    connection: Connection, former: Run, moment: datetime, asked: Mapping[str, Any]
) -> str:
    """Add a run of the same workbook, and return its id.

    ``asked`` are the columns in which it differs. One that is to be solved at once
    takes over what was found in the workbook.

    Raises:
        UsageError: the former has not ended, or its workbook was not checked.
    """
    own = files.c.run == former.id
    kept = frozenset(connection.scalars(select(files.c.name).where(own)))
    solves = asked["state"] == State.QUEUED
    if not former.state.is_ended or (solves and former.state is State.FAULTY):
        raise UsageError(NOT_NOW[former.state])
    if solves and CHECK not in kept:
        raise UsageError("Its workbook was not checked yet: begin it again first.")
    run_id = new_id()
    row = {each: getattr(former, each) for each in ("owner", "name", "book", "digest")}
    row |= {"id": run_id, "parent": former.id, "made": moment, "since": moment}
    connection.execute(insert(runs).values({**row, **asked}))
    columns = ("name", "size", "made", "content")
    names = OF_THE_BOOK if solves else (INPUT,)
    copied = select(literal(run_id), *(files.c[each] for each in columns)).where(
        own, files.c.name.in_(names)
    )
    connection.execute(insert(files).from_select(["run", *columns], copied))
    return run_id


def put_step(connection: Connection, run_id: str, step: Step) -> None:
    """Keep how far a policy has come; ``enough`` is the user's and stays."""
    row = step_row(step)
    own = (steps.c.run == run_id, steps.c.policy == row["policy"])
    if connection.execute(update(steps).where(*own).values(row)).rowcount:
        return
    places = select(func.count()).select_from(steps).where(steps.c.run == run_id)
    place = connection.scalar(places) or 0
    connection.execute(insert(steps).values(run=run_id, place=place, **row))


def keep(
    connection: Connection, run_id: str, name: str, content: bytes, moment: datetime
) -> None:
    """Keep a file, in place of a former of that name."""
    own = (files.c.run == run_id, files.c.name == line(name))
    connection.execute(delete(files).where(*own))
    values = {"run": run_id, "name": line(name), "size": len(content), "made": moment}
    connection.execute(insert(files).values(**values, content=content))
