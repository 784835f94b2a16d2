"""One limit moves: premiums, where it binds, the last possible limit, by hand."""

from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from typing import Any

import pytest

from models.case import Case, Target
from models.rules import RULES
from planner import frontier
from planner.errors import StoppedError, UsageError
from planner.frontier import Frontier, Step, last, spaced, steps, sweep
from planner.frontier.steps import Task
from planner.plan import Plan
from tests.cases import curb, demand, item, offer, scenario, simple_case, target

CHINA = target("country:China")
COUNTRIES = target("country:*")


def rule(name: str, limit: float, on: Target | None = CHINA, **columns: Any) -> Any:
    kind: Any = RULES[name]
    return kind(limit=limit, **({"on": on} if on else {}), **columns)


def rules(
    name: str, limits: Sequence[float], on: Target | None = CHINA, **columns: Any
) -> list[Any]:
    return [rule(name, limit, on, **columns) for limit in limits]


def two(most_from_b: float = 60, **policies: Sequence[Any]) -> Case:
    """A sells 100 at 10 in China, B a part at 12 in Chile; all 100 must be served."""
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, most_from_b, country="Chile"),
        demand(100, max_shortage=0.0),
        policies=policies,
    )


@pytest.fixture(scope="module")
def shares() -> Frontier:
    """Return China at most 100%, 70%, 41% and 39.8% of 100, of which B can sell 60."""
    return sweep(two(), rules("max_share", [1.0, 0.7, 0.41, 0.398]), jobs=1)


def test_each_unit_moved_to_the_dearer_source_costs_two(shares: Frontier) -> None:
    """100 at 10 is 1000; 30 of them at 12 are 60 more, 59 of them 118."""
    table = shares.table
    assert table["limit"].to_list() == [1.0, 0.7, 0.41, 0.398]
    assert table["status"].to_list() == [*["optimal"] * 3, "infeasible"]
    assert table["expected_cost"][:3].to_list() == pytest.approx([1000, 1060, 1118])
    assert table["premium"][:3].to_list() == pytest.approx([0, 60, 118])
    assert table["country_share"][:3].to_list() == pytest.approx([1, 0.7, 0.59])
    assert table["binds"].to_list() == [False, True, True, False]
    assert isnan(table["expected_cost"][3])
    assert not table["short"].any()


def test_it_binds_from_what_the_plan_without_the_rule_has(shares: Frontier) -> None:
    """Without the rule all 100 come from China."""
    assert shares.binds_from is not None
    assert shares.binds_from.limit == pytest.approx(1.0)
    assert shares.binds_from.free_to == pytest.approx(1.0)
    assert shares.first_bound is shares.steps[1]


def test_the_last_possible_share_is_found_to_a_thousandth(shares: Frontier) -> None:
    """B sells 60 of 100, so 40 must come from China."""
    found = shares.last_possible
    assert found is not None
    assert not found.why
    assert found.impossible < 0.4 <= found.limit + 1e-6
    assert found.limit - found.impossible <= 0.001


def test_steps_keep_the_order_asked_and_are_the_same_in_parallel(
    shares: Frontier,
) -> None:
    other = sweep(two(), rules("max_share", [0.41, 0.7, 1.0]), jobs=2)
    assert other.table["limit"].to_list() == [0.41, 0.7, 1.0]
    costs = other.table["expected_cost"].to_list()
    assert costs == pytest.approx(shares.table["expected_cost"].to_list()[2::-1])
    assert other.table["premium"].to_list() == pytest.approx([118, 60, 0])
    assert other.last_possible is None


def test_a_minimum_binds_upwards() -> None:
    """At least 20% or 60% from B costs 40 or 120 more; 60.05% it cannot sell."""
    chile = target("country:Chile")
    found = sweep(two(), rules("min_share", [0.0, 0.2, 0.6, 0.6005], chile), jobs=1)
    assert found.table["premium"][:3].to_list() == pytest.approx([0, 40, 120])
    assert found.table["binds"].to_list() == [False, True, True, False]
    assert found.binds_from is not None
    assert found.binds_from.limit == pytest.approx(0)
    assert found.last_possible is not None
    assert found.last_possible.limit == pytest.approx(0.6)
    assert found.last_possible.impossible == 0.6005


def test_whole_numbers_are_found_exactly() -> None:
    """Each of three sells 40 at 10, 11 or 12; at most 25% of 100 may go short.

    Three serve all for 400 + 440 + 240. Two leave 20 short for 1000 each: 840 + 20 000.
    One would leave 60 short.
    """
    countries = {"A": "China", "B": "Chile", "C": "Peru"}
    case = simple_case(
        *(
            offer(name, 10 + n, 40, country=country)
            for n, (name, country) in enumerate(countries.items())
        ),
        demand(100, max_shortage=0.25),
    )
    ends = rules("max_sources", [3.0, 1.0], COUNTRIES)
    asked: list[Any] = spaced(ends[0], ends[1], 5)
    assert [each.limit for each in asked] == [3, 2, 1]
    found = sweep(case, asked, jobs=1)
    assert found.table["expected_cost"][:2].to_list() == pytest.approx([1080, 20_840])
    assert found.table["short"].to_list() == [False, True, False]
    assert found.table["expected_shortage_share"][1] == pytest.approx(0.2)
    two_steps = sweep(case, ends, jobs=1)
    for each in (found, two_steps):
        assert each.last_possible is not None
        assert (each.last_possible.limit, each.last_possible.impossible) == (2, 1)


def test_a_weight_trades_expected_cost_for_cvar_and_limits_nothing() -> None:
    """All from A costs 1000, or 3000 short if China is cut: 1200 expected, CVaR 3000.

    All from B costs 1401 in both. Half of each measure: 2100 against 1401.
    """
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100, country="Chile", flex=0.0, fixed_cost=1),
        curb("ban", "country:China", flow=0),
        scenario("cut", 0.1, ban=0),
        item(max_stock=0),
        demand(100, shortage_cost=30),
    )
    found = sweep(case, rules("risk_weight", [0.0, 0.5], None), jobs=1)
    assert found.table["expected_cost"].to_list() == pytest.approx([1200, 1401])
    assert found.table["cvar_cost"].to_list() == pytest.approx([3000, 1401])
    assert found.table["premium"].to_list() == pytest.approx([0, 201])
    assert (found.without, found.binds_from, found.last_possible) == (None, None, None)


def test_a_loss_is_survived_as_far_as_the_others_can_serve() -> None:
    """Without China B serves 60 of 100; without Chile A serves all."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 60, country="Chile"),
        demand(100),
    )
    found = sweep(case, rules("survive_loss", [0.5, 0.6, 0.6005], COUNTRIES), jobs=1)
    assert found.table["status"].to_list() == ["optimal", "optimal", "infeasible"]
    assert found.table["premium"][:2].to_list() == pytest.approx([0, 0])
    assert found.binds_from is not None
    assert found.binds_from.limit == 0.6
    assert found.last_possible is not None
    assert found.last_possible.limit == pytest.approx(0.6)


class Solves:
    """Counts what is solved, and may answer itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: Any = None) -> None:
        self.limits: list[float] = []
        self.solve = steps.attempt
        self.answer = answer
        for module in (frontier, steps, last):
            monkeypatch.setattr(module, "attempt", self)

    def __call__(self, task: Task) -> Step:
        self.limits.append(task.limit)
        given: Step | None = self.answer(task) if self.answer else None
        return self.solve(task) if given is None else given


def test_volumes_are_bisected_to_a_thousandth_of_their_span(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """40 from China is the least; the span is 50 to 38, a thousandth of it 0.012."""

    def known(task: Task) -> Step | None:
        if task.near is None:
            return None
        if task.limit >= 40:
            return Step(limit=task.limit, status="optimal", plan=task.near)
        return Step(limit=task.limit, status="infeasible", why="No.")

    solves = Solves(monkeypatch, known)
    found = sweep(two(), rules("max_volume", [50.0, 38.0]), jobs=1).last_possible
    assert found is not None
    assert found.impossible < 40 <= found.limit
    assert found.limit - found.impossible <= 0.012
    assert len(solves.limits) <= 3 + 11


def test_no_step_is_solved_that_the_looser_plan_keeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A can sell only 60: its share is 60% at most, and all looser limits are kept."""
    solves = Solves(monkeypatch)
    case = simple_case(offer("A", 10, 60, country="China"), offer("B", 12), demand(100))
    found = sweep(case, rules("max_share", [1.0, 0.9, 0.6]), jobs=1)
    assert len(solves.limits) == 1
    assert found.table["expected_cost"].to_list() == pytest.approx([1080] * 3)
    assert found.table["gap"].to_list() == [0, 0, 0]
    made_for = [str(plan.rules[-1]) for _, plan in found.solved]
    assert [each.split()[-1] for each in made_for] == ["1", "0.9", "0.6"]
    assert found.binds_from is None


def test_what_is_tighter_than_the_impossible_is_not_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """40 from China is the least: 39.95% is impossible, and so are 30% and 20%."""
    solves = Solves(monkeypatch)
    found = sweep(two(), rules("max_share", [0.4, 0.3995, 0.3, 0.2]), jobs=1)
    assert solves.limits[1:] == [0.4, 0.3995]
    assert [each.status for each in found.steps] == ["optimal", *["infeasible"] * 3]
    assert "0.3995" in found.steps[3].why


def test_no_step_is_possible_but_the_last_possible_limit_is_told() -> None:
    """China alone sells: its share is always 100%."""
    alone = simple_case(offer("A", country="China"), demand(100, max_shortage=0.0))
    found = sweep(alone, rules("max_share", [0.9995, 0.9]), jobs=1)
    assert not found.solved
    assert found.last_possible is not None
    assert found.last_possible.limit == pytest.approx(1)
    assert found.table["premium"].isna().all()


def test_an_impossible_policy_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """101 from A is more than it sells, whatever the limit on B."""
    solves = Solves(monkeypatch)
    case = two(strict=(rule("min_volume", 101.0),))
    chile = target("country:Chile")
    found = sweep(case, rules("max_share", [1.0, 0.5], chile), "STRICT", jobs=1)
    assert len(solves.limits) == 1
    assert [each.status for each in found.steps] == ["infeasible"] * 2
    assert found.policy == "strict"
    assert (found.binds_from, found.last_possible) == (None, None)


def test_the_row_of_the_policy_gives_way_and_its_other_rules_stay() -> None:
    """At most 90% from China gives way; at least 20% from Chile stays: 1040."""
    row, stays = rule("max_share", 0.5), rule("min_share", 0.2, target("country:Chile"))
    found = sweep(
        two(both=(row, stays)), rules("max_share", [1.0, 0.7]), "both", jobs=1
    )
    assert found.replaced == (row,)
    assert found.others == (stays,)
    assert found.table["expected_cost"].to_list() == pytest.approx([1040, 1060])
    assert found.binds_from is not None
    assert found.binds_from.limit == pytest.approx(0.8)


def test_a_row_for_other_periods_stays() -> None:
    years: list[dict[str, Any]] = [
        {"start": t, "end": t, "per": "year"} for t in (0, 1)
    ]
    row = rule("max_share", 0.5, **years[0])
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 100, country="Chile"),
        item(max_stock=0),
        periods=2,
        policies={"steps": (row,)},
    )
    found = sweep(case, rules("max_share", [1.0, 0.9], **years[1]), "steps", jobs=1)
    assert not found.replaced
    assert found.table["premium"].to_list() == pytest.approx([0, 20])


def test_a_step_without_a_plan_in_time_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Below 50% nothing is found in time; 39% is proved impossible."""

    def slow(task: Task) -> Step | None:
        late = 0.395 < task.limit < 0.5
        return (
            Step(limit=task.limit, status="time_limit", why="Too late.")
            if late
            else None
        )

    Solves(monkeypatch, slow)
    found = sweep(two(), rules("max_share", [1.0, 0.5, 0.45, 0.39]), jobs=1)
    assert [each.status for each in found.steps[2:]] == ["time_limit", "infeasible"]
    assert found.last_possible is not None
    assert found.last_possible.limit == pytest.approx(0.5)
    assert found.last_possible.impossible == pytest.approx(0.39)
    assert found.last_possible.why == "Too late."


def test_a_tighter_plan_stands_in_for_a_looser_step_without_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plan with 60% from China keeps 70% too; how much dearer it is is bounded."""

    def slow(task: Task) -> Step | None:
        late = task.limit == 0.7
        return (
            Step(limit=task.limit, status="time_limit", why="Too late.")
            if late
            else None
        )

    Solves(monkeypatch, slow)
    found = sweep(two(), rules("max_share", [1.0, 0.7, 0.6]), jobs=1)
    step = found.steps[1]
    assert step.plan is not None
    assert (step.status, step.plan.status) == ("time_limit", "time_limit")
    assert step.plan.objective == pytest.approx(1080)
    assert step.plan.bound == pytest.approx(1000)
    assert step.plan.rules == (rule("max_share", 0.7),)


def test_ctrl_c_keeps_the_steps_that_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(task: Task) -> Step | None:
        if task.limit == 0.6:
            raise KeyboardInterrupt
        return None

    Solves(monkeypatch, stopped)
    found = sweep(two(), rules("max_share", [1.0, 0.8, 0.6, 0.2]), jobs=1)
    assert [each.status for each in found.steps] == [
        *["optimal"] * 2,
        *["interrupted"] * 2,
    ]
    assert found.last_possible is None


def test_ctrl_c_before_any_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(task: Task) -> Step:
        return Step(limit=task.limit, status="interrupted", why="Stopped by you.")

    Solves(monkeypatch, stopped)
    with pytest.raises(StoppedError):
        sweep(two(), rules("max_share", [1.0, 0.8]), jobs=1)


def test_equal_sources_are_a_tie(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half from China costs what all from China does, if B sells at 10 as well."""
    Solves(monkeypatch)
    found = sweep(two(), rules("max_share", [1.0, 0.5]), jobs=1)

    def free(step: Step) -> Step:
        plan = step.plan
        assert isinstance(plan, Plan)
        return replace(step, plan=replace(plan, objective=1000.0, bound=1000.0))

    tied = replace(found, steps=[free(each) for each in found.steps])
    assert tied.binds_from is not None
    assert tied.binds_from.limit == pytest.approx(1)
    assert tied.binds_from.free_to == pytest.approx(0.5)


def test_steps_are_round_numbers_and_two_at_least() -> None:
    ends = rules("max_share", [1.0, 0.0])
    asked: list[Any] = spaced(ends[0], ends[1], 11)
    limits = [each.limit for each in asked]
    assert limits == [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0]
    with pytest.raises(UsageError):
        spaced(ends[0], ends[0], 3)
    with pytest.raises(UsageError):
        spaced(ends[0], ends[1], 1)


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(UsageError, match="zork"):
        sweep(two(), rules("max_share", [1.0, 0.5]), "zork")
