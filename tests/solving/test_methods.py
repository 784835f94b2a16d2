"""Decomposition and the extensive form: the same optimum, and true bounds in both."""

import os
from pathlib import Path
from threading import Event
from typing import Any

import highspy
import numpy as np
import pytest
from scipy import sparse

from planner.errors import NoPlanError, PlannerError, StoppedError
from planner.method import Method
from planner.plan import Plan
from planner.solving import engine, optimum, solve
from planner.solving.engine import Progress
from planner.solving.large import master
from planner.solving.large.blocks import Pattern, blocks_of, joined, without_small
from planner.solving.large.choice import PROGRAM
from planner.solving.large.dive import dived
from planner.solving.large.implied import Ends
from planner.solving.large.lp import Program
from planner.solving.large.master import Master
from planner.solving.large.pricing import Pricing
from planner.solving.large.response import Cut, Response
from planner.solving.large.search import Decomposition, EndedError, Limits
from planner.solving.large.solver import solved, without
from tests.both import real
from tests.cases import curb, demand, offer, random_case, rule, scenario, simple_case

BASIC = highspy.HighsBasisStatus.kBasic
SEEDS = range(200 if os.environ.get("NIGHTLY") else 24)
CLOSE = 2e-6
"""What two proved optima may differ by, relative to the cost."""


def cheapest_of(seed: int, method: Method) -> Plan | None:
    """Return the cheapest plan of a random case; None if there is none."""
    try:
        return solve(random_case(seed), method=method)
    except NoPlanError:
        return None


@pytest.mark.parametrize("seed", SEEDS)
def test_both_methods_agree_on_random_cases(seed: int) -> None:
    whole = cheapest_of(seed, Method.EXTENSIVE)
    apart = cheapest_of(seed, Method.DECOMPOSITION)
    assert (whole is None) == (apart is None)
    if whole is None or apart is None:
        return
    slack = CLOSE * max(1.0, abs(whole.objective))
    assert apart.status == "optimal"
    assert whole.run.method is Method.EXTENSIVE
    assert apart.objective == pytest.approx(whole.objective, abs=slack)
    assert apart.bound <= whole.objective + slack
    assert whole.bound <= apart.objective + slack


def test_a_problem_that_does_not_fall_apart_is_solved_as_one_and_says_so() -> None:
    """Without a curb there is no response."""
    case = simple_case(offer("A", 10, 100, fixed_cost=5))
    plan = solve(case, method=Method.DECOMPOSITION)
    assert plan.objective == pytest.approx(1005)
    assert plan.run.method is Method.EXTENSIVE
    assert any("does not fall apart" in note for note in plan.run.notes)


def test_a_first_proposal_without_a_response_does_not_end_the_search() -> None:
    """90 of 100 without any one country: A or C with B's 70, for 2 periods.

    A and B signed cost 90 each, and C 50. B's 70 are not enough alone, so all three
    are: 230 + 2 · 100 · 10.
    """
    case = simple_case(
        offer("A", 10, 110, fixed_cost=90, country="China"),
        offer("B", 14, 70, fixed_cost=90),
        offer("C", 30, 30, fixed_cost=50, country="Japan"),
        demand(100, shortage_cost=50),
        periods=2,
        policies={"asked": (real(rule("survive_loss", "country:*", limit=0.9)),)},
    )
    plan = solve(case, "asked", method=Method.DECOMPOSITION)
    assert plan.objective == pytest.approx(2230)
    assert "no plan" not in " ".join(plan.run.notes)


STRUCK = simple_case(
    *(offer(name, price, 60, fixed_cost=9) for name, price in zip("AB", (1, 2))),
    *(curb(f"ban_{each}", f"offer:{each}", flow=0) for each in "AB"),
    *(
        scenario(f"{each}{t}", 0.1, **{f"ban_{each}": t})
        for each in "AB"
        for t in (1, 2)
    ),
    demand(100, shortage_cost=50),
    periods=3,
    policies={"none": (), "more": (real(rule("min_volume", "offer:A", limit=181)),)},
)
"""More than 180 of A cannot be had."""


@pytest.mark.parametrize(
    ("policy", "program", "ends"),
    [("more", PROGRAM, NoPlanError), ("none", Path(os.devnull), PlannerError)],
)
def test_what_is_too_large_to_be_solved_as_one_is_told_as_it_was_found(
    policy: str, program: Path, ends: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty program never answers: decomposition fails."""
    asked = []

    def run(*args: Any, **how: Any) -> Any:
        asked.append(how.get("program"))
        return engine.run(*args, **how)

    monkeypatch.setattr(optimum, "BEYOND", 0)
    monkeypatch.setattr(optimum, "PROGRAM", program)
    monkeypatch.setattr(optimum, "run", run)
    with pytest.raises(ends):
        solve(STRUCK, policy, method=Method.DECOMPOSITION)
    assert asked == [program]


def pattern(matrix: sparse.csc_array) -> Pattern:
    return Pattern(matrix.shape, matrix.indptr, matrix.indices)


def test_columns_joined_by_a_row_are_one_block_once_the_plan_is_known() -> None:
    """Of columns p, a, b, c: rows join p with a, a with b, and p with c."""
    rows = sparse.csc_array([[1.0, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 0]])
    blocks = blocks_of(pattern(rows), np.array([True, False, False, False]))
    assert blocks.column.tolist() == [-1, 0, 0, 1]
    assert blocks.row.tolist() == [0, 0, 1, -1]
    assert blocks.largest == 2


def test_what_is_joined_over_others_has_one_first() -> None:
    """0 is joined to 4 over 2, and 1 to 3; 5 is alone."""
    pairs = np.array([4, 2, 3]), np.array([2, 0, 1])
    assert joined(6, *pairs).tolist() == [0, 1, 0, 1, 0, 5]


def buying(most: float) -> Program:
    """Return a plan: so much is bought at most, at 1 a unit."""
    return Program(
        cost=np.array([1.0]),
        matrix=sparse.csc_array((0, 1)),
        low=np.zeros(0),
        high=np.zeros(0),
        lower=np.zeros(1),
        upper=np.array([most]),
    )


def response(cost: float = 3.0, block: int = 0) -> Response:
    """Return a response: what a plan of x does not cover of 10 costs 3 a unit, up to 8."""
    program = Program(
        cost=np.array([cost]),
        matrix=sparse.csc_array([[1.0]]),
        low=np.array([10.0]),
        high=np.array([np.inf]),
        lower=np.array([0.0]),
        upper=np.array([8.0]),
    )
    return Response(block, program, sparse.csc_array([[1.0]]))


def test_a_cut_is_the_cost_where_it_was_made_and_nowhere_above_it() -> None:
    asked = response()
    cut = asked.answer(np.array([4.0]))
    assert asked.cost == pytest.approx(18)
    assert cut.at(np.array([4.0])) == pytest.approx(18)
    assert cut.at(np.array([6.0])) == pytest.approx(12)
    assert cut.at(np.array([12.0])) <= 0


def test_a_plan_without_a_response_is_forbidden_and_others_are_not() -> None:
    """Below 2 the rest cannot be covered."""
    asked = response()
    cut = asked.answer(np.array([1.0]))
    assert cut.is_limit
    assert asked.cost == np.inf
    assert cut.at(np.array([1.0])) > 0
    assert cut.at(np.array([2.0])) <= 1e-9


def test_several_responses_priced_at_a_time_cost_what_they_do_one_by_one() -> None:
    """Of x = 4 bought, 6 are missing, at 1, 2, 3, 4 each."""
    plan, asked = np.array([4.0]), [response(float(each)) for each in (1, 2, 3, 4)]
    cost, cuts = Pricing(asked, threads=3).price(plan, lambda: None)
    assert cost == pytest.approx(6 * 10)
    assert [cut.at(plan) for cut in cuts] == pytest.approx([6, 12, 18, 24])


def test_pricing_ends_where_it_is_told_to() -> None:
    def late() -> None:
        raise EndedError

    with pytest.raises(EndedError):
        Pricing([response()] * 4, threads=2).price(np.array([4.0]), late)


def test_without_time_there_is_no_plan_or_one_with_an_honest_gap() -> None:
    optimal = cheapest_of(0, Method.EXTENSIVE)
    assert optimal is not None
    try:
        plan = solve(random_case(0), method=Method.DECOMPOSITION, time_limit=0.01)
    except StoppedError:
        return
    assert plan.bound <= optimal.objective * (1 + CLOSE)


def test_a_search_that_is_stopped_keeps_its_best_plan_and_an_honest_gap() -> None:
    """Stopped as soon as it tells of a plan: that plan is the answer, with its bound."""
    case, stop = random_case(0), Event()

    def heard(progress: Progress) -> None:
        if progress.best is not None:
            stop.set()

    def search(**how: Any) -> Plan:
        return solve(case, "none", method=Method.DECOMPOSITION, gap=0.0, **how)

    whole = search()
    plan = search(progress=heard, stop=stop)
    slack = CLOSE * whole.objective
    assert plan.status in {"interrupted", "optimal"}
    assert plan.bound <= whole.objective + slack
    assert plan.objective >= whole.objective - slack
    assert plan.gap >= 0


def test_a_search_stopped_at_its_first_plan_has_it_and_a_bound_below_it() -> None:
    """A unit costs 1, one not bought 3. It begins with 2 of 10, and is stopped there."""
    found: list[float] = []
    search = Decomposition(
        master=Master(buying(10.0), np.array([True]), 1),
        responses=Pricing([response()]),
        columns=np.array([0], dtype=np.int32),
        block_columns=[np.array([1], dtype=np.int32)],
        weight=np.ones(1),
        offset=0.0,
        limits=Limits(gap=0.0, deadline=np.inf, stopped=lambda: bool(found)),
        keep=lambda _, cost, __: found.append(cost),
        tell=lambda _, __: None,
        first=np.array([2.0]),
    )
    assert search.run() == "kInterrupt"
    assert found == [pytest.approx(2 + 3 * 8)]
    assert search.bound == pytest.approx(10)


def test_cuts_that_lie_idle_are_let_go_and_the_bound_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is not bought of 10 costs 3 a unit; that it costs 1 at least tells nothing."""
    monkeypatch.setattr(master, "MANY", 0)
    asked = Master(buying(9.0), np.array([False]), 1)
    asked.add([response().answer(np.array([4.0]))])
    asked.add([Cut(0, 1.0, np.zeros(1, dtype=np.int32), np.zeros(1))])
    for _ in range(3):
        asked.forget(2)
        proposal = asked.propose()
        assert proposal is not None
        assert proposal.bound == pytest.approx(9 + 3)
    asked.forget(2)
    assert len(asked.cuts) == asked.proof.slopes.shape[1] == 1
    assert asked.solver.getBasis().valid
    again = asked.propose()
    assert again is not None
    assert again.bound == pytest.approx(12)
    assert asked.solver.getInfo().simplex_iteration_count == 0


def test_rows_that_hold_the_basis_can_be_taken_out_of_a_solver() -> None:
    """Any two of three numbers add up to 2 at least, which is said twice: each is 1."""
    twice = np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]] * 2)
    program = Program(
        cost=np.array([1.0, 2.0, 3.0]),
        matrix=sparse.csc_array(twice),
        low=np.full(6, 2.0),
        high=np.full(6, np.inf),
        lower=np.zeros(3),
        upper=np.full(3, 10.0),
    )
    solver = program.solver()
    assert solved(solver) == "kOptimal"
    held = [at for at, each in enumerate(solver.getBasis().row_status) if each != BASIC]
    assert held
    without(solver, np.array(held[:1], dtype=np.int32))
    assert solver.getBasis().valid
    assert solved(solver) == "kOptimal"
    assert solver.getInfo().objective_function_value == pytest.approx(6)


def test_a_dive_that_leaves_no_plan_turns_and_finds_one() -> None:
    """Of three, 1.2 are needed: 1 and 0.2, which is not to be rounded down."""
    plan = Program(
        cost=np.array([1.0, 2.0, 3.0]),
        matrix=sparse.csc_array([[1.0, 1.0, 1.0]]),
        low=np.array([1.2]),
        high=np.array([np.inf]),
        lower=np.zeros(3),
        upper=np.ones(3),
    )
    asked = Master(plan, np.array([True] * 3), 1)
    asked.add([Cut(0, 0.0, np.zeros(1, dtype=np.int32), np.zeros(1))])
    found = dived(asked, lambda: None)
    assert found is not None
    assert found.sum() == 2


def test_a_dual_that_is_wrong_gives_a_weaker_cut_and_no_false_one() -> None:
    asked = response()
    for wrong in (-5.0, 0.0, 2.0, 3.5, 100.0):
        cut = asked._cut(np.array([wrong]), asked.program.cost, np.zeros(1))  # noqa: SLF001
        for x in (2.0, 4.0, 8.0, 10.0):
            assert cut.at(np.array([x])) <= 3 * max(0.0, 10 - x) + 1e-9


def test_a_column_without_a_bound_ends_where_a_row_or_its_cost_says() -> None:
    """x + y ≤ 4 ends x and y; z ≥ 10 − x costs something, and fills that row alone."""
    rows = sparse.csc_array([[1.0, 1, 0], [1, 0, 1]])
    sides = np.array([-np.inf, 10.0]), np.array([4.0, np.inf])
    bounds = np.zeros(3), np.full(3, np.inf)
    lower, upper = Ends(rows, sides, bounds, np.array([1.0, 1, 1])).imply()
    assert lower.tolist() == [0, 0, 0]
    assert upper == pytest.approx([4, 4, 10], abs=1e-4)


def test_blocks_too_small_join_the_plan() -> None:
    rows = sparse.csc_array([[1.0, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1]])
    blocks = without_small(
        blocks_of(pattern(rows), np.array([True, False, False, False])), 1
    )
    assert blocks.column.tolist() == [-1, 0, 0, -1]
    assert blocks.row.tolist() == [0, 0, -1]
    assert blocks.count == 1
