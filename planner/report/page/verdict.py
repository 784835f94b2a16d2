"""What a board reads first: which policy costs what more, and protects against what."""

from collections.abc import Iterator, Sequence
from math import isfinite

from planner.compare import NONE, Comparison, Outcome
from planner.compare.standing import is_tie
from planner.plan import Plan, Status
from planner.report import words
from planner.report.page.figures import Table
from planner.report.page.marks import (
    amount,
    base_of,
    cheapest,
    of_demand,
    volume,
)

MATERIAL = 0.001
"""Share of demand below which a difference in shortage is not worth a word."""
NOTHING_SHORT = 1e-6
"""Share of demand that is rounding."""
POINT = 0.01
"""Difference in a share that is worth a word."""
MOST_NAMES = 4
MOST_COUNTRIES = 2
"""Countries whose loss a sentence tells of."""


def verdict(comparison: Comparison) -> Iterator[str]:
    """Yield the sentences above everything else."""
    if not comparison.solved:
        yield "No policy has a plan. Why is said below, policy by policy."
        return
    base = base_of(comparison)
    yield _without_rules(base)
    safest = min(comparison.plans, key=lambda p: _risk(p, comparison))
    if _saved(base, safest) > MATERIAL:
        yield _safest(comparison, base, safest)
    same = _same_as_cheapest(comparison)
    if same:
        yield same


def _without_rules(base: Plan) -> str:
    case = base.case
    who = "Without any rule" if base.policy == NONE else f"Under {base.policy}"
    said = (
        f"{who}, supply over {words.spans(case.periods, case.periods)} is expected to "
        f"cost {amount(base.expected_cost, case)}"
    )
    if of_demand(base.worst_shortage, case) <= NOTHING_SHORT:
        return f"{said}, and nobody goes short in any scenario."
    share = words.share(of_demand(base.worst_shortage, case))
    return (
        f"{said}. In the worst of {words.count(len(case.scenarios), 'scenario')} "
        f"{volume(base.worst_shortage, case)}, {share} of demand, go unserved."
    )


def _risk(plan: Plan, comparison: Comparison) -> tuple[float, float]:
    """Rank by shortage, in steps that matter, then by cost."""
    step = MATERIAL / (of_demand(1.0, comparison.case) or 1.0)
    return round(plan.expected_shortage / step), plan.expected_cost


def _saved(base: Plan, other: Plan) -> float:
    return of_demand(base.expected_shortage - other.expected_shortage, base.case)


def _safest(comparison: Comparison, base: Plan, safest: Plan) -> str:
    case = comparison.case
    premium = safest.expected_cost - comparison.lowest
    part = premium / abs(comparison.lowest) if comparison.lowest else 0.0
    if of_demand(safest.worst_shortage, case) <= NOTHING_SHORT:
        ends = "goes short in no scenario"
    else:
        ends = (
            f"leaves {volume(safest.expected_shortage, case)} unserved on average, "
            f"{volume(safest.worst_shortage, case)} at worst"
        )
    return (
        f"The policy “{safest.policy}” protects best: it {ends}, and costs "
        f"{amount(premium, case)} ({words.share(part)}) more than the cheapest plan."
    )


def _same_as_cheapest(comparison: Comparison) -> str:
    lowest = cheapest(comparison)
    same = [
        plan.policy
        for plan in comparison.plans
        if plan.policy != NONE and plan.rules and is_tie(plan, lowest)
    ]
    if not same or len(comparison.solved) == 1:
        return ""
    named = ", ".join(f"“{each}”" for each in same[:MOST_NAMES])
    if len(same) > MOST_NAMES:
        named += f" and {len(same) - MOST_NAMES} more"
    verb = "costs" if len(same) == 1 else "cost"
    return f"{named} {verb} no more than the cheapest plan, as far as the gaps tell."


def head(comparison: Comparison) -> Table | None:
    """Return every policy with its premium, what it protects against and gives up."""
    if not comparison.solved:
        return None
    case, base = comparison.case, base_of(comparison)
    rows = [
        (each.policy, *_judged(comparison, each, base)) for each in comparison.outcomes
    ]
    against = "no rules" if base.policy == NONE else base.policy
    return Table(
        caption="What each policy costs more, and what it protects against",
        note=(
            f"Expected, discounted cost over the cheapest plan, in {case.currency}; "
            f"protection compared with {against}."
        ),
        columns=(
            "policy",
            f">costs more, {case.currency}",
            ">in %",
            "protects against",
            "gives up",
        ),
        rows=rows,
    )


def _judged(comparison: Comparison, outcome: Outcome, base: Plan) -> Sequence[str]:
    plan = outcome.plan
    if plan is None:
        return words.ABSENT, words.ABSENT, "", f"No plan: {outcome.why}"
    premium = plan.expected_cost - comparison.lowest
    if is_tie(plan, cheapest(comparison)):
        costs = ["0" if not premium else "about 0", "0.0%"]
    else:
        part = premium / abs(comparison.lowest) if comparison.lowest else 0.0
        costs = [words.number(premium, 0), words.share(part)]
    if plan is base:
        return *costs, f"{NONE_SAYS}." if base.policy == NONE else "", ""
    gains, losses = _changes(outcome, base, comparison)
    return *costs, _said(gains) or NOTHING, _said([*_flags(plan), *losses])


NONE_SAYS = "What the others are compared with"
NOTHING = "Nothing beyond that"


def _said(parts: Sequence[str]) -> str:
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _flags(plan: Plan) -> Iterator[str]:
    if any("only by going short" in note for note in plan.run.notes):
        yield "met only by going short"
    if plan.status is not Status.OPTIMAL:
        yield f"stopped early, gap {words.gap(plan.gap)}"


def _changes(
    outcome: Outcome, base: Plan, comparison: Comparison
) -> tuple[list[str], list[str]]:
    """Return what is better and what is worse than in the base, in words."""
    plan = outcome.plan
    gains: list[str] = []
    losses: list[str] = []
    if plan is None:
        return gains, losses
    case = plan.case
    for what, now, before in (
        ("short at worst", plan.worst_shortage, base.worst_shortage),
        ("short on average", plan.expected_shortage, base.expected_shortage),
    ):
        if abs(of_demand(now - before, case)) > MATERIAL:
            amounts = f"{volume(now, case)}, not {volume(before, case)}"
            (gains if now < before else losses).append(f"{amounts}, {what}")
    own, free = _largest(plan), _largest(base)
    if own and free and abs(own[1] - free[1]) > POINT:
        said = f"largest country {own[0]} {own[1]:.0%}, not {_named(own, free)}"
        (gains if own[1] < free[1] else losses).append(said)
    for better, said in _months(comparison, outcome):
        (gains if better else losses).append(said)
    return gains, losses


def _largest(plan: Plan) -> tuple[str, float] | None:
    """Return the country with the largest share of any mineral."""
    if plan.dependence.empty:
        return None
    row = plan.dependence.loc[plan.dependence["share"].idxmax()]
    return str(row["country"]), float(row["share"])


def _named(own: tuple[str, float], free: tuple[str, float]) -> str:
    same = own[0] == free[0]
    return f"{free[1]:.0%}" if same else f"{free[0]} {free[1]:.0%}"


def _months(comparison: Comparison, outcome: Outcome) -> list[tuple[bool, str]]:
    """Return how much longer, or shorter, demand is served without a country."""
    months = {each.policy: each.months or {} for each, _ in comparison.solved}
    base = months[base_of(comparison).policy]
    end = len(comparison.case.periods) * 12 / comparison.case.periods_per_year
    found = []
    for name, now in (outcome.months or {}).items():
        before = base.get(name, now)
        if now != before:
            country = name.removeprefix("country:")
            said = f"{_long(now)} of full supply without {country}, not {_long(before)}"
            apart = abs(min(now, end) - min(before, end))
            found.append((apart, now > before, said))
    found.sort(reverse=True)
    return [(better, said) for _, better, said in found[:MOST_COUNTRIES]]


def _long(months: float) -> str:
    if not isfinite(months):
        return "the whole horizon"
    return words.count(round(months), "month")


def alerts(comparison: Comparison) -> list[str]:
    """Return what must not be overlooked: policies without a plan, flags, left out."""
    found = [
        f"{each.policy}: {each.why}"
        if each.plan
        else f"{each.policy} has no plan: {each.why}"
        for each in comparison.outcomes
        if each.plan is None or each.why
    ]
    found += list(
        dict.fromkeys(note for plan in comparison.plans for note in plan.run.notes)
    )
    dropped = comparison.case.dropped_probability
    if dropped:
        found.append(
            f"{words.chance(dropped)} of the probability, combinations of more curbs than "
            "the workbook asks for, was left out; the rest was scaled to 100%."
        )
    return found
