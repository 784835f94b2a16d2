"""One limit moved in steps: asked for on a page, and shown where policies are compared."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from planner.runs import Change, Choice, State, Step, Store, Sweep
from tests.web.browser import begin, check, text, upload
from tests.web.results_of import SENTENCE, compared

ASKED = {"what": "0-0", "first": "", "last": "", "steps": "3", "keep": ""}


def row(limit: float, cost: float, **more: Any) -> dict[str, Any]:
    """Return a limit that has a plan."""
    return {
        "limit": limit,
        "status": "optimal",
        "expected_cost": cost,
        "premium": cost - 100.0,
        "cvar_cost": cost + 50.0,
        "expected_shortage": 9.0,
        "worst_shortage": 40.0,
        "country_share": limit,
        "gap": 0.0,
        "binds": False,
        "short": False,
        **more,
    }


NONE: Mapping[str, Any] = {
    **dict.fromkeys(row(0.0, 0.0)),
    "limit": 0.0,
    "status": "infeasible",
    "binds": False,
    "short": False,
}
RECORD: Mapping[str, Any] = {
    "rule": "max_share country:China",
    "limit_counts": "share",
    "binds_from": {"limit": 0.9, "free_to": 0.9},
    "last_possible": {"limit": 0.4, "impossible": 0.399, "why": ""},
    "statements": [
        "Last possible limit: 40%, found by bisection; 39.9% is impossible."
    ],
    "steps": [row(1.0, 100.0), row(0.5, 150.0, binds=True), NONE],
}
VIEW: Mapping[str, Any] = {
    "version": 1,
    "unit": "kg",
    "currency": "USD",
    "policy": "Most",
    "sentence": SENTENCE,
    "falls": True,
    "steers": False,
    "kept": [SENTENCE],
    "places": 0,
    "level": 0.95,
    "colours": ["#0072B2", "#D55E00", "#009E73", "#E69F00"],
}


def start(client: TestClient, run: str, **typed: str) -> str:
    """Ask for a frontier by the form, and return the id of its run."""
    sent = client.post(
        f"/runs/{run}/frontier", data={**ASKED, **typed}, follow_redirects=False
    )
    assert sent.status_code == 303, text(sent.text)
    return sent.headers["location"].rpartition("/")[2]


def swept(store: Store, run_id: str) -> None:
    """Sweep by hand what is asked of a run."""
    run = begin(store, Step(policy="100%", state="done"))
    store.keep(run.id, "frontier.json", json.dumps(RECORD).encode())
    store.keep(run.id, "view.json", json.dumps(VIEW).encode())
    store.keep(run.id, "frontier.xlsx", b"PK a frontier")
    store.end(run_id, "worker", State.DONE)


def test_a_limit_of_the_workbook_moves_from_its_loosest_to_its_tightest(
    client: TestClient, store: Store
) -> None:
    run = compared(store, client)
    assert "At most 70% comes from China." in client.get(f"/runs/{run}").text
    new = store.run(start(client, run))
    assert new.choice == Choice(
        kind="frontier", policies=("Most",), sweep=Sweep("Most", 0, 1.0, 0.0, 3)
    )
    assert (new.parent, new.name) == (run, "Frontier: max_share · book.xlsx")
    assert start(client, run) == new.id, "a second click finds the run of the first"


def test_limits_that_were_tried_stay_and_the_weight_of_risk_may_move(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    store.choose(run, Choice(limits=(Change("Most", 0, 0.6),), gap=0.01))
    store.end(begin(store).id, "worker", State.DONE)
    weight = {"what": "weight", "first": "0", "last": "50", "keep": "Most"}
    assert store.run(start(client, run, **weight)).choice == Choice(
        kind="frontier",
        policies=("Most",),
        limits=(Change("Most", 0, 0.6),),
        gap=0.01,
        sweep=Sweep("", None, 0.0, 0.5, 3),
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"what": "9-9"}, "Choose a limit."),
        ({"first": "lots"}, "Write a number"),
        ({"last": "101"}, "Write a number from 0 to 100."),
        ({"first": "50", "last": "50"}, "Write another limit than the first."),
        ({"steps": "1"}, "Write a whole number from 2 to 41."),
    ],
)
def test_what_cannot_be_swept_is_told_at_its_field(
    client: TestClient, store: Store, typed: dict[str, str], told: str
) -> None:
    run = compared(store, client)
    sent = client.post(f"/runs/{run}/frontier", data={**ASKED, **typed})
    assert sent.status_code == 422
    assert told in text(sent.text)
    assert len(store.runs()) == 1


def test_its_page_shows_every_limit_and_what_the_terminal_says(
    client: TestClient, store: Store
) -> None:
    run = start(client, compared(store, client))
    swept(store, run)
    page = client.get(f"/runs/{run}")
    said = text(page.text)
    assert "Last possible limit: 40%, found by bisection; 39.9% is impossible." in said
    assert f"It moves: {SENTENCE} → 0%" in said
    assert "50% 150 +50 200 9 40 50% 0% binds" in said
    assert "0% – – – – – – – no plan" in said
    drawn = json.loads(page.text.partition('id="data">')[2].partition("</script>")[0])[
        "curve-0-0"
    ]
    assert [(each["x"], each["y"]) for each in drawn["points"]] == [(0.5, 50), (1, 0)]
    assert [each["text"] for each in drawn["marks"]] == [
        *("binds from 90%", "last possible 40%")
    ]
    assert "The frontier as a workbook" in said
    assert "限度と費用" in client.get(f"/runs/{run}?lang=ja").text


def test_the_comparison_shows_the_frontiers_that_were_swept_from_it(
    client: TestClient, store: Store
) -> None:
    run = compared(store, client)
    swept(store, start(client, run))
    waiting = start(client, run, steps="5")
    page = client.get(f"/runs/{run}").text
    assert "Every limit of max_share country:China" in page
    assert f'href="/runs/{waiting}"' in page
    assert (
        "Every limit of"
        in TestClient(client.app, base_url=str(client.base_url))
        .get(f"/runs/{run}")
        .text
    ), "who has the address sees it too"


def test_a_run_that_only_was_checked_can_be_swept_at_once(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    assert "frontier" in client.get(f"/runs/{run}").text
    assert client.get(f"/runs/{run}/frontier").status_code == 200
    assert start(client, run) == run


def test_programs_ask_for_it_too(client: TestClient, store: Store) -> None:
    run = upload(client)
    check(store)
    move = {"policy": "Most", "row": 0, "first": 1, "last": 0.5, "steps": 2}
    sent = client.post(f"/api/v1/runs/{run}/choice", json={"sweep": move})
    assert sent.status_code == 202, sent.text
    assert sent.json()["choice"]["sweep"] == move
    swept(store, run)
    assert client.get(f"/api/v1/runs/{run}/results").json()["rule"] == RECORD["rule"]
