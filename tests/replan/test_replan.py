"""The next planning: what changes and why, in cases whose answers are known by hand."""

from dataclasses import replace

import pytest

from models.case import Case
from planner.audit import audit
from planner.replan import Replanned
from planner.solving import solve
from tests.cases import curb, demand, item, offer, scenario, simple_case
from tests.replan.former import after, again, began, former_of, volumes, with_offer


def rising() -> Case:
    """A costs 10, 12, 14 and a year in stock 1: 150, 150 and nothing are bought.

    50 of the first 150 are kept for the second year, 100 of the second for the third.
    """
    return simple_case(
        offer("A", [10, 12, 14], 150),
        demand(100),
        item("metal", holding_cost=1.0),
        periods=3,
    )


def two(lead_time: int = 0) -> Case:
    """A sells at 10, B at 14; all 100 a year must be served, none can be stored."""
    return simple_case(
        offer("A", 10, 100, lead_time=lead_time, commitment={0: 100.0}),
        offer("B", 14, 100),
        demand(100, max_shortage=0.0),
        item("metal", max_stock=0.0),
        periods=3,
    )


def moves(found: Replanned) -> dict[tuple[str, str], float]:
    return {(each.offer, each.period): round(each.moved, 6) for each in found.moves}


def test_at_the_first_period_with_nothing_changed_it_is_the_same_plan() -> None:
    """150 · 10 + 50, then 150 · 12 + 100: 3,450."""
    found = again(began(rising(), "2026"))
    assert volumes(found, "A") == [150, 150, 0]
    assert found.plan.expected_cost == pytest.approx(3450)
    assert (found.moves, found.differences, found.causes) == ([], [], [])
    assert audit(found.plan).is_clean


def test_later_without_news_the_old_schedule_stands() -> None:
    """50 are in stock; 150 · 12 and 100 kept for a year are left to pay: 1,900."""
    found = again(began(rising(), "2027"))
    assert volumes(found, "A") == [150, 0]
    assert found.plan.expected_cost == pytest.approx(1900)
    assert not found.moves
    assert found.kept is not None
    assert found.kept.expected_cost == pytest.approx(1900)


def test_a_schedule_as_cheap_as_another_is_kept() -> None:
    """B costs as much as A now: nothing moves, though all of it could."""
    old = two()
    found = again(began(old, "2027", with_offer(old, "B", price=(14, 10, 10))))
    assert not found.moves
    assert volumes(found, "A") == [100, 100]


def test_a_dearer_source_gives_way_and_its_cell_is_named() -> None:
    """A at 16 for B at 14: 100 a year less from A and more from B, 2 saved a unit."""
    old = two()
    found = again(began(old, "2027", with_offer(old, "A", price=(10, 16, 16))))
    assert moves(found) == {
        ("A", "2027"): -100,
        ("A", "2028"): -100,
        ("B", "2027"): 100,
        ("B", "2028"): 100,
    }
    (cause,) = found.causes
    assert cause.label == "A, price: 10 → 16"
    assert cause.moved == pytest.approx(400)
    assert {each.why for each in found.moves} == {("A, price: 10 → 16",)}
    assert found.saved == pytest.approx(400)


def test_of_two_changes_the_one_that_moved_it_is_named() -> None:
    """A shortage that never comes costs more now; that moves nothing."""
    old = two()
    dearer = with_offer(old, "A", price=(10, 16, 16))
    needs = {"use": replace(old.demands["use"], shortage_cost=2000.0)}
    found = again(began(old, "2027", replace(dearer, demands=needs)))
    moved = {each.label: each.moved for each in found.causes}
    assert moved["A, price: 10 → 16"] == pytest.approx(400)
    assert moved["use, shortage_cost: 1,000 → 2,000"] == 0


def test_what_is_ordered_cannot_move_and_later_orders_make_up_for_it() -> None:
    """100 are on their way to 2027 where 60 are needed: 40 fewer for 2028."""
    old = simple_case(
        offer("A", 10, 200, lead_time=1, commitment={0: 100.0}),
        demand(100),
        periods=3,
    )
    needs = {"use": replace(old.demands["use"], volume=(100.0, 60.0, 100.0))}
    found = again(began(old, "2027", replace(old, demands=needs)))
    assert [(each.period, each.volume) for each in found.standing] == [("2027", 100)]
    assert moves(found) == {("A", "2028"): -40}
    assert found.moves[0].why == ("use, volume: 100 → 60",)


@pytest.mark.parametrize(("stay", "moved"), [(0.05, 200.0), (0.1, 0.0)])
def test_a_price_on_change_keeps_small_savings_from_moving_volumes(
    stay: float, moved: float
) -> None:
    """A at 16 and B at 14: 2 saved. A unit moved costs stay · (16 + 14): 1.5 or 3."""
    old = two()
    now = with_offer(old, "A", price=(10, 16, 16))
    found = again(began(old, "2027", now, stay=stay))
    assert sum(volumes(found, "B")) == pytest.approx(moved)
    paid = found.plan.cost.get("changes", 0.0)
    assert paid == pytest.approx(stay * 30 * moved)
    assert audit(found.plan).is_clean


def test_stock_that_was_counted_short_is_bought_again_and_named() -> None:
    """20 instead of 50 in stock: 30 more, in 2028 as 2027 is full."""
    found = again(began(rising(), "2027", stock={"metal": 20.0}))
    assert moves(found) == {("A", "2028"): 30}
    (cause,) = found.causes
    assert cause.label == "stock of metal: 50 planned, 20 counted"
    assert cause.moved == pytest.approx(30)


def test_take_or_pay_counts_what_was_taken_in_the_running_year() -> None:
    """200 of 400 a year are owed, 100 were taken. B sells at 5 from the second quarter
    on: 100 more come from A at 10, paid in any case, and 200 of the rest from B.
    """
    old = simple_case(
        offer("A", 10, 100, take_or_pay=0.5),
        offer("B", 20, 100),
        demand(100),
        item("metal", max_stock=0.0),
        periods=4,
        per_year=4,
    )
    found = again(began(old, "2026Q2", with_offer(old, "B", price=(20, 5, 5, 5))))
    assert sum(volumes(found, "A")) == pytest.approx(100)
    assert found.plan.expected_cost == pytest.approx(100 * 10 + 200 * 5)


def test_a_tier_counts_what_came_earlier_in_the_year() -> None:
    """A costs 20, 10% less from 300 a year; 200 came. B at 17 saves 1 a unit, but below
    300 the discount on those 200, 400, would be lost: 100 more come from A at 18.
    """
    old = simple_case(
        offer("A", 20, 100, tiers={300: 0.1}),
        offer("B", 40, 100),
        demand(100),
        item("metal", max_stock=0.0),
        periods=4,
        per_year=4,
    )
    now = with_offer(old, "B", price=(40, 40, 17, 17))
    found = again(began(old, "2026Q3", now))
    assert sum(volumes(found, "A")) == pytest.approx(100)
    assert found.plan.expected_cost == pytest.approx(100 * 18 + 100 * 17)


def test_a_curb_that_has_begun_is_answered() -> None:
    """A's contract yields half of what was planned: 50 come from B."""
    old = simple_case(
        offer("A", 10, 100, country="China", fixed_cost=1),
        offer("B", 14, 100),
        demand(100),
        item("metal", max_stock=0.0),
        curb("ban", "country:China", flow=0.5),
        scenario("cut", 0.2, ban=1),
        periods=3,
    )
    found = again(began(old, "2027", curbs={"ban": "2027"}))
    assert volumes(found, "A") == [50, 50]
    assert volumes(found, "B") == [50, 50]
    assert {each.offer for each in found.moves} == {"B"}
    assert found.moves[0].why == ("ban has begun in 2027",)


def test_an_offer_that_is_new_is_a_cause() -> None:
    old = two()
    cheaper = replace(
        old.offers["B"],
        name="C",
        labels={**old.offers["B"].labels, "offer": "C"},
        price=(8.0, 8.0, 8.0),
    )
    now = replace(old, offers={**old.offers, "C": cheaper})
    found = again(began(old, "2027", now))
    assert found.causes[0].label == "C is new"
    assert volumes(found, "C") == [100, 100]
    assert sum(abs(each.moved) for each in found.moves) == pytest.approx(400)
    assert found.causes[0].moved == pytest.approx(400)


def test_periods_that_the_old_plan_has_not_are_planned() -> None:
    old = simple_case(offer("A", 10, 100), demand(100), periods=2)
    now = simple_case(offer("A", 10, 100), demand(100), periods=4)
    found = again(after(former_of(solve(old)), "2027", now))
    assert found.case.periods == ("2027", "2028", "2029")
    assert found.new_periods == ("2028", "2029")
    assert volumes(found, "A") == [100, 100, 100]
    assert not found.moves


def test_a_schedule_that_can_no_longer_be_is_not_priced() -> None:
    """A can deliver 70 from 2027 on: 30 come from B."""
    old = two()
    found = again(began(old, "2027", with_offer(old, "A", capacity=(100, 70, 70))))
    assert found.kept is None
    assert volumes(found, "B") == [30, 30]
