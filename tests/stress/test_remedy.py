"""What closes the gap between cover and recovery, where it can be worked out on paper."""

import pytest

from models.case import Case
from models.rules.exclude import Exclude
from planner.solving import solve
from planner.stress.losing import lose_each
from planner.stress.remedy import SECOND, STOCK, Remedy, close_gaps
from planner.stress.worth import Effort
from tests.cases import demand, item, offer, simple_case, target

EXACT = Effort(gap=0.0)


def case(holding_cost: float, recovery: float = 6.0) -> Case:
    """100 a quarter over a year, 200 in stock at first; A sells at 10, up to 200.

    B sells at 30 once it is signed for 500. A unit unserved costs 1,000. Without any
    loss stock serves two quarters and A the others: 2,000, and 100 units are held over
    one quarter's end.
    """
    return simple_case(
        item(opening_stock=200, holding_cost=holding_cost),
        offer("A", 10, 200, country="Chile", recovery=recovery),
        offer("B", 30, 200, country="Japan", fixed_cost=500),
        demand(100),
        periods=4,
        per_year=4,
        policies={"none": (), "no B": (Exclude(on=target("offer:B")),)},
    )


def closed(question: Case, policy: str = "none") -> Remedy:
    losses = lose_each(solve(question, policy), jobs=1)
    (found,) = close_gaps(losses, EXACT, jobs=1).remedies
    return found


def cost(remedy: Remedy, kind: str) -> float | None:
    (way,) = [each for each in remedy.ways if each.kind == kind]
    if way.cost is None:
        return None
    assert way.cost.low <= way.cost.found <= way.cost.high
    assert way.cost.high - way.cost.low == pytest.approx(0, abs=0.5)
    return way.cost.found


def test_stock_closes_a_gap_where_holding_it_is_cheap() -> None:
    """A is missed for two quarters: 200 are held at the end of two, and 100 of the third.

    That are 400 units more than the plan holds, at 1 each; B would cost 500.
    """
    found = closed(case(holding_cost=1))
    assert [each.value for each in found.sources] == ["country:Chile", "supplier:A"]
    assert found.periods == 2
    assert cost(found, STOCK) == pytest.approx(400)
    assert cost(found, SECOND) == pytest.approx(500)
    assert found.best is not None
    assert found.best.kind == STOCK
    assert found.best.stock is not None
    assert dict(found.best.stock) == pytest.approx({"metal": 200})
    assert found.best.signed == ()


def test_a_second_source_closes_it_where_stock_is_dear() -> None:
    """400 units at 2 each are 800: B for 500 is cheaper, and stock stays as it was."""
    found = closed(case(holding_cost=2))
    assert cost(found, STOCK) == pytest.approx(800)
    assert found.best is not None
    assert (found.best.kind, found.best.signed) == (SECOND, ("B",))
    assert found.best.cost is not None
    assert found.best.cost.found == pytest.approx(500)
    assert found.best.stock == {}


def test_a_longer_recovery_favours_the_second_source() -> None:
    """Tomlin (2006): 9 months need 300 in stock, which nobody has in the first quarter."""
    found = closed(case(holding_cost=1, recovery=9))
    assert cost(found, STOCK) is None
    assert cost(found, SECOND) == pytest.approx(500)


def test_a_policy_that_forbids_the_second_source_leaves_stock() -> None:
    found = closed(case(holding_cost=2), "no B")
    assert cost(found, SECOND) is None
    assert cost(found, STOCK) == pytest.approx(800)


def test_a_cover_that_outlasts_the_recovery_needs_nothing() -> None:
    losses = lose_each(solve(case(holding_cost=1, recovery=0)), jobs=1)
    assert close_gaps(losses, EXACT, jobs=1).remedies == []
