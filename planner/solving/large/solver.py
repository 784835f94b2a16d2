"""HiGHS as the search over a large problem uses it: many small solves, kept warm."""

from typing import Any

import highspy
import numpy as np

from planner.solving.highs import accepted, set_options


def passed(program: Any, options: dict[str, Any]) -> Any:
    """Return HiGHS with a linear program loaded."""
    new: Any = highspy.Highs
    solver = new()
    set_options(solver, {"output_flag": False, **options})
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.low)
    lp.col_cost_ = program.cost
    lp.col_lower_, lp.col_upper_ = program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = program.matrix.data
    accepted(solver.passModel(lp), "the problem's numbers")
    return solver


def with_integers(solver: Any, integers: Any, options: dict[str, Any]) -> Any:
    """Return another HiGHS with the same problem, some of its columns whole."""
    new: Any = highspy.Highs
    other = new()
    set_options(other, {"output_flag": False, **options})
    accepted(other.passModel(solver.getLp()), "the plan's problem")
    kinds = np.full(len(integers), highspy.HighsVarType.kInteger)
    other.changeColsIntegrality(len(integers), integers, kinds)
    return other


def started(solver: Any, values: Any) -> None:
    """Start a search from a solution."""
    solution = highspy.HighsSolution()
    solution.col_value = values.tolist()
    solver.setSolution(solution)


def has_solution(solver: Any) -> bool:
    """Tell whether a solve left a feasible solution."""
    found = solver.getInfo().primal_solution_status
    return bool(found == highspy.kSolutionStatusFeasible)
