"""max_hhi: the sum of squared shares."""

from dataclasses import replace
from math import sqrt
from typing import Any

from planner.solving import solve
from tests.both import real
from tests.builders import demand, offer, process, rule, simple_case
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def planned(limit: Any, *parts: Any) -> float:
    """Return the planner's objective alone: the oracle cuts off as few shares as it."""
    case = replace(simple_case(*parts), policies={"asked": (real(limit),)}, gap=0.0)
    return solve(case, "asked").objective


def test_max_hhi_binds_on_the_sum_of_squared_shares() -> None:
    """a^2 + (1 - a)^2 = 0.58: a = 0.7, so 700 + 420."""
    result = binding(rule("max_hhi", "country:*", limit=5800))
    assert result.objective == approx(1120, abs=0.01)
    half = under(rule("max_hhi", "country:*", limit=5100))
    share = (1 + sqrt(0.02)) / 2
    assert half.objective == approx(1400 - 400 * share, abs=0.01)


def test_offers_of_one_value_add_up_before_they_are_squared() -> None:
    """A and C are both China's: together 0.7, however it is split."""
    parts = (offer("A", 10, 40, country="China"), offer("C", 10, 40, country="China"))
    result = under(rule("max_hhi", "country:*", limit=5800), parts=(*parts, DEAR))
    assert result.objective == approx(1120, abs=0.01)


def test_a_frozen_bucket_is_not_enforced() -> None:
    """All is ordered from China and nothing else can come: 10 000, reported."""
    parts = (offer("A", 10, 100, country="China", commitment={0: 100}),)
    result = under(rule("max_hhi", "country:*", limit=2500), parts=parts)
    assert result.objective == approx(1000)


def test_processes_without_a_country_are_each_a_value() -> None:
    """0.7 at 2 and 0.3 at 6: 140 + 180."""
    parts = (
        *(offer("ore", 1, item="ore"), demand(100)),
        *(process("cheap", cost=1), process("dear", cost=5)),
    )
    limit = rule("max_hhi", "country:*", stage="refining", limit=5800)
    assert under(limit, parts=parts).objective == approx(320, abs=0.01)


def test_more_than_the_values_can_spread_leaves_only_nothing() -> None:
    """Two values cannot be below 5000 but by buying nothing: 100 at 1000."""
    result = under(rule("max_hhi", "country:*", limit=4000), parts=(CHEAP, DEAR))
    assert result.objective == approx(100_000)


def test_a_limit_that_only_equal_shares_keep_is_kept_to_the_last_unit() -> None:
    """500 + 700, although the index would hardly rise with a little more of the cheap.

    So with C, which has nothing to sell.
    """
    half = rule("max_hhi", "offer:*", limit=5000)
    for more in ((), (offer("C", 1, 0),)):
        assert planned(half, CHEAP, DEAR, *more) == approx(1200, rel=1e-9)


def test_lots_need_be_no_more_equal_than_the_index_is_looked_at() -> None:
    """9,999 in one lot and 10,001 in another: 5,000.00005."""
    parts = (
        offer("A", 10, 20_000, lot_size=9999),
        offer("B", 14, 20_000, lot_size=10_001),
        demand(20_000),
    )
    half = rule("max_hhi", "offer:*", limit=5000)
    assert planned(half, *parts) == approx(99_990 + 140_014)
