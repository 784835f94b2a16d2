"""max_shortage: what may go short in each period of every scenario."""

from tests.builders import demand, offer, rule
from tests.rules.hand import SHORT, approx, binding, under


def test_max_shortage_binds_in_every_scenario() -> None:
    """B, at 500 and inflexible, must be planned: 70 of it leave 30 short."""
    result = binding(rule("max_shortage", limit=0.3), parts=SHORT)
    assert result.plan["B", 0] == approx(70)


def test_each_demand_by_itself_or_the_one_named() -> None:
    """50 for two demands of 50; the second is cheaper to leave short, but for 20%."""
    parts = (
        offer("A", 10, 50),
        *(demand(50, "first"), demand(50, "second", shortage_cost=100)),
    )
    each = rule("max_shortage", limit=0.8)
    assert under(each, parts=parts).objective == approx(500 + 10 * 1000 + 40 * 100)
    first = rule("max_shortage", "demand:first", limit=0.8)
    assert under(first, parts=parts).objective == approx(500 + 50 * 100)


def test_only_the_periods_from_and_to_count() -> None:
    """A sells nothing in the first year: 100 short, allowed if only the second counts."""
    parts = (offer("A", 10, 100, first=1),)
    late = rule("max_shortage", limit=0.0, start=1)
    assert under(late, parts=parts, periods=2).objective == approx(100_000 + 1000)
    both = rule("max_shortage", limit=0.0)
    assert under(both, parts=parts, periods=2).status == "infeasible"
