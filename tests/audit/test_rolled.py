"""What only a case made from an earlier plan has: by hand, and each part broken.

One year. A (10 a unit, take-or-pay a half of 100 now and of 100 before, at 8 then, 20 of
them taken) was signed before for 7; 60 are taken: 100 are owed, 80 come, 20 are paid for
at 9, 180. B (20 a unit, 10% off all of a year's units from 100 on) had 80 planned, paid
with 1,600 without a discount; 40 more make 120, so that 40 · 18 = 720 are paid and 160
come back. Its schedule was 30: 10 more at 1 each. 5 of 105 needed come back as scrap.
Deliveries 600 + 720 − 160 = 1,160, and 180, and 10: 1,350.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.case import Case, Past
from planner.audit import audit, audit_decisions
from planner.audit.decided import Decided, Stated
from planner.solving import solve
from tests.audit.market import decided, response
from tests.cases import demand, item, offer, simple_case

A_BEFORE = Past(promised=100.0, taken=20.0, prices=(8.0,))
B_BEFORE = Past(planned=80.0, paid=1600.0)


def rolled() -> Case:
    return simple_case(
        item("metal", max_stock=0.0, inflow=(5.0,)),
        demand(105, max_shortage=0.0),
        replace(
            offer("A", 10, 100, fixed_cost=7, take_or_pay=0.5),
            signed_before=True,
            past=A_BEFORE,
        ),
        replace(
            offer("B", 20, 60, tiers={100: 0.1}),
            past=B_BEFORE,
            schedule=(30.0,),
            change_cost=(1.0,),
        ),
    )


def by_hand() -> Decided:
    return decided(
        signed=["A", "B"],
        tiers={("B", 2026): 1},
        plan=response({"A": [60], "B": [40]}, stock={"metal": [0]}),
    )


def said(cost: float = 1350.0) -> Stated:
    lines = {"deliveries": 1160.0, "take_or_pay": 180.0, "changes": 10.0}
    none = ("fixed", "period", "orders", "projects", "refining", "holding")
    return Stated(
        objective=cost,
        bound=cost,
        gap=0.0,
        asked_gap=0.0,
        is_optimal=True,
        weight=0.0,
        level=0.95,
        expected_cost=cost,
        cvar_cost=cost,
        expected_shortage=0.0,
        worst_shortage=0.0,
        cost=lines | dict.fromkeys((*none, "shortage", "stock_credit"), 0.0),
        outcomes={"plan": 1340.0},
        shortages={"plan": 0.0},
    )


def test_the_plan_by_hand_passes_with_all_its_figures() -> None:
    assert audit_decisions(rolled(), (), by_hand(), said()).is_clean


def test_the_model_and_the_accounts_agree_with_it() -> None:
    """A's 60 more cost 10 each and save 9 owed; B's cost 18: A delivers all it may."""
    case = rolled()
    plan = solve(case)
    assert plan.outlook.planned("A")[0] == pytest.approx(80)
    assert plan.outlook.planned("B")[0] == pytest.approx(20)
    # 80 taken and 20 before are all that is owed; 20 · 18 − 160, and 10 moved.
    assert plan.expected_cost == pytest.approx(800 + 360 - 160 + 10)
    assert plan.cost["fixed"] == 0
    assert plan.cost["changes"] == pytest.approx(10)
    assert audit(plan).is_clean


def offers(**changes: Any) -> Callable[[Case], Case]:
    """Return what changes terms of A or B."""

    def change(case: Case) -> Case:
        new = {
            name: replace(each, **changes.get(name, {}))
            for name, each in case.offers.items()
        }
        return replace(case, offers=new)

    return change


FORGETTING = {
    "promised": ("take_or_pay", offers(A={"past": replace(A_BEFORE, promised=98.0)})),
    "taken": ("take_or_pay", offers(A={"past": replace(A_BEFORE, taken=19.0)})),
    "prices": ("take_or_pay", offers(A={"past": replace(A_BEFORE, prices=(9.0,))})),
    "owed_from": ("take_or_pay", offers(A={"owed_from": 1})),
    "signed": ("fixed", offers(A={"signed_before": False})),
    "paid": ("deliveries", offers(B={"past": replace(B_BEFORE, paid=1500.0)})),
    "discount": ("deliveries", offers(B={"past": replace(B_BEFORE, discount=0.05)})),
    "schedule": ("changes", offers(B={"schedule": (31.0,)})),
    "change_cost": ("changes", offers(B={"change_cost": (2.0,)})),
}


@pytest.mark.parametrize("forgotten", FORGETTING)
def test_a_figure_that_forgets_what_was_before_is_found(forgotten: str) -> None:
    line, change = FORGETTING[forgotten]
    seen = audit_decisions(change(rolled()), (), by_hand(), said())
    assert line in {each.name for each in seen.violations}


def test_units_planned_before_count_for_the_tier() -> None:
    change = offers(B={"past": replace(B_BEFORE, planned=50.0)})
    seen = audit_decisions(change(rolled()), (), by_hand())
    assert [each.name for each in seen.violations] == ["B"]


def test_scrap_of_what_was_served_before_comes_back_once() -> None:
    case = rolled()
    metal = replace(case.items["metal"], inflow=(4.0,))
    seen = audit_decisions(replace(case, items={"metal": metal}), (), by_hand())
    assert [each.name for each in seen.violations] == ["metal"]


def test_what_was_signed_before_stays_signed() -> None:
    without = replace(by_hand(), signed=frozenset({"B"}))
    seen = audit_decisions(rolled(), (), without)
    assert "what was signed before stays signed" in {
        each.constraint for each in seen.violations
    }


def test_a_contract_that_was_signed_stays_signed_though_it_costs() -> None:
    """Nothing needs A, whose period cost is 3 a year: it is paid all the same."""
    case = simple_case(
        replace(offer("A", 90, 100, period_cost=3), signed_before=True),
        offer("B", 20, 100),
        demand(100),
    )
    plan = solve(case)
    assert plan.signed == ["A", "B"]
    assert plan.expected_cost == pytest.approx(2003)


def test_a_change_is_made_only_if_it_saves_its_price() -> None:
    """B is 1 cheaper than A: at 0.4 for each unit less and more all 100 move, at 0.6
    none.
    """

    def moved(cost: float) -> float:
        case = simple_case(
            replace(offer("A", 11, 100), schedule=(100.0,), change_cost=(cost,)),
            replace(offer("B", 10, 100), schedule=(0.0,), change_cost=(cost,)),
            demand(100),
        )
        plan = solve(case)
        assert audit(plan).is_clean
        return float(plan.outlook.planned("B")[0])

    assert moved(0.4) == pytest.approx(100)
    assert moved(0.6) == pytest.approx(0)
