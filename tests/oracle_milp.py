"""A mixed-integer program kept as plain dictionaries, and two solvers for it."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, vstack

Key = Hashable
Expression = Mapping[Key, float]


class InfeasibleError(Exception):
    """No values of the variables satisfy the rows."""


class UnboundedError(Exception):
    """The objective falls without end."""


class NotToleratedError(Exception):
    """The solver's answer lives only in its tolerances, or there is none in time."""


@dataclass
class Milp:
    """Minimise ``objective`` subject to ``rows``: (expression, least, most)."""

    columns: dict[Key, tuple[float, float, bool]] = field(default_factory=dict)
    """Lower bound, upper bound, whole number or not."""
    rows: list[tuple[Expression, float, float]] = field(default_factory=list)
    objective: dict[Key, float] = field(default_factory=dict)

    def column(
        self, key: Key, least: float = 0.0, most: float = inf, *, whole: bool = False
    ) -> Key:
        """Add a variable and return its key."""
        self.columns[key] = (least, most, whole)
        return key

    def row(
        self, expression: Expression, *, least: float = -inf, most: float = inf
    ) -> None:
        """Add least <= expression <= most."""
        self.rows.append((dict(expression), least, most))

    def fix(self, key: Key, value: float) -> None:
        """Hold a variable at a value."""
        self.row({key: 1.0}, least=value, most=value)


def total(*terms: tuple[float, Key | Expression]) -> dict[Key, float]:
    """Return the sum of (factor, variable or expression)."""
    result: dict[Key, float] = {}
    for factor, thing in terms:
        pairs = thing.items() if isinstance(thing, Mapping) else ((thing, 1.0),)
        for key, value in pairs:
            result[key] = result.get(key, 0.0) + factor * value
    return result


def worth(expression: Expression, values: Mapping[Key, float]) -> float:
    """Return an expression's value."""
    return sum(factor * values[key] for key, factor in expression.items())


def minimum(program: Milp, solver: str = "scipy") -> tuple[float, dict[Key, float]]:
    """Return the least objective and the values that give it.

    Whole numbers are found by ``solver`` (`scipy` or `scip`), then held while a linear
    program at tight tolerances settles the rest; that both agree is checked.

    Raises:
        InfeasibleError: nothing satisfies the rows.
        UnboundedError: the objective falls without end.
        NotToleratedError: rounding the whole numbers changes the answer.
    """
    keys = list(program.columns)
    found = _by_scip(program, keys) if solver == "scip" else _by_scipy(program, keys)
    value, first = found
    held = {
        key: float(round(x))
        for key, x in zip(keys, first, strict=True)
        if program.columns[key][2]
    }
    polished, values = _settled(program, keys, held)
    if abs(polished - value) > 1e-5 * max(1.0, abs(value)):
        raise NotToleratedError(f"{solver}: {value}, rounded: {polished}")
    return polished, {k: float(x) for k, x in zip(keys, values, strict=True)}


def _matrix(program: Milp, keys: list[Key]) -> Any:
    place = {key: j for j, key in enumerate(keys)}
    entries = [
        (number, i, place[key])
        for i, (expression, _, _) in enumerate(program.rows)
        for key, number in expression.items()
        if number
    ]
    numbers, rows, columns = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(program.rows), len(keys))
    return coo_array((numbers, (rows, columns)), shape=shape).tocsr()


def _prices(program: Milp, keys: list[Key]) -> Any:
    return np.array([program.objective.get(key, 0.0) for key in keys])


def _by_scipy(program: Milp, keys: list[Key]) -> tuple[float, Iterable[float]]:
    lows, highs, wholes = zip(*(program.columns[key] for key in keys), strict=True)
    _, least, most = zip(*program.rows, strict=True)
    answer: Any = milp(
        _prices(program, keys),
        integrality=np.array(wholes, dtype=int),
        bounds=Bounds(lows, highs),
        constraints=LinearConstraint(_matrix(program, keys), least, most),
        options={"mip_rel_gap": 0.0, "time_limit": 120.0},
    )
    if answer.status == 4 and program.objective:
        _by_scipy(Milp(program.columns, program.rows), keys)
        raise UnboundedError(answer.message)
    _judge(answer.status, answer.message)
    return float(answer.fun), answer.x


def _settled(
    program: Milp, keys: list[Key], held: Mapping[Key, float]
) -> tuple[float, Iterable[float]]:
    matrix = _matrix(program, keys)
    least = np.array([row[1] for row in program.rows])
    most = np.array([row[2] for row in program.rows])
    same, upper, lower = least == most, np.isfinite(most), np.isfinite(least)
    upper, lower = upper & ~same, lower & ~same
    from_above = np.concatenate([most[upper], -least[lower]])
    rows = (matrix[upper], -matrix[lower])
    stacked = vstack(rows) if len(from_above) else None
    answer: Any = linprog(
        _prices(program, keys),
        A_ub=stacked,
        b_ub=from_above if len(from_above) else None,
        A_eq=matrix[same] if same.any() else None,
        b_eq=most[same] if same.any() else None,
        bounds=[
            (held[k], held[k]) if k in held else program.columns[k][:2] for k in keys
        ],
        method="highs",
        options={
            "primal_feasibility_tolerance": 1e-9,
            "dual_feasibility_tolerance": 1e-9,
        },
    )
    if answer.status == 2:
        raise NotToleratedError("the whole numbers fit only within tolerances")
    _judge(answer.status, answer.message)
    return float(answer.fun), answer.x


def _judge(status: int, message: str) -> None:
    if status == 2:
        raise InfeasibleError(message)
    if status == 3:
        raise UnboundedError(message)
    if status != 0:
        raise NotToleratedError(message)


def _by_scip(program: Milp, keys: list[Key]) -> tuple[float, Iterable[float]]:
    scip = import_module("pyscipopt")
    model = scip.Model()
    model.hideOutput()
    model.setParam("limits/gap", 0.0)
    model.setParam("limits/time", 120.0)
    prices = _prices(program, keys)
    found = {}
    for key, price in zip(keys, prices, strict=True):
        low, high, whole = program.columns[key]
        found[key] = model.addVar(
            lb=None if low == -inf else low,
            ub=None if high == inf else high,
            vtype="I" if whole else "C",
            obj=float(price),
        )
    for expression, least, most in program.rows:
        used = [n * found[k] for k, n in expression.items() if n]
        if not used:
            if least > 1e-9 or most < -1e-9:
                raise InfeasibleError("an empty row cannot hold")
            continue
        amount = scip.quicksum(used)
        if least > -inf:
            model.addCons(amount >= least)
        if most < inf:
            model.addCons(amount <= most)
    model.optimize()
    names = {"optimal": 0, "infeasible": 2, "unbounded": 3, "inforunbd": 2}
    _judge(names.get(model.getStatus(), 4), model.getStatus())
    return model.getObjVal(), [model.getVal(found[key]) for key in keys]
