"""What changed between two runs, from what they keep and nothing else."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from planner.runs import (
    LOCAL,
    Change,
    Choice,
    Run,
    State,
    Store,
    UnknownRunError,
    difference,
    open_store,
)
from planner.runs.difference import VolumeChange

BEFORE = {"Offers": {"A1": "offer", "B1": "price", "A2": "Far", "B2": 100.0, "B10": 5}}
AFTER = {"Offers": {"A1": "offer", "B1": "price", "A2": "Far", "B2": 90.0, "C2": "x"}}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(home=tmp_path)


def plan(cost: float, signed: list[str], **volumes: float) -> dict[str, Any]:
    rows = [
        {"offer": name, "period": "2027", "volume": volume}
        for name, volume in volumes.items()
    ]
    return {
        "policy": "half",
        "status": "optimal",
        "expected_cost": cost,
        "signed": signed,
        "plan": rows,
    }


def run(
    store: Store, content: bytes, cells: Mapping[str, Any], *plans: Any, **more: Any
) -> str:
    made = Run(
        id="",
        owner=LOCAL,
        name="",
        note="",
        book="book.xlsx",
        digest="",
        state=State.DONE,
        told="",
        made=datetime.now(UTC),
        choice=Choice(**more),
    )
    files = {
        "cells.json": json.dumps(cells).encode(),
        "compare.json": json.dumps({"policies": plans}).encode(),
    }
    return store.record(content, made, (), files).id


def test_each_cell_that_changed_is_told_with_its_row_and_column(store: Store) -> None:
    found = difference(store, run(store, b"1", BEFORE), run(store, b"2", AFTER))
    told = [(x.sheet, x.cell, x.row, x.column, x.before, x.after) for x in found.cells]
    assert told == [
        ("Offers", "B2", "Far", "price", 100.0, 90.0),
        ("Offers", "C2", "Far", "", None, "x"),
        ("Offers", "B10", "", "price", 5, None),
    ]


def test_a_sheet_that_is_new_has_all_its_cells_told(store: Store) -> None:
    more = {**BEFORE, "Curbs": {"A1": "curb"}}
    found = difference(store, run(store, b"1", BEFORE), run(store, b"2", more))
    assert [(x.sheet, x.cell, x.after) for x in found.cells] == [
        ("Curbs", "A1", "curb")
    ]


def test_the_same_workbook_has_no_changed_cell_but_perhaps_other_limits(
    store: Store,
) -> None:
    before = run(store, b"1", BEFORE)
    after = run(store, b"1", AFTER, limits=(Change("half", 0, 0.4),))
    found = difference(store, before, after)
    assert found.cells == ()
    assert found.limits == ((), ("half: limit of rule 1 is 0.4",))


def test_a_plan_changes_in_cost_contracts_and_volumes(store: Store) -> None:
    before = run(store, b"1", {}, plan(100.0, ["Far"], Far=50.0, Home=50.0))
    after = run(store, b"2", {}, plan(90.0, ["New"], Far=50.0, New=50.0))
    (change,) = difference(store, before, after).plans
    assert change.is_change
    assert change.cost == (100.0, 90.0)
    assert (change.signed, change.unsigned) == (("New",), ("Far",))
    assert change.volumes == (
        VolumeChange(offer="Home", period="2027", before=50.0, after=0.0),
        VolumeChange(offer="New", period="2027", before=0.0, after=50.0),
    )


def test_rounding_is_no_change(store: Store) -> None:
    before = run(store, b"1", {}, plan(100.0, [], Far=50.0))
    after = run(store, b"2", {}, plan(100.0 + 1e-7, [], Far=50.0 + 1e-9))
    (change,) = difference(store, before, after).plans
    assert not change.is_change


def test_a_policy_that_only_one_run_has_is_told_as_not_asked(store: Store) -> None:
    impossible = {"policy": "half", "status": "infeasible", "why": "it cannot be"}
    before, after = run(store, b"1", {}, impossible), run(store, b"1", {})
    (change,) = difference(store, before, after).plans
    assert change.status == ("infeasible", "not asked")
    assert change.cost == (None, None)


def test_the_difference_is_one_json_object(store: Store) -> None:
    found = difference(store, run(store, b"1", BEFORE), run(store, b"2", AFTER))
    record = json.loads(json.dumps(found.record(), allow_nan=False))
    assert record["cells"][0]["cell"] == "B2"
    assert not record["same_workbook"]


def test_a_run_that_keeps_nothing_differs_in_nothing_known(store: Store) -> None:
    one = store.receive(b"1", "a.xlsx", LOCAL).id
    other = store.receive(b"2", "b.xlsx", LOCAL).id
    found = difference(store, one, other)
    assert (list(found.cells), list(found.plans)) == ([], [])
    with pytest.raises(UnknownRunError):
        difference(store, one, "nobody")
