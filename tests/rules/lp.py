"""A block of a model as LP text: names of offers and periods, sorted, no Pyomo labels."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from models.tree import Tree
from tests.rules.tiny import TINY

DIGITS = ".10g"
DUE = frozenset({"volume", "undelivered"})
"""Indexed by (offer, node of decision, period due)."""
ENDS = frozenset({"hold"})
"""Indexed by the period at whose end it holds, last: there is one mineral."""
NUMBERED = frozenset({"cuts"})
AWKWARD = str.maketrans({" ": "_", ":": ".", "–": "~", "=": "."})
"""Characters that LP names may not have."""


def lp(head: str, block: Any, tree: Tree, cost: Any = None) -> str:
    """Return the constraints of a block, and an objective, as a linear program."""
    lines = [f"\\ {head}", "Minimize", " cost:"]
    lines += [] if cost is None else _terms(cost.expr, tree)
    lines.append("Subject To")
    for name, row in _named(block, pyo.Constraint, tree):
        lines += [f" {name}:", *_terms(row.body, tree), f"  {_sense(row)}"]
    own = list(_named(block, pyo.Var, tree))
    free = [f" {name} free" for name, each in own if each.lb is None]
    whole = [f" {name}" for name, each in own if each.is_binary()]
    lines += ["Bounds", *free] if free else []
    lines += ["Binaries", *whole] if whole else []
    return "\n".join([*lines, "End", ""])


def _named(block: Any, kind: Any, tree: Tree) -> list[tuple[str, Any]]:
    found = block.component_data_objects(kind, descend_into=False)
    return sorted(((_name(each, tree), each) for each in found), key=lambda p: p[0])


def _name(data: Any, tree: Tree) -> str:
    family = str(data.parent_component().local_name)
    words = list(_words(family, _index(data), tree))
    name = family + (f"({','.join(words)})" if words else "")
    return name.translate(AWKWARD)


def _index(data: Any) -> tuple[Any, ...]:
    index = data.index()
    if index is None:
        return ()
    return index if isinstance(index, tuple) else (index,)


def _words(name: str, index: Iterable[Any], tree: Tree) -> Iterator[str]:
    *most, last = (*index,) or (None,)
    yield from (each for each in most if isinstance(each, str))
    if isinstance(last, int) and most and all(isinstance(each, int) for each in most):
        yield from map(str, (*most, last))
    elif name in DUE and isinstance(last, int):
        yield f"{TINY.periods[last]},{_scenario(most[-1], tree)}"
    elif name in ENDS:
        yield TINY.periods[last]
    elif isinstance(last, int) and name not in NUMBERED:
        yield f"{TINY.periods[tree.period[last]]},{_scenario(last, tree)}"
    elif last is not None:
        yield str(last)


def _scenario(node: int, tree: Tree) -> str:
    passing = (
        scenario.name
        for scenario, path in zip(tree.scenarios, tree.paths, strict=True)
        if node in path
    )
    return "plan" if node in tree.on_plan else "|".join(passing)


def _terms(body: Any, tree: Tree) -> list[str]:
    linear = generate_standard_repn(body)
    assert linear.is_linear()
    pairs = zip(linear.linear_vars, linear.linear_coefs, strict=True)
    named = sorted((_name(each, tree), factor) for each, factor in pairs)
    return [
        f"  {'-' if factor < 0 else '+'} {abs(factor):{DIGITS}} {name}"
        for name, factor in named
        if factor and name != "nothing"
    ]


def _sense(row: Any) -> str:
    constant = generate_standard_repn(row.body).constant
    lower, upper = (pyo.value(each) for each in (row.lower, row.upper))
    if row.equality:
        return f"= {lower - constant:{DIGITS}}"
    assert (lower is None) != (upper is None)
    if upper is None:
        return f">= {lower - constant:{DIGITS}}"
    return f"<= {upper - constant:{DIGITS}}"
