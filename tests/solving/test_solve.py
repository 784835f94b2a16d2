"""From a case to a plan: policies by name, flags, and answers that are refused."""

from dataclasses import replace
from typing import Any

import pytest

from models.case import Target
from models.rules.max_share import MaxShare
from models.rules.min_volume import MinVolume
from models.rules.survive_loss import SurviveLoss
from planner.errors import NoPlanError, PlannerError, StoppedError, UsageError
from planner.solving import engine, solve
from planner.solving.engine import Answer, Status
from planner.solving.optimum import Found, cheapest
from tests.cases import curb, demand, item, offer, process, scenario, simple_case

CHINA = Target((("country", "China"),))
CHEAP, DEAR = (
    offer("A", 10, 100, country="China"),
    offer("B", 14, 60, country="Chile"),
)


def test_a_policy_is_found_whatever_its_case() -> None:
    case = simple_case(CHEAP, policies={"none": (), "Half": ()})
    assert solve(case, " half ").policy == "Half"


def test_an_unknown_policy_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="The workbook has: none, Half"):
        solve(simple_case(CHEAP, policies={"none": (), "Half": ()}), "Third")


def test_a_policy_met_only_by_going_short_is_flagged() -> None:
    """20% from China with 60 from Chile: 75 in all, 25 short instead of 0."""
    rule = MaxShare(on=CHINA, limit=0.2)
    case = simple_case(CHEAP, DEAR, policies={"none": (), "Less": (rule,)})
    plan = solve(case, "Less")
    assert plan.expected_shortage == pytest.approx(25)
    assert any("met only by going short: 25 kg more" in n for n in plan.run.notes)


def test_a_policy_that_costs_money_but_no_service_is_not_flagged() -> None:
    rule = MaxShare(on=CHINA, limit=0.5)
    case = simple_case(CHEAP, DEAR, policies={"none": (), "Half": (rule,)})
    assert solve(case, "Half").run.notes == ()


def test_an_impossible_policy_is_told_apart_from_a_failure() -> None:
    rule = MinVolume(on=CHINA, limit=101.0)
    with pytest.raises(NoPlanError, match="No plan satisfies the policy 'More'"):
        solve(simple_case(CHEAP, policies={"none": (), "More": (rule,)}), "More")


def test_a_nan_price_never_becomes_a_plan() -> None:
    with pytest.raises(PlannerError, match="not a usable number"):
        solve(simple_case(offer("A", float("nan"), 100), policies={"none": ()}))


def test_a_scenario_of_probability_0_is_answered_as_well_as_can_be() -> None:
    """When China is cut, B serves 60 at 14 and 40 go short at 1000."""
    case = simple_case(
        CHEAP,
        DEAR,
        curb("ban", "country:China", flow=0),
        scenario("what if", 0.0, ban=0),
        policies={"none": ()},
    )
    outcomes = solve(case).outcomes.set_index("scenario")
    assert outcomes["cost"]["what if"] == pytest.approx(60 * 14 + 40 * 1000)


def test_a_cost_that_cannot_be_recomputed_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lying(*asked: object, **how: object) -> Answer:
        answer = honest(*asked, **how)  # type: ignore[arg-type]
        assert answer.objective is not None
        return Answer(
            status=answer.status,
            values=answer.values,
            objective=answer.objective * 0.9,
            bound=answer.objective * 0.9,
        )

    honest = engine.run
    monkeypatch.setattr("planner.solving.optimum.run", lying)
    with pytest.raises(PlannerError, match="no plan is shown"):
        solve(simple_case(CHEAP, policies={"none": ()}))


def test_an_order_that_brings_nothing_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Within the gap a solver may pay 40 for ordering nothing in period 1."""

    def wasteful(*given: Any) -> Found:
        found = cheapest(*given)
        assert found.cleaned.values is not None
        assert found.cleaned.objective is not None
        order = found.question.model.ordered["A", 1]
        values = found.cleaned.values.copy()
        values[[each is order for each in found.question.variables]] = 1
        dearer = found.cleaned.objective + 40
        cleaned = replace(found.cleaned, values=values, objective=dearer)
        return replace(found, cleaned=cleaned)

    monkeypatch.setattr("planner.solving.optimum", wasteful)
    parts = (offer("A", 10, 100, order_cost=40), demand([100, 0]), item(max_stock=0))
    assert solve(simple_case(*parts, periods=2)).objective == pytest.approx(1040)


def test_no_plan_in_time_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> Answer:
        return Answer(status=Status.TIME_LIMIT)

    monkeypatch.setattr("planner.solving.optimum.run", slow)
    with pytest.raises(StoppedError, match="the time limit"):
        solve(simple_case(CHEAP, policies={"none": ()}))


def test_an_offer_without_capacity_is_bounded_by_nothing_but_use() -> None:
    """The last tier starts far beyond demand and pays: 1000 at 1 beat 100 at 14."""
    far = offer("A", 10, fixed_cost=1, tiers={1000: 0.9})
    case = simple_case(far, DEAR, demand(100), policies={"none": ()})
    assert solve(case).objective == pytest.approx(1 + 1000)


def test_losing_the_only_refinery_counts_its_process_too() -> None:
    """N-1 at 50% with one refinery: 50 of metal must be in stock from the start."""
    refinery = process(country="Japan")
    rule = SurviveLoss(on=Target((("country", "Japan"),)), limit=0.5)
    parts = (
        *(item("ore"), item("metal", opening_stock=50), demand(100)),
        *(offer("A", 10, 200, item="ore"), refinery),
    )
    policies = {"none": (), "N-1": (rule,)}
    plan = solve(simple_case(*parts, policies=policies), "N-1")
    (measure,) = rule.measure(plan.outlook)
    assert measure.actual == pytest.approx(0.5)
