"""Every rule measured for every plan, also for plans that were not made for it."""

from dataclasses import replace
from math import isnan

import pytest

from models.case import Case, Target
from models.rules import Rule
from models.rules.exclude import Exclude
from models.rules.max_share import MaxShare
from models.rules.require import Require
from models.rules.risk_weight import RiskWeight
from models.rules.survive_loss import SurviveLoss
from planner.compare import Comparison, compare, task
from planner.errors import PlannerError
from tests.cases import curb, demand, item, offer, scenario, simple_case

CHINA = Target((("country", "China"),))
EACH = Target(each="country")


def case(**policies: Rule) -> Case:
    """A (China) 60 at 10, B (Chile) 100 at 14, contracts that follow the plan."""
    return simple_case(
        offer("A", 10, 60, country="China", flex=0.0, fixed_cost=1),
        offer("B", 14, 100, flex=0.0, fixed_cost=1),
        item(max_stock=0),
        demand(100),
        policies={"none": (), **{name: (rule,) for name, rule in policies.items()}},
    )


def measured(found: Comparison, rule: Rule, policy: str) -> dict[str, object]:
    table = found.measures
    rows = table[(table["rule"] == str(rule)) & (table["policy"] == policy)]
    (row,) = rows.to_dict("records")
    return {str(key): value for key, value in row.items()}


def test_a_rule_is_measured_for_plans_without_it() -> None:
    """The cheapest plan takes 60 of 100 from China: 10 points over a limit of 50%."""
    half = MaxShare(on=CHINA, limit=0.5)
    found = compare(case(half=half), jobs=1)
    free, kept = (measured(found, half, name) for name in ("none", "half"))
    assert free["actual"] == pytest.approx(0.6)
    assert free["slack"] == pytest.approx(-0.1)
    assert (free["holds"], free["met"]) == (False, False)
    assert kept["actual"] == pytest.approx(0.5)
    assert (kept["holds"], kept["met"]) == (True, True)
    assert kept["bucket"] == "country:China · metal · 2026"
    assert (kept["kind"], kept["limit"]) == ("share", 0.5)


def test_a_loss_is_tried_on_plans_that_were_not_made_for_it() -> None:
    """60 from China, 40 from Chile: without China 40% is served. Half and half: 50%."""
    survive = SurviveLoss(on=EACH, limit=0.5)
    found = compare(case(survive=survive), jobs=1)
    free, kept = (measured(found, survive, name) for name in ("none", "survive"))
    assert free["actual"] == pytest.approx(0.4)
    assert free["bucket"] == "loss of country:China@2026"
    assert free["met"] is False
    assert kept["actual"] == pytest.approx(0.5)
    assert kept["met"] is True


def test_what_is_left_after_a_loss_is_spread_as_evenly_as_can_be() -> None:
    """40 are left for uses of 60 and 40: 40% of each, though the dear one asks all."""
    asked = replace(
        case(survive=SurviveLoss(on=CHINA, limit=0.3)),
        demands={
            "dear": demand(40, "dear", shortage_cost=5000),
            "cheap": demand(60, "cheap", shortage_cost=100),
        },
    )
    found = compare(asked, jobs=1)
    (rule,) = asked.policies["survive"]
    assert measured(found, rule, "none")["actual"] == pytest.approx(0.4)
    assert measured(found, rule, "none")["met"] is True


def test_a_loss_that_looks_like_a_curb_shares_the_response_to_it() -> None:
    """A ban is answered by what shortage costs: the dear use first, the other gets none.

    The loss of China looks the same, so nothing else can be done in it.
    """
    asked = replace(
        case(survive=SurviveLoss(on=CHINA, limit=0.3)),
        demands={
            "dear": demand(40, "dear", shortage_cost=5000),
            "cheap": demand(60, "cheap", shortage_cost=100),
        },
    )
    banned = simple_case(
        *asked.offers.values(),
        *asked.demands.values(),
        item(max_stock=0),
        curb("ban", "country:China", flow=0),
        scenario("cut", 1e-6, ban=0),
        policies=asked.policies,
    )
    found = compare(banned, jobs=1)
    (rule,) = asked.policies["survive"]
    free = measured(found, rule, "none")
    assert free["actual"] == pytest.approx(0, abs=1e-6)
    assert free["met"] is False
    assert measured(found, rule, "survive")["actual"] == pytest.approx(0.3)


def test_each_rule_is_measured_once_however_many_policies_have_it() -> None:
    half = MaxShare(on=CHINA, limit=0.5)
    found = compare(case(one=half, other=half), jobs=1)
    assert found.measures["policy"].to_list() == ["none", "one", "other"]


def test_signing_rules_count_signatures_and_weights_are_left_out() -> None:
    """`none` signs A: exclude is broken by its 60 units, require is met."""
    no_a, need_a = Exclude(on=CHINA), Require(on=CHINA)
    weight = RiskWeight(limit=0.5)
    asked = replace(case(), policies={"none": (), "no_a": (no_a, weight)})
    asked = replace(asked, policies={**asked.policies, "need_a": (need_a,)})
    found = compare(asked, jobs=1)
    assert set(found.measures["rule"]) == {str(no_a), str(need_a)}
    assert measured(found, no_a, "none")["actual"] == pytest.approx(60)
    assert measured(found, no_a, "none")["met"] is False
    assert measured(found, need_a, "none")["met"] is True
    assert measured(found, need_a, "no_a")["met"] is False


def test_a_loss_that_cannot_be_tried_leaves_the_plan_standing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise PlannerError("The losses could not be tried: no answer")

    monkeypatch.setattr(task, "survived_each", fail)
    survive = SurviveLoss(on=EACH, limit=0.5)
    found = compare(case(survive=survive), jobs=1)
    assert [each.why for each in found.outcomes] == [
        "The losses could not be tried: no answer"
    ] * 2
    row = measured(found, survive, "none")
    assert isnan(float(str(row["actual"])))
    assert row["met"] is False
    assert row["bucket"] == "not known"
