"""The cases drawn at random use every term, and obey the rules of the workbook."""

from collections import Counter
from dataclasses import MISSING, fields
from math import inf
from typing import Any

import pytest

from models.case import Case, Offer
from tests.cases import demand, labels, offer, random_case, simple_case, supplier

CASES = [random_case(seed) for seed in range(60)] + [
    random_case(seed, size="medium") for seed in range(20)
]

ROLLED = {"inflow", "signed_before", "past", "owed_from", "schedule", "change_cost"}
"""Terms that only a case made from an earlier plan has; the contract's oracle has none."""
MODELLED_NOWHERE = {"recovery"} | ROLLED
"""Terms no constraint knows: how soon a lost offer is replaced is only told."""


def test_numbers_are_stretched_over_the_horizon() -> None:
    """One number holds for every period; a supplier limits its offer."""
    case = simple_case(
        offer("A", price=10, capacity=80, supplier="S", commitment={1: 5}),
        supplier("S", [60, 90, 100], country="China"),
        demand([0, 50, 100]),
        periods=3,
    )
    made = case.offers["A"]
    assert (*made.price, *made.capacity) == (10, 10, 10, 60, 80, 80)
    assert (*made.commitment, made.first, made.last) == (0, 5, 0, 0, 2)
    assert made.labels["country"] == "China"


def test_labels_pass_the_end_of_a_year() -> None:
    assert labels(3, 4, "2026Q3") == ("2026Q3", "2026Q4", "2027Q1")
    assert labels(3, 12, "2026-11") == ("2026-11", "2026-12", "2027-01")
    assert labels(2) == ("2026", "2027")


@pytest.mark.parametrize("kind", ["items", "demands", "offers", "processes"])
def test_every_term_is_used_and_left_out(kind: str) -> None:
    things = [each for case in CASES for each in getattr(case, kind).values()]
    for term in fields(things[0]):
        if term.default is not MISSING and term.name not in MODELLED_NOWHERE:
            used = Counter(getattr(each, term.name) == term.default for each in things)
            assert min(used[True], used[False]) >= 3, term.name


def test_curbs_are_of_every_kind() -> None:
    curbs = [each for case in CASES for each in case.curbs.values()]
    assert any(max(each.price) > 1 for each in curbs)
    assert {each.flow_after < 1 for each in curbs} == {True, False}
    assert {each.price_after > 1 for each in curbs} == {True, False}
    assert {each.hits == each.price_hits for each in curbs} == {True, False}
    assert {each.probability > 0 for each in curbs} == {True, False}


def test_cases_have_two_curbs_at_once_and_impossible_scenarios() -> None:
    scenarios = [each for case in CASES for each in case.scenarios]
    assert any(len(each.strikes) > 1 for each in scenarios)
    assert any(each.probability == 0 for each in scenarios)
    assert any(len(each.tiers) > 2 for case in CASES for each in case.offers.values())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_case_breaks_a_rule_of_the_workbook(case: Case) -> None:
    quiet = [each for each in case.scenarios if not each.strikes]
    assert [each.probability > 0 for each in quiet] == [True]
    assert sum(each.probability for each in case.scenarios) == pytest.approx(1)
    for each in case.items.values():
        assert max(each.opening_stock, each.closing_stock) <= each.max_stock
        assert not each.stock_value or each.max_stock < inf
    for made in case.offers.values():
        assert_sound(made, case)
    for seller in case.suppliers.values():
        theirs = [o for o in case.offers.values() if o.supplier == seller.name]
        for t, most in enumerate(seller.capacity):
            assert sum(o.commitment[t] for o in theirs) <= most + 1e-9
    for step in case.processes.values():
        assert max(step.capacity) < inf or not hit(step, case)


def assert_sound(made: Offer, case: Case) -> None:
    finite = all(made.capacity[t] < inf for t in made.window)
    assert finite or not made.take_or_pay
    assert finite or not hit(made, case)
    assert made.min_order <= max(made.capacity)
    assert not made.tiers or made.tiers[0].from_volume == 0
    for t, volume in enumerate(made.commitment):
        assert volume <= made.capacity[t]
        assert volume == 0 or t in made.window


def hit(each: Any, case: Case) -> bool:
    return any(curb.hits.hits(each.labels) for curb in case.curbs.values())
