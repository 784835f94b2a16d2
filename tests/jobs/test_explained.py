"""Why a plan is what it is, and why there is none, asked of a kept run."""

import json
import os

from planner.jobs.desk import Desk
from planner.jobs.limits import Limits
from planner.runs import Choice, State, Store
from tests.jobs.conftest import awaited

OFTEN = "NIGHTLY" in os.environ
"""By night also the plan, which takes a solve for everything it says."""


def test_why_there_is_no_plan_is_explained(compared: tuple[Store, str]) -> None:
    store, run = compared
    policies = ("Never short", "none") if OFTEN else ("Never short",)
    asked = store.choose(run, Choice(kind="explain", policies=policies))
    assert asked.parent == run
    desk = Desk(store, 1, Limits()).start()
    try:
        found = awaited(store, asked.id, State.DONE, State.FAILED, State.STOPPED)
    finally:
        desk.kill()
    assert found.state is State.DONE, found.told
    states = [each.state for each in store.steps(asked.id)]
    assert states == ["impossible", "done"][: len(policies)]
    for place, policy in enumerate(policies):
        told = json.loads(store.file(asked.id, f"explain-{place}.json"))
        assert (told["policy"], told["possible"]) == (policy, policy == "none")
