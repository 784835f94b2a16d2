"""What a board reads first: which policy costs what more, and protects against what."""

from collections.abc import Iterator, Sequence

from planner.compare import NONE, Comparison, Outcome
from planner.compare.standing import is_tie
from planner.plan import Plan, Status
from planner.report import words
from planner.report.page.changes import (
    MATERIAL,
    NOTHING_SHORT,
    changes,
    is_never_short,
    said,
)
from planner.report.page.figures import Table
from planner.report.page.marks import (
    amount,
    base_of,
    cheapest,
    demand_of,
    left_out,
    of_demand,
    places_of,
    volume,
)

MOST_NAMES = 4
COMPARED = "What the others are compared with."
NO_GAIN = "Nothing that is measured here"
NO_CHANGE = "Nothing more: its rules are kept anyway"


def verdict(comparison: Comparison) -> Iterator[str]:
    """Yield the sentences above everything else."""
    if not comparison.plans:
        yield "No policy has a plan. Why is said below, policy by policy."
        return
    yield _base(base_of(comparison))
    told = [_first_protection(comparison), _safest(comparison), _ties(comparison)]
    yield from (each for each in dict.fromkeys(told) if each)


def _base(base: Plan) -> str:
    case = base.case
    who = "Without any rule" if base.policy == NONE else f"Under “{base.policy}”"
    cost = (
        f"{who}, supply over {words.spans(case.periods, case.periods)} is expected to "
        f"cost {amount(base.expected_cost, case)}"
    )
    if is_never_short(base):
        return f"{cost}, and nobody goes short in any scenario."
    share = words.share(of_demand(base.worst_shortage, case))
    return (
        f"{cost}. In the worst of {words.count(len(case.scenarios), 'scenario')}, "
        f"{volume(base.worst_shortage, case)} go unserved, {share} of demand."
    )


def _premium(comparison: Comparison, plan: Plan) -> str:
    """Return what a plan costs over the cheapest, in a sentence's words."""
    if is_tie(plan, cheapest(comparison)):
        return "no more than the cheapest plan, within the gaps"
    premium = plan.expected_cost - comparison.lowest
    return f"{amount(premium, plan.case)} ({_part(comparison, premium)}) more"


def _part(comparison: Comparison, premium: float) -> str:
    return words.share(premium / abs(comparison.lowest) if comparison.lowest else 0.0)


def _first_protection(comparison: Comparison) -> str:
    """Return what the cheapest policy that gives anything for its price gives."""
    base = base_of(comparison)
    for plan in sorted(comparison.plans, key=lambda each: each.expected_cost):
        better = changes(comparison, plan)[0] if plan is not base else []
        if better and not is_tie(plan, base) and not _is_short(plan):
            return (
                f"“{plan.policy}” is the cheapest protection, for "
                f"{_premium(comparison, plan)}: {'; '.join(better)}."
            )
    return ""


def _safest(comparison: Comparison) -> str:
    """Return what least shortage costs, where that is less than without rules."""
    base, case = base_of(comparison), comparison.case
    step = NOTHING_SHORT * demand_of(case) or 1.0
    safest = min(
        comparison.plans,
        key=lambda p: (
            round(p.worst_shortage / step),
            p.expected_cost,
        ),
    )
    if of_demand(base.worst_shortage - safest.worst_shortage, case) <= MATERIAL:
        return ""
    ends = (
        "nobody goes short in any scenario"
        if is_never_short(safest)
        else f"at worst {volume(safest.worst_shortage, case)} go unserved"
    )
    return (
        f"“{safest.policy}” leaves least unserved: {ends}. It costs "
        f"{_premium(comparison, safest)}."
    )


def _ties(comparison: Comparison) -> str:
    lowest = cheapest(comparison)
    same = [
        plan.policy
        for plan in comparison.plans
        if plan.rules and plan.policy != NONE and is_tie(plan, lowest)
    ]
    if not same or len(comparison.plans) == 1:
        return ""
    named = ", ".join(f"“{each}”" for each in same[:MOST_NAMES])
    if len(same) > MOST_NAMES:
        named += f" and {len(same) - MOST_NAMES} more"
    return (
        f"{named} {'costs' if len(same) == 1 else 'cost'} no more than the cheapest "
        "plan, within the gaps."
    )


def head(comparison: Comparison) -> Table | None:
    """Return every policy with its premium, what it protects against and gives up."""
    if not comparison.plans:
        return None
    case, base = comparison.case, base_of(comparison)
    rules = "having no rules" if base.policy == NONE else f"“{base.policy}”"
    return Table(
        caption="What each policy costs more, and what it protects against",
        note=(
            f"Expected, discounted cost over the cheapest plan, in {case.currency}. "
            f"Protection against {rules}; if a country stops, at the worst moment."
        ),
        columns=(
            "policy",
            f">costs more, {case.currency}",
            ">in %",
            "protects against",
            "but",
        ),
        rows=[
            (each.policy, *_judged(comparison, each, base))
            for each in comparison.outcomes
        ],
    )


def _judged(comparison: Comparison, outcome: Outcome, base: Plan) -> Sequence[str]:
    plan = outcome.plan
    if plan is None:
        return words.ABSENT, words.ABSENT, words.ABSENT, f"No plan. {outcome.why}"
    costs = _costs(comparison, plan)
    if plan is base:
        return *costs, COMPARED, said(list(_flags(plan)))
    better, worse = changes(comparison, plan)
    same = not better and not worse and is_tie(plan, base)
    nothing = NO_CHANGE if same else NO_GAIN
    return *costs, said(better or [nothing]), said([*_flags(plan), *worse])


def _costs(comparison: Comparison, plan: Plan) -> tuple[str, str]:
    premium = plan.expected_cost - comparison.lowest
    if premium and is_tie(plan, cheapest(comparison)):
        return "0, within the gaps", words.share(0.0)
    return words.number(premium, places_of(comparison.plans)), _part(
        comparison, premium
    )


def _is_short(plan: Plan) -> bool:
    """Tell whether a policy is flagged as met only by going short."""
    return any("only by going short" in note for note in plan.run.notes)


def _flags(plan: Plan) -> Iterator[str]:
    if _is_short(plan):
        yield "met only by going short"
    if plan.status is not Status.OPTIMAL:
        yield f"stopped early, gap {words.gap(plan.gap)}"


def alerts(comparison: Comparison) -> list[str]:
    """Return what must not be overlooked: policies without a plan, flags, left out."""
    found = []
    for each in comparison.outcomes:
        if each.plan is None:
            found.append(f"“{each.policy}” has no plan. {each.why}")
        elif each.why:
            found.append(f"“{each.policy}”: {each.why}")
    notes = (note for plan in comparison.plans for note in plan.run.notes)
    found += dict.fromkeys(notes)
    return [*found, *left_out(comparison.case)]
