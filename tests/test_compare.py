"""Policies side by side: premiums, dominance, ties, regret and cover by hand."""

from dataclasses import replace
from math import inf

import pytest

from models.case import Case, Target
from models.rules import Rule
from models.rules.max_share import MaxShare
from models.rules.min_volume import MinVolume
from planner.compare import compare
from planner.errors import UsageError
from planner.report.compared import comparison_record
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
