"""Policies side by side: premiums, dominance, ties, regret and cover by hand."""

from dataclasses import replace
from math import inf, isnan

import pytest

from models.case import Case, Target
from models.rules import Rule
from models.rules.max_share import MaxShare
from models.rules.min_share import MinShare
from models.rules.min_volume import MinVolume
from models.rules.risk_weight import RiskWeight
from planner.compare import compare
from planner.compare.figures import shortages_of, stock_days
from planner.compare.standing import tied
from planner.errors import UsageError
from planner.report.compared import comparison_record
from planner.solving import solve
from tests.cases import curb, demand, item, offer, scenario, simple_case

CHINA = Target((("country", "China"),))


def case(**policies: Rule) -> Case:
    """A serves 100 for 1000, B for 1400; when China is cut B serves all from then on."""
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100, country="Chile", flex=0.0, fixed_cost=1),
        curb("ban", "country:China", flow=0),
        scenario("cut", 0.5, ban=0),
        item(max_stock=0),
        demand(100, shortage_cost=100),
        policies={"none": (), **{name: (rule,) for name, rule in policies.items()}},
    )


def test_a_premium_is_over_the_cheapest_and_regret_over_the_best_in_a_scenario() -> (
    None
):
    """Without rules all from A, lost when cut: 1000 or 10 000, 5500 in the mean.

    B would add 400 to the plan but follows its schedule when China is cut: with all
    from B 1401 in both. Free choice is therefore B; half from A costs 1201 or 5701.
    """
    half = MaxShare(on=Target((("country", "Chile"),)), limit=0.5)
    found = compare(case(half=half), jobs=1)
    table = found.table.set_index("policy")
    assert table["expected_cost"].to_dict() == pytest.approx(
        {"none": 1401, "half": 0.5 * 1201 + 0.5 * (701 + 5000)}
    )
    assert table["premium"]["half"] == pytest.approx(3451 - 1401)
    assert table["dominated"]["half"] == ["none"]
    assert table["country_share"]["half"] == pytest.approx(0.5)
    assert table["hhi_country"]["half"] == pytest.approx(5000)
    regret = found.regret.set_index("policy")
    assert regret["worst"].to_dict() == pytest.approx({"none": 200, "half": 4300})
    assert regret["mean"].to_dict() == pytest.approx({"none": 100, "half": 2150})


def test_the_ledger_prices_each_row_by_the_plan_without_it() -> None:
    """Half from Chile costs 3451 against 1401; a limit of 100% costs nothing."""
    half = MaxShare(on=Target((("country", "Chile"),)), limit=0.5)
    loose = MaxShare(on=CHINA, limit=1.0)
    asked = case(half=half)
    asked = replace(asked, policies={**asked.policies, "both": (half, loose)})
    rows = compare(asked, jobs=1).ledger.set_index(["policy", "rule"])
    assert rows["cost"]["half", str(half)] == pytest.approx(3451 - 1401)
    assert rows["cost"]["both", str(half)] == pytest.approx(3451 - 1401)
    assert rows["cost"]["both", str(loose)] == pytest.approx(0)
    assert rows["binds"]["both", str(half)]
    assert not rows["binds"]["both", str(loose)]


def test_an_impossible_policy_is_a_row_and_the_others_go_on() -> None:
    found = compare(case(more=MinVolume(on=CHINA, limit=101.0)), jobs=1)
    assert [each.status for each in found.outcomes] == ["optimal", "infeasible"]
    rows = comparison_record(found)["policies"]
    assert isinstance(rows, list)
    assert rows[1]["policy"] == "more"
    assert rows[1]["why"] == "No plan satisfies the policy 'more'."
    assert rows[0]["premium"] == 0


def test_equal_policies_tie_and_dominate_nobody() -> None:
    found = compare(case(loose=MaxShare(on=CHINA, limit=1.0)), jobs=1)
    assert found.table["dominated"].to_list() == [[], []]


def test_parallel_work_gives_the_same_plans() -> None:
    asked = case(half=MaxShare(on=CHINA, limit=0.5), loose=MaxShare(on=CHINA, limit=1))
    alone, spread = compare(asked, jobs=1), compare(asked, jobs=2)
    assert alone.table.equals(spread.table)


def test_none_is_always_in_and_unknown_policies_are_told() -> None:
    asked = case(half=MaxShare(on=CHINA, limit=0.5), loose=MaxShare(on=CHINA, limit=1))
    found = compare(asked, ["HALF"], jobs=1)
    assert [each.policy for each in found.outcomes] == ["none", "half"]
    with pytest.raises(UsageError):
        compare(asked, ["other"], jobs=1)


def test_cover_is_how_long_stock_and_others_serve_all_after_a_loss() -> None:
    """250 in stock and nothing else than A: two quarters of 100 are served, 6 months.

    The plan holds that stock to the end, so no later start is worse.
    """
    stocked = simple_case(
        offer("A", 10, 100),
        item(opening_stock=250, closing_stock=250),
        demand(100),
        periods=6,
        per_year=4,
        policies={"none": ()},
    )
    (outcome,) = compare(stocked, jobs=1).outcomes
    assert outcome.months == {"country:Chile": 6}


def test_cover_never_ends_where_others_can_serve_all() -> None:
    two = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100),
        policies={"none": ()},
    )
    (outcome,) = compare(two, jobs=1).outcomes
    assert outcome.months == {"country:China": inf, "country:Chile": inf}


def test_shortages_are_shares_of_all_demand_and_only_none_is_on_the_frontier() -> None:
    """Half from A: when China is cut 50 of 100 are short, half the time.

    `none` takes all from B: never short, and cheaper.
    """
    half = MaxShare(on=Target((("country", "Chile"),)), limit=0.5)
    found = compare(case(half=half), jobs=1)
    row = found.table.set_index("policy").loc["half"]
    assert row["expected_shortage"] == pytest.approx(25)
    assert row["expected_shortage_share"] == pytest.approx(0.25)
    assert row["worst_shortage"] == pytest.approx(50)
    assert row["worst_shortage_share"] == pytest.approx(0.5)
    assert found.frontier == ["none"]


def test_a_tie_is_with_the_cheapest_and_the_cheapest_ties_if_another_does() -> None:
    half = MaxShare(on=Target((("country", "Chile"),)), limit=0.5)
    asked = case(half=half, loose=MaxShare(on=CHINA, limit=1.0))
    plans = {plan.policy: plan for plan in compare(asked, jobs=1).plans}
    assert [tied(each, [*plans.values()]) for each in plans.values()] == [
        True,
        False,
        True,
    ]
    apart = [plans["none"], plans["half"]]
    assert [tied(each, apart) for each in apart] == [False, False]


def test_the_frontier_rises_in_cost_and_has_every_policy_that_none_dominates() -> None:
    """A missing unit costs 16: all from A is 1000, or 1600 when cut, 1300 in the mean.

    Half from each is 1201 or 1501; all from B 1401, never short.
    """
    cheap = replace(
        case(half=share(0.5), all_=share(1.0)),
        demands={"use": demand(100, shortage_cost=16)},
    )
    found = compare(cheap, jobs=1)
    assert found.frontier == ["none", "half", "all_"]
    assert found.table["expected_cost"].to_list() == pytest.approx([1300, 1351, 1401])


def share(limit: float) -> Rule:
    return MinShare(on=Target((("country", "Chile"),)), limit=limit)


def test_stock_days_are_mean_stock_over_mean_demand_of_the_next_period() -> None:
    """25 stay in stock at both ends: (25 + 25) / (100 + 100) of 90 days are 22.5.

    The first quarter needs nothing itself, and the idle 500 of another mineral that
    nobody uses do not count.
    """
    stocked = simple_case(
        offer("A", 10, 100),
        item(opening_stock=25, closing_stock=25),
        item("idle", opening_stock=500, closing_stock=500),
        demand([0, 100]),
        periods=2,
        per_year=4,
        policies={"none": ()},
    )
    assert stock_days(solve(stocked)) == pytest.approx(22.5)


def test_stock_of_items_of_one_mineral_counts_by_content() -> None:
    """50 metal and 100 ore of half content: 100 of 100 a year, 360 days."""
    stocked = simple_case(
        offer("A", 10, 100),
        item(opening_stock=50, closing_stock=50),
        item("ore", mineral="metal", content=0.5, opening_stock=100, closing_stock=100),
        demand(100),
        policies={"none": ()},
    )
    assert stock_days(solve(stocked)) == pytest.approx(360)


def test_shares_of_no_demand_are_none() -> None:
    plan = solve(simple_case(offer("A"), demand(0)))
    assert stock_days(plan) == 0
    assert shortages_of(plan)["worst_shortage_share"] == 0


def test_cover_is_a_table_of_policies_and_countries() -> None:
    two = simple_case(
        offer("A", 10, 100, country="China"), offer("B", 14, 100), policies={"none": ()}
    )
    rows = compare(two, jobs=1).cover.to_dict("records")
    assert rows == [
        {"policy": "none", "country": "China", "months": inf},
        {"policy": "none", "country": "Chile", "months": inf},
    ]


def test_the_ledger_compares_objectives_only_where_risk_is_weighed_alike() -> None:
    """Under λ = 1 the objective is CVaR; without the row it is the expected cost."""
    half = MaxShare(on=Target((("country", "Chile"),)), limit=0.5)
    weight = RiskWeight(limit=1.0)
    asked = case(half=half)
    asked = replace(asked, policies={"none": (), "both": (half, weight)})
    rows = compare(asked, jobs=1).ledger.set_index("rule")
    assert rows["objective"][str(half)] == pytest.approx(5701 - 1401)
    assert isnan(rows["objective"][str(weight)])
    assert rows["cost"][str(weight)] == pytest.approx(0)
