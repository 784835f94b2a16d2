"""Runs that have ended, with everything a worker keeps of a comparison by hand."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.testclient import TestClient

from planner.runs import Choice, State, Step, Store
from tests.web.browser import begin, check, upload

Record = dict[str, Any]
SENTENCE = "At most 70% of the supply of each mineral comes from China, in each period."
LIMIT = "max_share country:China 0.7"


def plan_of(policy: str, cost: float, share: float, **more: Any) -> Record:
    """Return a plan of a comparison as programs read it."""
    return {
        "policy": policy,
        "status": "optimal",
        "objective": cost,
        "bound": cost,
        "gap": 0.0,
        "expected_cost": cost,
        "cvar_cost": cost + 1000,
        "cost": {"deliveries": cost, "take_or_pay": 0.0},
        "expected_shortage": 9.0,
        "worst_shortage": 40.0,
        "expected_shortage_share": 0.03,
        "worst_shortage_share": 0.4,
        "signed": ["Home"],
        "plan": [{"offer": "Far", "period": "2027Q1", "volume": 70.0}],
        "warnings": [],
        "premium": cost - 100,
        "premium_share": cost / 100 - 1,
        "country_share": share,
        "hhi_country": 10000 * share,
        "hhi_supplier": 10000 * share,
        "exposure": 0.1,
        "contracts": 1,
        "stock_days": 30.0,
        "tie": False,
        "dominated": [],
        "months_of_cover": {"China": 3.0, "Japan": None},
        "ledger": [],
        "measures": [],
        "regret": {"worst": 5.0, "scenario": "closure@2027Q1", "mean": 1.0},
        **more,
    }


COMPARED: Record = {
    "policies": [
        plan_of("none", 100.0, 1.0),
        plan_of(
            "Most",
            150.0,
            0.7,
            months_of_cover={"China": 6.0, "Japan": None},
            ledger=[
                {
                    "rule": LIMIT,
                    "cost": 50.0,
                    "cvar": 50.0,
                    "shortage": 0.0,
                    "slack": 0.0,
                    "binds": True,
                    "tie": False,
                    "status": "optimal",
                }
            ],
        ),
        {
            "policy": "Never short",
            "status": "infeasible",
            "why": "No plan satisfies it.",
        },
    ],
    "warnings": [],
}


def shares(names: list[str], height: int = 300) -> Record:
    """Return where a mineral comes from, bar by bar."""
    return {
        "mineral": "gallium",
        "height": height,
        "names": names,
        "series": [
            {"name": "China", "colour": "#0072B2", "values": [0.7] * len(names)},
            {
                "name": "other countries",
                "colour": "#999999",
                "values": [0.3] * len(names),
            },
        ],
    }


def part_of(policy: str, **more: Any) -> Record:
    """Return a policy of the view."""
    offer = {
        "offer": "Far <b>",
        "signing": "sign",
        "supplier": "Far Inc",
        "country": "China",
        "item": "metal",
        "volume": 140.0,
        "order_in": "2027Q1",
        "first": "2027Q2",
        "once": 5000.0,
        "each_period": 0.0,
        "take_or_pay": 0.7,
        "ordered": 0.0,
        "project": "",
        "tiers": [[2027, 0.05]],
    }
    row = {"supplier": "Far Inc", "country": "China", "item": "metal"}
    return {
        "policy": policy,
        "colour": "#0072B2",
        "rules": [],
        "shares": [shares(["2027Q1", "2027Q2"])],
        "held": {
            "height": 280,
            "names": ["2027Q1", "2027Q2"],
            "series": [{"name": "metal", "colour": "#0072B2", "values": [5.0, 0.0]}],
            "unit": "kg",
        },
        "steps": ["2027Q1", "2027Q2"],
        "deliveries": [{**row, "name": "Far <b>", "volumes": [70.0, 70.0]}],
        "refining": [],
        "stock": [{**row, "name": "metal", "volumes": [5.0, 0.0]}],
        "unserved": [],
        "contracts": [offer],
        "more_contracts": 0,
        "projects": [],
        "limits": [],
        "outcomes": {
            "count": 2,
            "rows": [
                {
                    "scenario": "closure@2027Q1",
                    "probability": 0.1,
                    "cost": 150.0,
                    "shortage": 40.0,
                    "who": "plant 40",
                }
            ],
        },
        "short": [
            {
                "demand": "plant",
                "chance": 0.1,
                "mean": 4.0,
                "worst": 40.0,
                "share": 0.4,
                "scenario": "closure@2027Q1",
            }
        ],
        **more,
    }


def _point(policy: str, x: float) -> Record:
    return {
        "name": policy,
        "policies": [policy],
        "x": x,
        "y": 9.0,
        "front": True,
        "base": policy == "none",
        "label": policy,
        "colour": "#0072B2",
        "symbol": 0,
    }


def _scatter(unit: str) -> Record:
    return {
        "x": {"name": "x", "unit": "USD"},
        "y": {"name": "y", "unit": unit},
        "line": [[0.0, 9.0]],
        "points": [_point("none", 0.0), _point("Most", 50.0)],
    }


STEP = {"from": 0.0, "to": 50.0, "label": "+50 USD", "total": False}
VIEW: Record = {
    "version": 1,
    "unit": "kg",
    "currency": "USD",
    "periods": ["2027Q1", "2027Q2"],
    "scenarios": 4,
    "base": "none",
    "cheapest": "none",
    "frontier": ["none", "Most"],
    "ties": [],
    "first": "Most",
    "safest": "",
    "places": 0,
    "level": 0.95,
    "scatter": [_scatter("kg"), _scatter("USD")],
    "sources": [{**shares(["none", "Most"]), "across": True}],
    "shortage": {
        "height": 200,
        "width": 0,
        "rows": ["closure@2027Q1"],
        "columns": ["none", "Most"],
        "cells": [[0.4, 0.4]],
        "chances": [0.1],
        "count": 1,
    },
    "policies": [
        part_of("none"),
        part_of(
            "Most",
            rules=[{"rule": LIMIT, "sentence": SENTENCE}],
            premium={
                "height": 128,
                "unit": "USD",
                "steps": [
                    {**STEP, "name": LIMIT, "key": ""},
                    {**STEP, "name": "All of it", "key": "total", "total": True},
                ],
            },
            limits=[
                {
                    "sentence": SENTENCE,
                    "kind": "share",
                    "limit": 0.7,
                    "actual": 0.7,
                    "slack": 0.0,
                    "bucket": "China · 2027Q1",
                    "state": "binds",
                }
            ],
        ),
        {"policy": "Never short", "colour": "#D55E00", "rules": []},
    ],
}
STEPS = (
    Step(policy="none", state="done"),
    Step(policy="Most", state="done"),
    Step(policy="Never short", state="impossible", told="No plan satisfies it."),
)


def compared(
    store: Store,
    client: TestClient,
    record: Mapping[str, Any] = COMPARED,
    view: Mapping[str, Any] | None = VIEW,
    cells: Mapping[str, Any] | None = None,
    content: bytes = b"PK\x03\x04 a book",
) -> str:
    """Compare by hand, and return the id of the run."""
    run_id = upload(client, content=content)
    check(store)
    store.choose(run_id, Choice())
    run = begin(store, *STEPS)
    store.keep(run.id, "compare.json", json.dumps(record).encode())
    store.keep(run.id, "plan-1.xlsx", b"PK a plan")
    if view is not None:
        store.keep(run.id, "view.json", json.dumps(view).encode())
    if cells is not None:
        store.keep(run.id, "cells.json", json.dumps(cells).encode())
    store.end(run.id, "worker", State.DONE)
    return run_id


def explained(store: Store, run_id: str, record: Mapping[str, Any]) -> None:
    """Explain by hand what is asked of a run."""
    begin(store, Step(policy=str(record["policy"]), state="done"))
    store.keep(run_id, "explain-0.json", json.dumps(record).encode())
    store.end(run_id, "worker", State.DONE)
