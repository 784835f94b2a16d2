"""Rules about what the plan spends and what it exposes: max_spend, max_exposure."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.audit.bill import Bill
from planner.audit.exact import ONE, ZERO, Kind, exact
from planner.audit.findings import Row
from planner.audit.rules.scope import Sum, buckets, may_change, parts, spell, sums
from planner.audit.scene import Scene


def max_spend(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield Σ x̄ · landed price ≤ limit, not discounted, bucket by bucket."""
    bill, plan, offers = Bill(scene), scene.world.plan, scene.case.offers
    for each in _spends(scene, rule):
        if may_change(scene.case, each, each.part):
            spent = sum(
                (
                    scene.planned(name, t) * bill.landed(offers[name], plan, t)
                    for name in each.part
                    for t in each.periods
                ),
                ZERO,
            )
            limit, words = exact(rule.limit), f"max_spend {rule.limit:,.10g}"
            size = abs(spent) + limit
            yield Row(words, spent - limit, size, each.words, kind=Kind.SOLVED)


def _spends(scene: Scene, rule: Any) -> Iterator[Sum]:
    """Yield the rule's sums; a blank item is all items together."""
    case = scene.case
    if rule.item is not None:
        yield from sums(case, rule)
        return
    everything = dict.fromkeys(case.offers, ONE)
    for value, part in parts(case, rule, list(everything), refining=False):
        for periods in buckets(case, rule):
            words = f"{value}, {spell(case, periods)}"
            yield Sum(words, part, everything, periods, "", False, False)  # noqa: FBT003


def max_exposure(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield Σ x̄ · (1 − Σ π φ) ≤ limit · Σ x̄, bucket by bucket."""
    held = _held_back(scene)
    for each in sums(scene.case, rule):
        if may_change(scene.case, each, each.part):
            miss = size = ZERO
            for name in each.part:
                for t in each.periods:
                    units = each.weights[name] * scene.planned(name, t)
                    miss += units * (held[name][t] - exact(rule.limit))
                    size += abs(units)
            words = f"max_exposure {rule.limit:.10g}"
            yield Row(words, miss, size, each.words)


def _held_back(scene: Scene) -> Mapping[str, list[Any]]:
    """Return 1 − Σ π φ of each offer in each period; floats that add up to 1 make 1."""
    world = scene.world
    lost = 1 - sum(world.probability, ZERO)
    rounding = lost if abs(lost) < RESIDUE else ZERO
    return {
        name: [
            1
            - rounding
            - sum(
                (p * world.flow(name, w)[t] for w, p in enumerate(world.probability)),
                ZERO,
            )
            for t in world.periods
        ]
        for name in scene.case.offers
    }


RESIDUE = exact(1e-12)
"""By which floats that add up to 1 may miss it."""
