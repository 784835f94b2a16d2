"""Stress and alternatives on a real Dask cluster, one of its workers killed at work."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.case import Case
from planner.alternatives import alternatives, search
from planner.alternatives.tasks import attempt
from planner.errors import UsageError
from planner.solving import solve
from planner.spread import at_once
from planner.stress import losing, stress
from planner.stress.losing import tried
from tests.cases import curb, demand, item, offer, scenario, simple_case
from tests.test_cluster import Cluster, started, until


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a scheduler and three workers, of which each test kills one."""
    found = started(tmp_path_factory.mktemp("cluster"), 3)
    try:
        until(lambda: workers_at(found.address) == 3)
        yield found
    finally:
        for each in (*found.workers, found.scheduler):
            each.kill()
            each.wait()


def workers_at(address: str) -> int:
    """Return how many workers are there; none yet where a machine is busy."""
    try:
        return at_once(None, address)
    except UsageError:
        return 0


def case() -> Case:
    """Return 100 units a year at 10 from China, or at 14 from elsewhere, if signed."""
    return simple_case(
        offer("A", 10, 100, country="China", recovery=12),
        offer("B", 14, 100, fixed_cost=100),
        item(max_stock=0),
        demand(100, shortage_cost=40),
        curb("ban", "country:China", 0, probability=0.2),
        curb("half", "country:China", 0.5, probability=0.2),
        scenario("ban", 0.2, ban=1),
        periods=2,
        first="2026",
    )


def dying(work: Callable[[Any], Any], marker: Path) -> Callable[[Any], Any]:
    """Return the work, which kills the first worker that is given some."""

    def kill_one(task: Any) -> Any:
        try:
            marker.touch(exist_ok=False)
        except FileExistsError:
            return work(task)
        os._exit(9)

    return kill_one


def dead(cluster: Cluster) -> int:
    return sum(each.poll() is not None for each in cluster.workers)


def test_a_stress_test_ends_the_same_without_a_worker(
    three: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = solve(case())
    monkeypatch.setattr(losing, "tried", dying(tried, tmp_path / "killed"))
    gone = dead(three)
    away = stress([plan], draws=60, cluster=three.address)
    until(lambda: dead(three) == gone + 1)
    monkeypatch.undo()
    here = stress([plan], draws=60, jobs=1)
    assert not away.stopped
    assert away.samples[0].table.equals(here.samples[0].table)
    assert away.losses[0].table.equals(here.losses[0].table)


def test_alternatives_end_the_same_without_a_worker(
    three: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = solve(case())
    monkeypatch.setattr(search, "attempt", dying(attempt, tmp_path / "killed"))
    gone = dead(three)
    away = alternatives(plan, 0.1, count=1, cluster=three.address, gap=1e-6)
    until(lambda: dead(three) == gone + 1)
    monkeypatch.undo()
    here = alternatives(plan, 0.1, count=1, jobs=1, gap=1e-6)
    assert not away.stopped
    assert away.contracts == here.contracts
    for far, near in zip(away.ranges, here.ranges, strict=True):
        assert far.source == near.source
        ends = (far.least_share.value, far.most_share.value)
        assert ends == pytest.approx(
            (near.least_share.value, near.most_share.value), abs=1e-4
        )
