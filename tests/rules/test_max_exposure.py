"""max_exposure: the planned share that curbs are expected to hold back."""

from typing import Any

from tests.builders import curb, item, offer, rule, scenario
from tests.rules.hand import CHEAP, DEAR, approx, binding, under

CUT: Any = (CHEAP, DEAR, curb(flow=0.5), scenario("cut", 0.2, ban=0))


def test_max_exposure_binds_on_the_expected_share_held_back() -> None:
    """A loses 0.5 with probability 0.2, so 0.1: at most half of the plan is A's.

    50 of each cost 1200, in the cut too: half of all A can sell, and 50 of B.
    """
    result = binding(rule("max_exposure", limit=0.05), parts=CUT)
    assert result.plan == approx({("A", 0): 50, ("B", 0): 50})
    assert result.objective == approx(1200)


def test_a_curb_of_prices_alone_holds_nothing_back() -> None:
    """A doubles in the cut, all of it comes: an exposure of 0 allows it."""
    parts = (CHEAP, curb(flow=1.0, price=2.0), scenario("cut", 0.2, ban=0))
    none = rule("max_exposure", limit=0.0)
    assert under(none, parts=parts).objective == approx(0.8 * 1000 + 0.2 * 2000)


def test_only_the_offers_in_scope_are_the_whole() -> None:
    """Of China's own volume 0.1 is held back, whatever else is bought: none of it."""
    china = rule("max_exposure", "country:China", limit=0.05)
    assert under(china, parts=CUT).plan == approx({("A", 0): 0, ("B", 0): 100})


def test_what_the_target_has_ordered_already_is_not_enforced() -> None:
    """A's 100 of 100 are ordered; B could still change, but is not in scope."""
    parts = (offer("A", 10, 100, country="China", commitment={0: 100}), *CUT[1:])
    china = rule("max_exposure", "country:China", limit=0.05)
    assert under(china, parts=parts).plan == approx({("A", 0): 100, ("B", 0): 0})


def test_a_year_in_part_leaves_out_the_rest() -> None:
    """Only the second year counts: 50 and 50 in it, 100 of A in the first."""
    parts = (*CUT[:2], curb(flow=0.5), scenario("cut", 0.2, ban=1), item(max_stock=0))
    late = rule("max_exposure", limit=0.05, per="year", start=1)
    result = under(late, parts=parts, periods=2)
    assert result.plan["A", 0] == approx(100)
    assert result.plan["A", 1] == approx(50)
