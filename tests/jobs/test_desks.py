"""Several servers on one database: no run is lost, none is done twice."""

import subprocess
import sys
import time
from collections import Counter

from planner.runs import LOCAL, State, Store
from tests.jobs.conftest import PATIENCE

RUNS = 30
SERVER = """
import subprocess, sys
from planner.jobs.desk import Desk
from planner.runs import State, open_store

store = open_store(sys.argv[1])

def start(store, run, worker, folder, limits):
    store.say(run, "done by " + sys.argv[2])
    store.end(run, worker, State.CHECKED)
    return subprocess.Popen([sys.executable, "-S", "-c", ""])

desk = Desk(store, 2, start=start).start()
print("ready", flush=True)
sys.stdin.read()
desk.stop()
"""


def test_two_servers_do_every_run_once(store: Store, url: str) -> None:
    """Two processes, each with a desk of its own; on SQLite and on PostgreSQL."""
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", SERVER, url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    try:
        for server in servers:
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
        runs = [store.receive(b"book", f"{n}", LOCAL).id for n in range(RUNS)]
        until = time.monotonic() + PATIENCE
        while any(store.run(run).state is not State.CHECKED for run in runs):
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        for server in servers:
            server.communicate()
    said = Counter(
        run for run in runs for _, text in store.log(run) if text.startswith("done by")
    )
    assert said == dict.fromkeys(runs, 1)
