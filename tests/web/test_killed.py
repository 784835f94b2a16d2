"""The server and its workers are killed at random: every accepted run says what happened.

By day a few runs and kills; with NIGHTLY many, and the server waits as long as it really
does before it takes a worker to be dead.
"""

import os
import random
import sys
import time
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread

import pytest

from planner.jobs.desk import SILENT_SECONDS
from planner.runs import Run, State, Store
from tests.benchmarks.serving import lost_and_doubled, repeated, settle
from tests.web.served import PATIENCE, SILENT, TINY, Program, Served, end

NIGHTLY = bool(os.environ.get("NIGHTLY"))
CLIENTS, UPLOADS, KILLS = (8, 6, 24) if NIGHTLY else (2, 1, 2)
WAIT = SILENT_SECONDS if NIGHTLY else SILENT
ENDED = {State.CHECKED, State.DONE, State.FAILED}
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="finds processes in /proc"
)


class Client:
    """Uploads, looks, and chooses, whether or not there is a server."""

    def __init__(self, served: Served) -> None:
        self.accepted: list[str] = []
        self.tried = 0
        self.over = Event()
        self._served = served
        self.thread = Thread(target=self._go)

    def _go(self) -> None:
        with Program(self._served.port) as program:
            waiting: list[str] = []
            while not self.over.is_set() or waiting:
                try:
                    self._step(program, waiting)
                except (OSError, HTTPException):  # there is none at the moment
                    time.sleep(0.1)

    def _step(self, program: Program, waiting: list[str]) -> None:
        if self.tried < UPLOADS:
            self.tried += 1
            run = program.upload(TINY.read_bytes())["id"]
            self.accepted.append(run)
            waiting.append(run)
        for run in list(waiting):
            state = program.run(run)["state"]
            if state == State.CHECKED:
                program.choose(run, "none")
            if state not in {State.RECEIVED, State.CHECKING}:
                waiting.remove(run)
        time.sleep(0.2)


def kill_at_random(served: Served, dice: random.Random) -> None:
    """Kill the server, a worker, or both, and start the server again."""
    for turn in range(KILLS):
        time.sleep(dice.uniform(0.5, 4.0))
        what = ("server", "worker", "both")[turn % 3]
        if what != "worker":
            served.kill()
        workers = served.workers()
        if what != "server" and workers:
            end(dice.choice(workers))
        if what != "worker":
            served.start()


def test_whatever_is_killed_every_accepted_run_ends_and_says_how(
    tmp_path: Path,
) -> None:
    dice = random.Random(7)  # noqa: S311 - nothing is kept secret with it
    with Served(tmp_path, silent=WAIT) as served:
        clients = [Client(served) for _ in range(CLIENTS)]
        for each in clients:
            each.thread.start()
        kill_at_random(served, dice)
        for each in clients:
            each.over.set()
        for each in clients:
            each.thread.join(PATIENCE)
            assert not each.thread.is_alive()
        store = served.store()
        settle(store)
        accepted = [run for each in clients for run in each.accepted]
        tried = sum(each.tried for each in clients)
        assert lost_and_doubled(store, accepted) == ([], [])
        assert len(accepted) <= len(store.runs(limit=10**6)) <= tried
        for run in store.runs(limit=10**6):
            assert_told(store, run)
        store.close()
        assert "Traceback" not in served.log.read_text()


def assert_told(store: Store, run: Run) -> None:
    """See that a run is at an end that its page, its steps and its log explain."""
    log = store.log(run.id)
    assert run.state in ENDED, (run, log)
    assert repeated(store, run.id) == []
    steps, files = store.steps(run.id), {each.name for each in store.files(run.id)}
    assert all(each.is_ended for each in steps)
    if run.state is State.FAILED:
        assert "ended" in run.told or "killed" in run.told, run
        assert any(run.told == text for _, text in log)
    if run.state is State.DONE:
        assert files >= {"input.xlsx", "check.json", "compare.json", "plan-0.xlsx"}
        assert [each.state for each in steps] == ["done"]
    if run.state is State.CHECKED:
        assert "check.json" in files
