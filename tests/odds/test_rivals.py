"""Plans of one policy made for other probabilities."""

import pytest

from planner.odds import rivals
from planner.solving import solve
from tests.odds.market import two_suppliers


def test_of_plans_made_for_low_base_and_high_the_least_regretted_is_found() -> None:
    """Home is signed for 0.4 and 0.6, and not for 0.1, where 1,300 are less than 1,600.

    Signed it is 300 too dear at 0.1; not signed 700 too dear at 0.6. The worst mix of the
    plan is 0.6, which is asked already.
    """
    plan = solve(two_suppliers(0.4, probability_low=0.1, probability_high=0.6), gap=0.0)
    found = rivals(plan, (0.0, None), jobs=1)
    assert found.otherwise is not None
    names = [each.policy for each in found.otherwise.plans]
    assert names == ["made for base", "made for low", "made for high"]
    worst = [each.peak.found for each in found.otherwise.regrets]
    assert worst == pytest.approx([300, 700, 300])
    assert found.otherwise.steadiest == ["made for base", "made for high"]
    assert found.otherwise.cheapest.policy in {"made for base", "made for high"}
    assert not found.why


def test_a_curb_that_may_not_come_at_all_is_still_answered() -> None:
    """Made for 0 Home is not signed, and what goes short costs 4,000 if it comes.

    2,800 at 0.6 is 700 above 1,500 + 600.
    """
    plan = solve(two_suppliers(0.4, probability_low=0.0, probability_high=0.6), gap=0.0)
    found = rivals(plan, (0.0, None), jobs=1).otherwise
    assert found is not None
    regrets = {each.plan.policy: each.peak.found for each in found.regrets}
    assert regrets["made for low"] == pytest.approx(700)
    assert regrets["made for base"] == pytest.approx(500)


def test_without_a_range_there_are_no_rivals() -> None:
    assert rivals(solve(two_suppliers(0.4), gap=0.0), jobs=1).otherwise is None
