"""Rules about who delivers: min_sources, max_sources, max_hhi, exclude, require."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from planner.audit.exact import ONE, ZERO, Kind, exact
from planner.audit.findings import Alike, Row
from planner.audit.rules.scope import (
    Sum,
    goods,
    is_refining,
    may_change,
    sources,
    splits,
    volume,
)
from planner.audit.scene import CRUMB, Scene, is_free
from planner.audit.world import points_at

WHOLE = 10_000


def min_sources(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield whether enough values each deliver min_each of the bucket's demand."""
    for split in _open(scene, rule):
        least = exact(rule.min_each) * _demand(scene, split[0])
        if least > 0:
            volumes = _volumes(scene, split)
            allowed = Kind.SOLVED.allows(least)
            enough = sum(each >= least - allowed for each in volumes)
            yield _count(rule, split, exact(rule.limit) - enough)


def max_sources(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield whether no more values than allowed deliver anything."""
    for split in _open(scene, rule):
        some = sum(each > CRUMB for each in _volumes(scene, split))
        yield _count(rule, split, some - exact(rule.limit))


def max_hhi(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield 10 000 · Σ (volume / total)² ≤ limit, to within 0.01 point."""
    for split in _open(scene, rule):
        volumes = _volumes(scene, split)
        total = sum(volumes, ZERO)
        if total > CRUMB:
            index = WHOLE * sum((each**2 for each in volumes), ZERO) / total**2
            miss = index - exact(rule.limit)
            yield Row(_words(rule), miss, name=_label(split), kind=Kind.POINTS)


def exclude(scene: Scene, rule: Any, _: float) -> Iterator[Row | Alike]:
    """Yield whether nothing in scope is signed, delivers or runs, in any scenario."""
    what = "output" if is_refining(rule) else "delivery"
    words = f"exclude: does not {'run' if is_refining(rule) else 'deliver'}"
    for rank, name in enumerate(_scope(scene, rule)):
        if not (is_refining(rule) or scene.lent):
            signed = Fraction(name in scene.decided.signed)
            row = Row("exclude: not signed", signed, name=name, kind=Kind.EXACT)
            yield row._replace(rank=rank)
        for _, units, moments in scene.of(what, name):
            row = Row(words, abs(units), ZERO, name, rank=rank)
            yield Alike(row, scene.own(moments))


def require(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield whether every offer in scope is signed; a free one is."""
    for name in _scope(scene, rule):
        signed = name in scene.decided.signed or is_free(scene.case.offers[name])
        words = "require: signed"
        yield Row(words, ZERO if signed else ONE, name=name, kind=Kind.EXACT)


def _scope(scene: Scene, rule: Any) -> list[str]:
    refining = is_refining(rule)
    known = sources(scene.case, refining=refining)
    found = goods(scene.case, rule.item, refining=refining)
    names = {name for _, _, weights in found for name in weights}
    return [n for n, e in known.items() if n in names and points_at(rule.on, e.labels)]


def _open(scene: Scene, rule: Any) -> list[list[Sum]]:
    return [s for s in splits(scene.case, rule) if may_change(scene.case, s[0])]


def _volumes(scene: Scene, split: list[Sum]) -> list[Fraction]:
    return [volume(scene, each, scene.world.plan) for each in split]


def _demand(scene: Scene, each: Sum) -> Fraction:
    """Return the bucket's demand for the sum's goods, counted as its volumes are."""
    total = ZERO
    for demand in scene.case.demands.values():
        item = scene.case.items[demand.item]
        if each.goods == (item.mineral if each.by_content else item.name):
            counts = exact(item.content) if each.by_content else ONE
            total += counts * sum((exact(demand.volume[t]) for t in each.periods), ZERO)
    return total


def _count(rule: Any, split: list[Sum], miss: Fraction) -> Row:
    return Row(_words(rule), miss, name=_label(split), kind=Kind.EXACT)


def _words(rule: Any) -> str:
    return f"{rule.rule} {rule.limit:,.10g}"


def _label(split: list[Sum]) -> str:
    return split[0].words.partition(", ")[2]
