"""The pages of results, by plain requests: the answer, a plan, why, and what changed."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from planner.runs import Store
from tests.web.browser import browser
from tests.web.browser import text as said
from tests.web.results_of import COMPARED, LIMIT, SENTENCE, compared, explained

IMPOSSIBLE: dict[str, Any] = {
    "policy": "Never short",
    "possible": False,
    "conflicts": [
        {
            "rows": [
                {
                    "sheet": "Offers",
                    "row": 3,
                    "cells": ["H3"],
                    "sentence": "Offer Home delivers at most 60 kg in a period.",
                    "needed": True,
                },
                {
                    "sheet": "Policies",
                    "row": 3,
                    "cells": ["J3"],
                    "sentence": "At most 0% goes unserved.",
                    "needed": True,
                },
            ],
            "commitments": [],
            "sums": [
                {"where": "2027", "sentence": "60 kg of 100 kg", "detail": ["Home 60"]}
            ],
        }
    ],
    "repairs": [
        {
            "changes": [{"words": "Offers!H3: Home, max_volume 60 kg → 100 kg"}],
            "expected_cost": 90.0,
            "cvar_cost": 95.0,
            "premium": {"low": -10.0, "high": -10.0},
            "expected_shortage": 0.0,
            "worst_shortage": 0.0,
        }
    ],
    "complete": True,
    "stopped": False,
}
POSSIBLE: dict[str, Any] = {
    "policy": "Most",
    "possible": True,
    "explanation": {
        "sources": [
            {
                "offer": "Far",
                "supplier": "Far Inc",
                "country": "China",
                "item": "metal",
                "used": True,
                "volume": 210.0,
                "share": 0.7,
                "peak": 0.7,
                "full": [],
                "full_after_curb": ["2027Q1", "2027Q4"],
                "from_period": "2027Q1",
                "at_least": "",
                "at_most": LIMIT,
                "committed": 0.0,
            }
        ],
        "prices": [
            {
                "offer": "Far",
                "used": True,
                "price": 100.0,
                "low": 1000.0,
                "high": 1000.0,
                "factor_low": 10.0,
                "factor_high": 10.0,
                "saves_low": 900.0,
                "saves_high": 900.0,
                "why": "",
            }
        ],
        "worth": [
            {
                "kind": "offer",
                "limit": "Home",
                "periods": ["2027Q1", "2027Q4"],
                "on_plan": False,
                "step": 1.0,
                "low": 10.0,
                "high": 12.0,
                "unit_low": 5.0,
                "unit_high": 6.0,
                "why": "",
            }
        ],
        "rules": [
            {
                "rule": LIMIT,
                "sentence": SENTENCE,
                "cost": 50.0,
                "low": 50.0,
                "high": 50.0,
                "shortage": 0.0,
                "binds": True,
                "status": "optimal",
            }
        ],
        "shortages": [
            {
                "curbs": ["closure"],
                "start": "2027Q1",
                "probability": 0.1,
                "demand": "plant",
                "volume": 40.0,
                "periods": ["2027Q1"],
                "worst_period": "2027Q1",
                "worst_share": 0.4,
                "held": [{"source": "Far", "planned": 70.0, "arriving": 0.0}],
                "full": ["Home"],
                "bound": [],
                "absent": [],
                "stock_out": [],
            }
        ],
        "inputs": [],
        "cells_tried": 10,
        "stopped": False,
    },
}


def test_the_answer_stands_above_the_table_in_sentences(
    client: TestClient, store: Store
) -> None:
    page = client.get(f"/runs/{compared(store, client)}").text
    told = said(page)
    assert "supply from Q1 2027 to Q2 2027 is expected to cost 100 USD" in told
    assert "In the worst of 4 scenarios 40 kg go unserved, 40% of demand." in told
    assert (
        "“Most” is the cheapest protection, for 50 USD (50%) more: largest country "
        "70% instead of 100%; full supply for at least 6 months after the loss of a "
        "country, instead of 3 months." in told
    )
    assert page.index("cheapest protection") < page.index("<table")


def test_every_chart_has_its_data_its_words_and_a_table(
    client: TestClient, store: Store
) -> None:
    page = client.get(f"/runs/{compared(store, client)}").text
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert found is not None
    data = json.loads(found[1])
    charts = re.findall(r'class="chart" id="([^"]+)"', page)
    assert len(charts) == 9
    assert set(charts) == set(data) - {"said"}
    assert page.count("<figure>") == page.count("</details>\n</figure>") == len(charts)
    assert data["sources-0"]["series"][1]["name"] == "other countries"
    assert data["premium-1"]["steps"][0]["name"] == SENTENCE


def test_charts_speak_japanese_to_japanese_readers(
    client: TestClient, store: Store
) -> None:
    page = client.get(f"/runs/{compared(store, client)}?lang=ja").text
    found = re.search(r'id="data">(.*?)</script>', page)
    assert found is not None
    data = json.loads(found[1])
    assert data["sources-0"]["names"] == ["規則なし", "Most"]
    assert data["sources-0"]["series"][1]["name"] == "その他の国"
    assert data["shares-0-0"]["names"] == ["2027年Q1", "2027年Q2"]
    assert data["said"]["scales"][0] == [1e8, 1e8, "億{unit}"]
    assert "最も安く備えられる方針です（費用：50米ドル（50%）の追加）" in said(page)


def test_what_each_rule_costs_is_told_in_its_sentence(
    client: TestClient, store: Store
) -> None:
    page = client.get(f"/runs/{compared(store, client)}").text
    rules = said(page[page.index('id="rules"') :])
    assert f"Most {SENTENCE} +50 +50 0.0 binds" in rules


def test_plans_are_shown_at_both_ends_of_a_curbs_range(
    client: TestClient, store: Store
) -> None:
    costs = [
        {"policy": name, "curb": curb, "low": 90.0, "base": 100.0, "high": 130.0}
        for name in ("none", "Most")
        for curb in ("closure", "every curb")
    ]
    peak = {"mix": {"closure": 0.3}, "most": 130.0, "bound": 130.0, "exact": True}
    other = {
        "costs": costs,
        "worst": [{"policy": "none", **peak}, {"policy": "Most", **peak}],
        "worst_regret": [
            {"policy": "none", "against": "Most", **peak},
            {"policy": "Most", **peak, "against": "none", "bound": 7.0, "exact": False},
        ],
        "least_worst_regret": ["Most"],
    }
    record = {**COMPARED, "if_probabilities_are_otherwise": other}
    run_id = compared(store, client, record)
    page = said(client.get(f"/runs/{run_id}").text)
    assert "If the probabilities are otherwise" in page
    assert "≤ 7" in page
    assert "least worst regret" in page
    assert "probability varies" in page


def test_a_run_without_a_view_still_shows_its_table(
    client: TestClient, store: Store
) -> None:
    page = client.get(f"/runs/{compared(store, client, view=None)}").text
    assert "No rules 	".strip() in said(page)
    assert 'id="data"' not in page


def test_no_name_ends_the_script_that_holds_it(
    client: TestClient, store: Store
) -> None:
    evil = "</script><script>alert(1)</script>"
    text = json.dumps(COMPARED).replace("closure@2027Q1", evil)
    page = client.get(f"/runs/{compared(store, client, json.loads(text))}").text
    assert evil not in page


def test_a_plan_has_its_own_address(client: TestClient, store: Store) -> None:
    run = compared(store, client)
    assert f'href="/runs/{run}/plans/1"' in client.get(f"/runs/{run}").text
    page = client.get(f"/runs/{run}/plans/1").text
    told = said(page)
    assert "The plan: Most" in told
    assert "Far &lt;b&gt; sign Far Inc, China metal 140 Q1 2027 Q2 2027" in told
    assert "5,000 USD once; take-or-pay 70%; 5% tier discount in 2027" in told
    assert "Far &lt;b&gt; · metal 70 70 140" in told
    assert "plant 10% 4 40 40% closure@2027Q1" in told
    assert f"{SENTENCE} 70% 70% China · 2027Q1 at its limit" in told
    assert f'href="/runs/{run}/files/plan-1.xlsx"' in page
    assert "plan-0.xlsx" not in client.get(f"/runs/{run}/plans/0").text


@pytest.mark.parametrize("place", ["2", "9", "-1", "x"])
def test_a_policy_without_a_plan_has_no_page(
    client: TestClient, store: Store, place: str
) -> None:
    answer = client.get(f"/runs/{compared(store, client)}/plans/{place}")
    assert answer.status_code in {404, 422}


def test_an_explanation_is_a_run_of_its_own_and_is_not_made_twice(
    client: TestClient, store: Store
) -> None:
    run = compared(store, client)
    assert "Explain this plan" in client.get(f"/runs/{run}/explain/1").text
    first = client.post(f"/runs/{run}/explain/1", follow_redirects=False)
    other = first.headers["location"].removeprefix("/runs/")
    made = store.run(other)
    assert made.choice is not None
    assert (made.choice.kind, made.choice.policies) == ("explain", ("Most",))
    assert (made.parent, made.name) == (run, "Explained: Most · book.xlsx")
    again = client.post(f"/runs/{run}/explain/1", follow_redirects=False)
    assert again.headers["location"] == first.headers["location"]
    explained(store, other, POSSIBLE)
    told = said(client.get(f"/runs/{run}/explain/1").text)
    assert "Why this plan: Most" in told
    assert "Without it the plan would cost 900 USD more." in told
    assert "It stays until its price is 1,000 USD, +900.0% from today’s 100 USD" in told
    assert f"Not more: “{SENTENCE.rstrip('.')}” is at its limit." in told
    assert "After a curb it may be drawn on fully in Q1 2027 to Q4 2027." in told
    assert "plant · closure 10% likely, 4 kg expected" in told
    assert "Far brings 0 of the 70 kg planned then." in told
    assert "capacity of Home Q1 2027 to Q4 2027, in responses 1 kg × 2 10–12" in told


def test_a_policy_without_a_plan_tells_what_clashes_and_what_would_mend_it(
    client: TestClient, store: Store
) -> None:
    run = compared(store, client)
    assert f'href="/runs/{run}/explain/2"' in client.get(f"/runs/{run}").text
    sent = client.post(f"/runs/{run}/explain/2", follow_redirects=False)
    explained(store, sent.headers["location"].removeprefix("/runs/"), IMPOSSIBLE)
    told = said(client.get(sent.headers["location"]).text)
    assert "Why there is no plan: Never short" in told
    assert "Offers!H3 Offer Home delivers at most 60 kg in a period." in told
    assert "Without any one of them the rest can be kept." in told
    assert "max_volume 60 kg → 100 kg" in told
    assert "1 90 −10 95 0 0" in told


def test_somebody_else_may_explain_a_run_and_owns_the_explanation(
    client: TestClient, store: Store
) -> None:
    run = compared(store, client)
    other = browser(store)
    sent = other.post(f"/runs/{run}/explain/1", follow_redirects=False)
    made = store.run(sent.headers["location"].removeprefix("/runs/"))
    assert made.owner != store.run(run).owner


def test_two_runs_are_compared_cell_by_cell_and_plan_by_plan(
    client: TestClient, store: Store
) -> None:
    cells = {"Offers": {"A1": "offer", "D1": "price", "A2": "Far", "D2": 100}}
    old = compared(store, client, cells=cells)
    dearer = json.loads(json.dumps(COMPARED))
    dearer["policies"][1].update(expected_cost=170.0, signed=["Home", "Near"])
    dearer["policies"][1]["plan"][0]["volume"] = 50.0
    changed = {"Offers": {**cells["Offers"], "D2": 120}}
    new = compared(store, client, dearer, cells=changed, content=b"PK\x03\x04 other")
    form = client.get(f"/runs/{new}").text
    assert f'<option value="{old}"' in form
    sent = client.get(f"/runs/{new}/against", params={"other": old})
    assert sent.url.path == f"/runs/{new}/against/{old}"
    told = said(sent.text)
    assert "Offers!D2 Far price 100 120" in told
    assert "Most 150 170 +20 proved within the gap Near – 1 delivery changes" in told
    assert "Far Q1 2027 70 50 −20" in told
    turned = said(client.get(f"/runs/{new}/against/{old}?turned=1").text)
    assert "Offers!D2 Far price 120 100" in turned


def test_two_runs_of_one_workbook_say_so(client: TestClient, store: Store) -> None:
    one, other = compared(store, client), compared(store, client)
    told = said(client.get(f"/runs/{one}/against/{other}").text)
    assert "the same workbook, to the last byte" in told
    assert "No plan changed." in told


def test_a_run_is_not_compared_with_one_that_does_not_exist(
    client: TestClient, store: Store
) -> None:
    run = compared(store, client)
    assert client.get(f"/runs/{run}/against/nothing").status_code == 404
    assert client.get(f"/runs/{run}/against").status_code == 404
