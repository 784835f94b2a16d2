"""Every rule, met exactly at its limit and missed by a hair beyond it."""

from typing import Any

import pytest

from models.case import Case
from models.rules import RULES
from planner.audit import Decided, audit_decisions
from planner.audit.rules import CHECKS, SETTINGS
from tests.audit.market import decided, response
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    process,
    rule,
    scenario,
    simple_case,
)


def three_countries(**terms: Any) -> Case:
    """China 60, Chile 30, Peru 10 a year; in the cut China sends half of the second."""
    return simple_case(
        item("metal", opening_stock=10, **terms),
        demand(100),
        offer("China", 1, 80, country="China", fixed_cost=1),
        offer("Chile", 2, 80, country="Chile"),
        offer("Peru", 3, 80, country="Peru", freight=1),
        curb("ban", "country:China", flow=0.5),
        scenario("cut", 0.2, ban=1),
        periods=2,
        risk_level=0.8,
    )


BOUGHT = {"China": [60, 60], "Chile": [30, 30], "Peru": [10, 10]}
STOCK = {"metal": [10, 10]}


def shared_out(**more: Any) -> Decided:
    return decided(
        signed=["China"],
        plan=response(BOUGHT, stock=STOCK),
        cut=response(BOUGHT, stock={"metal": [10, 0]}, unserved={"use": [0, 20]}),
        **more,
    )


def missed(case: Case, plan: Decided, row: Any) -> int:
    return len(audit_decisions(case, [row], plan).violations)


LIMITS = [
    ("max_share", "country:China", {}, 0.6, 0.59),
    ("max_share", "country:*", {"per": "year"}, 0.6, 0.59),
    ("min_share", "country:China", {}, 0.6, 0.61),
    ("min_share", "country:China", {"per": "year", "when": "always"}, 0.42, 0.43),
    ("max_share", "country:Chile", {"start": 1, "when": "always"}, 0.429, 0.428),
    ("max_volume", "country:China", {}, 120, 119),
    ("max_volume", "country:China", {"per": "period"}, 60, 59),
    ("max_volume", "country:China", {"end": 0}, 60, 59),
    ("min_volume", "country:China", {}, 120, 121),
    ("min_volume", "country:China", {"when": "always"}, 90, 91),
    ("max_spend", "country:Peru", {}, 80, 79),
    ("max_spend", "", {"per": "year"}, 160, 159),
    ("min_sources", "country:*", {"min_each": 0.1}, 3, 4),
    ("min_sources", "country:*", {"min_each": 0.11}, 2, 3),
    ("max_sources", "country:*", {}, 3, 2),
    ("max_hhi", "country:*", {}, 4600, 4599.9),
    ("max_exposure", "", {}, 0.03, 0.029),
    ("max_exposure", "country:China", {"start": 1}, 0.1, 0.09),
    ("min_stock_days", "", {}, 36, 37),
    ("max_shortage", "", {}, 0.2, 0.19),
    ("max_shortage", "demand:use", {"start": 1}, 0.2, 0.19),
    ("max_expected_shortage", "", {}, 0.02, 0.019),
    ("max_cvar_shortage", "demand:*", {}, 0.1, 0.09),
]


@pytest.mark.parametrize(("name", "on", "columns", "met", "harsher"), LIMITS)
def test_a_rule_is_met_at_its_limit_and_missed_beyond(
    name: str, on: str, columns: dict[str, Any], met: float, harsher: float
) -> None:
    case, plan = three_countries(), shared_out()
    columns = {"min_each": 0.05, "stage": "supply"} | columns
    assert missed(case, plan, rule(name, on, limit=met, **columns)) == 0
    assert missed(case, plan, rule(name, on, limit=harsher, **columns)) > 0


def test_periods_that_are_not_counted_do_not_matter() -> None:
    row = rule("max_shortage", limit=0.0, end=0)
    assert missed(three_countries(), shared_out(), row) == 0


def test_what_is_excluded_neither_signs_nor_delivers() -> None:
    case, plan = three_countries(), shared_out()
    assert missed(case, plan, rule("exclude", "country:Japan")) == 0
    assert missed(case, plan, rule("exclude", "country:China", item="ore")) == 0
    both = {"exclude: does not deliver", "exclude: not signed"}
    for item_ in (None, "metal"):
        row = rule("exclude", "country:China", item=item_)
        found = audit_decisions(case, [row], plan).violations
        assert {each.constraint for each in found} == both


def test_an_excluded_process_does_not_run_in_any_scenario() -> None:
    case = simple_case(
        offer("C", 1, 100, item="ore"), process("smelter", country="China"), demand(50)
    )
    ran = response({"C": [50]}, {"smelter": [50]})
    row = rule("exclude", "country:China", stage="refining")
    assert missed(case, decided(plan=ran), row) == 1
    assert missed(case, decided(plan=response(unserved={"use": [50]})), row) == 0


def test_rules_about_refining_add_up_outputs() -> None:
    case = simple_case(
        offer("C", 1, 100, item="ore"),
        process("east", country="China", capacity=60),
        process("west", country="Chile", capacity=60),
        demand(100),
    )
    plan = decided(plan=response({"C": [100]}, {"east": [60], "west": [40]}))
    for limit, misses in ((0.6, 0), (0.59, 1)):
        row = rule("max_share", "country:China", stage="refining", limit=limit)
        assert missed(case, plan, row) == misses


def test_what_is_required_is_signed_and_spot_always_is() -> None:
    case = three_countries()
    plan = shared_out()
    assert missed(case, plan, rule("require", "country:China; country:Peru")) == 0
    idle = simple_case(offer("A", 1, 9, fixed_cost=1), demand(5))
    short = decided(plan=response(unserved={"use": [5]}))
    assert missed(idle, short, rule("require", "offer:A")) == 1


def test_items_of_a_mineral_count_by_content_and_a_named_item_by_units() -> None:
    case = simple_case(
        item("pure", mineral="gallium"),
        item("powder", mineral="gallium", content=0.5),
        offer("A", 1, 50, item="pure"),
        offer("B", 1, 100, item="powder", country="China"),
        demand(50, "one", item="pure"),
        demand(100, "two", item="powder"),
    )
    plan = decided(plan=response({"A": [50], "B": [100]}))
    of_china = "country:China"
    assert missed(case, plan, rule("max_share", of_china, limit=0.5)) == 0
    assert missed(case, plan, rule("max_share", of_china, limit=0.49)) == 1
    units = rule("max_volume", of_china, item="powder", limit=99)
    assert missed(case, plan, units) == 1
    content = rule("max_volume", of_china, item="gallium", limit=50)
    assert missed(case, plan, content) == 0


def test_a_bucket_that_cannot_change_is_not_enforced() -> None:
    """All that arrives in the first year is ordered already."""
    case = simple_case(
        offer("A", 1, 50, lead_time=1, commitment={0: 50}, country="China"),
        offer("B", 1, 50, lead_time=1),
        demand(50),
        periods=2,
    )
    plan = decided(["A"], plan=response({"A": [50, 0], "B": [0, 50]}))
    assert (
        missed(case, plan, rule("max_share", "country:China", per="year", limit=0)) == 0
    )
    assert missed(case, plan, rule("max_share", "country:China", limit=0)) == 1
    assert missed(case, plan, rule("min_stock_days", limit=1)) == 1


def losing_china(short: float) -> Decided:
    """In the second year 30 + 10 arrive and 10 are in stock, of 100 that are needed."""
    lost = response(BOUGHT, unserved={"use": [0, short]}, stock={"metal": [10, 0]})
    return shared_out(losses={"lost": {"China": [1, 0]}}, lost=lost)


def test_a_loss_is_survived_with_enough() -> None:
    case = three_countries()
    for limit, misses in ((0.5, 0), (0.51, 1)):
        row = rule("survive_loss", "country:China", start=1, limit=limit)
        assert missed(case, losing_china(50), row) == misses


def test_every_loss_named_needs_a_response_of_its_own() -> None:
    case = three_countries()
    row = rule("survive_loss", "country:*", start=1, limit=0.1)
    found = audit_decisions(case, [row], losing_china(50)).violations
    assert sorted(each.constraint for each in found) == [
        "the plan holds a response to the loss of country:Chile",
        "the plan holds a response to the loss of country:Peru",
    ]
    shorter = rule("survive_loss", "country:China", duration=1, limit=0.1)
    (missing,) = audit_decisions(case, [shorter], losing_china(50)).violations
    assert missing.period == "2026"


def test_nothing_arrives_from_what_is_lost() -> None:
    row = rule("survive_loss", "country:China", start=1, limit=0.5)
    (found,) = audit_decisions(three_countries(), [row], losing_china(45)).violations
    assert found.constraint == "stock is at most what came less what was used"
    assert found.scenario == "lost"
    assert found.by == pytest.approx(5)


def test_the_audit_knows_every_rule_and_names_those_it_does_not() -> None:
    assert {*CHECKS, *SETTINGS} == set(RULES)
    plan = shared_out()
    found = audit_decisions(three_countries(), [rule("max_carbon", limit=1)], plan)
    assert len(found.unchecked) == 1
