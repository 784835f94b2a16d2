"""The tables of the store. All content is in them, so that several servers share it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

VERSION = 1
"""Of these tables. A program refuses a store of a later one."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, on every database to the microsecond."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> Any:
        """Return what is stored."""
        del dialect
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        """Return what was stored."""
        del dialect
        return None if value is None else datetime.replace(value, tzinfo=UTC)


metadata = MetaData()

schema = Table("planner_schema", metadata, Column("version", Integer, primary_key=True))

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("book", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("told", Text, nullable=False, default=""),
    Column("made", Moment, nullable=False),
    Column("began", Moment),
    Column("ended", Moment),
    Column("choice", Text),
    Column("versions", Text, nullable=False, default="{}"),
    Column("deleted", Moment),
    Column("parent", Text),
    Column("wanted", Text, nullable=False, default=""),
    Column("since", Moment, nullable=False),  # when it began to wait for a worker
    Column("worker", Text, nullable=False, default=""),
    Column("beat", Moment),
    Column("tries", Integer, nullable=False, default=0),
    Index("runs_by_state", "state", "since"),
    Index("runs_by_owner", "owner", "made"),
)


def _run(*, is_key: bool) -> Column[str]:
    """Return the column that says of which run a row is; it goes with the run."""
    of = ForeignKey("runs.id", ondelete="CASCADE")
    return Column("run", Text, of, primary_key=is_key, nullable=False, index=not is_key)


steps = Table(
    "steps",
    metadata,
    _run(is_key=True),
    Column("policy", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("objective", Double),
    Column("bound", Double),
    Column("gap", Double),
    Column("seconds", Double, nullable=False),
    Column("told", Text, nullable=False),
    Column("enough", Boolean, nullable=False, default=False),
)

log = Table(
    "log",
    metadata,
    Column(
        "id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True
    ),  # only an INTEGER counts up by itself on SQLite
    _run(is_key=False),
    Column("said", Moment, nullable=False),
    Column("text", Text, nullable=False),
)

files = Table(
    "files",
    metadata,
    _run(is_key=True),
    Column("name", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("made", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
