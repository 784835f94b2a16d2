"""What a cluster gains for one long solve: its responses and its audit in batches.

    python -m tests.benchmarks.batches [SIZE [GAP]]

Solves a made-up book (L to 1% unless told) here, then with a Dask cluster of one worker and
of two, all on this machine. Prints the times, what travels, the share of communication,
and what follows for 100 workers: a projection, not a measurement.
"""

import pickle
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from models.case import Case
from models.tree import grow
from planner import solve
from planner.plan import Plan
from planner.solving import policy_of
from planner.solving.child import ARRAYS
from planner.solving.large.choice import apart
from planner.solving.large.divided import divided
from planner.solving.scaling import scaled
from planner.solving.stating.branches import ask_by_size
from planner.workbook import read
from tests.benchmarks.books import SIZES, write_book
from tests.benchmarks.cluster import MANY, cluster

GAP = 0.01


def main() -> None:
    """Print what the cluster gains."""
    size = sys.argv[1] if sys.argv[1:] else "L"
    gap = float(sys.argv[2]) if sys.argv[2:] else GAP
    say = sys.stdout.write
    with TemporaryDirectory() as folder:
        case = read(write_book(Path(folder, "book.xlsx"), SIZES[size]))
    _told(say, "here, in threads", _solved(case, gap, None))
    for workers in (1, 2):
        with cluster(workers) as address:
            _told(say, f"{workers} worker(s)", _solved(case, gap, address))
    _project(case, say)


def _solved(case: Case, gap: float, address: str | None) -> tuple[float, Plan]:
    began = time.monotonic()
    plan = solve(case, gap=gap, time_limit=3600, cluster=address)
    return time.monotonic() - began, plan


def _told(say: Any, where: str, solved: tuple[float, Plan]) -> None:
    seconds, plan = solved
    spent = plan.run.timings
    say(
        f"{where}: {seconds:.1f} s in all, solve {spent['solve']:.1f} s, audit "
        f"{spent['audit']:.1f} s, bound {plan.bound:,.0f}, gap {plan.gap:.2%}\n"
    )


def _project(case: Case, say: Any) -> None:
    """Say what a round of pricing takes, and what of it is communication."""
    _, rules = policy_of(case, None)
    question = ask_by_size(case, rules, grow(case), 1.0)
    problem = apart(question.problem, question.planned, None)
    if problem is None:
        say("The problem does not fall apart.\n")
        return
    smaller, _ = scaled(problem)
    data = {each: getattr(smaller, each) for each in ARRAYS}
    parts = divided(data, data["planned"] | data["integer"])
    responses, plan = parts["responses"], parts["master"].propose().plan
    once = len(pickle.dumps(responses, pickle.HIGHEST_PROTOCOL))
    began = time.monotonic()
    cuts = [each.answer(plan) for each in responses]
    cold = time.monotonic() - began
    began = time.monotonic()
    cuts = [each.answer(np.where(plan > 0, plan * 0.9, plan)) for each in responses]
    priced = time.monotonic() - began
    began = time.monotonic()
    back = pickle.dumps(cuts, pickle.HIGHEST_PROTOCOL)
    pickle.loads(back)  # noqa: S301 - packed above
    packing = time.monotonic() - began
    say(
        f"once {once / 2**20:,.0f} MiB of responses; a round {plan.nbytes / 1024:,.0f} KiB "
        f"to each batch, {len(back) / 2**20:,.1f} MiB of cuts back, {packing:.3f} s to pack "
        f"and unpack beside {priced:.2f} s of pricing ({cold:.1f} s the first time): "
        f"{packing / (packing + priced):.1%} communication\n"
        f"projection: {MANY} workers price a round "
        f"{(priced + packing) / (priced / MANY + packing):.0f} times as fast as one\n"
    )


if __name__ == "__main__":
    main()
