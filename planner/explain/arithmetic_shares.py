"""Sums of shares: what others must deliver, and shares that add up to too much."""

from collections.abc import Iterator, Sequence
from typing import Any

from models.rules import Rule
from models.rules.scope import Sum
from planner.explain.arithmetic_ground import Ground, fails, heading, open_sums
from planner.explain.arithmetic_words import Statement, parts_words, short


def max_share(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say what others must deliver, so that the target's share is small enough."""
    sums = open_sums(rule, ground)
    if rule.on.each is not None:
        yield from _spread(rule, ground, sums)
    for each in sums:
        ordered = ground.ordered(each, each.part)
        least = ground.least(each)
        whole = max(least, ordered / rule.limit if rule.limit else least)
        others = each.whole - each.part
        can, must = ground.most(each, others), whole * (1 - rule.limit)
        if not fails(can, must):
            continue
        because = (
            f"{ground.units(ordered)} from {short(each.value)} are ordered already"
            if whole > least
            else f"{ground.units(whole)} must be bought"
        )
        yield Statement(
            where=heading(each),
            sentence=(
                f"at most {ground.units(can)} can come from outside "
                f"{short(each.value)}, the rule needs {ground.units(must)}"
            ),
            can=can,
            must=must,
            detail=(
                f"needed: {because}; at least {100 * (1 - rule.limit):.10g}% from others",
                f"from outside {short(each.value)}: {ground.by_offer(each, others)}",
            ),
        )


def _spread(rule: Any, ground: Ground, sums: Sequence[Sum]) -> Iterator[Statement]:
    """Say how much all values can deliver, each within its share."""
    together: dict[tuple[str, str], list[Sum]] = {}
    for each in sums:
        together.setdefault(each.key[1:], []).append(each)
    for split in together.values():
        whole = ground.least(split[0])
        volumes = {
            short(each.value): min(rule.limit * whole, ground.most(each, each.part))
            for each in split
        }
        can = sum(volumes.values())
        if fails(can, whole):
            listed = parts_words(volumes, ground.case.unit)
            yield Statement(
                where=heading(split[0]),
                sentence=(
                    f"with at most {100 * rule.limit:.10g}% from each, "
                    f"{ground.units(can)} can be bought; {ground.units(whole)} must be"
                ),
                can=can,
                must=whole,
                detail=(f"at most: {listed}",),
            )


def min_share(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say how much less the target can deliver than its share."""
    for each in open_sums(rule, ground):
        whole = ground.least(each)
        can, must = ground.most(each, each.part), rule.limit * whole
        if fails(can, must):
            yield Statement(
                where=heading(each),
                sentence=(
                    f"at most {ground.units(can)} can come from {short(each.value)}, the "
                    f"rule needs {ground.units(must)}"
                ),
                can=can,
                must=must,
                detail=(
                    f"needed: {100 * rule.limit:.10g}% of the {ground.units(whole)} to buy",
                    f"from {short(each.value)}: {ground.by_offer(each, each.part)}",
                ),
            )


def pairs(kept: Sequence[Rule], ground: Ground) -> Iterator[Statement]:
    """Say where the least shares of two rules add up to more than all."""
    rules: list[Any] = [r for r in kept if r.rule == "min_share"]
    for at, one in enumerate(rules):
        for other in rules[at + 1 :]:
            yield from _more_than_all(one, other, ground)


def _more_than_all(one: Any, other: Any, ground: Ground) -> Iterator[Statement]:
    theirs = {each.key[1:]: each for each in open_sums(other, ground)}
    for each in open_sums(one, ground):
        match = theirs.get(each.key[1:])
        if match is None or each.part & match.part:
            continue
        total = one.limit + other.limit
        if fails(1.0, total) and ground.least(each) > 0:
            yield Statement(
                where=heading(each),
                sentence=(
                    f"{100 * one.limit:.10g}% from {short(each.value)} and "
                    f"{100 * other.limit:.10g}% from {short(match.value)} are "
                    f"{100 * total:.10g}% of what is bought"
                ),
                can=1.0,
                must=total,
            )
