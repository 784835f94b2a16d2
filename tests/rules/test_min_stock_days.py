"""min_stock_days: how long the plan's stock lasts."""

from typing import Any

from tests.builders import demand, item, offer, rule
from tests.rules.hand import approx, binding, under


def test_min_stock_days_binds_on_the_next_period_and_in_the_last_on_its_own() -> None:
    """45 days are half a quarter: 50 after period 0, 100 after the last two.

    Nothing new can come in period 0 (lead time 1): no stock is wanted there.
    """
    parts: Any = (
        offer(price=10, lead_time=1, commitment={0: 100}),
        demand([100, 100, 200]),
    )
    days = rule("min_stock_days", limit=45)
    result = binding(days, parts=parts, periods=3, per_year=4)
    assert result.objective == approx(4000 + 1000)
    assert result.values["i", "metal", 0, "plan"] == approx(0)
    assert result.values["i", "metal", 1, "plan"] == approx(100)


def test_a_month_has_30_days_and_a_year_360() -> None:
    """15 days are half a month's 100, or a 24th of a year's 2400: 50 or 100 more."""
    days = rule("min_stock_days", limit=15)
    result = under(days, parts=(offer(price=10),), periods=2, per_year=12)
    assert result.objective == approx(2000 + 500)
    parts = (offer(price=10), demand(2400))
    result = under(days, parts=parts, periods=2, per_year=1)
    assert result.objective == approx(48_000 + 1000)


def test_items_of_a_mineral_add_up_by_content() -> None:
    """A year's 100 metal and 100 powder are 150 of gallium; 36 days are 15 of it.

    As 15 of metal at 10, or 30 of powder at 4, which is cheaper. Metal itself: 10.
    """
    parts = (
        *(item("metal", mineral="gallium"), demand(100), offer("A", 10)),
        *(item("powder", mineral="gallium", content=0.5), offer("P", 4, item="powder")),
        demand(100, "second", item="powder"),
    )
    each = rule("min_stock_days", limit=36)
    assert under(each, parts=parts).objective == approx(1400 + 120)
    metal = rule("min_stock_days", limit=36, item="metal")
    assert under(metal, parts=parts).objective == approx(1400 + 100)


def test_only_the_periods_from_and_to_count() -> None:
    """Held after the second of three years only, at 1 a unit: 50 once."""
    parts = (offer(price=10), item(holding_cost=1))
    middle = rule("min_stock_days", limit=180, start=1, end=1)
    result = under(middle, parts=parts, periods=3)
    assert result.objective == approx(3000 + 50)
