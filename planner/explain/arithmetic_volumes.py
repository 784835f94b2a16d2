"""Sums of volumes: what can be bought, what must be, and what can be held."""

from collections.abc import Iterator
from typing import Any

from planner.explain.arithmetic_ground import Ground, fails, heading, open_sums
from planner.explain.arithmetic_words import Statement, short


def min_volume(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say how much less the target can deliver than it must."""
    for each in open_sums(rule, ground):
        can = ground.most(each, each.part)
        if fails(can, rule.limit):
            yield Statement(
                where=heading(each),
                sentence=(
                    f"at most {ground.units(can)} can come from {short(each.value)}, the "
                    f"rule needs {ground.units(rule.limit)}"
                ),
                can=can,
                must=rule.limit,
                detail=(f"at most: {ground.by_offer(each, each.part)}",),
            )


def max_volume(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say that more is ordered, or must be bought, than the target may bring."""
    for each in open_sums(rule, ground):
        others = each.whole - each.part
        ordered, whole = ground.ordered(each, each.part), ground.least(each)
        can, must = rule.limit + ground.most(each, others), whole
        where = heading(each)
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
                    f"from others: {ground.by_offer(each, others)}",
                ),
            )


def min_stock(rule: Any, ground: Ground) -> Iterator[Statement]:
    """Say that there is no room for so much stock."""
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
