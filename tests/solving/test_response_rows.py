"""Rows with one column of a response are its bounds, and say the same."""

import numpy as np
import pytest
from scipy import sparse

from planner.solving.large.lp import Program
from planner.solving.large.response import Response
from planner.solving.large.rows import alone_in


def program() -> Program:
    """Return a unit at 1 or at 5 that meet a need of 10; the first is held by the plan.

    Rows: need, first ≤ 1.5 planned, first ≤ 8 signed.
    """
    return Program(
        cost=np.array([1.0, 5.0]),
        matrix=sparse.csc_array([[1.0, 1], [1, 0], [1, 0]]),
        low=np.array([10.0, -np.inf, -np.inf]),
        high=np.array([np.inf, 0, 0]),
        lower=np.zeros(2),
        upper=np.array([9.0, 20]),
    )


OF_PLAN = sparse.csc_array([[0.0, 0], [-1.5, 0], [0, -8]])


def test_rows_with_one_column_are_told_from_the_others() -> None:
    alone = alone_in(program())
    assert alone.rows.tolist() == [1, 2]
    assert alone.columns.tolist() == [0, 0]
    assert alone.joint.tolist() == [0]


@pytest.mark.parametrize("kept", [True, False])
def test_a_cut_counts_what_more_of_the_plan_would_save(kept: bool) -> None:  # noqa: FBT001
    """2 planned allow 3 at 1 and leave 7 at 5; one more planned saves 1.5 · 4."""
    asked = Response(0, program(), OF_PLAN, kept=kept)
    for plan, cost, slopes in (
        ((2.0, 1.0), 3 + 35, [-6, 0]),
        ((8.0, 0.5), 4 + 30, [0, -32]),
        ((8.0, 0.5), 4 + 30, [0, -32]),
        ((8.0, 2.0), 9 + 5, [0, 0]),
    ):
        cut = asked.answer(np.array(plan))
        assert asked.cost == pytest.approx(cost)
        assert cut.at(np.array(plan)) == pytest.approx(cost)
        assert cut.slopes == pytest.approx(slopes)


def test_bounds_that_cross_forbid_the_plan() -> None:
    """The first cannot be less than nothing, which −1 planned asks for."""
    asked = Response(0, program(), OF_PLAN)
    cut = asked.answer(np.array([-1.0, 1.0]))
    assert cut.is_limit
    assert cut.at(np.array([-1.0, 1.0])) > 0
    assert cut.at(np.array([0.0, 1.0])) <= 1e-9
