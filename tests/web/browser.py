"""A server without a desk, a browser without a screen, and a worker's hand."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.testclient import TestClient

from planner.runs import Choice, Run, State, Step, Store
from planner.web import Settings, create_app

HERE = "http://127.0.0.1:8000"
SAME = {"sec-fetch-site": "same-origin"}
BOOK = b"PK\x03\x04 no workbook, but nobody here opens it"
TOKEN = "correct-horse-battery"  # noqa: S105 - of these tests
CHECK: Mapping[str, Any] = {
    "ok": True,
    "warnings": ["Offers!D2 · Home is dear"],
    "book": {
        "name": "Tiny",
        "unit": "kg",
        "currency": "USD",
        "policy": "Most",
        "periods": ["2027Q1", "2027Q4"],
        "counts": [["items", 1], ["offers", 2]],
        "minerals": ["gallium"],
        "countries": [
            {
                "country": "China",
                "offers": 1,
                "suppliers": 1,
                "low": 100.0,
                "high": 1200.5,
                "items": ["metal"],
            }
        ],
        "balance": [
            {
                "mineral": "gallium",
                "year": 2027,
                "demand": 100.0,
                "capacity": 60.0,
                "stock": 0.0,
                "short": 40.0,
            }
        ],
        "scenarios": {
            "count": 4,
            "dropped_probability": 0.0,
            "groups": [
                {"curbs": [], "probability": 0.729, "count": 1, "starts": []},
                {
                    "curbs": ["closure"],
                    "probability": 0.271,
                    "count": 3,
                    "starts": ["2027Q1", "2027Q3"],
                },
            ],
            "curbs": ["closure stops China."],
        },
        "policies": [
            {"policy": "none", "used": False, "rules": []},
            {
                "policy": "Most",
                "used": True,
                "rules": [
                    {
                        "rule": "max_share",
                        "sentence": "At most 70% comes from China.",
                        "limit": 0.7,
                        "kind": "share",
                        "unit": "",
                    },
                    {"rule": "require", "sentence": "Home is signed.", "limit": None},
                ],
            },
            {
                "policy": "Two sources",
                "used": False,
                "rules": [
                    {
                        "rule": "min_sources",
                        "sentence": "At least 2 suppliers.",
                        "limit": 2,
                        "kind": "whole number",
                        "unit": "",
                        "least": 1,
                    }
                ],
            },
        ],
    },
}
FAULT = {
    "sheet": "Offers",
    "cell": "D3",
    "what": "'dear' is not a number",
    "why": "a number belongs here",
    "hint": "write digits only",
    "row": {"number": 3, "cells": [["offer", "Far"], ["price", "dear"]], "at": 1},
}
FAULTY: Mapping[str, Any] = {"ok": False, "problems": [FAULT], "warnings": []}
COMPARED: Mapping[str, Any] = {
    "policies": [
        {
            "policy": "none",
            "status": "optimal",
            "expected_cost": 46382.0,
            "premium": 0.0,
            "cvar_cost": 77000.0,
            "expected_shortage_share": 0.036,
            "gap": 0.0,
        }
    ]
}


def browser(
    store: Store, settings: Settings | None = None, **options: Any
) -> TestClient:
    """Return a browser that nobody has used before."""
    options = {"base_url": HERE, "headers": SAME, **options}
    return TestClient(create_app(store, settings), **options)


def upload(client: TestClient, name: str = "book.xlsx", content: bytes = BOOK) -> str:
    """Upload a workbook by the page's form, and return the id of its run."""
    sent = client.post(
        "/uploads", files={"book": (name, content)}, follow_redirects=False
    )
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].removeprefix("/runs/")


def check(store: Store, record: Mapping[str, Any] = CHECK) -> Run:
    """Check the workbook that waits longest, as a worker does."""
    run = store.claim("worker", (State.RECEIVED,))
    assert run is not None
    store.keep(run.id, "check.json", json.dumps(record).encode())
    if not record["ok"]:
        store.keep(run.id, "marked.xlsx", b"PK marked")
    store.end(run.id, "worker", State.CHECKED if record["ok"] else State.FAULTY)
    return store.run(run.id)


def begin(store: Store, *steps: Step) -> Run:
    """Begin to solve the run that waits longest, as a worker does."""
    run = store.claim("worker", (State.QUEUED,))
    assert run is not None
    for each in steps:
        store.put_step(run.id, each)
    return run


def finish(store: Store, run: Run, state: State = State.DONE, told: str = "") -> None:
    """End a run with results, as a worker does."""
    store.keep(run.id, "compare.json", json.dumps(COMPARED).encode())
    store.keep(run.id, "compare.xlsx", b"PK compared")
    store.end(run.id, "worker", state, told)


def solved(store: Store, client: TestClient) -> str:
    """Upload, check, choose and solve, and return the id of the run."""
    run_id = upload(client)
    check(store)
    store.choose(run_id, Choice())
    finish(store, begin(store, Step(policy="none", state="done", objective=46382.0)))
    return run_id


def text(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
