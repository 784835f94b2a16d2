"""Responses priced, and a plan audited, by a real cluster that loses one after another."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from planner.audit import Help, audit, check
from planner.audit.check import Checked, check_part
from planner.audit.parts import Part
from planner.solving import solve
from planner.solving.large import away
from planner.solving.large.away import Away, pricing
from planner.solving.large.pricing import Pricing
from planner.solving.large.response import Response
from planner.spread import cluster
from planner.spread.cluster import connected, over_client
from tests.cases import random_case
from tests.solving.test_methods import response
from tests.test_cluster import Cluster, started, until, workers_at

PLAN = np.array([4.0])


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Cluster]:
    found = started(tmp_path, 2)
    until(lambda: workers_at(found.address) == 2)
    yield found
    for each in (*found.workers, found.scheduler):
        each.kill()
        each.wait()


def responses() -> list[Response]:
    """Return what six buy of what a plan leaves of 10, at 1 to 6 a unit."""
    return [response(1.0 + block, block) for block in range(6)]


def assert_priced(asked: Pricing) -> None:
    """Six are missing, at 1 to 6 each: 6 · 21 in all."""
    cost, cuts = asked.price(PLAN, lambda: None)
    assert cost == pytest.approx(126)
    assert [cut.block for cut in cuts] == list(range(6))
    assert [cut.at(PLAN) for cut in cuts] == pytest.approx([6, 12, 18, 24, 30, 36])
    assert [float(each[0]) for each in asked.values()] == pytest.approx([6] * 6)


def assert_some_priced(asked: Pricing) -> None:
    """Seven are missing; those at 2, 5 and 6 each are asked."""
    some = np.array([1, 4, 5], dtype=np.int32)
    cost, cuts = asked.price(np.array([3.0]), lambda: None, some)
    assert cost == pytest.approx(7 * (2 + 5 + 6))
    assert [cut.block for cut in cuts] == [1, 4, 5]


def test_a_cluster_prices_the_same_as_workers_are_lost_and_the_last_is_gone(
    two: Cluster,
) -> None:
    with connected(two.address) as client:
        asked = Away(responses(), client, over_client)
        assert_priced(asked)
        assert_some_priced(asked)
        assert_priced(asked)
        two.workers[0].kill()
        assert_some_priced(asked)
        assert_priced(asked)
        assert asked.held
        two.scheduler.kill()
        assert_some_priced(asked)
        assert_priced(asked)
        assert not asked.held


def test_large_responses_go_to_the_cluster_that_is_named_and_small_ones_stay(
    two: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    six = responses()
    with pricing(six, two.address) as small:
        assert type(small) is Pricing
    monkeypatch.setattr(away, "LARGE", 6)
    with pricing(six, two.address) as large:
        assert isinstance(large, Away)
        assert_priced(large)
    with pricing(six, "tcp://127.0.0.1:9") as gone:
        assert type(gone) is Pricing
        assert_priced(gone)


def test_a_plan_is_audited_by_a_cluster_as_a_worker_is_lost_and_then_all(
    two: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, marker = solve(random_case(21), "none"), tmp_path / "killed"

    def dying(part: Part) -> Checked:
        if not marker.exists():
            marker.touch()
            os._exit(9)
        return check_part(part)

    one, far = audit(plan), Help(cluster=two.address)
    monkeypatch.setattr(check, "FAR", 0)
    monkeypatch.setattr(check, "check_part", dying)
    assert audit(plan, far) == one
    until(lambda: any(each.poll() is not None for each in two.workers))
    assert sorted(each.poll() or 0 for each in two.workers) == [0, 9]
    two.scheduler.kill()
    two.scheduler.wait()
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.5)
    assert audit(plan, far) == one
