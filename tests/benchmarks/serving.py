"""Many clients at one server: does it answer at once, stay small, and lose nothing?

    python -m tests.benchmarks.serving [--clients 50] [--seconds 60] [--json serving.json]

Starts `planner serve` on loopback with a desk and two workers. Each client is a browser
of its own: it uploads the tiny example, asks every second how far it is, as a page does
and as a program does, chooses a policy once it is checked, and begins anew after ten
looks. At the end what still waits is cancelled, and what the store keeps is counted.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from planner.runs import State, Store
from tests.web.served import PATIENCE, TINY, Program, Served

LOOKS, PAUSE = 10, 1.0
"""How often a client asks after a run, and seconds between."""
SETTLED = {
    *(State.CHECKED, State.FAULTY, State.DONE, State.STOPPED),
    *(State.CANCELLED, State.FAILED),
}
MB = 2**20


@dataclass
class Played:
    """What clients met with."""

    clients: int
    wanted: float
    seconds: list[float] = field(default_factory=list)
    """How long each answer took."""
    errors: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    """Ids of the runs that the server said it took."""
    memory: list[int] = field(default_factory=list)
    """Of the server's process, in bytes, from second to second."""
    took: float = 0.0
    worked: float = 0.0
    """Seconds that the server's process had a processor for, workers not counted."""


def play(
    served: Served,
    clients: int,
    *,
    seconds: float = 0.0,
    looks: int = LOOKS,
    pause: float = PAUSE,
) -> Played:
    """Let clients upload and poll for so long, at least one workbook each."""
    played = Played(clients, seconds)
    began, worked = time.monotonic(), worked_by(served.pid)
    until = began + seconds

    def one(place: int) -> None:
        time.sleep(pause * place / clients)
        with Program(served.port) as program:
            try:
                while True:
                    _visit(program, played, looks, pause)
                    if time.monotonic() >= until:
                        break
                _leave(program)
            except (OSError, HTTPException, AssertionError) as error:
                played.errors.append(f"{type(error).__name__}: {error}")
            played.seconds += program.seconds

    threads = [Thread(target=one, args=(place,)) for place in range(clients)]
    for each in threads:
        each.start()
    while any(each.is_alive() for each in threads):
        played.memory.append(memory_of(served.pid))
        time.sleep(min(1.0, pause))
    played.took = time.monotonic() - began
    played.worked = worked_by(served.pid) - worked
    return played


def _visit(program: Program, played: Played, looks: int, pause: float) -> None:
    """Upload a workbook and look after it."""
    content = TINY.read_bytes()
    run = program.upload(content)["id"]
    played.accepted.append(run)
    for look in range(looks):
        state = program.run(run)["state"]
        if state == State.CHECKED:
            program.choose(run, "none")
        path = f"/runs/{run}/progress?at=check" if look else "/"
        status, found, _ = program.ask("GET", path)
        assert status == 200, (path, status, found)
        time.sleep(pause)


def _leave(program: Program) -> None:
    """Cancel what waits, and see that one's own runs are listed, each once."""
    status, found, _ = program.ask("GET", "/api/v1/runs?limit=100")
    assert status == 200, found
    for each in json.loads(found)["runs"]:
        if each["state"] not in SETTLED:
            program.cancel(each["id"])


def memory_of(pid: int) -> int:
    """Return the bytes of memory that a process holds; 0 where nobody tells."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    for line in status.read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def worked_by(pid: int) -> float:
    """Return the seconds for which a process had a processor; 0 where nobody tells."""
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return 0.0
    fields = told.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(store: Store) -> None:
    """Wait until nothing is being worked on."""
    until = time.monotonic() + PATIENCE
    while store.waiting([each for each in State if each not in SETTLED]):
        assert time.monotonic() < until
        time.sleep(0.1)


def lost_and_doubled(
    store: Store, accepted: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the runs that were accepted and are no more, and those done twice."""
    kept = Counter(each.id for each in store.runs(limit=10**6))
    lost = [run for run in accepted if not kept[run]]
    twice = [run for run, count in Counter(accepted).items() if count > 1]
    return lost, twice + [run for run in kept if repeated(store, run)]


def repeated(store: Store, run: str) -> list[str]:
    """Return what was said twice of a run: what was done twice."""
    said = Counter(text for _, text in store.log(run))
    return [
        text
        for text, count in said.items()
        if count > 1 and "begun once more" not in text and "asked for" not in text
    ]


def told(played: Played, store: Store) -> dict[str, Any]:
    """Return the figures."""
    lost, doubled = lost_and_doubled(store, played.accepted)
    memory = [each for each in played.memory if each] or [0]
    early = memory[len(memory) // 4 : len(memory) // 2] or memory
    states = Counter(str(each.state) for each in store.runs(limit=10**6))
    return {
        "clients": played.clients,
        "seconds": round(played.took, 1),
        "answers": len(played.seconds),
        "errors": len(played.errors),
        "median_ms": round(1000 * median(played.seconds), 1),
        "p95_ms": round(1000 * quantiles(played.seconds, n=20)[-1], 1),
        "most_ms": round(1000 * max(played.seconds), 1),
        "cpu_ms": round(1000 * played.worked / len(played.seconds), 1),
        "runs": len(played.accepted),
        "lost": len(lost),
        "doubled": len(doubled),
        "states": dict(states),
        "memory_begin_mb": round(memory[0] / MB, 1),
        "memory_early_mb": round(median(early) / MB, 1),
        "memory_end_mb": round(median(memory[-len(early) :]) / MB, 1),
    }


def main() -> None:
    """Print a table, and write the figures where asked."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving")
    asked.add_argument("--clients", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--json", type=Path, help="Write the figures there.")
    given = asked.parse_args()
    with TemporaryDirectory() as home, Served(Path(home)) as served:
        store = served.store()
        played = play(served, given.clients, seconds=given.seconds)
        settle(store)
        figures = told(played, store)
        store.close()
    for name, value in figures.items():
        sys.stdout.write(f"{name:<16} {value}\n")
    for each in sorted(set(played.errors))[:10]:
        sys.stdout.write(f"{each}\n")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
