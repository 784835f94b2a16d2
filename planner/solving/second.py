"""The child program that gives a second opinion, by another build of HiGHS: SciPy's.

It imports nothing from planner. Each question on standard input is the length of an
.npz file, then the file: a problem, and ``limit`` on its cost, which may be infinite.
The answer on standard output is as long: values within the limit, or none if it found
none. Before the first it says that it is ready, by an empty answer.
"""

import faulthandler
import os
import sys
from io import BytesIO
from typing import IO, Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, vstack

SIZE = 8
"""Bytes in which a length is told, the lowest first."""
FIRST = 1e6
"""A gap that any plan is within: the first one ends the search."""
FINE = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}


def told(source: IO[bytes]) -> bytes | None:
    """Return the next message; None at the end."""
    head = source.read(SIZE)
    return source.read(int.from_bytes(head, "little")) if len(head) == SIZE else None


def tell(answers: IO[bytes], content: bytes) -> None:
    """Send a message."""
    answers.write(len(content).to_bytes(SIZE, "little") + content)
    answers.flush()


def values_within(data: Any) -> Any:
    """Return values that satisfy a problem and cost no more than its limit, or None."""
    cost, whole = data["cost"], data["integer"]
    matrix, low, high = _rows(data)
    answer = milp(
        cost,
        integrality=whole.astype(int),
        bounds=Bounds(data["lower"], data["upper"]),
        constraints=LinearConstraint(matrix, low, high) if len(low) else (),
        options={"mip_rel_gap": FIRST, "time_limit": float(data["seconds"])},
    )
    if answer.x is None:
        return None
    held = np.round(answer.x)
    bounds = np.column_stack(
        (np.where(whole, held, data["lower"]), np.where(whole, held, data["upper"]))
    )
    return _settled(cost, matrix, (low, high), bounds)


def _rows(data: Any) -> Any:
    """Return the matrix and both sides of a problem's rows and of its limit."""
    cost, low, high = data["cost"], data["row_lower"], data["row_upper"]
    shape = (len(low), len(cost))
    matrix = csc_array((data["entries"], data["places"], data["starts"]), shape=shape)
    size, limit = np.abs(cost).max(initial=0.0), float(data["limit"])
    if np.isfinite(limit) and size > 0:
        matrix = vstack([matrix, csc_array(cost[np.newaxis, :] / size)])
        low, high = np.append(low, -np.inf), np.append(high, limit / size)
    return matrix.tocsr(), low, high


def _settled(cost: Any, matrix: Any, sides: Any, bounds: Any) -> Any:
    """Return values with the whole numbers held, exact as far as floats are."""
    low, high = sides
    same = low == high
    above, below = np.isfinite(high) & ~same, np.isfinite(low) & ~same
    solve: Any = linprog
    answer = solve(
        cost,
        A_ub=vstack([matrix[above], -matrix[below]]) if len(low) else None,
        b_ub=np.concatenate([high[above], -low[below]]) if len(low) else None,
        A_eq=matrix[same] if len(low) else None,
        b_eq=high[same] if len(low) else None,
        bounds=bounds,
        method="highs",
        options={**FINE, "time_limit": 1.0},
    )
    return answer.x if answer.status == 0 else None


def main() -> None:
    """Serve questions until there are no more."""
    # HiGHS may write to standard output whatever its options say.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tell(answers, b"")
    while question := told(sys.stdin.buffer):
        with np.load(BytesIO(question), allow_pickle=False) as data:
            # HiGHS may outlast its limit, and the parent may be gone by then.
            faulthandler.dump_traceback_later(10 * float(data["seconds"]), exit=True)
            values = values_within(data)
            faulthandler.cancel_dump_traceback_later()
        tell(answers, b"" if values is None else values.astype(np.float64).tobytes())


if __name__ == "__main__":
    main()
