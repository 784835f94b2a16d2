"""Sums are told only where they fail: none of a policy that has a plan."""

from pathlib import Path
from typing import Any

import pytest

import planner
from models.case import Case
from models.rules import RULES
from planner.explain.arithmetic import statements
from planner.explain.arithmetic_words import Statement, parts_words, short
from planner.explain.conflict import Conflict
from planner.explain.conflict_parts import Asked, parts_of
from tests.cases import curb, demand, item, offer, scenario, simple_case, target

BOOKS = Path(__file__).parents[2] / "inputs"
IMPOSSIBLE = {("tiny", "Never short"), ("gallium", "N-1 65%, Japan too")}


def rule(name: str, on: str = "", **columns: Any) -> Any:
    kind: Any = RULES[name]
    return kind(**({"on": target(on)} if on else {}), **columns)


def sums(case: Case, policy: str = "P") -> list[Statement]:
    """Return the sums that fail when every row of the case is kept."""
    asked = Asked(case, policy, case.policies[policy])
    return statements(asked, Conflict(parts=parts_of(asked)))


def said(*parts: Any, rules: list[Any], **settings: Any) -> list[str]:
    return [
        str(s) for s in sums(simple_case(*parts, policies={"P": rules}, **settings))
    ]


@pytest.mark.parametrize("book", ["tiny", "gallium", "trading-house"])
def test_of_a_policy_with_a_plan_no_sum_fails(book: str) -> None:
    """Every policy of the examples but two has a plan: the rows say so to a sum."""
    case = planner.read(BOOKS / f"{book}.xlsx")
    failing = {(book, policy) for policy in case.policies if sums(case, policy)}
    assert failing == {each for each in IMPOSSIBLE if each[0] == book}


A = offer("A", 10, 100, country="China")
B = offer("B", 12, 50, country="Chile")
ALL = demand(100, max_shortage=0.0)


def test_each_country_within_its_share_must_add_up() -> None:
    """40 from China and 40 from Chile are 80 of 100."""
    limit = rule("max_share", "country:*", limit=0.4)
    first, *_ = said(A, B, ALL, rules=[limit])
    assert first == (
        "2026, metal: with at most 40% from each, 80 kg can be bought; 100 kg must be."
    )


def test_what_a_rule_asks_of_a_target_against_what_it_sells() -> None:
    share = said(A, B, ALL, rules=[rule("min_share", "country:Chile", limit=0.7)])
    assert share == [
        "2026, metal: at most 50 kg can come from Chile, the rule needs 70 kg."
    ]
    volume = said(A, B, rules=[rule("min_volume", "country:Chile", limit=60.0)])
    assert volume == [
        "2026, metal: at most 50 kg can come from Chile, the rule needs 60 kg."
    ]


def test_what_is_allowed_of_a_target_and_what_others_sell() -> None:
    """30 from China and 50 from Chile are 80 of 100."""
    assert said(A, B, ALL, rules=[rule("max_volume", "country:China", limit=30.0)]) == [
        "2026, metal: 100 kg must be bought, and 80 kg can be."
    ]


def test_what_is_ordered_already_may_exceed_what_is_allowed() -> None:
    ordered = offer("A", 10, 100, country="China", commitment={0: 60})
    assert said(
        ordered, B, rules=[rule("max_volume", "country:China", limit=30.0)]
    ) == ["2026, metal: 60 kg from China are ordered already, the rule allows 30 kg."]


def test_too_few_sources_deliver_enough() -> None:
    """20% of 100 are asked of two countries, and C sells 10."""
    third = offer("C", 11, 10, country="Peru")
    limit = rule("min_sources", "country:*", limit=2.0, min_each=0.2)
    assert said(A, third, ALL, rules=[limit]) == [
        "2026, metal: 1 of 2 can deliver 20 kg, the rule needs 2."
    ]


def test_the_largest_source_alone_is_too_small() -> None:
    limit = rule("max_sources", "country:*", limit=1.0)
    small = offer("A", 10, 60, country="China")
    assert said(small, B, ALL, rules=[limit]) == [
        "2026, metal: the largest can deliver 60 kg, 100 kg must be bought."
    ]


def test_no_shares_are_more_even_than_equal_ones() -> None:
    """Half each of two is 5,000."""
    limits = [rule("max_hhi", "country:*", limit=4500.0)]
    (sentence,) = said(A, B, ALL, rules=limits)
    assert sentence == (
        "2026, metal: 2 can deliver, so the index is at least 5,000; the rule allows "
        "4,500."
    )


def test_two_least_shares_of_more_than_all() -> None:
    limits = [
        rule("min_share", "country:China", limit=0.6),
        rule("min_share", "country:Chile", limit=0.5),
    ]
    assert said(A, B, ALL, rules=limits) == [
        "2026, metal: 60% from China and 50% from Chile are 110% of what is bought."
    ]


def test_lots_leave_what_no_whole_lot_fits_into() -> None:
    """Of at most 50 no whole lot of 60 can be ordered."""
    lots = offer("B", 12, 50, country="Chile", lot_size=60)
    assert said(A, lots, rules=[rule("min_volume", "country:Chile", limit=10.0)]) == [
        "2026, metal: at most 0 kg can come from Chile, the rule needs 10 kg."
    ]


def test_stock_counts_where_it_is_there_and_nothing_where_it_is_not() -> None:
    """30 in stock and 50 from B serve 80; without China in 2027 B's 50 are all."""
    parts = (A, B, ALL, curb("ban"), scenario("cut", 0.5, ban=0))
    limit = rule("max_shortage", limit=0.0)
    assert said(*parts, item("metal", opening_stock=30.0), rules=[limit]) == [
        "2026, metal, ban from 2026: at most 80 kg can be there, 100 kg are needed."
    ]
    assert not said(*parts, item("metal", opening_stock=50.0), rules=[limit])


def test_closing_stock_is_needed_besides_demand() -> None:
    end = item("metal", closing_stock=80.0)
    assert said(A, B, ALL, end, rules=[]) == [
        "2026, metal: at most 150 kg can be there, 180 kg are needed."
    ]


def test_volumes_are_listed_from_the_largest_on() -> None:
    assert parts_words({"A": 1, "B": 1000.5, "C": 0}, "kg") == (
        "B 1,000.5 kg, A 1 kg, C nothing"
    )
    assert parts_words({}, "kg") == "nothing"
    assert short("country:China; tag:refiner=Acme") == "China and Acme"


def test_what_must_be_bought_costs_more_than_the_budget() -> None:
    """60 of A at 10 and 40 of B at 12 are 1,080."""
    small = offer("A", 10, 60, country="China")
    (told,) = sums(
        simple_case(small, B, ALL, policies={"P": [rule("max_spend", limit=1000.0)]})
    )
    assert str(told) == (
        "2026, all items: at least 1,080 USD must be spent, the rule allows 1,000 USD."
    )
    assert told.detail == (
        "metal: 100 kg needed; cheapest: A 60 kg at 10 USD, B 40 kg at 12 USD",
    )


def test_the_budget_of_one_country_pays_what_no_other_can_bring() -> None:
    """50 come from Chile, so 50 from China, at 10 each."""
    of_china = rule("max_spend", "country:China", limit=400.0)
    (sentence,) = said(A, B, ALL, rules=[of_china])
    assert sentence == (
        "2026, all items: at least 500 USD must be spent on China, the rule allows "
        "400 USD."
    )


def test_what_is_ordered_already_counts_in_the_budget_at_its_largest_discount() -> None:
    ordered = offer("A", 10, 100, commitment={0: 60}, tiers={0: 0, 50: 0.5})
    (told,) = sums(
        simple_case(ordered, policies={"P": [rule("max_spend", limit=200.0)]})
    )
    assert told.must == 300
    assert told.detail == ("metal: cheapest: ordered already, for 300 USD",)


def test_the_safest_mix_is_more_exposed_than_allowed() -> None:
    """China is cut off in half of all cases: 50 of 100 kg, so 25 of 100."""
    parts = (A, B, ALL, curb("ban"), scenario("cut", 0.5, ban=0))
    told, *_ = sums(
        simple_case(*parts, policies={"P": [rule("max_exposure", limit=0.2)]})
    )
    assert str(told) == (
        "2026, metal: curbs are expected to hold back at least 25% of what must come, "
        "the rule allows 20%."
    )
    assert told.detail == (
        "held back at best: 0% of 50 kg from B, 50% of 50 kg from A",
    )


def test_what_is_ordered_is_diluted_by_all_that_is_safer() -> None:
    """30 of 60 are expected; 50 of B make it 30 of 110."""
    ordered = offer("A", 10, 60, country="China", commitment={0: 60})
    parts = (ordered, B, curb("ban"), scenario("cut", 0.5, ban=0))
    (told,) = sums(
        simple_case(*parts, policies={"P": [rule("max_exposure", limit=0.25)]})
    )
    assert told.must == pytest.approx(30 / 110)
    assert not said(*parts, rules=[rule("max_exposure", limit=0.28)])
