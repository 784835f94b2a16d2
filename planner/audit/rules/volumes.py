"""Rules about shares and volumes: max_share, min_share, max_volume, min_volume."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from planner.audit.exact import exact
from planner.audit.findings import Row
from planner.audit.rules.scope import Sum, may_change, sums, volume
from planner.audit.scene import Scene


def max_share(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield part ≤ limit · whole, bucket by bucket."""
    return _shares(scene, rule, 1)


def min_share(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield part ≥ limit · whole, bucket by bucket."""
    return _shares(scene, rule, -1)


def max_volume(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield part ≤ limit, bucket by bucket."""
    return _volumes(scene, rule, 1)


def min_volume(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield part ≥ limit, bucket by bucket."""
    return _volumes(scene, rule, -1)


def _shares(scene: Scene, rule: Any, sign: int) -> Iterator[Row]:
    for rank, each in enumerate(sums(scene.case, rule)):
        if may_change(scene.case, each):
            for w in _ends(scene, rule, each):
                mine, every = _before(rule)
                part = mine + volume(scene, each, w)
                whole = every + volume(scene, each, w, whole=True)
                miss = sign * (part - exact(rule.limit) * whole)
                yield _row(rule, each, (miss, part + whole), rank, w)


def _volumes(scene: Scene, rule: Any, sign: int) -> Iterator[Row]:
    for rank, each in enumerate(sums(scene.case, rule)):
        if may_change(scene.case, each, each.part):
            for w in _ends(scene, rule, each):
                part = _before(rule)[0] + volume(scene, each, w)
                limit = exact(rule.limit)
                miss = sign * (part - limit)
                yield _row(rule, each, (miss, part + limit), rank, w)


def _before(rule: Any) -> tuple[Fraction, Fraction]:
    """Return what came of the running year before the horizon, as a rule states it."""
    mine, every = getattr(rule, "before", (0.0, 0.0))
    return exact(mine), exact(every)


def _row(
    rule: Any, each: Sum, missed: tuple[Fraction, Fraction], rank: int, w: int
) -> Row:
    miss, size = missed
    words = f"{rule.rule} {rule.limit:.10g}"
    return Row(words, miss, size, each.words, rank=rank, at=(w, -1))


def _ends(scene: Scene, rule: Any, each: Sum) -> list[int]:
    """Return the scenarios in which a rule holds, one for those that are alike."""
    world = scene.world
    ends = {world.plan}
    if rule.when == "always":
        alike = world.alike[each.periods[-1]]
        likely = (w for w, chance in enumerate(world.probability) if chance > 0)
        ends = {alike[w] for w in likely}
    return sorted(ends - ({world.plan} if scene.lent else set()))
