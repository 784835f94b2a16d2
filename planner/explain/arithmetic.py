"""Sums that a buyer can check by hand, of rows that cannot all be kept.

A sum counts only the rows of the conflict and what the workbook states as a fact. It
is told only if it fails, so it always says why there is no plan.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from models.case import Case
from models.rules import Rule
from models.rules.min_sources import bucket_demand
from models.rules.scope import REFINING, SUPPLY, Sum, in_scope, sums_of
from planner.explain.arithmetic_reach import Reach
from planner.explain.arithmetic_served import served_shares, shortfalls
from planner.explain.arithmetic_words import Statement, amount, parts_words, short
from planner.explain.conflict import Conflict
from planner.explain.conflict_parts import Asked, lifted, parts_of

MOST = 3
"""Sums that are told of one conflict."""
CLEAR = 1e-6
"""Share by which a sum must fail, beyond rounding."""

EVEN = 10_000.0
"""The index of one source alone."""

Sums = Callable[[Any, "Ground"], Iterator[Statement]]


@dataclass(frozen=True)
class Ground:
    """What the sums of a conflict rest on: its rows alone."""

    asked: Asked
    reach: Reach

    @property
    def case(self) -> Case:
        """Return the case, with nothing but the conflict's limits."""
        return self.asked.case

    def units(self, number: float) -> str:
        """Return a volume in words."""
        return amount(number, self.case.unit)


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
    found += _pairs(ground)
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


def fails(can: float, must: float) -> bool:
    """Tell whether what can be is clearly less than what must be."""
    return isfinite(must) and can < must - CLEAR * max(1.0, abs(must))


def _open(rule: Any, ground: Ground) -> list[Sum]:
    """Return the sums of a rule about supply that are still open to decision."""
    if getattr(rule, "stage", SUPPLY) == REFINING:
        return []
    return [
        each
        for each in sums_of(rule, ground.case)
        if each.may_change(ground.case, rule.sources(each))
    ]


def _most(ground: Ground, each: Sum, names: frozenset[str]) -> float:
    return ground.reach.plan_volume(names, each.bucket.periods, each.goods.weight)


def _by_offer(ground: Ground, each: Sum, names: frozenset[str]) -> str:
    volumes = {name: _most(ground, each, frozenset({name})) for name in sorted(names)}
    return parts_words(volumes, ground.case.unit)


def _ordered(ground: Ground, each: Sum, names: frozenset[str]) -> float:
    return ground.reach.committed(names, each.bucket.periods, each.goods.weight)


def _least(ground: Ground, each: Sum) -> float:
    return ground.reach.must_buy(each.goods, each.bucket.periods)


def _max_share(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say what others must deliver, so that the target's share is small enough."""
    sums = _open(rule, ground)
    if rule.on.each is not None:
        yield from _spread(rule, ground, sums)
    for each in sums:
        ordered = _ordered(ground, each, each.part)
        least = _least(ground, each)
        whole = max(least, ordered / rule.limit if rule.limit else least)
        others = each.whole - each.part
        can, must = _most(ground, each, others), whole * (1 - rule.limit)
        if not fails(can, must):
            continue
        because = (
            f"{ground.units(ordered)} from {short(each.value)} are ordered already"
            if whole > least
            else f"{ground.units(whole)} must be bought"
        )
        yield Statement(
            where=f"{each.bucket.label}, {each.goods.label}",
            sentence=(
                f"at most {ground.units(can)} can come from outside "
                f"{short(each.value)}, the rule needs {ground.units(must)}"
            ),
            can=can,
            must=must,
            detail=(
                f"needed: {because}; at least {100 * (1 - rule.limit):.10g}% from others",
                f"from outside {short(each.value)}: {_by_offer(ground, each, others)}",
            ),
        )


def _spread(rule: Any, ground: Ground, sums: Sequence[Sum]) -> Iterator[Statement]:
    """Say how much all values can deliver, each within its share."""
    together: dict[tuple[str, str], list[Sum]] = {}
    for each in sums:
        together.setdefault(each.key[1:], []).append(each)
    for split in together.values():
        whole = _least(ground, split[0])
        volumes = {
            short(each.value): min(rule.limit * whole, _most(ground, each, each.part))
            for each in split
        }
        can = sum(volumes.values())
        if fails(can, whole):
            listed = parts_words(volumes, ground.case.unit)
            yield Statement(
                where=f"{split[0].bucket.label}, {split[0].goods.label}",
                sentence=(
                    f"with at most {100 * rule.limit:.10g}% from each, "
                    f"{ground.units(can)} can be bought; {ground.units(whole)} must be"
                ),
                can=can,
                must=whole,
                detail=(f"at most: {listed}",),
            )


def _min_share(rule: Any, ground: Ground) -> Iterator[Statement]:
    for each in _open(rule, ground):
        whole = _least(ground, each)
        can, must = _most(ground, each, each.part), rule.limit * whole
        if fails(can, must):
            yield Statement(
                where=f"{each.bucket.label}, {each.goods.label}",
                sentence=(
                    f"at most {ground.units(can)} can come from {short(each.value)}, the "
                    f"rule needs {ground.units(must)}"
                ),
                can=can,
                must=must,
                detail=(
                    f"needed: {100 * rule.limit:.10g}% of the {ground.units(whole)} to buy",
                    f"from {short(each.value)}: {_by_offer(ground, each, each.part)}",
                ),
            )


def _min_volume(rule: Any, ground: Ground) -> Iterator[Statement]:
    for each in _open(rule, ground):
        can = _most(ground, each, each.part)
        if fails(can, rule.limit):
            yield Statement(
                where=f"{each.bucket.label}, {each.goods.label}",
                sentence=(
                    f"at most {ground.units(can)} can come from {short(each.value)}, the "
                    f"rule needs {ground.units(rule.limit)}"
                ),
                can=can,
                must=rule.limit,
                detail=(f"at most: {_by_offer(ground, each, each.part)}",),
            )


def _max_volume(rule: Any, ground: Ground) -> Iterator[Statement]:
    for each in _open(rule, ground):
        others = each.whole - each.part
        ordered, whole = _ordered(ground, each, each.part), _least(ground, each)
        can, must = rule.limit + _most(ground, each, others), whole
        where = f"{each.bucket.label}, {each.goods.label}"
        if fails(rule.limit, ordered):
            yield Statement(
                where=where,
                sentence=(
                    f"{ground.units(ordered)} from {short(each.value)} are ordered "
                    f"already, the rule allows {ground.units(rule.limit)}"
                ),
                can=rule.limit,
                must=ordered,
            )
        elif fails(can, must):
            yield Statement(
                where=where,
                sentence=(
                    f"{ground.units(must)} must be bought, and {ground.units(can)} can be"
                ),
                can=can,
                must=must,
                detail=(
                    f"from {short(each.value)}: {ground.units(rule.limit)}",
                    f"from others: {_by_offer(ground, each, others)}",
                ),
            )


def _min_sources(rule: Any, ground: Ground) -> Iterator[Statement]:
    if rule.stage == REFINING:
        return
    for split in rule.open_splits(ground.case):
        least = rule.min_each * bucket_demand(ground.case, split[0])
        volumes = {short(e.value): _most(ground, e, e.part) for e in split}
        enough = [n for n, units in volumes.items() if not fails(units, least)]
        others = {n: units for n, units in volumes.items() if n not in enough}
        if least > 0 and len(enough) < rule.limit:
            listed = parts_words(others, ground.case.unit)
            can = f"{', '.join(enough)} can; " if enough else ""
            yield Statement(
                where=f"{split[0].bucket.label}, {split[0].goods.label}",
                sentence=(
                    f"{len(enough)} of {len(volumes)} can deliver {ground.units(least)}, "
                    f"the rule needs {rule.limit:g}"
                ),
                can=float(len(enough)),
                must=rule.limit,
                detail=(f"{can}at most: {listed}",),
            )


def _max_sources(rule: Any, ground: Ground) -> Iterator[Statement]:
    if rule.stage == REFINING:
        return
    for split in rule.open_splits(ground.case):
        volumes = {short(e.value): _most(ground, e, e.part) for e in split}
        largest = sorted(volumes, key=lambda name: -volumes[name])[: int(rule.limit)]
        can, must = sum(volumes[n] for n in largest), _least(ground, split[0])
        if fails(can, must):
            listed = parts_words({n: volumes[n] for n in largest}, ground.case.unit)
            count = f"{len(largest)} " if len(largest) > 1 else ""
            yield Statement(
                where=f"{split[0].bucket.label}, {split[0].goods.label}",
                sentence=(
                    f"the {count}largest can deliver {ground.units(can)}, "
                    f"{ground.units(must)} must be bought"
                ),
                can=can,
                must=must,
                detail=(f"at most: {listed}",),
            )


def _max_hhi(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say how even the shares can be at best: those of so many sources, all equal."""
    if rule.stage == REFINING:
        return
    for split in rule.open_splits(ground.case):
        able = [short(e.value) for e in split if _most(ground, e, e.part) > 0]
        if not able or _least(ground, split[0]) <= 0:
            continue
        least = EVEN / len(able)
        if fails(rule.limit, least):
            yield Statement(
                where=f"{split[0].bucket.label}, {split[0].goods.label}",
                sentence=(
                    f"{len(able)} can deliver, so the index is at least {least:,.7g}; "
                    f"the rule allows {rule.limit:,.7g}"
                ),
                can=rule.limit,
                must=least,
                detail=(f"10,000 / {len(able)}, all equal: {', '.join(able)}",),
            )


def _min_stock(rule: Any, ground: Ground) -> Iterator[Statement]:
    case = ground.case
    for weight, t, least in rule.least_stock(case):
        room = sum(units * case.items[name].max_stock for name, units in weight.items())
        if fails(room, least):
            yield Statement(
                where=case.periods[t],
                sentence=(
                    f"at most {ground.units(room)} can be held, the rule needs "
                    f"{ground.units(least)}"
                ),
                can=room,
                must=least,
            )


SUMS: Mapping[str, Sums] = {
    "max_share": _max_share,
    "min_share": _min_share,
    "max_volume": _max_volume,
    "min_volume": _min_volume,
    "min_sources": _min_sources,
    "max_sources": _max_sources,
    "max_hhi": _max_hhi,
    "min_stock_days": _min_stock,
}


def _pairs(ground: Ground) -> Iterator[Statement]:
    """Say where the least shares of two rules add up to more than all."""
    rules: list[Any] = [r for r in ground.asked.kept if r.rule == "min_share"]
    for at, one in enumerate(rules):
        for other in rules[at + 1 :]:
            yield from _more_than_all(one, other, ground)


def _more_than_all(one: Any, other: Any, ground: Ground) -> Iterator[Statement]:
    theirs = {each.key[1:]: each for each in _open(other, ground)}
    for each in _open(one, ground):
        match = theirs.get(each.key[1:])
        if match is None or each.part & match.part:
            continue
        total = one.limit + other.limit
        if fails(1.0, total) and _least(ground, each) > 0:
            yield Statement(
                where=f"{each.bucket.label}, {each.goods.label}",
                sentence=(
                    f"{100 * one.limit:.10g}% from {short(each.value)} and "
                    f"{100 * other.limit:.10g}% from {short(match.value)} are "
                    f"{100 * total:.10g}% of what is bought"
                ),
                can=1.0,
                must=total,
            )
