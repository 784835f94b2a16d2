"""Many clients at a real server with its desk: no error, nothing lost, nothing doubled.

By day twelve clients that look a few times; with NIGHTLY fifty for a minute. Then the
time an answer takes counts, too, where the machine has nothing else to do.
"""

import io
import json
import os
import sys
import time
import zipfile
from collections.abc import Iterator

import pytest

from planner.runs import State
from tests.benchmarks.serving import (
    MB,
    lost_and_doubled,
    memory_of,
    play,
    settle,
    told,
)
from tests.web.served import PATIENCE, Program, Served

NIGHTLY = bool(os.environ.get("NIGHTLY"))
CLIENTS, SECONDS = (50, 60.0) if NIGHTLY else (12, 0.0)
LOOKS, PAUSE = (10, 1.0) if NIGHTLY else (6, 0.2)
MEDIAN_MS, CPU_MS, FLAT = 100, 30, 1.25
"""An answer's median time and processor time at most; how much memory may grow."""
IS_IDLE = hasattr(os, "getloadavg") and os.getloadavg()[0] <= (os.cpu_count() or 1)
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="finds processes in /proc"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("home")) as found:
        yield found


def test_many_clients_at_once_meet_no_error_and_lose_no_run(served: Served) -> None:
    played = play(served, CLIENTS, seconds=SECONDS, looks=LOOKS, pause=PAUSE)
    store = served.store()
    settle(store)
    figures = told(played, store)
    sys.stdout.write(json.dumps(figures, indent=2))
    assert played.errors == []
    assert len(played.accepted) >= CLIENTS
    assert lost_and_doubled(store, played.accepted) == ([], [])
    ended = {str(each.state) for each in store.runs(limit=10**6)}
    assert ended <= {State.CANCELLED, State.CHECKED, State.DONE}
    assert {each.id for each in store.runs(limit=10**6)} == set(played.accepted)
    store.close()
    assert "Traceback" not in served.log.read_text()
    if NIGHTLY:
        assert figures["cpu_ms"] < CPU_MS
        assert figures["median_ms"] < MEDIAN_MS or not IS_IDLE
        assert figures["memory_end_mb"] <= FLAT * figures["memory_early_mb"]


def test_a_workbook_that_would_burst_is_refused_by_a_worker_not_met_by_the_server(
    served: Served,
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b" " * MB)
    before = memory_of(served.pid)
    with Program(served.port) as program:
        run = program.upload(packed.getvalue(), "bomb.xlsx")["id"]
        until = time.monotonic() + PATIENCE
        while not (found := program.run(run))["ended"]:
            assert time.monotonic() < until
            time.sleep(0.1)
        why = program.ask("GET", f"/api/v1/runs/{run}/check")[1].decode()
    assert found["state"] == State.FAULTY
    assert "unpacks to more than" in why
    assert memory_of(served.pid) - before < 100 * MB


def test_nothing_is_left_in_the_folder_of_the_server_but_its_store(
    served: Served,
) -> None:
    with Program(served.port) as program:
        program.upload(b"PK\x03\x04", "../../../outside.xlsx")
    found = {each.name for each in served.home.iterdir()}
    assert found <= {
        *("planner.db", "planner.db-wal", "planner.db-shm"),
        *("server.log", "temporary"),
    }
