"""The decomposition without its process, and what its own HiGHS may say that is not so."""

import json
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import highspy
import numpy as np
import pytest

from planner.kept import Shelf
from planner.solving import highs
from planner.solving.attempt import Search
from planner.solving.child import ARRAYS
from planner.solving.job import Outcome
from planner.solving.large import program
from planner.solving.scaling import without_dust
from tests.trust.solver import outcome_in

NAN, INF = float("nan"), float("inf")
TRUE: Any = highspy.Highs
Told = dict[str, Any]
"""What HiGHS says after a run: status, values, duals, cost and bound."""


def truth_apart(search: Search, place: int, seconds: float | None) -> Outcome:
    """Return what the decomposition says of a problem, as its child would pass it on."""
    problem, said = without_dust(search.problem), StringIO()
    job = {"seconds": seconds, "completing": {}, "options": search.settings(place)}
    job["cluster"] = None
    with TemporaryDirectory() as name:
        folder = Path(name)
        arrays = {each: getattr(problem, each) for each in ARRAYS}
        nowhere = np.full(len(problem.cost), NAN)
        np.savez(folder / "problem.npz", **arrays, start=nowhere)
        program.solve(job, highs.Watch(folder, said), Shelf(1))
        return outcome_in(folder, json.loads(said.getvalue().splitlines()[-1]))


class Liar:
    """HiGHS that changes what it says after each run."""

    def __init__(self, solver: Any, kind: str, lie: Callable[[Told], None]) -> None:
        self.solver, self.kind, self.lie = solver, kind, lie
        self.told: Told = {}
        self.is_search = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.solver, name)

    def changeColsIntegrality(self, *args: Any) -> Any:  # noqa: N802
        self.is_search = True
        return self.solver.changeColsIntegrality(*args)

    def run(self) -> None:
        """Run, and think about what to say of it."""
        self.solver.run()
        solution, info = self.solver.getSolution(), self.solver.getInfo()
        self.told = {
            "status": self.solver.getModelStatus().name,
            "values": np.array(solution.col_value),
            "duals": np.array(solution.row_dual),
            "rows": np.array(solution.row_value),
            "cost": info.objective_function_value,
            "bound": info.mip_dual_bound,
            "found": info.primal_solution_status,
        }
        if self.is_search == (self.kind == "search"):
            self.lie(self.told)

    def getModelStatus(self) -> Any:  # noqa: N802
        return SimpleNamespace(name=self.told["status"])

    def getSolution(self) -> Any:  # noqa: N802
        told = self.told
        if not told:
            return self.solver.getSolution()
        return SimpleNamespace(
            col_value=told["values"], row_dual=told["duals"], row_value=told["rows"]
        )

    def getInfo(self) -> Any:  # noqa: N802
        return SimpleNamespace(
            objective_function_value=self.told["cost"],
            mip_dual_bound=self.told["bound"],
            primal_solution_status=self.told["found"],
        )


def lying(
    monkeypatch: pytest.MonkeyPatch, kind: str, lie: Callable[[Told], None]
) -> None:
    """Have HiGHS lie of linear problems, or in the search for whole numbers."""

    class Said:
        """highspy, whose solvers lie."""

        def __getattr__(self, name: str) -> Any:
            return getattr(highspy, name)

        def Highs(self) -> Liar:  # noqa: N802
            return Liar(TRUE(), kind, lie)

    monkeypatch.setattr("planner.solving.large.solver.highspy", Said())


def _says(**what: object) -> Callable[[Told], None]:
    return lambda told: told.update(what)


def _times(factor: float, *names: str) -> Callable[[Told], None]:
    return lambda told: told.update({name: told[name] * factor for name in names})


def _one(name: str, number: float) -> Callable[[Told], None]:
    def lie(told: Told) -> None:
        if len(told[name]):
            told[name][len(told[name]) // 2] = number

    return lie


def _raised(factor: float) -> Callable[[Told], None]:
    def lie(told: Told) -> None:
        for name in ("cost", "bound"):
            told[name] += abs(told[name]) * factor + 1

    return lie


def _noise(name: str) -> Callable[[Told], None]:
    dice = np.random.default_rng(1)

    def lie(told: Told) -> None:
        told[name] = told[name] + dice.normal(size=len(told[name]))

    return lie


LIES: Mapping[str, Callable[[Told], None]] = {
    "a bound one in a hundred too high": _raised(0.01),
    "a bound twice too high": _raised(1.0),
    "a bound one in a hundred too low": _raised(-0.01),
    "a bound of NaN": _says(cost=NAN, bound=NAN),
    "an infinite bound": _says(cost=INF, bound=INF),
    "every value off by a thousandth": _times(1.001, "values"),
    "a value of NaN": _one("values", NAN),
    "an infinite value": _one("values", INF),
    "a value too many": _one("values", 1e6),
    "values at random": _noise("values"),
    "duals one in ten too high": _times(1.1, "duals"),
    "duals at random": _noise("duals"),
    "a dual of NaN": _one("duals", NAN),
    "infeasible": _says(status="kInfeasible"),
    "optimal": _says(status="kOptimal"),
    "unbounded": _says(status="kUnbounded"),
    "time is up": _says(status="kTimeLimit"),
    "no status": _says(status="kNotset"),
    "no solution": _says(found=0),
}
