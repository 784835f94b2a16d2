"""The comparison on a terminal and in JSON: every figure, no ugly line, no NaN."""

import io
import json
from typing import Any

import pytest
from rich.console import Console

from models.case import Case, Target
from models.rules import Rule
from models.rules.max_share import MaxShare
from models.rules.max_shortage import MaxShortage
from models.rules.min_volume import MinVolume
from models.rules.survive_loss import SurviveLoss
from planner.compare import Comparison, Outcome, compare
from planner.report.compared import comparison_record, done_line, show_comparison
from tests.cases import demand, item, offer, simple_case

CHINA = Target((("country", "China"),))
LONG = "No more than half of everything that anybody ever buys comes from China"
RULES: dict[str, Rule] = {
    LONG: MaxShare(on=CHINA, limit=0.5),
    "survive": SurviveLoss(on=Target(each="country"), limit=0.5),
    "impossible": MinVolume(on=CHINA, limit=101.0),
    "loose": MaxShortage(limit=1.0),
}


def case() -> Case:
    """A (China) 60 at 10, B (Chile) 100 at 14, contracts that follow the plan.

    Free: 60 from A and 40 from B, 600 + 560 + 2 = 1162. Half from each: 1202, 40 more.
    """
    return simple_case(
        offer("A", 10, 60, country="China", flex=0.0, fixed_cost=1),
        offer("B", 14, 100, flex=0.0, fixed_cost=1),
        item(max_stock=0),
        demand(100),
        policies={"none": (), **{name: (rule,) for name, rule in RULES.items()}},
    )


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(case(), jobs=1)


def shown(comparison: Comparison, columns: int) -> str:
    page = io.StringIO()
    show_comparison(comparison, Console(file=page, width=columns))
    return page.getvalue()


def row(comparison: Comparison, policy: str) -> dict[str, Any]:
    policies: Any = comparison_record(comparison)["policies"]
    return next(each for each in policies if each["policy"] == policy)


def test_json_has_every_figure_of_a_policy_and_only_finite_numbers(
    found: Comparison,
) -> None:
    json.dumps(comparison_record(found), allow_nan=False)
    half = row(found, LONG)
    assert half["premium"] == pytest.approx(40)
    assert half["premium_share"] == pytest.approx(40 / 1162)
    assert half["country_share"] == pytest.approx(0.5)
    assert half["hhi_country"] == pytest.approx(5000)
    assert half["contracts"] == 2
    assert half["tie"] is False
    assert half["stock_days"] == 0
    assert half["months_of_cover"] == {"China": 0, "Chile": 0}
    assert half["ledger"][0]["cost"] == pytest.approx(40)
    assert half["regret"] == {
        "worst": pytest.approx(40),
        "scenario": "plan",
        "mean": pytest.approx(40),
    }
    measured = {each["rule"]: each["actual"] for each in half["measures"]}
    assert measured["survive_loss country:* 0.5"] == pytest.approx(0.5)
    assert measured["max_share country:China 0.5"] == pytest.approx(0.5)


def test_json_of_a_policy_without_a_plan_says_how_it_ended_and_why(
    found: Comparison,
) -> None:
    assert row(found, "impossible") == {
        "status": "infeasible",
        "policy": "impossible",
        "why": "No plan satisfies the policy 'impossible'.",
    }


def test_months_without_end_are_null() -> None:
    safe = simple_case(offer("A", country="China"), offer("B"), policies={"none": ()})
    free = row(compare(safe, jobs=1), "none")
    assert free["months_of_cover"] == {"China": None, "Chile": None}


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_no_line_of_a_table_is_broken_or_too_wide(
    found: Comparison, columns: int
) -> None:
    lines = shown(found, columns).splitlines()
    assert max(map(len, lines)) <= min(columns, 100)
    numbered = [line for line in lines if line.startswith("  2 No more than half of")]
    assert all("…" in line for line in numbered)
    in_ledger = 1  # where `none`, without rules, has no line
    assert sum(each.startswith("  1 none") for each in lines) + in_ledger == len(
        numbered
    )


def test_a_long_name_is_told_in_full_beneath(found: Comparison) -> None:
    assert f"Policy 2 {LONG}." in " ".join(shown(found, 100).split())


def test_a_policy_without_a_plan_is_a_row_that_says_so(found: Comparison) -> None:
    lines = [line.split() for line in shown(found, 100).splitlines()]
    assert ["4", "impossible", "no", "plan"] in lines
    assert "4 impossible: No plan satisfies" in shown(found, 100)


def test_ties_are_called_ties(found: Comparison) -> None:
    lines = [line.split() for line in shown(found, 100).splitlines()]
    assert ["5", "loose", "1,162", "tie", "1,162", "1,162"] in lines


def test_rules_are_shown_for_every_policy_with_marks(found: Comparison) -> None:
    """60% from China breaks the 50% of policy 2, which keeps its own."""
    lines = [line.split() for line in shown(found, 100).splitlines()]
    (cells,) = [
        line[2:]
        for line in lines
        if line[:2] == ["max_share", "country:China"] and "60.0%!" in line
    ]
    assert cells == ["0.5", "60.0%!", "50.0%*", "50.0%", "60.0%!"]


def test_a_comparison_without_any_plan_says_why_and_nothing_else() -> None:
    failed = Outcome(policy="none", status="failed", why="The solver failed: no answer")
    alone = Comparison(case(), [failed], {})
    assert shown(alone, 100).strip() == "· 1 none: The solver failed: no answer"
    assert row(alone, "none") == {
        "status": "failed",
        "policy": "none",
        "why": "The solver failed: no answer",
    }


def test_what_cannot_change_any_more_is_a_note() -> None:
    """60 from China are on order and nothing else can be ordered: 100% is reported."""
    asked = simple_case(
        offer("A", 10, 100, country="China", commitment={0: 60}, lead_time=1),
        demand(60),
        item(max_stock=0),
        policies={"none": (), "half": (RULES[LONG],)},
    )
    said = " ".join(shown(compare(asked, jobs=1), 100).split())
    assert (
        "max_share country:China 0.5: nothing can be changed any more in country:China "
        "· metal · 2026: reported, not enforced." in said
    )


def test_progress_counts_policies_and_plans_without_one_rule_apart() -> None:
    ended = Outcome(policy="half", status="failed", why="lost")
    assert done_line(ended, 3, 8) == "3 of 8 policies · half: lost"
    lesser = Outcome(policy="half", status="failed", why="lost", is_policy=False)
    assert done_line(lesser, 1, 2) == "1 of 2 plans without one rule · half: lost"
