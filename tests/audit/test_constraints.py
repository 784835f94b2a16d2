"""Every constraint of the contract, broken by hand once, is found broken."""

from dataclasses import replace
from math import nan
from typing import Any

import pytest

from models.case import Case
from planner.audit import Decided, audit_decisions
from tests.audit.market import by_hand, changed, decided, market, response, said
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    process,
    scenario,
    simple_case,
    supplier,
)


def broken(case: Case, plan: Decided, rules: Any = ()) -> set[str]:
    return {each.constraint for each in audit_decisions(case, rules, plan).violations}


def test_a_plan_made_by_hand_passes_with_all_its_figures() -> None:
    found = audit_decisions(market(), (), by_hand(), said())
    assert found.is_clean, found
    assert found.checks > 150
    assert found.worst is not None
    assert found.worst.by < 1e-9  # a fifth is no float


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("a signed offer is one of the workbook's", {"signed": {"A", "B", "C", "Z"}}),
        ("what is already ordered is signed", {"signed": {"A", "C"}}),
        ("delivery is nothing without signing", {"signed": {"B", "C"}}),
        ("its project mine is opened before it is signed", {"opened": frozenset()}),
        ("an opened project is one of the workbook's", {"opened": {"mine", "quarry"}}),
        (
            "a tier in 2026 belongs to a signed offer that has tiers",
            {"tiers": {("A", 2026): 0}},
        ),
    ],
)
def test_what_is_signed_first_is_checked(constraint: str, change: Any) -> None:
    assert constraint in broken(market(), replace(by_hand(), **change))


@pytest.mark.parametrize(
    ("constraint", "scenarios", "what", "name", "values"),
    [
        ("delivery is at most the capacity", "plan cut", "deliveries", "A", {0: 90}),
        (
            "nothing is delivered outside the window",
            "plan cut",
            "deliveries",
            "C",
            {0: 5},
        ),
        (
            "delivery is at least what is already ordered",
            "plan cut",
            "deliveries",
            "B",
            {0: 20},
        ),
        (
            "delivery is at least what is already ordered",
            "cut",
            "deliveries",
            "A",
            {1: -1},
        ),
        (
            "within the lead time only what is already ordered is delivered",
            "plan cut",
            "deliveries",
            "B",
            {0: 40},
        ),
        ("new units are in whole lots", "plan", "deliveries", "A", {1: 75}),
        (
            "new units are none, or at least the minimum order",
            "plan",
            "deliveries",
            "A",
            {1: 10},
        ),
        (
            "delivery is equal in scenarios that still look alike",
            "cut",
            "deliveries",
            "A",
            {0: 70},
        ),
        (
            "output is equal in scenarios that still look alike",
            "cut",
            "output",
            "smelter",
            {0: 1},
        ),
        (
            "stock is equal in scenarios that still look alike",
            "cut",
            "stock",
            "metal",
            {0: 9},
        ),
        (
            "unserved is equal in scenarios that still look alike",
            "cut",
            "unserved",
            "use",
            {0: 1},
        ),
        (
            "a response is at most 1 + flex times what was planned",
            "cut",
            "deliveries",
            "A",
            {1: 80},
        ),
        (
            "stock is at most what came less what was used",
            "cut",
            "stock",
            "metal",
            {2: 5},
        ),
        (
            "stock is at most what came less what was used",
            "plan",
            "stock",
            "scrap",
            {1: 11},
        ),
        ("the plan throws nothing away", "plan", "stock", "metal", {1: 5}),
        ("the plan ends with at least closing_stock", "plan", "stock", "metal", {2: 9}),
        ("stock is at most max_stock", "plan cut", "stock", "metal", {0: 51}),
        ("stock is not negative", "cut", "stock", "ore", {2: -1}),
        (
            "output is at most what can be put out in its window",
            "plan",
            "output",
            "smelter",
            {1: 11},
        ),
        (
            "output is at most what can be put out in its window",
            "plan cut",
            "output",
            "smelter",
            {0: 1},
        ),
        ("output is not negative", "cut", "output", "smelter", {2: -1}),
        (
            "unserved is at most max_shortage of demand",
            "cut",
            "unserved",
            "use",
            {1: 61},
        ),
        ("unserved is not negative", "cut", "unserved", "use", {2: -1}),
        ("its name is the workbook's", "cut", "deliveries", "Z", {1: 1}),
    ],
)
def test_a_broken_constraint_is_found(
    constraint: str, scenarios: str, what: str, name: str, values: dict[int, float]
) -> None:
    plan = changed(by_hand(), scenarios, what, name, values)
    assert constraint in broken(market(), plan)


def test_half_a_small_lot_among_many_is_found() -> None:
    case = simple_case(offer("A", 1, 1e7, lot_size=0.5), demand(1e6))
    plan = decided(plan=response({"A": [1e6]}))
    assert broken(case, plan) == set()
    odd = decided(plan=response({"A": [1e6 - 0.25]}, unserved={"use": [0.25]}))
    assert broken(case, odd) == {"new units are in whole lots"}


def test_a_delivery_is_decided_its_lead_time_before() -> None:
    """B's second delivery is ordered in 2026, before the curb of 2027 is known."""
    early = changed(by_hand(), "cut", "deliveries", "B", {1: 45})
    assert broken(market(), early) == {
        "delivery is equal in scenarios that still look alike"
    }
    late = changed(by_hand(), "cut", "deliveries", "B", {2: 56})
    assert broken(market(), late) == set()


def test_a_violation_says_where_and_by_how_much() -> None:
    plan = changed(by_hand(), "cut", "stock", "metal", {2: 5})
    (found,) = audit_decisions(market(), (), plan).violations
    assert (found.name, found.scenario, found.period) == ("metal", "cut", "2028")
    assert found.by == pytest.approx(5)
    assert 0 < found.allowed < 0.001
    assert str(found).startswith(
        "stock is at most what came less what was used [metal · cut · 2028]: missed by 5"
    )


@pytest.mark.parametrize("scenarios", ["plan", "cut"])
def test_every_decision_moved_by_a_thousandth_is_caught(scenarios: str) -> None:
    plan, case = by_hand(), market()
    moved = 0
    for what, values in plan.responses[scenarios].families():
        family = {"delivery": "deliveries"}.get(what, what)
        for name, volumes in values.items():
            for t, units in enumerate(volumes):
                if units:
                    other = {t: units * 1.001}
                    mutant = changed(plan, scenarios, family, name, other)
                    assert not audit_decisions(case, (), mutant, said()).is_clean
                    moved += 1
    assert moved == 15 if scenarios == "plan" else moved == 14


def test_responses_and_scrap_may_be_thrown_away() -> None:
    plan = changed(by_hand(), "plan cut", "stock", "scrap", {1: 0, 2: 0})
    plan = changed(plan, "cut", "deliveries", "B", {2: 80})
    assert broken(market(), plan) == set()


def test_crumbs_of_a_float_solver_are_let_pass() -> None:
    plan = changed(by_hand(), "plan", "stock", "metal", {2: 10.0000004})
    found = audit_decisions(market(), (), plan)
    assert found.is_clean
    assert found.worst is not None
    assert found.worst.by == pytest.approx(4e-7)


def test_a_scenario_without_decisions_is_found() -> None:
    plan = by_hand()
    rest = replace(plan, responses={"plan": plan.responses["plan"]})
    assert "every scenario has decisions" in broken(market(), rest)
    more = replace(plan, responses={**plan.responses, "flood": plan.responses["cut"]})
    words = "a scenario with decisions is one of the case's, or a loss"
    assert words in broken(market(), more)


def test_what_is_no_number_is_found_before_anything_is_computed() -> None:
    plan = changed(by_hand(), "cut", "stock", "metal", {1: nan})
    assert broken(market(), plan) == {"stock is a number in each period"}


def spot_case(**terms: Any) -> Case:
    return simple_case(
        offer("A", 10, 100, country="China", **terms),
        demand(100),
        curb("ban", "country:China", flow=0.5),
        scenario("cut", 0.2, ban=1),
        periods=2,
    )


def doubled(units: float) -> Decided:
    return decided(
        signed=["A"],
        plan=response({"A": [50, 50]}, unserved={"use": [50, 50]}),
        cut=response({"A": [50, units]}, unserved={"use": [50, 100 - units / 2]}),
    )


FLEX = "a response is at most 1 + flex times what was planned"


def test_spot_yields_up_to_its_share_of_capacity_under_a_curb() -> None:
    assert broken(spot_case(), doubled(100)) == set()
    assert broken(spot_case(fixed_cost=1), doubled(100)) == {FLEX}


def test_flex_binds_spot_and_contracts_alike() -> None:
    for terms in ({"flex": 0.5}, {"flex": 0.5, "fixed_cost": 1}):
        assert broken(spot_case(**terms), doubled(75)) == set()
        assert broken(spot_case(**terms), doubled(76)) == {FLEX}


def test_a_suppliers_offers_share_its_capacity() -> None:
    case = simple_case(
        supplier("S", 60, country="Chile"),
        offer("A", 10, 50, supplier="S"),
        offer("B", 10, 50, supplier="S"),
        demand(100),
    )
    words = "a supplier's offers together are at most its capacity"
    for units, found in ((30, set()), (31, {words})):
        rest = {"use": [100 - 30 - units]}
        plan = decided(plan=response({"A": [30], "B": [units]}, unserved=rest))
        assert broken(case, plan) == found


def test_a_tier_is_the_one_that_the_planned_units_reach() -> None:
    case = simple_case(offer("A", 10, 100, tiers={40: 0.1}), demand(50))

    def chosen(units: float, **tier: int) -> set[str]:
        places = {("A", int(year[1:])): place for year, place in tier.items()}
        rest = {"use": [50 - units]}
        plan = response({"A": [units]}, unserved=rest)
        return broken(case, decided(["A"], tiers=places, plan=plan))

    assert chosen(40, y2026=1) == chosen(40, y2026=0) == set()
    assert chosen(39, y2026=1) == {"planned units of 2026 are at least the tier's 40"}
    assert chosen(41, y2026=0) == {
        "planned units of 2026 are at most the next tier's 40"
    }
    assert chosen(40) == chosen(40, y2026=2) == {"one of its tiers is chosen in 2026"}


def test_losses_may_go_short_of_all_and_have_no_probability() -> None:
    case = simple_case(offer("A", 10, 100), demand(100, max_shortage=0.0), periods=2)
    plan = response({"A": [100, 100]})
    lost = response({"A": [100, 100]}, unserved={"use": [0, 100]})
    tried = {"lost": {"A": [1, 0]}}
    assert broken(case, decided(losses=tried, plan=plan, lost=lost)) == set()
    foreseen = response(
        {"A": [100, 100]}, unserved={"use": [1, 100]}, stock={"metal": [1, 1]}
    )
    assert "unserved is equal in scenarios that still look alike" in broken(
        case, decided(losses=tried, plan=plan, lost=foreseen)
    )


def test_factors_that_multiply_to_the_same_look_alike() -> None:
    """A tenth of a fifth is two hundredths, though not in floats."""
    case = simple_case(
        item("metal"),
        offer("A", 10, 100, country="China"),
        demand(1),
        curb("tenth", "country:China", flow=0.1),
        curb("fifth", "country:China", flow=0.2),
        curb("both", "country:China", flow=0.02),
        scenario("one", 0.1, tenth=0, fifth=0),
        scenario("two", 0.1, both=0),
    )
    one, two = (response({"A": [50 + n]}) for n in range(2))
    plan = response(unserved={"use": [1]})
    apart = decided(plan=plan, one=one, two=two)
    assert "delivery is equal in scenarios that still look alike" in broken(case, apart)
    assert broken(case, decided(plan=plan, one=one, two=one)) == set()


def test_a_curb_on_a_process_limits_its_output() -> None:
    case = simple_case(
        offer("C", 1, 100, item="ore"),
        process("smelter", capacity=40, country="China"),
        demand(40),
        curb("ban", "country:China", flow=0.5),
        scenario("cut", 0.2, ban=0),
    )
    plan = response({"C": [40]}, {"smelter": [40]})
    for output, found in (
        (20, set()),
        (21, {"output is at most what can be put out in its window"}),
    ):
        rest = {"use": [40 - output]}
        cut = response({"C": [40]}, {"smelter": [output]}, unserved=rest)
        assert broken(case, decided(plan=plan, cut=cut)) == found


def test_a_scenario_of_no_probability_must_still_be_possible() -> None:
    case = simple_case(
        offer("A", 10, 40, country="China"),
        demand(40),
        curb("ban", "country:China", flow=0.5),
        scenario("never", 0.0, ban=0),
    )
    plan = response({"A": [40]})
    served = decided(plan=plan, never=plan)
    words = {"stock is at most what came less what was used"}
    assert broken(case, served) == words
