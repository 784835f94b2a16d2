"""Find the store, and make it where there is none: SQLite by default, else PostgreSQL."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select
from sqlalchemy import text as sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from planner.errors import UsageError
from planner.runs.tables import VERSION, metadata, schema

HOME, DATABASE = "PLANNER_HOME", "PLANNER_DATABASE_URL"
FILE = "planner.db"
BUSY_SECONDS = 30.0
"""What a write waits for another one of the same SQLite file."""
LOCK = 7_263_455_081
"""Of PostgreSQL, held while the tables are made: two servers may start at once."""


def home_folder(home: Path | None = None) -> Path:
    """Return where data are kept: as asked, else PLANNER_HOME, else of this user."""
    if home is not None:
        return home
    if asked := os.environ.get(HOME):
        return Path(asked)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "planner"
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(shared) / "planner"


def address(url: str | None = None, home: Path | None = None) -> URL:
    """Return where the store is; a folder that is named outdoes the environment.

    Raises:
        UsageError: what is named is no address of a database that can be used.
    """
    asked = url or (None if home is not None else os.environ.get(DATABASE))
    if not asked:
        return URL.create("sqlite", database=str(home_folder(home).absolute() / FILE))
    try:
        found = make_url(asked)
    except ArgumentError as error:
        raise UsageError(_not_a_database()) from error
    kind = found.get_backend_name()
    if kind in {"postgres", "postgresql"}:
        return found.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and found.database not in {None, "", ":memory:"}:
        return found
    raise UsageError(_not_a_database())


def _not_a_database() -> str:
    return (
        f"{DATABASE} names no database that can be used. It looks like "
        "postgresql://user:password@host/database; without it, runs are kept in a "
        f"file in the folder {HOME} names."
    )


def connect(url: URL) -> Engine:
    """Return the database, with its tables made if there are none.

    Raises:
        UsageError: it cannot be reached or written, or is of a later program.
    """
    is_file = url.get_backend_name() == "sqlite"
    if is_file:
        _make_folder(Path(str(url.database)))
    shown = url.database if is_file else url.render_as_string(hide_password=True)
    try:
        engine = _engine(url, is_file=is_file)
    except ModuleNotFoundError as error:
        raise UsageError(
            'PostgreSQL needs psycopg: pip install "procurement-planner[team]"'
        ) from error
    try:
        _prepare(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise UsageError(
            f"The runs cannot be read or kept in {shown}: {why}. Correct {HOME} or "
            f"{DATABASE}, or start the database."
        ) from error
    except UsageError:
        engine.dispose()
        raise
    return engine


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(
            f"The runs cannot be kept in {file.parent}: {error.strerror}. Name another "
            f"folder in the environment variable {HOME}."
        ) from error


def _engine(url: URL, *, is_file: bool) -> Engine:
    if not is_file:
        return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=15)
    waiting = {"timeout": BUSY_SECONDS}
    engine = create_engine(url, connect_args=waiting, pool_size=10, max_overflow=40)
    event.listen(engine, "connect", _new_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _new_connection(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin says
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    """Begin a transaction that writes as one that nobody can overtake."""
    is_writing = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def now(connection: Connection) -> datetime:
    """Return the time: the database's where servers of several machines share it."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    told = connection.scalar(select(func.clock_timestamp()))
    return told.astimezone(UTC) if told else datetime.now(UTC)


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _let_readers_in(engine)
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sql("SELECT pg_advisory_xact_lock(:n)"), {"n": LOCK})
        metadata.create_all(connection)
        found = connection.scalar(select(schema.c.version))
        if found is None:
            connection.execute(insert(schema).values(version=VERSION))
    if found is not None and found > VERSION:
        raise UsageError(
            f"The runs there were kept by a later planner (tables of version {found}, "
            f"this one knows {VERSION}): upgrade this one, or name another {HOME}."
        )


def _let_readers_in(engine: Engine) -> None:
    """Let others read while one writes; SQLite asks for it once, and for being alone."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection = engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA journal_mode=WAL")
            finally:
                connection.close()
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise OperationalError("PRAGMA", None, error) from error
            time.sleep(0.05)
        else:
            return
