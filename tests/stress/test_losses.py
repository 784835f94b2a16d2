"""The loss of each source: cover, recovery and what it costs."""

from typing import Any

import pandas as pd
import pytest

from planner.solving import solve
from planner.stress.losing import lose_each
from planner.stress.losses import LossTable
from planner.stress.sources import lengths_of, sources_of
from tests.cases import curb, demand, item, offer, simple_case


@pytest.fixture(scope="module")
def losses() -> LossTable:
    """Two suppliers, 100 units a quarter over four quarters, stock for 100 at the start.

    A sells at 10, up to 100; B at 30, up to 50. The stock must be there at the end, and
    holding it costs nothing; a unit unserved costs 1,000.
    """
    case = simple_case(
        item(opening_stock=100, closing_stock=100, max_stock=100),
        offer("A", 10, 100, country="Chile", tags={"recover": "9", "kind": "mine"}),
        offer("B", 30, 50, country="Japan", tags={"kind": "trader"}),
        demand(100),
        curb("none", "country:Chile", 1.0),
        periods=4,
        per_year=4,
    )
    return lose_each(solve(case), jobs=1)


def row(table: pd.DataFrame, **wanted: object) -> dict[Any, Any]:
    for column, value in wanted.items():
        table = table[table[column] == value]
    (found,) = table.to_dict("records")
    return found


def test_cover_is_the_time_that_stock_and_the_rest_last(losses: LossTable) -> None:
    """Without A 50 a quarter are missing: 100 in stock last two quarters, 6 months."""
    found = row(losses.table, value="country:Chile", start="2026Q1", length=12)
    assert found["cover"] == 6
    assert found["shortage"] == pytest.approx(100)
    assert found["first_short"] == "use"


def test_a_loss_costs_more_than_the_loss_of_nothing(losses: LossTable) -> None:
    """Lost for one quarter, A's 100 units come from stock, which nobody has to refill.

    That saves 1,000, as it does for whoever loses nothing and is free to respond.
    """
    found = row(losses.table, value="country:Chile", start="2026Q1", length=3)
    assert found["shortage"] == 0
    assert found["cost"] == pytest.approx(0)


def test_a_source_without_deliveries_is_missed_by_nobody(losses: LossTable) -> None:
    for value in ("country:Japan", "supplier:B", "tag:kind=trader"):
        found = row(losses.worst, value=value)
        assert found["cover"] == float("inf")
        assert found["shortage"] == 0
        assert found["cost"] == pytest.approx(0)


def test_recovery_beyond_the_cover_is_a_gap(losses: LossTable) -> None:
    """A is back after 9 months and can be missed for 6: 3 months are short.

    Whoever loses it then loses 3 × 50 and has 100 in stock: 50 go unserved.
    """
    worst = row(losses.worst, value="country:Chile")
    assert (worst["cover"], worst["recovery"], worst["gap"]) == (6, 9, 3)
    found = row(losses.table, value="country:Chile", start="2026Q1", length=9)
    assert found["shortage"] == pytest.approx(50)


def test_every_country_supplier_and_tag_is_lost(losses: LossTable) -> None:
    assert [each.value for each in sources_of(losses.plan.case)] == [
        "country:Chile",
        "country:Japan",
        "supplier:A",
        "supplier:B",
        "tag:kind=mine",
        "tag:kind=trader",
    ]


def test_lengths_double_and_end_with_the_horizon(losses: LossTable) -> None:
    """And the recovery of A, three quarters, is among them."""
    first, second, *_ = sources_of(losses.plan.case)
    assert lengths_of(first, 0, losses.plan.case) == [1, 2, 3, 4]
    assert lengths_of(second, 0, losses.plan.case) == [1, 2, 4]
    assert lengths_of(first, 2, losses.plan.case) == [1, 2]


def test_each_demand_is_covered_for_longer_if_it_comes_first() -> None:
    """Without A 50 a quarter are left of 100: enough for either half, never for both."""
    case = simple_case(
        item(max_stock=0),
        offer("A", 10, 100, country="Chile", recovery=6),
        offer("B", 30, 50, country="Japan"),
        demand(50, name="one"),
        demand(50, name="other"),
        demand([0, 60], name="late"),
        periods=2,
        per_year=4,
    )
    found = lose_each(solve(case), jobs=1)
    all_of_them = row(found.worst, value="country:Chile")
    assert (all_of_them["cover"], all_of_them["gap"]) == (0, 6)
    one = row(found.by_demand, value="country:Chile", demand="one")
    assert (one["cover"], one["gap"]) == (float("inf"), 0)
    late = row(found.by_demand, value="country:Chile", demand="late")
    assert (late["cover"], late["start"], late["gap"]) == (0, "2026Q2", 6)


def test_the_column_recovery_is_asked_before_the_label() -> None:
    """Of a country the longest of its offers counts: 9 months by label, 4 by column."""
    case = simple_case(
        offer("A", 10, 100, country="Chile", tags={"recover": "9"}),
        offer("B", 10, 100, country="Chile", tags={"recover": "30"}, recovery=4),
        offer("C", 10, 100, country="Japan", tags={"recover": "soon"}),
        demand(100),
    )
    months = {each.value: each.recovery for each in sources_of(case)}
    assert months["country:Chile"] == 9
    assert months["supplier:B"] == 4
    assert months["country:Japan"] is None
