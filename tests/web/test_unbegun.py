"""Policies whose turn never came: said plainly, solved in one click, in nobody's way."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from planner.runs import Change, Choice, State, Step, Store
from tests.web.browser import begin, check, text, upload
from tests.web.results_of import COMPARED, STEPS, VIEW

WHY = "Stopped by you before it was begun."
ASKED = Choice(limits=(Change("Most", 0, 0.6),), gap=0.01)


def late(policy: str) -> dict[str, Any]:
    return {"policy": policy, "status": "interrupted", "why": WHY}


@pytest.fixture
def stopped(store: Store, client: TestClient) -> str:
    """Return a run that ended early before two of its policies were begun."""
    run_id = upload(client)
    check(store)
    store.choose(run_id, ASKED)
    unbegun = [Step(policy=each, state="unbegun", told=WHY) for each in ("A", "B")]
    run = begin(store, *STEPS, *unbegun)
    record = {**COMPARED, "policies": [*COMPARED["policies"], late("A"), late("B")]}
    parts: list[dict[str, Any]] = [
        {"policy": each, "colour": "#009E73", "rules": []} for each in ("A", "B")
    ]
    view = {**VIEW, "policies": [*VIEW["policies"], *parts]}
    store.keep(run.id, "compare.json", json.dumps(record).encode())
    store.keep(run.id, "view.json", json.dumps(view).encode())
    store.end(run.id, "worker", State.STOPPED, "2 policies not begun.")
    return run_id


def test_a_policy_not_begun_is_called_that_beside_those_that_are(
    client: TestClient, stopped: str
) -> None:
    page = text(client.get(f"/runs/{stopped}").text)
    assert "A : not begun Solve it now" in page
    assert "A – – – – – – – – not begun" in page
    assert "Most 150" in page
    assert "未着手" in client.get(f"/runs/{stopped}?lang=ja").text


def test_one_click_solves_it_with_what_was_asked_before(
    client: TestClient, store: Store, stopped: str
) -> None:
    places = {each.policy: n for n, each in enumerate(store.steps(stopped))}
    sent = {"place": str(places["B"])}
    where = [
        client.post(
            f"/runs/{stopped}/solve", data=sent, follow_redirects=False
        ).headers["location"]
        for _ in range(2)
    ]
    assert where[0] == where[1], "a second click finds the run of the first"
    new = store.run(where[0].rpartition("/")[2])
    assert new.choice == Choice(policies=("B",), limits=ASKED.limits, gap=0.01)
    assert (new.parent, new.state) == (stopped, State.QUEUED)
    client.post(f"/runs/{stopped}/solve", data={"place": ""})
    latest = store.runs()[0].choice
    assert latest is not None
    assert latest.policies == ("A", "B")


def test_a_policy_that_ended_is_not_solved_anew(
    client: TestClient, store: Store, stopped: str
) -> None:
    client.post(f"/runs/{stopped}/solve", data={"place": "0"})
    assert len(store.runs()) == 1


def test_a_run_that_ends_says_which_policies_had_not_begun(
    client: TestClient, store: Store
) -> None:
    run_id = upload(client)
    check(store)
    store.choose(run_id, Choice())
    run = begin(store, Step(policy="none", state="running"), Step(policy="A"))
    store.end(run.id, "worker", State.FAILED, "It was killed.")
    assert [each.state for each in store.steps(run_id)] == ["failed", "unbegun"]
    assert "A : not begun Solve it now" in text(client.get(f"/runs/{run_id}").text)
