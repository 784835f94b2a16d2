"""HiGHS as the search over a large problem uses it: many small solves, kept warm."""

from typing import Any

import highspy
import numpy as np

from planner.solving.highs import accepted, hand_over, set_options

FINE = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
COARSE = {"primal_feasibility_tolerance": 1e-7, "dual_feasibility_tolerance": 1e-7}
STARTED = {"presolve": "off", "simplex_dual_edge_weight_strategy": 1}
"""From a basis: what presolve would win is lost with it, and exact weights of its edges
take longer to find than they save."""
UNLIMITED = 2**31 - 1


def passed(program: Any, options: dict[str, Any]) -> Any:
    """Return HiGHS with a linear program loaded."""
    new: Any = highspy.Highs
    solver = new()
    set_options(solver, {"output_flag": False, **options})
    matrix = program.matrix
    hand_over(
        solver,
        (program.cost, 0.0),
        (program.lower, program.upper),
        (program.low, program.high),
        (matrix.indptr, matrix.indices, matrix.data),
    )
    return solver


def solved(solver: Any) -> str:
    """Solve, and return how it ended.

    An end that is neither optimal nor infeasible is tried anew from nothing, then with
    coarser tolerances: what the answer is worth is for whoever asked to prove.
    """
    status = _run(solver)
    if status not in {"kOptimal", "kInfeasible"}:
        solver.clearSolver()
        status = _run(solver)
    if status not in {"kOptimal", "kInfeasible"}:
        status = solved_coarsely(solver)
    # A basis is better than presolve once there is one.
    solver.setOptionValue("presolve", "off")
    return status


def started(solver: Any, basis: Any) -> None:
    """Let a solver begin from a basis."""
    accepted(solver.setBasis(basis), "its own basis")
    set_options(solver, STARTED)


def begun_at(solver: Any, other: Any) -> None:
    """Let a solver begin where another with as many rows and columns has ended."""
    basis = other.getBasis()
    if basis.valid:
        accepted(solver.setBasis(basis), "another's basis")
        solver.setOptionValue("presolve", "off")


def without(solver: Any, rows: Any) -> None:
    """Take rows out of a solver; it goes on from its basis of the others if it can."""
    basis = solver.getBasis()
    accepted(solver.deleteRows(len(rows), rows), "fewer rows")
    if basis.valid:
        basis.row_status = np.delete(np.array(basis.row_status), rows).tolist()
        basis.alien = True  # of too few columns and rows if one of these held it
        solver.setBasis(basis)


def solved_coarsely(solver: Any) -> str:
    """Solve anew with coarser tolerances, and return how it ended."""
    _, tolerance = solver.getOptionValue("primal_feasibility_tolerance")
    solver.clearSolver()
    set_tolerance(solver, fine=False)
    status = _run(solver)
    set_tolerance(solver, fine=tolerance == FINE["primal_feasibility_tolerance"])
    return status


def set_tolerance(solver: Any, *, fine: bool) -> None:
    """Set how exactly a solver is to solve."""
    for name, value in (FINE if fine else COARSE).items():
        solver.setOptionValue(name, value)


def _run(solver: Any) -> str:
    solver.run()
    return str(solver.getModelStatus().name)


def answered(solver: Any) -> tuple[Any, Any]:
    """Return the values of the columns and the duals of the rows."""
    solution = solver.getSolution()
    return np.array(solution.col_value), np.array(solution.row_dual)


def ray_of(solver: Any) -> Any | None:
    """Return duals that may prove that there is no solution; None if there are none."""
    _, exists, ray = solver.getDualRay()
    return np.array(ray) if exists else None


def tried(solver: Any, column: int, ends: tuple[float, float], most: int) -> float:
    """Return about what a column's other bounds cost, in few iterations of the simplex.

    The basis is left as it was, the bounds are not.
    """
    basis = solver.getBasis()
    solver.changeColBounds(column, *ends)
    solver.setOptionValue("simplex_iteration_limit", most)
    solver.run()
    status = solver.getModelStatus().name
    cost = solver.getInfo().objective_function_value
    solver.setOptionValue("simplex_iteration_limit", UNLIMITED)
    solver.setBasis(basis)
    return np.inf if status == "kInfeasible" else float(cost)
