"""min_volume: on the plan, or on what arrives in every scenario."""

from tests.builders import curb, demand, item, offer, rule, scenario
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_min_volume_binds_with_the_commitments_of_the_plan() -> None:
    """B must deliver 25, of which 20 are committed: 750 + 350."""
    parts = (CHEAP, offer("B", 14, 100, commitment={0: 20}))
    least = rule("min_volume", "offer:B", limit=25)
    assert binding(least, parts=parts).objective == approx(750 + 350)


def test_it_may_count_what_arrives_over_the_horizon() -> None:
    """A cut of half in the second year: 30 + 0.5 * 60 arrive, so B plans 90 in all.

    B sells 60 a year; without the cut 90 arrive as planned.
    """
    parts = (
        *(CHEAP, offer("B", 14, 60, flex=0.0), item(max_stock=0), demand([100, 100])),
        *(curb("b", "offer:B", flow=0.5), scenario("cut", 0.5, b=1)),
    )
    least = rule("min_volume", "offer:B", limit=60, when="always")
    result = under(least, parts=parts, periods=2)
    planned = result.plan["B", 0], result.plan["B", 1]
    assert planned == approx((60, 0))
    result = under(
        rule("min_volume", "offer:B", limit=30, when="always", per="period"),
        parts=parts,
        periods=2,
    )
    assert (result.plan["B", 0], result.plan["B", 1]) == approx((30, 60))


def test_a_bucket_in_which_the_target_can_change_nothing_is_not_enforced() -> None:
    """B starts in the second year; in the first, 50 of it cannot be asked for."""
    parts = (CHEAP, offer("B", 14, 100, first=1), item(max_stock=0))
    least = rule("min_volume", "offer:B", limit=50, per="period")
    assert under(least, parts=parts, periods=2).objective == approx(1000 + 500 + 700)


def test_more_than_there_is_cannot_be_had() -> None:
    least = rule("min_volume", "offer:B", limit=101)
    assert under(least, parts=(CHEAP, DEAR)).status == "infeasible"
