"""max_expected_shortage: what may go short on average."""

from tests.builders import demand, offer, rule
from tests.rules.hand import SHORT, approx, binding, under


def test_max_expected_shortage_binds_on_average() -> None:
    """0.1 * short <= 0.02 * 100: 20 may be short, B plans 80."""
    limit = rule("max_expected_shortage", "demand:use", limit=0.02)
    assert binding(limit, parts=SHORT).plan["B", 0] == approx(80)


def test_shortage_is_summed_over_the_counted_periods() -> None:
    """Short by 100 of 200 is half; in the second year alone nothing."""
    parts = (offer("A", 10, 100, first=1), demand([100, 100]))
    half = rule("max_expected_shortage", limit=0.5)
    assert under(half, parts=parts, periods=2).objective == approx(101_000)
    less = rule("max_expected_shortage", limit=0.49)
    assert under(less, parts=parts, periods=2).status == "infeasible"
    late = rule("max_expected_shortage", limit=0.0, start=1)
    assert under(late, parts=parts, periods=2).objective == approx(101_000)
