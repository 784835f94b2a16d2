"""Histories played without foresight: what was ordered stands, the rest is anew."""

from dataclasses import replace

import pytest

from models.case import Case
from planner.cover import among
from planner.plan import Plan
from planner.solving import solve
from planner.stress.histories import draw
from planner.stress.play import Batch, play, played
from planner.stress.sample import Sample, estimate, proportion
from tests.cases import curb, demand, item, offer, random_case, scenario, simple_case

GAPS = 1e-6


def two_bans() -> Case:
    """Chile sells at 10, Japan at 15; either may stop, the model sees one at a time.

    100 a period over two periods, 1,000 for a unit unserved.
    """
    return simple_case(
        offer("A", price=10, capacity=100, country="Chile"),
        offer("B", price=15, capacity=100, country="Japan"),
        demand(100),
        curb("no A", "country:Chile", 0, probability=0.5),
        curb("no B", "country:Japan", 0, probability=0.5),
        scenario("no A@2027", 0.25, **{"no A": 1}),
        scenario("no B@2027", 0.25, **{"no B": 1}),
        periods=2,
    )


def test_both_curbs_at_once_leave_nobody_to_buy_from() -> None:
    """1,000 in 2026; then A costs 1,000, B alone 1,500, neither 100,000 unserved."""
    plan = solve(two_bans())
    both = (("no A", 1), ("no B", 1))
    found = play(plan, [(), (("no A", 1),), both], jobs=1)
    assert [each.cost for each in found.outcomes.values()] == pytest.approx(
        [2_000, 2_500, 101_000]
    )
    assert [each.shortage for each in found.outcomes.values()] == [0, 0, 100]
    assert found.known == {(), (("no A", 1),)}


def test_what_was_ordered_stands_when_a_second_curb_strikes() -> None:
    """A is shut from 2026; B comes a period after it is ordered.

    B for 2027 is ordered in 2026, when only A is known to be shut. B shuts in 2027: half
    of the 100 ordered come through, and nothing else can be had.
    """
    case = simple_case(
        offer("A", price=10, capacity=100, country="Chile"),
        offer("B", price=15, capacity=100, country="Japan", lead_time=1, flex=9.0),
        demand([0, 100]),
        curb("no A", "country:Chile", 0),
        curb("half B", "country:Japan", 0.5),
        scenario("no A", 0.5, **{"no A": 0}),
        periods=2,
        policies={"some B": ()},
    )
    plan = solve(case)
    history = (("no A", 0), ("half B", 1))
    found = play(plan, [history], jobs=1).outcomes[history]
    planned = plan.outlook.planned("B")[1]
    ordered = min(100.0, 10 * planned)
    assert found.shortage == pytest.approx(100 - ordered / 2)


def test_nobody_buys_ahead_of_a_second_curb() -> None:
    """A shuts in 2027, B in 2028, and stock costs 3 a unit: none is laid in for B.

    1,000 from A, 1,500 from B, then 100 units unserved at 1,000 each.
    """
    case = simple_case(
        item(holding_cost=3),
        offer("A", price=10, capacity=300, country="Chile"),
        offer("B", price=15, capacity=300, country="Japan"),
        demand(100),
        curb("no A", "country:Chile", 0),
        curb("no B", "country:Japan", 0),
        scenario("no A", 0.5, **{"no A": 1}),
        periods=3,
    )
    history = (("no A", 1), ("no B", 2))
    found = play(solve(case), [history], jobs=1).outcomes[history]
    assert (found.cost, found.shortage) == pytest.approx((102_500, 100))
    assert found.costs == pytest.approx((1_000, 1_500, 100_000))
    assert found.shortages == pytest.approx((0, 0, 100))


@pytest.mark.parametrize("seed", [0, 2, 5])
def test_a_history_played_costs_what_the_model_said_of_its_scenario(seed: int) -> None:
    """Take a scenario out of the tree and play it: never dearer than its response was.

    What the plan's own response does there is still open to it, for nothing of it is
    decided before the scenario shows.
    """
    case = replace(random_case(seed), risk_weight=0.0)
    plan = solve(case, "none")
    outcomes = dict(zip(case.scenarios, plan.accounts.outcomes, strict=False))
    first = sum(plan.accounts.first.values())
    for each in case.scenarios[1:3]:
        kept = [other.name for other in case.scenarios if other is not each]
        batch = Batch(among(plan.outlook, kept), plan.rules, [each.strikes])
        found = played(batch)
        assert found is not None
        own = first + float(outcomes[each])
        assert found[each.strikes].cost <= own + GAPS * max(1.0, abs(own))


def sampled(plan: Plan, draws: int, seed: int = 1) -> Sample:
    drawn = draw(plan.case, draws, seed)
    return Sample(plan, drawn, play(plan, list(drawn.times), jobs=1))


def test_its_own_scenarios_reproduce_the_expected_cost() -> None:
    """Within the confidence interval, which 95% of the seeds would keep."""
    sample = sampled(solve(two_bans()), 400)
    assert not sample.drawn.from_curbs
    low, high = sample.cost.low, sample.cost.high
    assert low <= sample.plan.expected_cost <= high
    assert sample.short.mean == 0


def test_the_mean_and_its_interval_can_be_worked_out_on_paper() -> None:
    """0 and 2: s = √2, s/√2 = 1, so 1 ± 1.96. Wilson for 0 of 4: 0 to z²/(4 + z²)."""
    assert estimate([0, 2]) == pytest.approx((1, 1 - 1.96, 1 + 1.96), abs=1e-3)
    assert proportion(0, 4) == pytest.approx((0, 0, 3.8415 / 7.8415), abs=1e-4)
    assert estimate([7]) == (7, 7, 7)


def test_the_fan_shows_the_draws_beside_the_promise() -> None:
    """1,000 in 2026 for certain; then 1,000 or, with A shut, 1,500.

    Promised are 2,125 in all: half of 2,000, a quarter of 2,500 and one of 2,000.
    """
    fan = sampled(solve(two_bans()), 400).fan
    first, second = fan[fan["of"] == "cost"].to_dict("records")
    assert (first["period"], first["promised"], first["5%"]) == ("2026", 1_000, 1_000)
    assert second["promised"] == pytest.approx(2_125)
    assert (second["5%"], second["50%"], second["95%"]) == (2_000, 2_000, 2_500)
    assert fan[fan["of"] == "shortage"]["95%"].max() == 0
