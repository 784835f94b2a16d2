"""A stress test that a run asks for, with few draws, and without a store."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from planner import workbook
from planner.jobs import stressing
from planner.jobs.limits import Limits
from planner.runs import Choice, State, Step

TINY = Path(__file__).parents[2] / "inputs" / "tiny.xlsx"


class Heard:
    """What a worker says and keeps, in place of its pulse and of the store."""

    run, cancelled = "run", 0.0

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.steps: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.said: list[str] = []
        self.store = self

    def plan(self, policies: list[str]) -> None:
        self.steps = dict.fromkeys(policies, "queued")

    def put(self, step: Step) -> None:
        self.steps[step.policy] = step.state

    def say(self, text: str) -> None:
        self.said.append(text)

    def keep(self, run: str, name: str, content: bytes) -> None:
        assert run == self.run
        self.files[name] = content


def test_a_plan_is_played_and_its_promise_kept_beside_what_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it had promised is the README's plan by hand: 46,382 USD."""
    monkeypatch.setattr(stressing, "DRAWS", 4)
    heard: Any = Heard()
    asked = Choice(kind="stress", policies=("none", "Never short"))
    state, told = stressing.stressed(workbook.read(TINY), asked, heard, Limits(jobs=1))
    assert (state, told) == (State.DONE, "")
    assert heard.steps == {"none": "done", "Never short": "impossible"}
    assert set(heard.files) == {
        "stress.json",
        "stress.xlsx",
        "stress.html",
        "view.json",
    }
    record = json.loads(heard.files["stress.json"])
    (played,) = record["policies"]
    assert played["promised"]["expected_cost"] == pytest.approx(46_382)
    assert record["without_plan"] == ["Never short"]
    lost = {each["value"] for each in record["losses"][0]["worst"]}
    assert lost >= {"country:China", "country:Japan"}
