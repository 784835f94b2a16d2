"""What a cluster gains: one worker against two, on this machine. Run it by hand.

    python -m tests.benchmarks.cluster [BOOK [POLICIES]]

Solves the first policies of a book (four of the gallium example) in this process, then on a Dask
cluster of one worker and of two. Prints the times, what travels, the share of
communication, and what follows for 100 workers: a projection, not a measurement.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.compare import Outcome, Task, attempt
from planner.spread import at_once, spread
from planner.workbook import read

ROOT = Path(__file__).parents[2]
POLICIES = 4
MANY = 100
"""Workers that are projected to, each with a task."""


@dataclass(frozen=True)
class Work:
    """What a task came to, and its seconds at work, wherever that was."""

    outcome: Outcome
    seconds: float


def work(task: Task) -> Work:
    """Do a task and time it."""
    began = time.monotonic()
    return Work(attempt(task), time.monotonic() - began)


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Run a scheduler and workers; give its address."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "scheduler.json")
        shared = "--no-dashboard", "--scheduler-file", str(file)
        running = [_dask("scheduler", "--host", "127.0.0.1", "--port", "0", *shared)]
        try:
            while not file.exists() or '"address"' not in file.read_text("utf-8"):
                time.sleep(0.1)
            each = ("worker", *shared, "--nthreads", "1", "--no-nanny")
            running += [_dask(*each) for _ in range(workers)]
            address = _address(file)
            while at_once(None, address) < workers:
                time.sleep(0.1)
            yield address
        finally:
            for process in running:
                process.terminate()
                process.wait()


def _address(file: Path) -> str:
    text = file.read_text("utf-8")
    return text.split('"address": "')[1].split('"')[0]


def _dask(*words: str) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "dask", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)


def measure(tasks: Sequence[Task], address: str | None) -> tuple[float, list[Work]]:
    """Return the seconds of all tasks, here or there, and each one's work."""
    list(spread(work, [tasks[0]] * 2, 1, cluster=address))  # loads what work needs
    began = time.monotonic()
    found = dict(spread(work, tasks, 1, cluster=address))
    spent = time.monotonic() - began
    return spent, [found[place] for place in range(len(tasks))]


def packed(thing: Any) -> tuple[int, float]:
    """Return the bytes of something that travels, and the seconds to pack and unpack."""
    began = time.monotonic()
    content = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    pickle.loads(content)  # noqa: S301 - packed above
    return len(content), time.monotonic() - began


def main() -> None:
    """Print what the cluster gains."""
    book = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "inputs" / "gallium.xlsx"
    most = int(sys.argv[2]) if sys.argv[2:] else POLICIES
    case, say = read(book), sys.stdout.write
    tasks = [
        Task(case=case, name=name, rules=rules, gap=None, time_limit=None)
        for name, rules in list(case.policies.items())[:most]
    ]
    here, found = measure(tasks, None)
    say(f"{len(tasks)} policies one after the other here: {here:.1f} s\n")
    for workers in (1, 2):
        with cluster(workers) as address:
            spent, there = measure(tasks, address)
        busy = sum(each.seconds for each in there)
        costs = [(a.outcome.plan, b.outcome.plan) for a, b in zip(found, there)]
        same = all(a and b and a.objective == b.objective for a, b in costs if a or b)
        idle = 1 - busy / workers / spent
        say(
            f"{workers} worker(s): {spent:.1f} s, of which {idle:.1%} not at work "
            f"(communication and waiting), same plans: {same}\n"
        )
    _project(tasks, found, say)


def _project(tasks: Sequence[Task], found: Sequence[Work], say: Any) -> None:
    there, back = map(packed, (tasks[0], found[0].outcome))
    mean = sum(each.seconds for each in found) / len(found)
    serial = there[1] + back[1]
    say(
        f"a task of {mean:.1f} s takes {there[0] / 1024:,.0f} KiB there and "
        f"{back[0] / 1024:,.0f} KiB back, {serial:.3f} s to pack and unpack: "
        f"{serial / (serial + mean):.1%} communication\n"
        f"projection: {MANY} such tasks on {MANY} workers, packed one after the other: "
        f"{MANY * mean / (mean + MANY * serial):.0f} times as fast as one worker\n"
    )


if __name__ == "__main__":
    main()
