"""Counts of sources: how many can deliver enough, and how even they can be."""

from collections.abc import Iterator
from typing import Any

from models.rules.min_sources import bucket_demand
from models.rules.scope import REFINING
from planner.explain.arithmetic_ground import Ground, fails, heading
from planner.explain.arithmetic_words import Statement, parts_words, short

EVEN = 10_000.0
"""The index of one source alone."""


def min_sources(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say how few can deliver enough."""
    if rule.stage == REFINING:
        return
    for split in rule.open_splits(ground.case):
        least = rule.min_each * bucket_demand(ground.case, split[0])
        volumes = {short(e.value): ground.most(e, e.part) for e in split}
        enough = [n for n, units in volumes.items() if not fails(units, least)]
        others = {n: units for n, units in volumes.items() if n not in enough}
        if least > 0 and len(enough) < rule.limit:
            listed = parts_words(others, ground.case.unit)
            can = f"{', '.join(enough)} can; " if enough else ""
            yield Statement(
                where=heading(split[0]),
                sentence=(
                    f"{len(enough)} of {len(volumes)} can deliver {ground.units(least)}, "
                    f"the rule needs {rule.limit:g}"
                ),
                can=float(len(enough)),
                must=rule.limit,
                detail=(f"{can}at most: {listed}",),
            )


def max_sources(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say how little so few can deliver."""
    if rule.stage == REFINING:
        return
    for split in rule.open_splits(ground.case):
        volumes = {short(e.value): ground.most(e, e.part) for e in split}
        largest = sorted(volumes, key=lambda name: -volumes[name])[: int(rule.limit)]
        can, must = sum(volumes[n] for n in largest), ground.least(split[0])
        if fails(can, must):
            listed = parts_words({n: volumes[n] for n in largest}, ground.case.unit)
            count = f"{len(largest)} " if len(largest) > 1 else ""
            yield Statement(
                where=heading(split[0]),
                sentence=(
                    f"the {count}largest can deliver {ground.units(can)}, "
                    f"{ground.units(must)} must be bought"
                ),
                can=can,
                must=must,
                detail=(f"at most: {listed}",),
            )


def max_hhi(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say how even the shares can be at best: those of so many sources, all equal."""
    if rule.stage == REFINING:
        return
    for split in rule.open_splits(ground.case):
        able = [short(e.value) for e in split if ground.most(e, e.part) > 0]
        if not able or ground.least(split[0]) <= 0:
            continue
        least = EVEN / len(able)
        if fails(rule.limit, least):
            yield Statement(
                where=heading(split[0]),
                sentence=(
                    f"{len(able)} can deliver, so the index is at least {least:,.7g}; "
                    f"the rule allows {rule.limit:,.7g}"
                ),
                can=rule.limit,
                must=least,
                detail=(f"10,000 / {len(able)}, all equal: {', '.join(able)}",),
            )
