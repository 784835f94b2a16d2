"""Limits by year in a running year: what came earlier counts, by hand."""

from typing import Any

import pytest

from models.case import Case, Target
from models.rules import RULES
from planner.audit import audit
from planner.errors import NoPlanError
from planner.replan import roll
from tests.cases import demand, item, offer, simple_case, target
from tests.replan.former import after, again, began, former_of, volumes

CHINA = target("country:China")


def rule(name: str, limit: float, on: Target = CHINA, **more: Any) -> Any:
    kind: Any = RULES[name]
    return kind(on=on, limit=limit, per="year", **more)


def quarters(*rules: Any, periods: int = 4) -> Case:
    """Far costs 10 in 2026Q1 and 1 more in each quarter, Home 50; 100 are needed.

    None can be stored: what Far may deliver in a year comes as early as it can.
    """
    prices = [10 + t for t in range(periods)]
    return simple_case(
        offer("Far", prices, 100, country="China"),
        offer("Home", 50, 100, country="Japan"),
        demand(100, max_shortage=0.0),
        item("metal", max_stock=0.0),
        periods=periods,
        per_year=4,
        policies={"P": list(rules)},
    )


def test_a_cap_leaves_what_has_not_come_of_it() -> None:
    """250 a year: 200 have come, 50 are left, although 200 are to be bought."""
    case = quarters(rule("max_volume", 250))
    found = again(began(case, "2026Q3", policy="P"), "P")
    assert volumes(found, "Far") == [50, 0]
    assert not found.moves
    assert audit(found.plan).is_clean
    assert found.remarks == [
        "At most 250 kg of the supply of each mineral come from China, in each year. Counted with what came earlier in 2026: country:China 200 kg."
    ]


def test_what_was_not_received_does_not_count() -> None:
    """60 of 100 came in 2026Q2: 160 of 250, so 90 are left."""
    case = quarters(rule("max_volume", 250))
    start = began(case, "2026Q3", policy="P", received={("Far", "2026Q2"): 60.0})
    found = again(start, "P")
    assert sum(volumes(found, "Far")) == pytest.approx(90)


def test_a_share_is_of_the_whole_year() -> None:
    """60% of 400 are 240: 200 have come, and 40 of the other 200 may."""
    case = quarters(rule("max_share", 0.6, target("country:*")))
    found = again(began(case, "2026Q3", policy="P"), "P")
    assert volumes(found, "Far") == [40, 0]
    assert volumes(found, "Home") == [60, 100]
    assert audit(found.plan).is_clean
    table = found.plan.measures
    assert table["actual"].tolist() == pytest.approx([0.6, 0.4])


def test_a_minimum_counts_what_it_has() -> None:
    """Home must bring 150 of the year, and 40 of it came unplanned in 2026Q1."""
    least = rule("min_volume", 150, target("country:Japan"))
    case = quarters(least)
    start = began(case, "2026Q3", policy="P", received={("Home", "2026Q1"): 40.0})
    found = again(start, "P")
    assert sum(volumes(found, "Home")) == pytest.approx(110)
    assert audit(found.plan).is_clean


def test_the_next_year_begins_anew() -> None:
    """30 of 2026 are left, and all 230 of 2027."""
    case = quarters(rule("max_volume", 230), periods=8)
    found = again(began(case, "2026Q3", policy="P"), "P")
    far = volumes(found, "Far")
    assert [sum(far[:2]), sum(far[2:])] == pytest.approx([30, 230])


def test_planning_again_twice_counts_all_of_the_year() -> None:
    """100 came in 2026Q1 and 100 in Q2; the second plan has only Q2 behind it."""
    case = quarters(rule("max_volume", 250))
    first = again(began(case, "2026Q2", policy="P"), "P")
    second = again(after(former_of(first.plan), "2026Q3", case), "P")
    assert volumes(second, "Far") == [50, 0]
    assert not second.differences


def test_at_the_start_of_a_year_nothing_has_come() -> None:
    kept = rule("max_volume", 250)
    case = quarters(kept, periods=8)
    assert roll(began(case, "2027Q1", policy="P")).policies["P"] == (kept,)


def test_a_cap_that_is_passed_already_cannot_be_kept_any_more() -> None:
    """150 a year, and 200 have come."""
    case = quarters(rule("max_volume", 150))
    start = began(case, "2026Q3", policy="P", received={("Far", "2026Q2"): 100.0})
    with pytest.raises(NoPlanError):
        again(start, "P")


def test_a_rule_that_is_not_counted_is_named() -> None:
    spend = rule("max_spend", 1e6)
    found = again(began(quarters(spend), "2026Q3", policy="P"), "P")
    (said,) = found.remarks
    assert said.startswith(f"{spend}: counted by year, but from 2026Q3 on")
