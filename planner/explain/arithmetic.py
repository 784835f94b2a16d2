"""Sums that a buyer can check by hand, of rows that cannot all be kept.

A sum counts only the rows of the conflict and what the workbook states as a fact. It
is told only if it fails, so it always says why there is no plan.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from models.rules import Rule
from models.rules.scope import SUPPLY, in_scope
from planner.explain.arithmetic_exposed import max_exposure
from planner.explain.arithmetic_ground import Ground
from planner.explain.arithmetic_reach import Reach
from planner.explain.arithmetic_served import served_shares, shortfalls
from planner.explain.arithmetic_shares import max_share, min_share, pairs
from planner.explain.arithmetic_sources import max_hhi, max_sources, min_sources
from planner.explain.arithmetic_spend import max_spend
from planner.explain.arithmetic_volumes import max_volume, min_stock, min_volume
from planner.explain.arithmetic_words import Statement
from planner.explain.conflict import Conflict
from planner.explain.conflict_parts import Asked, lifted, parts_of

MOST = 3
"""Sums that are told of one conflict."""

Sums = Callable[[Any, Ground], Iterator[Statement]]

SUMS: Mapping[str, Sums] = {
    "max_share": max_share,
    "min_share": min_share,
    "max_volume": max_volume,
    "min_volume": min_volume,
    "max_spend": max_spend,
    "min_sources": min_sources,
    "max_sources": max_sources,
    "max_hhi": max_hhi,
    "max_exposure": max_exposure,
    "min_stock_days": min_stock,
}


def statements(asked: Asked, conflict: Conflict) -> list[Statement]:
    """Return the sums that show why the rows of a conflict cannot all be kept."""
    kept = set(conflict.parts)
    left = lifted(asked, [each for each in parts_of(asked) if each not in kept])
    barred = frozenset(_barred(left))
    plan = served_shares(left.case, left.kept)
    ground = Ground(left, Reach(left.case, barred, plan))
    found = [
        each
        for rule in left.kept
        for each in SUMS.get(rule.rule, _nothing)(rule, ground)
    ]
    found += pairs(left.kept, ground)
    return [*found, *shortfalls(left.case, left.kept, barred)][:MOST]


def _barred(asked: Asked) -> Iterator[str]:
    """Yield the offers that an `exclude` of the conflict forbids."""
    for rule in asked.kept:
        if rule.rule == "exclude" and getattr(rule, "stage", SUPPLY) == SUPPLY:
            each: Any = rule
            yield from in_scope(asked.case, SUPPLY, each.on, each.item)


def _nothing(rule: Rule, ground: Ground) -> Iterator[Statement]:
    del rule, ground
    yield from ()
