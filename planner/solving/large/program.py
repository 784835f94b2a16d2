"""What a child does to solve a large problem by decomposition; see highs.py, alone.py."""

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from planner.kept import Shelf
from planner.solving.freed import give_back
from planner.solving.highs import PAUSE, Watch, serve
from planner.solving.large.arrays import Reals
from planner.solving.large.away import pricing
from planner.solving.large.divided import divided
from planner.solving.large.last import Last, adopt, again
from planner.solving.large.pool import LEARNT, known_cuts, packed, pooled, unpacked
from planner.solving.large.response import NoAnswerError
from planner.solving.large.search import Decomposition, Limits

FOREVER = 1e9
WAITS, LATEST = 300.0, 240.0
"""Seconds for which it waits for another job, and in which that is to come."""
IDLE = 20
"""Proposals without a dual after which a cut is not kept for the next problem: few that
are left behind are missed, and all slow the master."""
MOST_HELD = 1_000_000
"""Entries of the largest problem that is held while waiting for another."""
ENDED_WELL = {"kOptimal", "kInfeasible"}
"""Whose solvers can be believed to be fit for another problem."""


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
    search.master.drop(IDLE)
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

    A large problem is not read as one: it would take as much memory again.
    """
    with np.load(folder / "problem.npz", allow_pickle=False) as file:
        small = file["starts"][-1] <= MOST_HELD
        data = dict(file) if small else file
        integer = data["integer"]
        whole = data["start"][integer]
        parts = None if before is None else again(before, data)
        if before is not None and parts is not None:
            return whole, Last(data, parts, before.pool)
        parts = divided(data, data["planned"] | integer)
    if not small:
        give_back()
    if before is not None:
        adopt(before, parts["responses"])
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
