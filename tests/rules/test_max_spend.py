"""max_spend: what deliveries cost, of all items together unless one is named."""

from typing import Any

from tests.builders import curb, demand, item, offer, rule, scenario
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_max_spend_binds_on_tier_duty_and_freight_undiscounted_by_time() -> None:
    """A costs 8 * 1.1 + 1 = 9.8 with its tier; 490 are enough for 50 of it: + 700."""
    parts = (offer("A", 10, 100, duty=0.1, freight=1, tiers={40: 0.2}), DEAR)
    limit = rule("max_spend", "offer:A", limit=490)
    result = binding(limit, parts=parts, discount_rate=0.1)
    assert result.objective == approx(490 + 700)


TWO: Any = (
    *(offer("A", 10), offer("L", 5, item="lead")),
    *(demand(100, shortage_cost=50), demand(100, "l", item="lead")),
)


def test_blank_item_is_all_items_together() -> None:
    """100 units at 10 and 100 at 5 cost 1500; with 1400, ten of the first are missing."""
    result = under(rule("max_spend", limit=1400), parts=TWO)
    assert result.objective == approx(1400 + 500)


def test_each_value_over_all_items_has_the_budget() -> None:
    """A and L are Chile's: 1400 for both; by offer 1000 and 500 are within it."""
    country = rule("max_spend", "country:*", limit=1400)
    assert under(country, parts=TWO).objective == approx(1400 + 500)
    each = rule("max_spend", "offer:*", limit=1000)
    assert under(each, parts=TWO).objective == approx(1500)


def test_the_second_year_alone_may_have_a_budget() -> None:
    """From the second year 600: 60 of A, stock from the first year fills the gap."""
    parts = (CHEAP, item(max_stock=0), demand([100, 100], shortage_cost=50))
    late = rule("max_spend", limit=600, per="year", start=1)
    assert under(late, parts=parts, periods=2).objective == approx(1000 + 600 + 2000)


def test_what_the_target_has_ordered_already_is_not_enforced() -> None:
    """A's 80 of 80 are ordered for 800; a budget of 500 comes too late."""
    parts = (offer("A", 10, 80, commitment={0: 80}), DEAR)
    late = rule("max_spend", "offer:A", limit=500)
    assert under(late, parts=parts).objective == approx(800 + 280)


def test_a_curbs_price_is_no_part_of_the_plans_spend() -> None:
    """A doubles in the cut: 1000 in the plan keep the budget, 2000 in the response."""
    parts = (
        *(offer("A", 10, 100), curb("up", "offer:A", flow=1.0, price=2.0)),
        scenario("cut", 0.5, up=0),
    )
    limit = rule("max_spend", limit=1000)
    assert under(limit, parts=parts).objective == approx(1500)
