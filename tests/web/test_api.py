"""The interface for programs: what it says of itself, and that it keeps to it."""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import negative_data_rejection
from starlette.testclient import TestClient

from planner.runs import Choice, Step, Store
from planner.web import Rate, Settings, create_app
from tests.web.browser import (
    BOOK,
    COMPARED,
    FAULTY,
    TOKEN,
    begin,
    check,
    finish,
)

RUNS = "/api/v1/runs"
FORM = "multipart/form-data"
MANY = 100 if "NIGHTLY" in os.environ else 6


def upload(client: TestClient) -> str:
    """Upload a workbook as programs do."""
    sent = client.post(RUNS, files={"book": ("book.xlsx", BOOK)}, data={"name": "Mine"})
    assert sent.status_code == 201
    return str(sent.json()["id"])


def test_a_program_goes_the_whole_way(client: TestClient, store: Store) -> None:
    run = upload(client)
    path = f"{RUNS}/{run}"
    waiting = client.get(path).json()
    assert (waiting["state"], waiting["place"], waiting["ended"]) == (
        "received",
        1,
        False,
    )
    check(store)
    assert client.get(f"{path}/check").json()["book"]["name"] == "Tiny"
    asked = {
        "policies": ["Most"],
        "limits": [{"policy": "Most", "row": 0, "limit": 0.6}],
        "gap": 0.01,
    }
    chosen = client.post(f"{path}/choice", json=asked)
    assert chosen.status_code == 202
    assert chosen.json()["choice"]["limits"] == asked["limits"]
    assert client.get(f"{path}/results").status_code == 409
    finish(store, begin(store, Step(policy="Most", state="done", objective=1.0)))
    ended = client.get(path).json()
    assert ended["state"] == "done"
    assert ended["steps"][0]["objective"] == 1.0
    assert {each["name"] for each in ended["files"]} >= {"input.xlsx", "compare.json"}
    assert client.get(f"{path}/results").json() == COMPARED
    assert client.get(f"{path}/files/input.xlsx").content == BOOK


def test_faults_are_data(client: TestClient, store: Store) -> None:
    run = upload(client)
    check(store, FAULTY)
    found = client.get(f"{RUNS}/{run}/check").json()
    assert found["problems"][0]["cell"] == "D3"
    assert client.post(f"{RUNS}/{run}/choice", json={}).status_code == 409


def test_runs_come_in_pages(client: TestClient) -> None:
    ids = [upload(client) for _ in range(3)]
    first = client.get(RUNS, params={"limit": 2}).json()
    rest = client.get(RUNS, params={"limit": 2, "offset": first["next"]}).json()
    assert [each["id"] for each in (*first["runs"], *rest["runs"])] == ids[::-1]
    assert rest["next"] is None


def test_a_run_is_named_stopped_deleted_and_restored(
    client: TestClient, store: Store
) -> None:
    path = f"{RUNS}/{upload(client)}"
    assert client.patch(path, json={"name": "A", "note": "B"}).json()["note"] == "B"
    check(store)
    store.choose(path.rpartition("/")[2], Choice())
    begin(store, Step(policy="Most", state="running"))
    assert client.post(f"{path}/enough", json={}).json()["wanted"] == "enough"
    assert client.post(f"{path}/cancel").json()["wanted"] == "cancel"
    assert client.delete(path).json()["deleted"]
    assert client.get(RUNS).json()["runs"] == []
    assert client.get(RUNS, params={"deleted": True}).json()["runs"]
    assert client.post(f"{path}/restore").json()["deleted"] is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"gap": 2}, "gap"),
        ({"time_limit": -1}, "time_limit"),
        ({"policies": "all"}, "policies"),
        ({"unknown": 1}, "unknown"),
        ({"limits": [{"policy": "P", "row": -1, "limit": 0}]}, "row"),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(
    client: TestClient, asked: dict[str, Any], told: str
) -> None:
    sent = client.post(f"{RUNS}/{upload(client)}/choice", json=asked)
    assert sent.status_code == 422
    assert told in sent.json()["error"]


def test_unknown_addresses_answer_programs_in_json(client: TestClient) -> None:
    for path in (f"{RUNS}/unknown", f"{RUNS}/un.known", "/api/v1/nothing"):
        sent = client.get(path)
        assert sent.status_code in {404, 422}
        assert sent.json()["error"]
    assert client.put(RUNS).status_code == 405


def test_the_page_about_it_lists_every_address(client: TestClient) -> None:
    page = client.get("/api").text
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert path in page


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
def test_whatever_is_sent_is_answered_as_described(
    store: Store, mode: GenerationMode
) -> None:
    known = {"authorization": f"Bearer {TOKEN}"}
    often = Rate(most=10**6, seconds=1)
    app = create_app(store, Settings(host="0.0.0.0", token=TOKEN, uploads=often))  # noqa: S104
    run = upload(TestClient(app, headers=known))
    check(store)
    described = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=known)
    for each in described.get_all_operations():
        assert isinstance(each, Ok)
        try:
            _fuzz(each.ok().as_strategy(generation_mode=mode), run, known)
        except Unsatisfiable:  # nothing wrong can be sent there
            assert mode is GenerationMode.NEGATIVE


def _fuzz(sent: Any, run: str, known: dict[str, str]) -> None:
    """Send many, about any run and about one there is; each is answered as described."""

    @settings(
        max_examples=MANY,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(sent, booleans())
    def answered(case: Any, there_is: bool) -> None:  # noqa: FBT001 - generated
        if there_is and "run_id" in case.path_parameters:
            case.path_parameters["run_id"] = run
        # In a form, a null that is sent as a file is a file like any other.
        left_out = [negative_data_rejection] if case.media_type == FORM else []
        case.call_and_validate(headers=known, excluded_checks=left_out)

    answered()
