"""The answer of a comparison in sentences, read before everything else."""

from collections.abc import Iterator

from planner.web.compared import MATERIAL, Compared, Row, months_said, shortest_cover
from planner.web.figures import part as share
from planner.web.words import NONE

POINT = 0.01
"""Difference in a country's share, or in bad outcomes, that is worth a word."""
MOST_NAMES = 4


def verdict(found: Compared) -> Iterator[str]:
    """Yield the sentences above everything else."""
    words, view = found.words, found.view
    if not found.plans:
        yield words("verdict.nothing")
        return
    base = found.plans[view["base"]]
    yield _base(found, base)
    told = dict.fromkeys((view["first"], view["safest"]))
    for policy in told:
        if policy and policy != base["policy"]:
            yield _protection(found, found.plans[policy], base)
    ties = [each for each in view["ties"] if each not in told and each != NONE]
    if ties and len(found.plans) > 1:
        shown = [found.quoted(each) for each in ties[:MOST_NAMES]]
        more = len(ties) - MOST_NAMES
        rest = words("verdict.more", n=more) if more > 0 else ""
        if len(shown) > 1 and not rest:
            rest = f"{words('verdict.and')}{shown.pop()}"
        listed = words("verdict.comma").join(shown)
        yield words("verdict.ties", policies=f"{listed}{rest}", n=len(ties))


def _base(found: Compared, base: Row) -> str:
    words, view = found.words, found.view
    periods = view["periods"]
    said = words(
        "verdict.base" if base["policy"] == NONE else "verdict.base.under",
        policy=found.quoted(base["policy"]),
        first=words.period(periods[0]),
        last=words.period(periods[-1]),
        cost=found.money(base["expected_cost"]),
    )
    if base["worst_shortage_share"] <= MATERIAL / 1000:
        return said + words("verdict.never")
    return said + words(
        "verdict.worst",
        volume=found.volume(base["worst_shortage"]),
        share=words.share(base["worst_shortage_share"], 1),
        n=f"{view['scenarios']:,}",
    )


def _protection(found: Compared, plan: Row, base: Row) -> str:
    words = found.words
    gains = words("verdict.semicolon").join(_gains(found, plan, base))
    premium = plan["expected_cost"] - found.lowest
    part = premium / abs(found.lowest) if found.lowest else 0.0
    if part < MATERIAL:
        price = words("verdict.free")
    else:
        price = words(
            "verdict.price", money=found.money(premium), share=words.share(part, 1)
        )
    is_safest = plan["policy"] == found.view["safest"]
    key = "verdict.safest" if is_safest else "verdict.first"
    said = words(key, policy=found.quoted(plan["policy"]), price=price)
    return said + (
        words("verdict.gains", gains=gains) if gains else words("verdict.stop")
    )


def _gains(found: Compared, plan: Row, base: Row) -> Iterator[str]:
    """Yield what a plan does better than the base."""
    words = found.words
    short = (plan["worst_shortage_share"], base["worst_shortage_share"])
    if short[1] - short[0] > MATERIAL:
        now, before = (share(each, words) for each in short)
        yield words("gain.worst", now=now, before=before)
    largest = (plan["country_share"], base["country_share"])
    if None not in largest and largest[1] - largest[0] > POINT:
        now, before = (words.share(each, 0) for each in largest)
        yield words("gain.country", now=now, before=before)
    if base["cvar_cost"] - plan["cvar_cost"] > POINT * abs(base["cvar_cost"]):
        now, before = (found.money(each["cvar_cost"]) for each in (plan, base))
        yield words("gain.cvar", now=now, before=before)
    cover = shortest_cover(plan), shortest_cover(base)
    if cover[0] and cover[1] and cover[0][1] > cover[1][1] + POINT:
        months = months_said(cover[0][1], words)
        yield words("gain.cover", now=months, before=months_said(cover[1][1], words))
