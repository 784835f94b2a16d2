"""However a run ends, it says what happened: killed, cancelled, stopped, out of memory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.jobs.desk import Desk
from planner.jobs.limits import Limits
from planner.runs import LOCAL, Choice, State, Store, open_store
from tests.jobs.conftest import PATIENCE, TINY, awaited


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def here(home: Path) -> Iterator[Store]:
    store = open_store(home=home)
    yield store
    store.close()


def checked(store: Store) -> str:
    """Return a run of the tiny example that is ready to be chosen from."""
    run = store.receive(TINY.read_bytes(), "tiny.xlsx", LOCAL).id
    store.claim("nobody", (State.RECEIVED,))
    store.keep(run, "check.json", b"{}")
    store.end(run, "nobody", State.CHECKED)
    return run


def kill(desk: Desk) -> None:
    """Kill the one worker of a desk, once it has one."""
    until = time.monotonic() + PATIENCE
    while not desk.hands:
        assert time.monotonic() < until
        time.sleep(0.01)
    (hand,) = desk.hands
    os.kill(hand.process.pid, signal.SIGKILL)
    while hand in desk.hands:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_worker_killed_while_it_checks_is_replaced_once(here: Store) -> None:
    desk = Desk(here, 1, Limits()).start()
    try:
        run = here.receive(TINY.read_bytes(), "tiny.xlsx", LOCAL).id
        desk.nudge()
        kill(desk)
        assert "begun once more" in here.log(run)[1][1]
        kill(desk)
        found = awaited(here, run, State.FAILED, State.CHECKED)
        assert found.state is State.FAILED
        assert "killed" in found.told
    finally:
        desk.kill()


def test_a_cancelled_run_ends_at_once_and_its_worker_with_it(here: Store) -> None:
    run = checked(here)
    here.choose(run, Choice())
    desk = Desk(here, 1, Limits()).start()
    try:
        awaited(here, run, State.RUNNING)
        here.want(run, "cancel")
        assert awaited(here, run, State.CANCELLED).told == "Cancelled by you."
        until = time.monotonic() + PATIENCE
        while desk.hands:
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        desk.kill()
    assert here.run(run).state is State.CANCELLED


def test_good_enough_before_anything_was_found_stops_and_says_so(here: Store) -> None:
    run = checked(here)
    here.choose(run, Choice(policies=("none",)))
    desk = Desk(here, 1, Limits()).start()
    try:
        awaited(here, run, State.RUNNING)
        here.want(run, "enough")
        ended = (State.DONE, State.STOPPED, State.FAILED, State.CANCELLED)
        found = awaited(here, run, *ended)
    finally:
        desk.kill()
    assert found.state in {State.STOPPED, State.DONE}
    assert all(each.is_ended for each in here.steps(run))


def test_a_wrong_choice_fails_in_words(here: Store) -> None:
    run = checked(here)
    here.choose(run, Choice(policies=("Half",)))
    desk = Desk(here, 1, Limits()).start()
    try:
        found = awaited(here, run, State.FAILED, State.DONE)
    finally:
        desk.kill()
    assert "There is no policy 'Half'" in found.told


def test_a_run_that_takes_too_much_memory_fails_and_the_server_lives(
    here: Store,
) -> None:
    run = here.receive(TINY.read_bytes(), "tiny.xlsx", LOCAL).id
    desk = Desk(here, 1, Limits(memory=150 * 2**20)).start()
    try:
        found = awaited(here, run, State.FAILED, State.CHECKED)
    finally:
        desk.kill()
    assert found.state is State.FAILED
    assert "memory" in found.told


SERVER = """
import sys, time
from pathlib import Path
from planner.jobs.desk import Desk
from planner.runs import open_store
Desk(open_store(home=Path(sys.argv[1])), 1).start()
time.sleep(600)
"""


def test_a_worker_outlives_its_server(here: Store, home: Path) -> None:
    run = here.receive(TINY.read_bytes(), "tiny.xlsx", LOCAL).id
    with subprocess.Popen([sys.executable, "-c", SERVER, str(home)]) as server:
        awaited(here, run, State.CHECKING, State.CHECKED)
        server.kill()
    assert awaited(here, run, State.CHECKED, State.FAILED).state is State.CHECKED


def test_when_server_and_worker_are_killed_the_next_server_ends_the_run(
    here: Store,
) -> None:
    run = checked(here)
    here.choose(run, Choice())
    for _ in range(2):  # it is begun twice, as nothing was lost the first time
        here.claim("killed", (State.QUEUED,))
        desk = Desk(here, 0, Limits())
        desk.silent = 0.5
        desk.start()
        found = awaited(here, run, State.QUEUED, State.FAILED)
        desk.kill()
    assert found.state is State.FAILED
    assert "ended without a word" in found.told


def test_a_process_that_was_made_ready_takes_the_next_run_and_goes_with_its_desk(
    here: Store,
) -> None:
    desk = Desk(here, 1, Limits(), ready=True).start()
    try:
        until = time.monotonic() + PATIENCE
        while desk.spare is None:
            assert time.monotonic() < until
            time.sleep(0.01)
        waiting = desk.spare.process
        run = here.receive(TINY.read_bytes(), "tiny.xlsx", LOCAL).id
        assert awaited(here, run, State.CHECKED, State.FAILED).state is State.CHECKED
        waiting.wait(PATIENCE)  # by itself, or as its desk finds that its run has ended
    finally:
        desk.kill()
    assert desk.spare is None
