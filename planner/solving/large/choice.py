"""Which way a problem is solved: as one, or apart by decomposition."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.tree import Tree
from planner.method import Method
from planner.solving.large.blocks import Pattern, blocks_of
from planner.solving.linear import Flags, LinearProblem

PROGRAM = Path(__file__).with_name("alone.py")
LARGE = 15_000
"""Columns from which decomposition is the quicker way."""
FEWEST = 4
"""Blocks below which nothing is gained."""
LARGEST = 0.5
"""Share of all columns from which one block is no longer a part but the whole."""


def apart(
    problem: LinearProblem, planned_of: Callable[[], Flags], method: Method | None
) -> LinearProblem | None:
    """Return a problem that knows its plan's columns; None if it is solved as one.

    By size, unless a ``method`` is asked for. A problem without whole numbers or that
    does not fall apart is always solved as one.
    """
    if method is Method.EXTENSIVE or not problem.integer.any():
        return None
    if method is None and len(problem.cost) < LARGE:
        return None
    planned = planned_of()
    shape = len(problem.row_lower), len(problem.cost)
    matrix = Pattern(shape, problem.starts, problem.places)
    blocks = blocks_of(matrix, planned | problem.integer)
    if not blocks.count:
        return None
    whole = blocks.count < FEWEST or blocks.largest > LARGEST * len(planned)
    if method is None and whole:
        return None
    return replace(problem, planned=planned)


def planned_in(model: Any, tree: Tree, variables: Sequence[Any]) -> Flags:
    """Return which variables are not of nodes off the plan."""
    families = [
        (model.volume, 1),
        (model.output, 1),
        (model.unserved, 1),
        (model.stock, 1),
        (model.at_discount, 1),
        (model.shortfall, 2),
    ]
    found = {
        id(variable)
        for variables, place in families
        for key, variable in variables.items()
        if key[place] not in tree.on_plan
    }
    for name in ("spent", "excess"):  # only where risk has a weight
        component = model.component(name)
        for node, variable in () if component is None else component.items():
            if node not in tree.on_plan:
                found.add(id(variable))
    return np.array([id(each) not in found for each in variables], dtype=np.bool_)
