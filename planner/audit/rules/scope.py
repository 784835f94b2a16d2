"""Whose goods a rule adds up, over which periods, and whether that can change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.case import Case, Offer, Process
from planner.audit.exact import ONE, ZERO, exact
from planner.audit.scene import Scene, is_open
from planner.audit.world import by_value, counted, points_at

Weights = Mapping[str, Fraction]
"""By offer or process: what one of its units counts."""


@dataclass(frozen=True)
class Sum:
    """The volume of some sources of an item or mineral in some periods."""

    words: str
    part: frozenset[str]
    weights: Weights
    """Of every source of the goods."""
    periods: Sequence[int]
    goods: str
    by_content: bool
    refining: bool


def is_refining(rule: Any) -> bool:
    """Tell whether a rule looks at refining."""
    return getattr(rule, "stage", None) == "refining"


def sources(case: Case, *, refining: bool) -> Mapping[str, Offer | Process]:
    """Return what delivers, or what refines."""
    return {**case.processes} if refining else {**case.offers}


def goods(
    case: Case, item: str | None, *, refining: bool
) -> Iterator[tuple[str, bool, Weights]]:
    """Yield each item or mineral meant, whether it counts by content, and weights.

    A named item counts in its own units (also where a mineral has its name), a mineral
    by content; blank is each mineral.
    """
    borne = {
        name: case.items[each.output if isinstance(each, Process) else each.item]
        for name, each in sources(case, refining=refining).items()
    }
    if item in case.items:
        yield str(item), False, {n: ONE for n, e in borne.items() if e.name == item}
        return
    for mineral in dict.fromkeys(each.mineral for each in borne.values()):
        if item in {None, mineral}:
            weights = {
                n: exact(e.content) for n, e in borne.items() if e.mineral == mineral
            }
            yield mineral, True, weights


def parts(
    case: Case, rule: Any, names: Sequence[str], *, refining: bool
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each value a rule is `on`, with its sources; those without any left out."""
    known = sources(case, refining=refining)
    if rule.on is None:
        yield "all", frozenset(names)
    elif rule.on.each is not None:
        yield from by_value({name: known[name] for name in names}, rule.on.each)
    else:
        part = frozenset(n for n in names if points_at(rule.on, known[n].labels))
        if part:
            yield str(rule.on), part


def buckets(case: Case, rule: Any) -> list[list[int]]:
    """Return the periods of each bucket of a rule."""
    periods = list(range(*counted(case, rule)))
    per = getattr(rule, "per", None) or "horizon"
    if per == "period":
        return [[t] for t in periods]
    if per == "year":
        years: dict[str, list[int]] = {}
        for t in periods:
            years.setdefault(case.periods[t][:4], []).append(t)
        return list(years.values())
    return [periods] if periods else []


def sums(case: Case, rule: Any) -> Iterator[Sum]:
    """Yield every sum a rule limits, value by value and bucket by bucket."""
    refining = is_refining(rule)
    for label, by_content, weights in goods(case, rule.item, refining=refining):
        for value, part in parts(case, rule, list(weights), refining=refining):
            for periods in buckets(case, rule):
                words = f"{value}, {label}, {spell(case, periods)}"
                yield Sum(words, part, weights, periods, label, by_content, refining)


def splits(case: Case, rule: Any) -> list[list[Sum]]:
    """Return the sums of a rule on `dimension:*`, those of a bucket together."""
    found: dict[tuple[str, bool, int], list[Sum]] = {}
    for each in sums(case, rule):
        key = each.goods, each.by_content, each.periods[0]
        found.setdefault(key, []).append(each)
    return list(found.values())


def spell(case: Case, periods: Sequence[int]) -> str:
    """Return a bucket in words."""
    first, last = case.periods[periods[0]], case.periods[periods[-1]]
    return first if first == last else f"{first}–{last}"


def may_change(case: Case, each: Sum, names: frozenset[str] | None = None) -> bool:
    """Tell whether any source (all of the goods, unless named) is open in the bucket."""
    known = sources(case, refining=each.refining)
    return any(
        source_open(known[name], t)
        for name in (each.weights if names is None else names)
        for t in each.periods
    )


def source_open(source: Offer | Process, t: int) -> bool:
    """Tell whether a delivery, or an output, can still be changed."""
    if isinstance(source, Process):
        return source.first <= t <= source.last and source.capacity[t] > 0
    return is_open(source, t)


def volume(scene: Scene, each: Sum, w: int, *, whole: bool = False) -> Fraction:
    """Return the units of a sum that arrive, or are put out, in a scenario."""
    periods = tuple(each.periods)
    total = ZERO
    for name in each.weights if whole else each.part:
        if units := scene.came(name, w, periods, refining=each.refining):
            weight = each.weights[name]
            total += units if weight == 1 else weight * units
    return total
