"""A real Dask scheduler and two workers on loopback, one of them killed at work."""

import importlib.metadata
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.case import Case, Target
from models.rules.max_share import MaxShare
from planner.compare import Outcome, Task, attempt, compare, running
from planner.errors import UsageError
from planner.frontier import spaced, sweep
from planner.spread import at_once, cluster, spread
from tests.cases import demand, item, offer, simple_case
from tests.commands import planner

ROOT = Path(__file__).parents[1]
CHINA = Target((("country", "China"),))
PATIENCE = 120.0
"""Seconds for a process to be there."""


def case() -> Case:
    """Return 100 units at 10 from China, or at 14 from elsewhere."""
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100),
        item(max_stock=0),
        demand(100),
        policies={
            "none": (),
            "half": (MaxShare(on=CHINA, limit=0.5),),
            "third": (MaxShare(on=CHINA, limit=0.3),),
        },
    )


@dataclass
class Cluster:
    """A scheduler and its workers, each a process."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


def dask(*words: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "dask", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)


def until(there: Callable[[], bool]) -> None:
    late = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < late
        time.sleep(0.05)


def address_in(file: Path) -> str:
    """Return the address that a scheduler has written; blank until it has."""
    try:
        return str(json.loads(file.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError):
        return ""


def started(folder: Path, workers: int) -> Cluster:
    pytest.importorskip("distributed", reason="Dask is not installed: extra cluster")
    file = folder / "scheduler.json"
    here = ("--host", "127.0.0.1")
    scheduler = dask(
        *("scheduler", *here, "--port", "0", "--no-dashboard"),
        *("--scheduler-file", str(file)),
    )
    until(lambda: bool(address_in(file)))
    address = address_in(file)
    each = ("worker", address, *here, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    return Cluster(address, scheduler, [dask(*each) for _ in range(workers)])


def workers_at(address: str) -> int:
    """Return how many workers have come; 0 while a busy machine has none ready."""
    try:
        return at_once(None, address)
    except UsageError:
        return 0


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a scheduler and two workers; late tests kill a worker, then it."""
    found = started(tmp_path_factory.mktemp("cluster"), 2)
    until(lambda: workers_at(found.address) == 2)
    yield found
    for each in (*found.workers, found.scheduler):
        each.kill()
        each.wait()


def test_a_cluster_works_on_as_many_tasks_as_its_workers_have_threads(
    two: Cluster,
) -> None:
    assert at_once(None, two.address) == at_once(7, two.address) == 2


def test_the_work_is_done_on_the_workers(two: Cluster) -> None:
    def where(_: int) -> int:
        return os.getpid()

    found = dict(spread(where, range(8), 1, cluster=two.address))
    assert set(found) == set(range(8))
    assert set(found.values()) <= {each.pid for each in two.workers}


def test_what_a_task_raises_is_raised_here(two: Cluster) -> None:
    def fail(number: int) -> int:
        raise KeyError(number)

    with pytest.raises(KeyError, match="3"):
        list(spread(fail, [3], 1, cluster=two.address))


def test_a_frontier_is_found_on_a_cluster(two: Cluster) -> None:
    """Each half less from China moves 50 units to the source that is 4 dearer."""
    limits = spaced(MaxShare(on=CHINA, limit=1), MaxShare(on=CHINA, limit=0), 3)
    table = sweep(case(), limits, cluster=two.address).table
    assert table["expected_cost"].to_list() == pytest.approx([1000, 1200, 1400])


def test_a_worker_of_another_version_is_refused(
    two: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(package: str) -> str:
        return f"{importlib.metadata.version(package)}.1"

    monkeypatch.setattr(cluster, "SAME", ("highspy",))
    monkeypatch.setattr(
        cluster, "version", Versions(other("highspy"), importlib.metadata.version)
    )
    with pytest.raises(
        UsageError, match=r"has highspy .*, this machine .*\.1: install"
    ):
        at_once(None, two.address)


@dataclass
class Versions:
    """Says one thing here, and the truth when it is sent to a worker."""

    here: str
    there: Callable[[str], str]

    def __call__(self, _: str) -> str:
        return self.here

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return getattr, (importlib.metadata, "version")  # type: ignore[return-value]


def test_a_worker_killed_in_the_middle_changes_no_answer(
    two: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "killed"

    def dying(task: Task) -> Outcome:
        if task.name == "half" and not marker.exists():
            marker.touch()
            os._exit(9)
        return attempt(task)

    monkeypatch.setattr(running, "attempt", dying)
    away = compare(case(), cluster=two.address)
    until(lambda: any(each.poll() is not None for each in two.workers))
    assert sorted(each.poll() or 0 for each in two.workers) == [0, 9]
    monkeypatch.undo()
    here = compare(case(), jobs=1)
    assert [each.status for each in away.outcomes] == ["optimal"] * 3
    assert away.table["expected_cost"].to_list() == pytest.approx([1000, 1200, 1280])
    assert away.table.equals(here.table)


def test_what_a_lost_scheduler_leaves_undone_is_done_here(two: Cluster) -> None:
    tasks = range(4)
    found = {}
    for place, result in spread(abs, tasks, 1, cluster=two.address):
        found[place] = result
        two.scheduler.kill()
    assert found == {0: 0, 1: 1, 2: 2, 3: 3}


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: extra cluster")
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.5)
    with pytest.raises(UsageError, match="No Dask scheduler answers at tcp://127"):
        at_once(None, "tcp://127.0.0.1:1")
    with pytest.raises(UsageError, match="It looks like tcp://host:8786"):
        at_once(None, "no address")


def test_dask_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"procurement-planner\[cluster\]"):
        at_once(None, "tcp://127.0.0.1:8786")


def test_a_command_tells_that_there_is_no_cluster(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: extra cluster")
    book = str(ROOT / "inputs" / "tiny.xlsx")
    out = str(tmp_path / "out.xlsx")
    ran = planner(tmp_path, "compare", book, "--cluster", "nowhere:x", "--out", out)
    assert ran.returncode == UsageError.exit_code
    assert "No Dask scheduler answers at nowhere:x" in ran.stderr
