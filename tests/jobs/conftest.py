"""A desk with real workers, and one run on the tiny example for all that look at it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.jobs.desk import Desk
from planner.jobs.limits import Limits
from planner.runs import LOCAL, Change, Choice, Run, State, Store, open_store
from tests.runs.conftest import database, empty_postgres, postgres, store, url

__all__ = ["database", "empty_postgres", "postgres", "store", "url"]

TINY = Path(__file__).parents[2] / "inputs" / "tiny.xlsx"
PATIENCE = 240.0
"""Seconds for what takes two on a machine with nothing else to do."""


def awaited(store: Store, run: str, *states: State) -> Run:
    """Return a run once it has come to one of these states."""
    until = time.monotonic() + PATIENCE
    while (found := store.run(run)).state not in states:
        assert time.monotonic() < until, (found, store.log(run))
        time.sleep(0.05)
    return found


@pytest.fixture(scope="package")
def compared(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Store, str]]:
    """Return a store, and a run of the tiny example with one limit changed, ended."""
    store = open_store(home=tmp_path_factory.mktemp("home"))
    desk = Desk(store, 1, Limits(jobs=1)).start()
    try:
        run = store.receive(TINY.read_bytes(), "C:\\plans\\二社.xlsx", LOCAL).id
        awaited(store, run, State.CHECKED, State.FAULTY, State.FAILED)
        store.choose(run, Choice(limits=(Change("Max 70% China", 0, 0.6),)))
        ended = (State.DONE, State.STOPPED, State.FAILED, State.CANCELLED)
        awaited(store, run, *ended)
        yield store, run
    finally:
        desk.kill()
        store.close()
