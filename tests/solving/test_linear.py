from dataclasses import replace
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from planner.errors import PlannerError
from planner.solving.linear import check_finite, contradiction, from_pyomo
from planner.solving.scaling import scaled, without_dust
from planner.solving.verify import tidied, violation
from tests.solving.problems import INF, problem, purchase

NAN = float("nan")


def model() -> Any:
    m = pyo.ConcreteModel()
    m.x = pyo.Var(bounds=(0, 10))
    m.n = pyo.Var(bounds=(0, 3), domain=pyo.Integers)
    m.cost = pyo.Objective(expr=2 * m.x + 5 * m.n + 7)
    return m


def test_a_model_becomes_its_numbers() -> None:
    m = model()
    m.least = pyo.Constraint(expr=m.x + 4 * m.n >= 6)
    m.exact = pyo.Constraint(expr=m.x - m.n == 1)
    found, variables = from_pyomo(m)
    assert variables == [m.x, m.n]
    assert found.column_names == ["x", "n"]
    assert found.row_names == ["least", "exact"]
    assert found.cost.tolist() == [2, 5]
    assert found.offset == 7
    assert found.lower.tolist() == [0, 0]
    assert found.upper.tolist() == [10, 3]
    assert found.integer.tolist() == [False, True]
    assert found.row_lower.tolist() == [6, 1]
    assert found.row_upper.tolist() == [INF, 1]
    assert found.activity(np.array([3.0, 2.0])).tolist() == [11, 1]
    assert found.objective(np.array([3.0, 2.0])) == 23


def test_both_sides_of_a_constraint_are_one_row() -> None:
    m = model()
    m.first = pyo.Constraint(expr=m.n <= 2)
    m.between = pyo.Constraint(expr=(1, m.x + 4 * m.n, 6))
    m.last = pyo.Constraint(expr=m.x + m.n >= 1)
    found, _ = from_pyomo(m)
    assert found.row_names == ["first", "between", "last"]
    assert found.row_lower.tolist() == [-INF, 1, 1]
    assert found.row_upper.tolist() == [2, 6, INF]
    assert found.activity(np.array([1.0, 1.0])).tolist() == [1, 5, 2]


def test_a_fixed_variable_is_a_constant() -> None:
    m = model()
    m.least = pyo.Constraint(expr=m.x + 4 * m.n >= 6)
    m.n.fix(1)
    found, variables = from_pyomo(m)
    assert variables == [m.x]
    assert found.offset == 12
    assert found.row_lower.tolist() == [2]


def test_a_cost_without_constraint_has_a_column() -> None:
    found, variables = from_pyomo(model())
    assert variables
    assert found.cost.tolist() == [2, 5]
    assert not len(found.row_lower)


def test_a_constraint_that_cannot_hold_is_a_row_and_no_crash() -> None:
    m = model()
    m.fine = pyo.Constraint(expr=m.x >= 1)
    m.never = pyo.Constraint(expr=m.x - m.x >= 2)
    found, _ = from_pyomo(m)
    assert found.row_names == ["fine", "never"]
    assert contradiction(found) == "never cannot be met whatever is decided"
    assert m.never.active


def test_a_constant_constraint_missed_by_rounding_holds() -> None:
    m = model()
    m.n.fix(1)
    m.sum = pyo.Constraint(expr=0.1 * m.n + 0.2 * m.n <= 0.3)
    found, _ = from_pyomo(m)
    assert found.row_names == ["sum"]
    assert contradiction(found) is None


def test_crossing_bounds_are_a_contradiction() -> None:
    m = model()
    m.x.setub(-1)
    found, _ = from_pyomo(m)
    assert contradiction(found) == "the bounds of x cross"


def test_a_model_that_is_not_linear_is_refused() -> None:
    m = model()
    m.product = pyo.Constraint(expr=m.x * m.n <= 2)
    with pytest.raises(PlannerError, match="product"):
        from_pyomo(m)


@pytest.mark.parametrize("bad", [NAN, INF, -INF, 1e20, -1e25])
def test_a_cost_that_is_no_number_is_refused_by_name(bad: float) -> None:
    m = model()
    m.cost.set_value(bad * m.x + m.n)
    with pytest.raises(PlannerError, match="cost of x is"):
        check_finite(from_pyomo(m)[0])


@pytest.mark.parametrize("bad", [NAN, INF, 1e20])
def test_a_coefficient_that_is_no_number_is_refused_by_name(bad: float) -> None:
    m = model()
    m.least = pyo.Constraint(expr=m.x + bad * m.n >= 6)
    with pytest.raises(PlannerError, match="coefficient of n in least is"):
        check_finite(from_pyomo(m)[0])


@pytest.mark.parametrize("bad", [NAN, 1e20])
def test_a_right_hand_side_that_is_no_number_is_refused_by_name(bad: float) -> None:
    m = model()
    m.least = pyo.Constraint(expr=m.x + m.n >= bad)
    with pytest.raises(PlannerError, match="least value of least is"):
        check_finite(from_pyomo(m)[0])


def test_a_value_fixed_at_no_number_is_refused_by_name() -> None:
    found = replace(purchase(), lower=np.array([0.0, NAN, 0.0]))
    with pytest.raises(PlannerError, match="lower bound of b is nan"):
        check_finite(found)


def test_absent_bounds_are_no_fault() -> None:
    check_finite(problem({"x": 1}, [(-INF, {"x": 1}, INF)], {"x": (-INF, INF)}))


def test_a_fair_range_is_left_alone() -> None:
    question = purchase()
    smaller, scale = scaled(question)
    assert smaller is question
    assert scale.money == 1


@pytest.mark.parametrize("units", [1e-6, 1e-3, 1e4, 1e8])
@pytest.mark.parametrize("money", [1e-6, 1.0, 1e8])
def test_scaling_brings_numbers_near_one_and_back(units: float, money: float) -> None:
    question = purchase(units, money)
    smaller, scale = scaled(question)
    values = np.array([40.0, 60.0, 0.25])
    sizes = np.abs(np.concatenate((smaller.entries, smaller.cost, smaller.row_lower)))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    assert 1e-5 < sizes.min() < sizes.max() < 1e6
    back = scale.values(values)
    assert scale.cost(smaller.objective(values)) == question.objective(back)
    assert back[2] == values[2]


def test_a_coefficient_too_small_to_count_is_refused_unless_harmless() -> None:
    rows = [(1.0, {"x": 1.0, "y": 1e-14}, INF)]
    harmless = problem({"x": 1, "y": 1}, rows, {"y": (0, 10)})
    assert without_dust(harmless).entries.tolist() == [1]
    assert without_dust(harmless).starts.tolist() == [0, 1, 1]
    with pytest.raises(PlannerError, match="coefficient of y in row 0"):
        without_dust(problem({"x": 1, "y": 1}, rows))


def test_fixing_integers_leaves_a_linear_problem() -> None:
    fixed = purchase().with_fixed(np.array([100.0, 0.0, 0.999999]))
    assert not fixed.integer.any()
    assert (fixed.lower[2], fixed.upper[2]) == (1, 1)
    assert (fixed.lower[0], fixed.upper[0]) == (0, 200)


def test_values_are_swept_of_dust_only() -> None:
    question = purchase()
    tidy = tidied(question, np.array([100 + 1e-9, -1e-9, 1 - 1e-7]))
    assert tidy is not None
    assert tidy.tolist() == [100 + 1e-9, 0, 1]
    for wrong in ([100, 0, 0.9], [100, -0.1, 1], [NAN, 0, 1], [100, 0]):
        assert tidied(question, np.array(wrong)) is None


def test_a_missed_row_is_measured_against_its_size() -> None:
    question = purchase()
    assert violation(question, np.array([100.0, 0, 1])) == 0
    assert violation(question, np.array([99.0, 0, 1])) == pytest.approx(1 / 99)
    assert violation(question, np.array([100.0, 0, 0])) == pytest.approx(1)


def test_a_model_that_is_interrupted_says_nothing_on_standard_output(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def interrupted(_: Any) -> Any:
        raise KeyboardInterrupt

    m = pyo.ConcreteModel()
    with pytest.raises(KeyboardInterrupt):
        m.row = pyo.Constraint(rule=interrupted)
    assert capfd.readouterr() == ("", "")
