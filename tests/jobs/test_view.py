"""What a worker keeps for the pages of results, and that they can show it."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from planner.runs import Store
from planner.web import create_app

Compared = tuple[Store, str]
MOST = "Max 70% China"


@pytest.fixture
def view(compared: Compared) -> dict[str, Any]:
    store, run = compared
    found: dict[str, Any] = json.loads(store.file(run, "view.json"))
    return found


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_it_names_the_cheapest_and_what_protects(view: dict[str, Any]) -> None:
    """The rule makes China's share 60%, which is all it is good for."""
    assert (view["base"], view["cheapest"], view["first"]) == ("none", "none", MOST)
    assert view["safest"] == ""
    assert (view["unit"], view["currency"], view["demand"]) == ("kg", "USD", 300)


def test_shares_follow_the_limit_that_was_tried(view: dict[str, Any]) -> None:
    china = view["sources"][0]["series"][0]
    assert china["name"] == "China"
    assert china["values"] == pytest.approx([1.0, 0.6])


def test_the_closure_leaves_40_of_100_unserved_whenever_it_starts(
    view: dict[str, Any],
) -> None:
    short = view["shortage"]
    assert short["rows"] == ["closure@2027", "closure@2028", "closure@2029"]
    assert short["chances"] == pytest.approx([0.1, 0.09, 0.081])
    assert short["cells"][0][0] == pytest.approx(40 / 300)


def test_a_plan_says_what_is_bought_when(view: dict[str, Any]) -> None:
    part = view["policies"][1]
    bought = {each["name"]: each["volumes"] for each in part["deliveries"]}
    assert bought["Far"] == pytest.approx([60, 60, 60])
    assert bought["Home"] == pytest.approx([40, 40, 40])
    (worst,) = part["short"]
    assert (worst["demand"], worst["worst"]) == ("plant", pytest.approx(40))
    assert [each["state"] for each in part["limits"]] == ["binds"]
    assert "deliveries" not in view["policies"][2]


def test_the_pages_show_what_a_worker_keeps(compared: Compared) -> None:
    store, run = compared
    client = TestClient(create_app(store), base_url="http://127.0.0.1:8000")
    page = said(client.get(f"/runs/{run}").text)
    assert "expected to cost 46,400 USD" in page
    assert f"“{MOST}” is the cheapest protection" in page
    plan = said(client.get(f"/runs/{run}/plans/1").text)
    assert "Far · metal 60 60 60 180" in plan
    assert client.get(f"/runs/{run}?lang=ja").status_code == 200
    assert client.get(f"/runs/{run}/plans/0?lang=ja").status_code == 200
