"""The child program that solves a large problem by decomposition; see highs.py."""

import time
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.highs import INTERRUPTS, PAUSE, Watch, accepted, serve
from planner.solving.large.blocks import Blocks, blocks_of, members
from planner.solving.large.master import Master
from planner.solving.large.response import NoAnswerError, Program, Response
from planner.solving.large.search import Decomposition, Limits
from planner.solving.linear import Flags, Places

FOREVER = 1e9
SEARCH = {"mip_rel_gap", "time_limit"}


def part(data: Any, matrix: Any, rows: Places, columns: Places) -> Program:
    """Return the part of a problem that rows and columns make."""
    return Program(
        cost=data["cost"][columns],
        matrix=sparse.csc_array(matrix[rows][:, columns]),
        low=data["row_lower"][rows],
        high=data["row_upper"][rows],
        lower=data["lower"][columns],
        upper=data["upper"][columns],
    )


def responses_of(
    data: Any, matrix: Any, blocks: Blocks, plan: Places
) -> tuple[list[Response], list[Places]]:
    """Return the response of each block, and its columns."""
    rows, columns = (
        members(blocks.row, blocks.count),
        members(blocks.column, blocks.count),
    )
    responses = [
        Response(
            block,
            part(data, matrix, own, inside),
            sparse.csc_array(matrix[own][:, plan]),
        )
        for block, (own, inside) in enumerate(zip(rows, columns, strict=True))
    ]
    return responses, columns


def stated(data: Any, planned: Flags) -> dict[str, Any]:
    """Return a problem apart: its master, its responses and their columns."""
    shape = len(data["row_lower"]), len(data["cost"])
    whole = sparse.csc_array((data["entries"], data["places"], data["starts"]), shape)
    blocks, matrix = blocks_of(whole, planned), sparse.csr_array(whole)
    plan = np.flatnonzero(blocks.column < 0).astype(np.int32)
    own = part(data, matrix, np.flatnonzero(blocks.row < 0).astype(np.int32), plan)
    responses, columns = responses_of(data, matrix, blocks, plan)
    return {
        "master": Master(own, data["integer"][plan], blocks.count),
        "responses": responses,
        "columns": plan,
        "block_columns": columns,
        "offset": float(data["offset"]),
    }


def solve(job: dict[str, Any], watch: Watch) -> None:
    """Run the job and answer with its end."""
    seconds = FOREVER if job["seconds"] is None else job["seconds"]
    deadline = time.monotonic() + seconds
    with np.load(watch.folder / "problem.npz", allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}
    whole = data["start"][data["integer"]]
    search = Decomposition(
        **stated(data, data["planned"] | data["integer"]),
        first=whole if np.isfinite(whole).all() else None,
        limits=Limits(
            gap=float(job["options"]["mip_rel_gap"]),
            deadline=deadline,
            stopped=watch.stopped.is_set,
        ),
        options={k: v for k, v in job["options"].items() if k not in SEARCH},
        keep=partial(_keep, watch),
        tell=watch.progress,
        ready=lambda solver: _listen(watch, search, solver),
    )
    try:
        status = search.run()
    except NoAnswerError as fault:
        status = str(fault)
    watch.say(
        "end",
        status=status,
        found=bool(np.isfinite(search.best)),
        objective=search.best,
        bound=search.bound,
    )


def _keep(watch: Watch, values: Any, best: float, bound: float) -> None:
    watch.keep(values)
    watch.progress(best, bound)


def _listen(watch: Watch, search: Decomposition, solver: Any) -> None:
    """Have a search stopped by the user, or by a bound that closes the gap."""

    def heard(kind: Any, said: str, seen: Any, wish: Any, own: Any) -> None:
        watch.interrupt(kind, said, seen, wish, own)
        pause = time.monotonic() > watch.reported + PAUSE
        if kind == INTERRUPTS[0] and pause and search.heard(seen.mip_dual_bound):
            wish.user_interrupt = True

    accepted(solver.setCallback(heard, None), "callbacks")
    for kind in INTERRUPTS:
        accepted(solver.startCallback(kind), f"the callback {kind.name}")


if __name__ == "__main__":
    serve(solve)
