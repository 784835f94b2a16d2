"""Workers of two desks killed at random moments: no run is lost, none ends in silence.

Only with NIGHTLY in the environment: it takes two minutes.
"""

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from planner.jobs.desk import Desk
from planner.jobs.limits import Limits
from planner.runs import LOCAL, Choice, State, Store, open_store
from tests.jobs.conftest import TINY, awaited

RUNS, SECONDS = 6, 60.0
ENDS = (State.DONE, State.STOPPED, State.FAILED)


@pytest.mark.skipif("NIGHTLY" not in os.environ, reason="takes minutes: by night only")
@pytest.mark.parametrize("seed", [1, 2])
def test_every_run_ends_and_says_how_whatever_is_killed(
    tmp_path: Path, seed: int
) -> None:
    stores = [open_store(home=tmp_path) for _ in range(2)]
    store = stores[0]
    desks = [Desk(each, 1, Limits()).start() for each in stores]
    runs = [store.receive(TINY.read_bytes(), "t.xlsx", LOCAL).id for _ in range(RUNS)]
    kill_and_choose(store, desks, runs, random.Random(seed))  # noqa: S311 - no secret
    for run in runs:
        awaited(store, run, State.CHECKED, *ENDS)
        choose(store, run)
        found = awaited(store, run, *ENDS)
        assert found.state is State.DONE or found.told
        begun = [text for _, text in store.log(run) if "begun once more" in text]
        assert len(begun) <= 2  # once as it was checked, once as it was solved
    for desk in desks:
        desk.kill()
    for each in stores:
        each.close()


def kill_and_choose(
    store: Store, desks: list[Desk], runs: list[str], chance: random.Random
) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.5, 6))
        working = [hand for desk in desks for hand in desk.hands]
        if working and chance.random() < 0.5:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(working).process.pid, signal.SIGKILL)
        for run in runs:
            choose(store, run)


def choose(store: Store, run: str) -> None:
    if store.run(run).state is State.CHECKED:
        store.choose(run, Choice(policies=("none",)))
