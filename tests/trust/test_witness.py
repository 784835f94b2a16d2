"""The two proofs: duals of a linear problem, and a solver that looks for a better plan."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from planner.solving import witness
from planner.solving.verify import least_cost
from planner.solving.witness import cheaper
from tests.solving.problems import INF, problem, purchase

NEVER = threading.Event()


@pytest.fixture(scope="module", autouse=True)
def dismissed() -> Iterator[None]:
    yield
    witness.dismiss()


def test_the_right_prices_prove_the_cost_and_others_less() -> None:
    """3 units at 2 and a constant of 1; a price of 1.5 proves 1.5 × 3 + 1."""
    asked = problem({"x": 2}, [(3, {"x": 1}, INF)], {"x": (0, 10)}, offset=1)
    values = np.array([3.0])
    for price, proved in ((2.0, 7.0), (1.5, 5.5), (0.0, 1.0), (-4.0, 1.0)):
        assert least_cost(asked, values, np.array([price])) == proved


def test_prices_that_would_sell_what_is_unlimited_prove_nothing() -> None:
    asked = problem({"x": 2}, [(3, {"x": 1}, INF)])
    assert least_cost(asked, np.array([3.0]), np.array([2.5])) == -INF


def test_the_witness_finds_a_plan_within_a_limit_and_none_below_the_optimum() -> None:
    """The cheapest purchase costs 350."""
    found = cheaper(purchase(), 351.0, NEVER)
    assert found is not None
    assert purchase().objective(found) <= 351.0 + 1e-6
    assert cheaper(purchase(), 349.0, NEVER) is None


def test_a_witness_that_dies_is_silent_and_replaced() -> None:
    assert cheaper(purchase(), 351.0, NEVER) is not None
    witness.STANDING[0].process.kill()
    witness.STANDING[0].process.wait()
    assert cheaper(purchase(), 351.0, NEVER) is None
    assert cheaper(purchase(), 351.0, NEVER) is not None


def test_a_wish_to_stop_does_not_wait_for_the_witness() -> None:
    stop = threading.Event()
    stop.set()
    assert cheaper(purchase(), 351.0, stop) is None
