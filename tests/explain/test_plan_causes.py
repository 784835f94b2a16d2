"""What a plan runs into, what its rules cost, and who goes short, by hand."""

from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from models.rules import RULES
from planner.errors import StoppedError
from planner.explain import rounds
from planner.explain.bracket import Bracket, dearer
from planner.explain.causes import sources
from planner.explain.causes_short import shortages
from planner.explain.explanation import Explanation
from planner.explain.inputs_cells import cells, changed
from planner.explain.plan import explain_plan
from planner.explain.worth_limits import reached_limits
from planner.report.explained import possible
from planner.report.explained.possible_words import between, change
from planner.scenarios import generate, is_listed
from planner.solving import solve
from tests.cases import curb, demand, offer, scenario, simple_case, target

RULE: Any = RULES


def curbed() -> Any:
    """Return Far at 100 that a closure stops, and Home at 200 with 60 at most."""
    return simple_case(
        offer("Far", price=100, capacity=100, country="China"),
        offer("Home", price=200, capacity=60, fixed_cost=50, country="Japan"),
        demand(100, "plant", shortage_cost=1000),
        curb("closure", "country:China", flow=0),
        scenario("closed", 0.1, closure=1),
        periods=2,
        gap=0.0,
    )


def test_who_goes_short_is_told_with_what_held_each_source_back() -> None:
    """In 2027 Far brings none of 100, Home all of its 60: 40 are missing."""
    (row,) = shortages(solve(curbed())).to_dict("records")
    assert (row["demand"], row["volume"], row["worst_period"]) == ("plant", 40, "2027")
    assert row["worst_share"] == pytest.approx(0.4)
    (held,) = row["held"]
    assert (held.source, held.planned, held.arriving) == ("Far", 100, 0)
    assert row["full"] == ("Home",)


def test_a_contract_for_responses_only_is_full_after_a_curb_and_not_in_the_plan() -> (
    None
):
    table = sources(solve(curbed())).set_index("offer")
    assert table["full"]["Far"] == (0, 1)
    assert table["full"]["Home"] == ()
    assert table["full_after_curb"]["Home"] == (1,)


def test_a_limit_that_only_responses_reach_is_among_the_limits() -> None:
    found = {each.name: each for each in reached_limits(solve(curbed()))}
    assert not found["Home"].on_plan
    assert found["Home"].periods == (1,)


def test_a_rule_costs_what_the_plan_without_it_saves() -> None:
    """Cheap is held to 60 of 100 units: the other 40 cost 10 more, 400 in all."""
    cap = RULE["max_share"](on=target("offer:Cheap"), limit=0.6)
    case = simple_case(
        offer("Cheap", price=10),
        offer("Dear", price=20),
        policies={"Mixed": (cap,)},
        gap=0.0,
    )
    explained = explain_plan(case, solve(case, "Mixed"), jobs=1, budget=0.0)
    (row,) = explained.rules.to_dict("records")
    assert (row["low"], row["high"]) == (pytest.approx(400), pytest.approx(400))
    (limit,) = explained.worth.to_dict("records")
    assert limit["step"] == pytest.approx(0.01)
    assert limit["low"] == pytest.approx(10)
    shown = _shown(explained)
    assert "Not more: max_share offer:Cheap 0.6 is at its limit." in shown
    assert "without it the plan would cost 400 USD less" in shown


def test_the_report_says_why_in_sentences() -> None:
    case = curbed()
    shown = _shown(explain_plan(case, solve(case), jobs=1, budget=0.0))
    assert "Far brings 0 of the 100 kg planned then." in shown
    assert "The plan itself takes nothing: it is for responses to a curb." in shown


def _shown(explained: Explanation) -> str:
    console = Console(width=100, highlight=False, record=True, quiet=False)
    with console.capture() as captured:
        possible.show(explained, console)
    return " ".join(captured.get().split())


def test_stopping_keeps_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> object:
        raise KeyboardInterrupt

    case = curbed()
    plan = solve(case)
    monkeypatch.setattr(rounds, "spread", stop)
    explained = explain_plan(case, plan, jobs=1)
    assert explained.stopped
    assert len(explained.shortages) == 1
    assert "Stopped by you" in _shown(explained)


def test_a_stop_inside_a_solve_keeps_what_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object, **__: object) -> object:
        raise StoppedError("Stopped by you.")

    case = curbed()
    plan = solve(case)
    monkeypatch.setattr("planner.explain.resolve.cheapest_plan", stop)
    assert explain_plan(case, plan, jobs=1).stopped


def test_a_difference_of_two_solves_is_no_closer_than_their_gaps() -> None:
    """Costs in 90–100 and 80–85 differ by 5 to 20."""

    class Solved:
        def __init__(self, bound: float, objective: float) -> None:
            self.bound, self.objective = bound, objective

    one: Any = Solved(90, 100)
    other: Any = Solved(80, 85)
    assert dearer(one, other) == Bracket(5, 20)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (10, 10, "10"),
        (1219.1, 1227.8, "1,219–1,228"),
        (0, 4.4, "less than 4.4"),
        (float("-inf"), float("inf"), "not known"),
    ],
)
def test_a_bracket_is_shown_as_far_as_it_is_known(
    low: float, high: float, said: str
) -> None:
    assert between(low, high) == said


def test_a_change_is_shown_in_per_cent() -> None:
    assert change(0.71, 0.71) == "-29.0%"


def test_a_likelier_curb_gives_the_scenarios_that_would_be_generated() -> None:
    """A probability of 20%, 10% too low, is 22%."""
    strike = curb("ban", probability=0.2)
    likelier = curb("ban", probability=0.22)
    case = _generated(simple_case(offer(country="China"), strike, periods=3))
    asked = _generated(simple_case(offer(country="China"), likelier, periods=3))
    cell = next(each for each in cells(case, ()) if each.field == "probability")
    assert not is_listed(case)
    new, _ = changed(case, (), cell, 1.1)
    for ours, theirs in zip(new.scenarios, asked.scenarios, strict=True):
        assert ours.probability == pytest.approx(theirs.probability)


def test_a_likelier_curb_has_a_plan_where_combinations_of_curbs_were_dropped() -> None:
    """Two curbs and one at a time: 20% · 20% of both is dropped, which changes too."""
    both = (curb("ban", probability=0.2), curb("strike", probability=0.2))
    case = _generated(simple_case(offer(country="China"), *both, periods=2))
    assert case.dropped_probability > 0
    cell = next(each for each in cells(case, ()) if each.field == "probability")
    new, _ = changed(case, (), cell, 1.1)
    assert solve(new).objective > solve(case).objective


def _generated(case: Any) -> Any:
    found, dropped = generate(case.curbs, case.periods, 1, 1, 500, 0)
    return replace(case, scenarios=found, dropped_probability=dropped)


def test_listed_scenarios_have_probabilities_of_their_own() -> None:
    """10%, 10% too low, is 11%; the no-curb path has what is left, 89%."""
    case = curbed()
    cell = next(each for each in cells(case, ()) if each.sheet == "Scenarios")
    new, _ = changed(case, (), cell, 1.1)
    odds = {each.name: each.probability for each in new.scenarios}
    assert odds == {"plan": pytest.approx(0.89), "closed": pytest.approx(0.11)}


def test_work_ends_when_the_time_is_up_and_says_how_much_was_left() -> None:
    case = curbed()
    explained = explain_plan(case, solve(case), jobs=1, longest=-1.0, budget=-1.0)
    assert (explained.not_priced, explained.not_tried) == (2, 2)
    assert explained.cells_tried == 0
    assert "The price of 2 offers was not tried." in _shown(explained)
