"""What a child does to solve a large problem by decomposition; see highs.py, alone.py."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.highs import PAUSE, Watch, serve
from planner.solving.large.arrays import Flags, Places
from planner.solving.large.blocks import Blocks, blocks_of, members, without_small
from planner.solving.large.implied import Ends
from planner.solving.large.master import Master
from planner.solving.large.pool import LEARNT, known_cuts, packed, pooled, unpacked
from planner.solving.large.response import NoAnswerError, Program, Response
from planner.solving.large.search import Decomposition, Limits

FOREVER = 1e9
SMALL = 8
"""Columns of a block that the master had better hold itself than know by cuts."""


def part(data: Any, matrix: Any, rows: Places, columns: Places, ends: Any) -> Program:
    """Return the part of a problem that rows and columns make."""
    return Program(
        cost=data["cost"][columns],
        matrix=sparse.csc_array(matrix[rows][:, columns]),
        low=data["row_lower"][rows],
        high=data["row_upper"][rows],
        lower=data["lower"][columns],
        upper=data["upper"][columns],
        ends=(ends[0][columns], ends[1][columns]),
    )


def responses_of(
    data: Any, matrix: Any, blocks: Blocks, plan: Places, ends: Any
) -> tuple[list[Response], list[Places]]:
    """Return the response of each block, and its columns."""
    rows, columns = (
        members(blocks.row, blocks.count),
        members(blocks.column, blocks.count),
    )
    of_plan = sparse.csr_array(matrix[:, plan])
    responses = [
        Response(
            block,
            part(data, matrix, own, inside, ends),
            sparse.csc_array(of_plan[own]),
        )
        for block, (own, inside) in enumerate(zip(rows, columns, strict=True))
    ]
    return responses, columns


def stated(data: Any, planned: Flags) -> dict[str, Any]:
    """Return a problem apart: its master, its responses and their columns."""
    shape = len(data["row_lower"]), len(data["cost"])
    whole = sparse.csc_array((data["entries"], data["places"], data["starts"]), shape)
    blocks, matrix = blocks_of(whole, planned), sparse.csr_array(whole)
    blocks = without_small(blocks, SMALL)
    sides = data["row_lower"], data["row_upper"]
    bounds = data["lower"], data["upper"]
    ends = Ends(whole, sides, bounds, data["cost"]).imply()
    plan = np.flatnonzero(blocks.column < 0).astype(np.int32)
    rows = np.flatnonzero(blocks.row < 0).astype(np.int32)
    own = part(data, matrix, rows, plan, ends)
    responses, columns = responses_of(data, matrix, blocks, plan, ends)
    return {
        "master": Master(own, data["integer"][plan], blocks.count),
        "responses": responses,
        "columns": plan,
        "block_columns": columns,
        "offset": float(data["offset"]),
        "weight": np.diff(data["starts"])[plan][data["integer"][plan]].astype(float),
    }


def solve(job: dict[str, Any], watch: Watch) -> None:
    """Run the job and answer with its end."""
    seconds = FOREVER if job["seconds"] is None else job["seconds"]
    deadline = time.monotonic() + seconds
    with np.load(watch.folder / "problem.npz", allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}
    whole = data["start"][data["integer"]]
    pool = unpacked(watch.folder / LEARNT)
    search = Decomposition(
        **stated(data, data["planned"] | data["integer"]),
        first=whole if np.isfinite(whole).all() else None,
        limits=Limits(
            gap=float(job["options"]["mip_rel_gap"]),
            deadline=deadline,
            stopped=watch.stopped.is_set,
        ),
        keep=partial(_keep, watch),
        tell=partial(_tell, watch),
    )
    search.learn(known_cuts(pool, search.responses))
    try:
        status = search.run()
    except NoAnswerError as fault:
        status = str(fault)
    learnt = pooled(pool, search.responses, search.master.cuts)
    _put(watch.folder / LEARNT, packed(learnt))
    watch.say(
        "end",
        status=status,
        found=bool(np.isfinite(search.best)),
        objective=search.best,
        bound=search.bound,
    )


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(path)


def _keep(watch: Watch, values: Any, best: float, bound: float) -> None:
    watch.keep(values)
    watch.progress(best, bound)


def _tell(watch: Watch, best: float, bound: float) -> None:
    if time.monotonic() > watch.reported + PAUSE:
        watch.progress(best, bound)


def main() -> None:
    """Do one job and end."""
    serve(solve)
