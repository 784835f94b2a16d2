"""What is proved of cells without a solve, or by a loose one, against plain solves."""

import os
from dataclasses import replace
from math import inf
from typing import Any

import pytest

from models.case import Case
from models.rules import RULES
from planner.errors import NoPlanError
from planner.explain.bases import bases_of
from planner.explain.contest import RivalOf
from planner.explain.floors import FloorsOf
from planner.explain.forced import SignedOtherwise, signing
from planner.explain.inputs import WAYS, ranked, wrong
from planner.explain.inputs_cells import Cell, cells, changed
from planner.explain.parts import parts_of, whole_of
from planner.explain.plan import explain_plan
from planner.explain.resolve import base_of
from planner.plan import Plan
from planner.solving import cheapest_plan, effort_for, solve
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    random_case,
    scenario,
    simple_case,
    target,
)

RULE: Any = RULES
SEEDS = range(100) if os.environ.get("NIGHTLY") else range(1)
CLOSE = 1e-5


def two_minerals() -> Case:
    """Return two minerals that nothing joins, each with a contract worth signing.

    Near costs 550 and 10 a unit against Spot's 20: for 60 of 100 units 50 are saved.
    Mine costs 300 and 10 against Bourse's 20: for 40 of 40 units 100 are saved.
    """
    return simple_case(
        item("metal", mineral="metal"),
        item("salt", mineral="salt"),
        offer("Near", item="metal", price=10, capacity=60, fixed_cost=550),
        offer("Spot", item="metal", price=20),
        offer("Mine", item="salt", price=10, capacity=40, fixed_cost=300),
        offer("Bourse", item="salt", price=20),
        demand(100, "wire", item="metal", shortage_cost=1000),
        demand(40, "bath", item="salt", shortage_cost=1000),
        gap=0.0,
    )


def test_minerals_that_nothing_joins_are_solved_apart() -> None:
    parts = parts_of(two_minerals(), ())
    assert [sorted(each.items) for each in parts] == [["metal"], ["salt"]]
    costs = [solve(each.case).objective for each in parts]
    assert costs == [pytest.approx(1950), pytest.approx(700)]
    assert solve(two_minerals()).objective == pytest.approx(2650)


@pytest.mark.parametrize("risk", [0.0, 0.5])
def test_a_rule_about_all_minerals_or_weighed_risk_keeps_them_together(
    risk: float,
) -> None:
    case = replace(two_minerals(), risk_weight=risk)
    cap = RULE["max_share"](on=target("offer:Near"), limit=0.6)
    assert len(parts_of(case, (cap,))) == 1
    metal = RULE["max_share"](on=target("offer:Near"), item="metal", limit=0.6)
    assert len(parts_of(case, (metal,))) == (1 if risk else 2)


def test_a_supplier_of_both_with_a_limit_joins_them() -> None:
    case = two_minerals()
    shared = {
        **case.suppliers,
        "Both": replace(
            next(iter(case.suppliers.values())), name="Both", capacity=(99,)
        ),
    }
    offers = {n: replace(e, supplier="Both") for n, e in case.offers.items()}
    assert len(parts_of(replace(case, suppliers=shared, offers=offers), ())) == 1


def test_a_plan_of_parts_is_explained_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spot at 18 saves Near's contract 480 of 550: it is dropped, 70 better."""
    monkeypatch.setattr("planner.explain.plan.MOST_PRICES", 0)
    case = two_minerals()
    told = explain_plan(case, solve(case), jobs=1)
    assert told.plan.objective == pytest.approx(2650)
    found = {
        r["what"]: (r["dropped"], r["low"]) for r in told.inputs.to_dict("records")
    }
    assert found["Spot, price"] == (("Near",), pytest.approx(70))
    assert "Bourse, price" not in found
    assert told.cells_tried == told.cells
    assert told.rival is not None
    assert told.rival.dropped == ("Near",)
    assert told.rival.dearer.low == pytest.approx(50)


@pytest.mark.parametrize(("price", "most"), [(1.5, 1e9), ((1.0, 1.5), inf)])
def test_nothing_is_known_of_a_price_that_makes_a_curb_noticed_earlier(
    price: Any, most: float
) -> None:
    """A curb that begins at today's price, 10% too low, shows itself at once."""
    case = simple_case(
        offer("Far", price=100, capacity=100, country="China"),
        demand(100, shortage_cost=1000),
        curb("rise", "country:China", flow=1, price=price),
        scenario("risen", 0.1, rise=1),
        periods=3,
        gap=0.0,
    )
    plan, base = solve(case), whole_of(case, ())
    contest = RivalOf(base=base_of(base, plan, None, None)).found()
    (cell,) = (c for c in cells(case, ()) if (c.table, c.field) == ("curbs", "price"))
    assert (wrong(contest, cell, 1.1).known.kept.high == inf) == (most == inf)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_proved_of_a_cell_that_solves_contradict(seed: int) -> None:
    """Each cell said to change nothing is solved: no other contracts are cheaper."""
    case = random_case(seed)
    try:
        plan = solve(case)
    except NoPlanError:
        pytest.skip("a case without a plan")
    bases = bases_of(case, plan, None, None, 1, lambda *_: None)
    every = cells(case, ())
    contests = []
    for base in bases.parts:
        held = [each for each in every if base.part.holds(each.table, each.name)]
        contest = RivalOf(base=base).found()
        contests.append(FloorsOf(contest=contest, cells=held).found())
    left = {
        (each.cell, way) for each in ranked(contests, every) for way in each.factors
    }
    proved = [(c, way) for c in every for way in WAYS if (c, way) not in left]
    whole = bases.whole.plan
    for cell, way in proved[:: 1 if os.environ.get("NIGHTLY") else 9]:
        assert (
            _kept(whole, cell, way) <= _others(whole, cell, way) * (1 + CLOSE) + CLOSE
        )


def _kept(plan: Plan, cell: Cell, way: float) -> float:
    return _cost(plan, cell, way, otherwise=False)


def _others(plan: Plan, cell: Cell, way: float) -> float:
    return _cost(plan, cell, way, otherwise=True)


def _cost(plan: Plan, cell: Cell, way: float, *, otherwise: bool) -> float:
    case, _ = changed(plan.case, (), cell, way)
    now = signing(plan)
    held = SignedOtherwise(known=now) if otherwise else now
    try:
        return cheapest_plan(case, "none", (held,), effort_for(case)).objective
    except NoPlanError:
        return inf
