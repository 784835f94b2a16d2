"""What a child does to solve a large problem by decomposition; see highs.py, alone.py."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from planner.kept import Shelf
from planner.solving.highs import PAUSE, Watch, serve
from planner.solving.large.arrays import Flags, Places, Reals
from planner.solving.large.away import pricing
from planner.solving.large.blocks import (
    Blocks,
    Pattern,
    blocks_of,
    columns_of,
    members,
    place_in,
    without_small,
)
from planner.solving.large.implied import ends_of, response_ends
from planner.solving.large.last import Last, adopt, again
from planner.solving.large.lp import Program, program_of
from planner.solving.large.master import Master
from planner.solving.large.pool import LEARNT, known_cuts, packed, pooled, unpacked
from planner.solving.large.response import NoAnswerError, Response
from planner.solving.large.search import Decomposition, Limits

FOREVER = 1e9
WAITS, LATEST = 300.0, 240.0
"""Seconds for which it waits for another job, and in which that is to come."""
MOST_HELD = 1_000_000
"""Entries of the largest problem that is held while waiting for another."""
ENDED_WELL = {"kOptimal", "kInfeasible"}
"""Whose solvers can be believed to be fit for another problem."""
KEPT = 3_000_000
"""Entries of responses whose solvers are kept, a hundred bytes or more for each."""
SMALL = 8
"""Columns of a block that the master had better hold itself than know by cuts."""


@dataclass(frozen=True)
class Entries:
    """A problem's matrix, from which parts are taken; ``place`` is where in its part."""

    row: Places
    column: Places
    entry: Reals
    row_place: Places
    column_place: Places

    def part(self, at: Places, shape: tuple[int, int]) -> sparse.csc_array:
        """Return the part of some entries, which come by column."""
        width = np.bincount(self.column_place[self.column[at]], minlength=shape[1])
        starts = np.concatenate(([0], np.cumsum(width))).astype(np.int32)
        rows = self.row_place[self.row[at]]
        return sparse.csc_array((self.entry[at], rows, starts), shape)


def stated(data: Any, planned: Flags) -> dict[str, Any]:
    """Return a problem apart: its master, its responses and their columns."""
    shape = len(data["row_lower"]), len(data["cost"])
    whole = sparse.csc_array((data["entries"], data["places"], data["starts"]), shape)
    pattern = Pattern(shape, whole.indptr, whole.indices)
    blocks = without_small(blocks_of(pattern, planned), SMALL)
    plan = np.flatnonzero(blocks.column < 0).astype(np.int32)
    rows = np.flatnonzero(blocks.row < 0).astype(np.int32)
    own_rows = members(blocks.row, blocks.count)
    columns = members(blocks.column, blocks.count)
    column = columns_of(whole.indptr)
    entries = Entries(
        row=whole.indices,
        column=column,
        entry=whole.data,
        row_place=place_in([rows, *own_rows], shape[0]),
        column_place=place_in([plan, *columns], shape[1]),
    )
    of_block = blocks.row[whole.indices]
    at = np.flatnonzero(of_block < 0).astype(np.int32)
    own = program_of(data, entries.part(at, (len(rows), len(plan))), rows, plan)
    inside = members(of_block, blocks.count)
    shared = np.zeros(shape[1], dtype=np.bool_)
    shared[column[(of_block >= 0) & (blocks.column[column] < 0)]] = True
    # A large problem is there twice, and what is in the way weighs as much.
    del of_block
    own = replace(own, ends=ends_of(own, shared[plan]))
    return {
        "master": Master(own, data["integer"][plan], blocks.count),
        "responses": list(
            _responses(data, blocks, entries, own, (own_rows, columns, inside))
        ),
        "columns": plan,
        "block_columns": columns,
        "offset": float(data["offset"]),
        "weight": np.diff(data["starts"])[plan][data["integer"][plan]].astype(float),
    }


def _responses(
    data: Any, blocks: Blocks, entries: Entries, own: Program, parts: Any
) -> Iterator[Response]:
    """Yield the response of each block."""
    held = 0
    for block, (rows, columns, inside) in enumerate(zip(*parts, strict=True)):
        of_plan = blocks.column[entries.column[inside]] < 0
        mine = entries.part(inside[~of_plan], (len(rows), len(columns)))
        plans = entries.part(inside[of_plan], (len(rows), len(own.cost)))
        program = program_of(data, mine, rows, columns)
        held += len(inside)
        yield Response(
            block,
            replace(program, ends=response_ends(program, plans, own)),
            plans,
            kept=held <= KEPT,
        )


def solve(job: dict[str, Any], watch: Watch, kept: Shelf[Last]) -> None:
    """Run the job and answer with its end; leave on the shelf what helps with the next."""
    seconds = FOREVER if job["seconds"] is None else job["seconds"]
    deadline = time.monotonic() + seconds
    whole, last = _read(watch.folder, kept.take(lambda _: True))
    parts = dict(last.parts)
    responses = parts.pop("responses")
    with pricing(responses, job["cluster"]) as priced:
        search = Decomposition(
            **parts,
            responses=priced,
            first=whole if np.isfinite(whole).all() else None,
            limits=Limits(
                gap=float(job["options"]["mip_rel_gap"]),
                deadline=deadline,
                stopped=watch.stopped.is_set,
            ),
            keep=partial(_keep, watch),
            tell=partial(_tell, watch),
        )
        if not search.master.cuts:
            search.learn(known_cuts(last.pool, responses))
        try:
            status = search.run()
        except NoAnswerError as fault:
            status = str(fault)
    learnt = pooled(last.pool, responses, search.master.cuts)
    _put(watch.folder / LEARNT, packed(learnt))
    waits = bool(last.data) and status in ENDED_WELL
    if waits:
        kept.put(replace(last, pool=learnt))
    watch.say(
        "end",
        status=status,
        found=bool(np.isfinite(search.best)),
        objective=search.best,
        bound=search.bound,
        waits=LATEST if waits else None,
    )


def _read(folder: Path, before: Last | None) -> tuple[Reals, Last]:
    """Return the whole numbers to start from, and the problem apart.

    A large problem as one is let go of: it takes as much memory again.
    """
    with np.load(folder / "problem.npz", allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}
    whole = data.pop("start")[data["integer"]]
    parts = None if before is None else again(before, data)
    if before is not None and parts is not None:
        return whole, Last(data, parts, before.pool)
    parts = stated(data, data["planned"] | data["integer"])
    if before is not None:
        adopt(before, parts["responses"])
    small = len(data["entries"]) <= MOST_HELD
    return whole, Last(data if small else {}, parts, unpacked(folder / LEARNT))


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
    """Do one job after another."""
    serve(partial(solve, kept=Shelf(1)), WAITS)
