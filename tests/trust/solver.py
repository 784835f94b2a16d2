"""HiGHS without its process, so that a test can ask, bend and ask again in no time."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from planner.solving import highs
from planner.solving.attempt import Search
from planner.solving.child import ARRAYS
from planner.solving.job import Ended, Outcome
from planner.solving.linear import LinearProblem
from planner.solving.scaling import without_dust

Lie = Callable[[Search, Outcome], Outcome]
"""What becomes of a true outcome."""


def truth(search: Search, place: int, seconds: float | None) -> Outcome:
    """Return what HiGHS says of a problem, as the child would have passed it on."""
    problem, said = without_dust(search.problem), StringIO()
    job = {"seconds": seconds, "completing": {}, "options": search.settings(place)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        arrays = {each: getattr(problem, each) for each in ARRAYS}
        nowhere = np.full(len(problem.cost), np.nan)
        np.savez(folder / "problem.npz", **arrays, start=nowhere)
        highs.solve(job, highs.Watch(folder, said))
        last = json.loads(said.getvalue().splitlines()[-1])
        return outcome_in(folder, last)


def outcome_in(folder: Path, last: Mapping[str, Any]) -> Outcome:
    """Return what was put into a folder, with the last words said of it."""
    found, prices = bool(last["found"]), folder / "prices.npy"
    return Outcome(
        ended=Ended.ANSWERED,
        status=last["status"],
        version="1.15.1",
        values=np.load(folder / "best.npy") if found else None,
        objective=last["objective"] if found else None,
        bound=last["bound"],
        prices=np.load(prices) if found and prices.exists() else None,
    )


def asked_instead(search: Search, problem: LinearProblem) -> Outcome:
    """Return the truth about another problem, told as if it were about this one."""
    outcome = truth(replace(search, problem=problem), 1, None)
    if outcome.values is None:
        return outcome
    cost = search.problem.objective(outcome.values)
    return replace(outcome, objective=cost, bound=cost)
