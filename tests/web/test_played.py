"""Plans played against curbs they were not made for: asked for, and shown."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.testclient import TestClient

from planner.runs import Choice, State, Step, Store
from tests.web.browser import begin, check, text, upload
from tests.web.results_of import COMPARED, VIEW, compared

STEPS = (
    Step(policy="none", state="done", objective=100.0),
    Step(policy="Most", state="done", objective=150.0),
    Step(policy="Never short", state="impossible"),
)
RECORD: Mapping[str, Any] = {
    "draws": 500,
    "policies": [
        {
            "policy": "Most",
            "promised": {
                "expected_cost": 150.0,
                "cvar_cost": 160.0,
                "expected_shortage": 9.0,
                "short_probability": 0.271,
            },
            "cost": {"mean": 155.0, "low": 150.0, "high": 160.0},
            "cvar_cost": 170.0,
            "shortage": {"mean": 10.0, "low": 9.0, "high": 11.0},
            "short_probability": {"mean": 0.3, "low": 0.2, "high": 0.4},
            "optimism": {"cost": {"mean": 5.0, "low": 0.0, "high": 10.0}},
        }
    ],
    "losses": [
        {
            "policy": "Most",
            "worst": [
                {
                    "dimension": "country",
                    "value": "country:China",
                    "start": "2027Q1",
                    "cover": 3.0,
                    "recovery": 12.0,
                    "gap": 9.0,
                    "shortage": 40.0,
                    "cost": 99.0,
                },
                {
                    "dimension": "country",
                    "value": "country:Japan",
                    "start": "2027Q1",
                    "cover": None,
                    "recovery": None,
                    "gap": None,
                    "shortage": 0.0,
                    "cost": 0.0,
                },
            ],
        }
    ],
    "regret": [],
    "without_plan": [],
}
ABOUT = {"unit": "kg", "currency": "USD", "places": 0, "level": 0.95}


def solved(store: Store, client: TestClient) -> str:
    """Compare by hand, and return the id of the run."""
    run_id = upload(client)
    check(store)
    store.choose(run_id, Choice(gap=0.01))
    run = begin(store, *STEPS)
    store.keep(run.id, "compare.json", json.dumps(COMPARED).encode())
    store.keep(run.id, "view.json", json.dumps(VIEW).encode())
    store.end(run.id, "worker", State.DONE)
    return run_id


def play(client: TestClient, run: str, place: str) -> str:
    """Ask for a stress test by the form, and return the id of its run."""
    sent = client.post(
        f"/runs/{run}/stress", data={"place": place}, follow_redirects=False
    )
    return sent.headers["location"].rpartition("/")[2]


def test_a_plan_or_every_plan_is_played_as_it_was_solved(
    client: TestClient, store: Store
) -> None:
    run = solved(store, client)
    one = store.run(play(client, run, "1"))
    assert one.choice == Choice(kind="stress", policies=("Most",), gap=0.01)
    assert one.name == "Stress test: Most · book.xlsx"
    assert play(client, run, "1") == one.id, "a second click finds the run of the first"
    every = store.run(play(client, run, "")).choice
    assert every is not None
    assert every.policies == ("none", "Most")
    assert play(client, run, "2") == run, "a policy without a plan is not played"
    assert f'href="/runs/{one.id}"' in client.get(f"/runs/{run}").text


def test_what_came_stands_beside_what_was_promised(
    client: TestClient, store: Store
) -> None:
    run = play(client, solved(store, client), "1")
    begin(store, Step(policy="Most", state="done"))
    store.keep(run, "stress.json", json.dumps(RECORD).encode())
    store.keep(run, "view.json", json.dumps(ABOUT).encode())
    store.end(run, "worker", State.DONE)
    page = text(client.get(f"/runs/{run}").text)
    assert "500 histories drawn afresh" in page
    assert "Most 150 155 (150 to 160) 5 (0 to 10) 160 170" in page
    assert "Most 9 10 27.1% 30%" in page
    assert "country:China Q1 2027 3 12 9 40 99" in page
    assert "country:Japan Q1 2027 never short – – 0 0" in page
    assert "約束と結果" in client.get(f"/runs/{run}?lang=ja").text


def test_a_comparison_without_plans_has_nothing_to_play(
    client: TestClient, store: Store
) -> None:
    run = compared(store, client)
    assert play(client, run, "") == run


def test_programs_ask_for_it_too(client: TestClient, store: Store) -> None:
    run = upload(client)
    check(store)
    asked = {"kind": "stress", "policies": ["Most"]}
    sent = client.post(f"/api/v1/runs/{run}/choice", json=asked)
    assert sent.status_code == 202, sent.text
    assert store.run(run).choice == Choice(kind="stress", policies=("Most",))
    begin(store)
    store.keep(run, "stress.json", json.dumps(RECORD).encode())
    assert client.get(f"/api/v1/runs/{run}/results").json()["draws"] == 500
