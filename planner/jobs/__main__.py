"""The program of a worker: one run, then its end.

    python -P -m planner.jobs RUN WORKER

The store is where PLANNER_DATABASE_URL or PLANNER_HOME say. The run must be the
worker's; without a run, this serves the queue until it is ended, as a server does.
"""

import argparse
import sys
import time
from importlib import import_module
from typing import Any

from planner.jobs.alive import alive
from planner.jobs.desk import Desk
from planner.jobs.limits import Limits, confine
from planner.runs import open_store

KNOWN = Limits()
AT_THE_END = (
    "planner.audit.book",
    *("planner.report.excel.plan", "planner.report.excel.comparison"),
    *("planner.report.page.assembly", "planner.report.page.comparison"),
)
"""What checks and writes an answer. A command loads it late, who waits beforehand."""


def main() -> None:
    """Do what the command line says."""
    asked = argparse.ArgumentParser(prog="python -m planner.jobs")
    asked.add_argument("run", nargs="?", help="A run that is the worker's.")
    asked.add_argument("worker", nargs="?", help="Under which name it was claimed.")
    asked.add_argument("--memory", type=int, default=KNOWN.memory, help="Bytes.")
    asked.add_argument("--seconds", type=float, default=KNOWN.seconds)
    asked.add_argument("--jobs", type=int, default=KNOWN.jobs, help="Solves at a time.")
    asked.add_argument("--at-once", type=int, default=1, help="Runs at a time.")
    asked.add_argument(
        "--wait", action="store_true", help="Load, then read RUN WORKER."
    )
    given = asked.parse_args()
    limits = Limits(memory=given.memory, seconds=given.seconds, jobs=given.jobs)
    if given.run is None and not given.wait:
        _serve(Desk(open_store(), given.at_once, limits))
        return
    confine(limits)
    run, worker = given.run or "", given.worker or ""
    if given.wait:
        _load()
        for each in AT_THE_END:
            import_module(each)
        run, _, worker = sys.stdin.readline().strip().partition(" ")
    if run:  # nothing is said when the server is gone
        _work(run, worker, limits)


def _load() -> Any:
    return import_module("planner.jobs.worker")


def _work(run: str, worker: str, limits: Limits) -> None:
    store = open_store()
    with alive(store, run, worker):
        program = _load()
    program.work(store, run, worker, limits)


def _serve(desk: Desk) -> None:
    desk.start()
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        desk.stop()


if __name__ == "__main__":
    main()
