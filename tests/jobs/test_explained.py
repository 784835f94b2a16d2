"""Why a plan is what it is, and why there is none, asked of a kept run."""

import json

from planner.jobs.desk import Desk
from planner.jobs.limits import Limits
from planner.runs import Choice, State, Store
from tests.jobs.conftest import awaited


def test_both_a_plan_and_its_absence_are_explained(compared: tuple[Store, str]) -> None:
    store, run = compared
    policies = ("none", "Never short")
    asked = store.choose(run, Choice(kind="explain", policies=policies))
    assert asked.parent == run
    desk = Desk(store, 1, Limits()).start()
    try:
        found = awaited(store, asked.id, State.DONE, State.FAILED, State.STOPPED)
    finally:
        desk.kill()
    assert found.state is State.DONE, found.told
    states = [each.state for each in store.steps(asked.id)]
    assert states == ["done", "impossible"]
    told = [json.loads(store.file(asked.id, f"explain-{n}.json")) for n in (0, 1)]
    assert [each["policy"] for each in told] == list(policies)
    assert [each["possible"] for each in told] == [True, False]
