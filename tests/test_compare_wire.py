"""A comparison that is listened to, and told that the best plans so far will do."""

import threading
from pathlib import Path
from typing import Any

import pytest

from models.case import Case, Target
from models.rules.max_share import MaxShare
from planner.compare import Wire, compare
from planner.compare.wire import listening
from planner.solving import cheapest_plan
from planner.solving.engine import Progress
from tests.cases import demand, item, offer, simple_case

CHINA = Target((("country", "China"),))


def case() -> Case:
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100),
        item(max_stock=0),
        demand(100),
        policies={"none": (), "half": (MaxShare(on=CHINA, limit=0.5),)},
    )


def test_what_a_solve_says_arrives_under_its_name(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.tell("半分/../half", Progress(seconds=1.0, best=5.0, bound=None, gap=None))
    wire.tell("半分/../half", Progress(seconds=2.0, best=4.0, bound=3.0, gap=0.25))
    told = Progress(seconds=2.0, best=4.0, bound=3.0, gap=0.25)
    assert dict(wire.told()) == {"半分/../half": told}


def test_each_policy_says_that_it_began(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    compare(case(), jobs=1, wire=wire)
    assert set(wire.told()) >= {"none", "half"}


def test_one_policy_that_is_ended_leaves_the_others_alone(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.end("half")
    found = compare(case(), jobs=1, wire=wire)
    assert [each.status for each in found.outcomes] == ["optimal", "interrupted"]
    assert found.outcomes[1].why == "Stopped by you before it was begun."


def test_when_all_are_ended_the_plans_there_are_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wish comes while `none` is solved; its plan stays, nothing else is begun."""
    wire = Wire(tmp_path)

    def solved(*asked: Any) -> Any:
        wire.end()
        return cheapest_plan(*asked)

    monkeypatch.setattr("planner.compare.task.cheapest_plan", solved)
    found = compare(case(), jobs=1, wire=wire)
    assert [each.policy for each in found.outcomes if each.plan is not None] == ["none"]


def test_a_solve_under_way_hears_that_it_is_to_end(tmp_path: Path) -> None:
    wire, stop = Wire(tmp_path), threading.Event()
    with listening(wire, "half", stop):
        assert not stop.is_set()
        wire.end("half")
        assert stop.wait(30)
