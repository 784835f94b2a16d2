"""survive_loss: what is still served when a value is lost."""

from math import inf
from typing import Any

from tests.builders import curb, demand, item, offer, process, rule, scenario
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_survive_loss_binds_from_its_start_by_another_source() -> None:
    """Any country may be lost in period 1: each must be replaced by the other, 60%.

    B is inflexible, so it must plan 60; A may step in for B without a plan.
    """
    parts = (CHEAP, offer("B", 14, 100, flex=0.0), item(max_stock=0))
    lost = rule("survive_loss", "country:*", start=1, end=1, limit=0.6)
    result = binding(lost, parts=parts, periods=2)
    assert result.objective == approx(1000 + 400 + 60 * 14)


def test_a_short_loss_may_be_bridged_by_stock() -> None:
    """One period without anyone: half of 100 is in stock, bought the period before."""
    parts = (offer("A", 10, 200, country="China"), item(holding_cost=1))
    lost = rule("survive_loss", "country:China", start=1, end=1, duration=1, limit=0.5)
    result = under(lost, parts=parts, periods=3)
    assert result.objective == approx(3000 + 50)


def test_the_loss_may_start_in_any_of_its_periods() -> None:
    """One period lost, the second or the third: 50 in stock before each, at 1 each."""
    parts = (offer("A", 10, 200, country="China"), item(holding_cost=1))
    lost = rule("survive_loss", "country:China", start=1, end=2, duration=1, limit=0.5)
    assert under(lost, parts=parts, periods=3).objective == approx(3000 + 50 + 50)


def test_after_a_short_loss_the_demand_is_still_served_to_the_end() -> None:
    """Lost in period 1 alone; period 2 asks for half as well, and A is back for it.

    A two-period loss must be bridged for both: 100 in stock after period 0.
    """
    parts = (offer("A", 10, 200, country="China"), item(holding_cost=1))
    lost: Any = {"on": "country:China", "start": 1, "end": 1, "limit": 0.5}
    short = rule("survive_loss", duration=1, **lost)
    assert under(short, parts=parts, periods=3).objective == approx(3000 + 50)
    long = rule("survive_loss", duration=2, **lost)
    assert under(long, parts=parts, periods=3).objective == approx(3000 + 100)
    to_the_end = rule("survive_loss", **lost)
    assert under(to_the_end, parts=parts, periods=3).objective == approx(3000 + 100)


def test_an_offer_without_capacity_survives_by_stock_that_costs_nothing() -> None:
    """Stock costs nothing to hold, so what a loss needs is bought ahead."""
    parts = (
        offer("A", 10, inf, country="China", period_cost=5),
        demand((25, 10, 0, 10, 25)),
        item(),
    )
    lost = rule("survive_loss", "country:*", start=1, duration=1, limit=0.3)
    result = under(lost, parts=parts, periods=5)
    assert result.objective == approx(700 + 5 * 5)


def test_a_loss_is_not_asked_to_be_served_before_anything_new_can_come() -> None:
    """A is lost at once; B needs a period; only period 1 must be served."""
    parts = (
        offer("A", 10, 100, country="China", lead_time=1, commitment={0: 100}),
        offer("B", 14, 100, lead_time=1),
        item(max_stock=0),
    )
    lost = rule("survive_loss", "country:China", start=0, end=0, limit=1.0)
    result = under(lost, parts=parts, periods=2)
    assert result.objective == approx(2000)


def test_losses_are_exempt_from_the_shortage_limits() -> None:
    parts = (CHEAP, DEAR, demand(100, max_shortage=0))
    lost = rule("survive_loss", "country:China; country:Chile", limit=0)
    assert under(lost, parts=parts).objective == approx(1000)
    never = rule("max_shortage", limit=0)
    assert under(lost, never, parts=parts).objective == approx(1000)


def test_offers_and_processes_of_a_country_are_lost_together() -> None:
    """China sells metal and smelts; without it half comes from B: 50 planned."""
    parts = (
        *(CHEAP, offer("B", 14, 100, flex=0.0), offer("ore", 1, item="ore")),
        process("smelter", cost=1, country="China"),
    )
    lost = rule("survive_loss", "country:China", limit=0.5)
    result = under(lost, parts=parts)
    assert result.objective == approx(50 * 2 + 50 * 14)


def test_only_the_named_mineral_must_survive() -> None:
    parts = (
        *(CHEAP, offer("L", 5, item="lead"), offer("B", 14, 100, flex=0.0)),
        *(demand(100), demand(100, "l", item="lead")),
    )
    metal = rule("survive_loss", "country:China", item="metal", limit=0.5)
    assert under(metal, parts=parts).objective == approx(500 + 700 + 500)


def test_two_losses_of_one_supplier_are_two() -> None:
    """S sells B, of no known refiner, and C, of K's: losing S is losing both.

    Losing S must leave half, so 50 of D; losing only what S sells without a refiner is
    another loss, asked by another rule.
    """
    parts = (
        offer("B", 10, 100, supplier="S"),
        offer("C", 11, 100, supplier="S", tags={"refiner": "K"}),
        offer("D", 20, 100, supplier="T", tags={"refiner": "K"}, flex=0.0),
    )
    all_of_it = rule("survive_loss", "supplier:*", limit=0.5)
    part_of_it = rule("survive_loss", "tag:refiner:*", limit=0.0)
    for both in ((all_of_it, part_of_it), (part_of_it, all_of_it)):
        assert under(*both, parts=parts).objective == approx(500 + 1000)


def test_a_curb_may_bear_the_name_of_a_loss() -> None:
    """The buyer's `loss of country:China` lets 0.9 through; the rule's lets nothing."""
    parts = (
        *(
            CHEAP,
            offer("B", 14, 100, flex=0.0),
            curb("loss of country:China", flow=0.9),
        ),
        scenario("cut", 0.0, **{"loss of country:China": 0}),
    )
    lost = rule("survive_loss", "country:China", limit=0.5)
    assert under(lost, parts=parts).objective == approx(500 + 700)
