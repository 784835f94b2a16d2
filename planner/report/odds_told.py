"""Other probabilities and break-evens in sentences, as every report says them."""

from collections.abc import Iterator, Mapping, Sequence

from models.case import Case
from planner.odds import EVERY, BreakEvens, Flip, Otherwise, Peak, Rivals
from planner.plan import Plan
from planner.report import words

TITLE = "If the probabilities are otherwise"
RIVALS_TITLE = "made for other probabilities"
FLIPS_TITLE = "Where signing flips"
HELD = (
    "Each plan as it stands, its responses included: only the chances of its scenarios "
    "change."
)
NOTICED = 0.01
"""Probability left out from which on it is told."""
MOST_NAMES = 4


def otherwise_said(found: Otherwise) -> list[str]:
    """Return what follows from the ranges of the curbs."""
    return [HELD, *_steadiest(found), *_cheaper(found), *_crowded(found)]


def _steadiest(found: Otherwise) -> Iterator[str]:
    if not found.steadiest:
        return
    regrets = {each.plan.policy: each for each in found.regrets}
    best = regrets[found.steadiest[0]].peak
    dearer = best.found if best.is_exact else best.bound
    yield (
        f"Least worst-case regret: {named(found.steadiest)}, at most "
        f"{words.money(dearer, found.case)} dearer than the best of these plans, "
        "whatever the probabilities inside the ranges."
    )
    cheapest = found.cheapest.policy
    if cheapest not in found.steadiest:
        peak = regrets[cheapest].peak
        yield (
            f"{cheapest}, the cheapest at base, may be "
            f"{words.money(peak.found, found.case)} dearer than "
            f"{regrets[cheapest].against}: with {mix_words(peak, found)}."
        )


def named(policies: Sequence[str]) -> str:
    """Return a few policies by name, and how many more."""
    more = len(policies) - MOST_NAMES
    rest = f" and {more} more" if more > 0 else ""
    return ", ".join(policies[:MOST_NAMES]) + rest


def _cheaper(found: Otherwise) -> Iterator[str]:
    rows = found.table[found.table["curb"] == EVERY]
    if (rows["high"] < rows["low"]).any():
        yield (
            "Likelier curbs need not cost more: in a curb the stock that the plan must "
            "leave at the end may be used up."
        )


def _crowded(found: Otherwise) -> Iterator[str]:
    row = found.table[found.table["curb"] == EVERY].iloc[0]
    if max(row["dropped_low"], row["dropped_high"]) < NOTICED:
        return
    most = max(len(each.strikes) for each in found.case.scenarios)
    yield (
        f"The scenarios combine at most {words.count(most, 'curb')}: "
        f"{words.chance(row['dropped_low'])} of the probability is left out at low, "
        f"{words.chance(row['dropped_base'])} at base, "
        f"{words.chance(row['dropped_high'])} at high. What is left is scaled to 1, so a "
        "likelier curb leaves less room for the others; a higher max_curbs in Settings "
        "mends that."
    )


def rivals_said(found: Rivals) -> list[str]:
    """Return which plan of one policy is least regretted, and how the others differ."""
    said = []
    if found.otherwise is not None and found.otherwise.steadiest:
        said = [*_steadiest(found.otherwise), *_differing(found.otherwise.plans)]
    said += [f"Not every plan is there. {each}" for each in found.why]
    return [*said, *(["Stopped early: not every plan is there."] * found.stopped)]


def _differing(plans: Sequence[Plan]) -> Iterator[str]:
    """Yield what plans sign otherwise than the first."""
    base, *others = plans
    for plan in others:
        changes = [
            f"{verb} {', '.join(names)}"
            for verb, names in (
                ("also signs", _contracts(plan, base)),
                ("does not sign", _contracts(base, plan)),
            )
            if names
        ]
        if changes:
            yield f"The plan {plan.policy} {' and '.join(changes)}."


def _contracts(plan: Plan, other: Plan) -> list[str]:
    """Return the contracts that one plan signs and another does not."""
    offers = plan.case.offers
    return [
        name
        for name in plan.signed
        if name not in other.signed and not offers[name].free_to_sign
    ]


def most(peak: Peak) -> str:
    """Return the highest value, or what it is known not to exceed."""
    if peak.is_exact:
        return words.number(peak.found, 0)
    return f"≤ {words.number(peak.bound, 0)}"


def mix_words(peak: Peak, found: Otherwise) -> str:
    """Return the probabilities of a mix, by the ends of the ranges where they are."""
    at: dict[str, list[str]] = {}
    for name, p in peak.mix.items():
        between = found.ranges[name]
        ends = {between.low: "low", between.base: "base", between.high: "high"}
        at.setdefault(ends.get(p, chance(p)), []).append(name)
    rest = max(at, key=lambda end: len(at[end]))
    if len(at) == 1:
        return (
            f"every curb at {rest}"
            if len(found.ranges) > 1
            else f"{at[rest][0]} at {rest}"
        )
    parts = [f"{', '.join(names)} at {end}" for end, names in at.items() if end != rest]
    others = f"{at[rest][0]}" if len(at[rest]) == 1 else "the others"
    return f"{', '.join(parts)}, {others} at {rest}"


def chance(value: float) -> str:
    """Return a yearly probability in per cent, with no more figures than it has."""
    return f"{100 * value:.3g}%"


def flips_said(found: BreakEvens) -> list[str]:
    """Return where each decision flips, in sentences."""
    case = found.plan.case
    said = [flip_said(each, case) for each in found.flips]
    if found.steady and found.looked_at:
        said.append(_steady(found))
    if not found.looked_at and not found.stopped:
        said.append("No curb strikes, or nothing is free to be signed or left.")
    said += [f"Not everything is known. {each}" for each in found.why]
    if found.stopped:
        said.append("Stopped early: the rest of the flips is not known.")
    return said


def _steady(found: BreakEvens) -> str:
    names = {
        taken: [e.name for e in found.steady if e.taken(found.plan) is taken]
        for taken in (True, False)
    }
    parts = [
        f"{'Signed' if taken else 'Not signed'}, at both ends of everything that was "
        f"varied as at base: {', '.join(names[taken])}."
        for taken in (True, False)
        if names[taken]
    ]
    return " ".join((*parts, "In between was not searched."))


def flip_said(flip: Flip, case: Case) -> str:
    """Return at which value a decision flips, with what is proved on either side."""
    yes, no = sides(flip)
    name, now = flip.decision.name, value_words(flip, flip.way.base, case)
    if flip.why:
        ends = " to ".join(value_words(flip, x, case) for x in (flip.below, flip.above))
        return (
            f"Whether {name} pays as {flip.way.subject} changes ({KINDS[flip.way.kind]} "
            f"from {ends}) is not known: {flip.why}."
        )
    open_ = (
        ""
        if flip.closed
        else " More closely it is not known: the gaps of the solves leave it at that."
    )
    return (
        f"{name} pays if {condition(flip, yes, case)}; "
        f"not {NOT[flip.way.kind]} {value_words(flip, no, case)}; the workbook has "
        f"{now}.{open_}"
    )


KINDS: Mapping[str, str] = {
    "probability": "probability a year",
    "severity": "share let through in the worst period",
    "length": "how long it lasts",
    "start": "earliest start",
}


NOT = {"probability": "at", "severity": "at", "length": "for", "start": "from"}


def sides(flip: Flip) -> tuple[float, float]:
    """Return the value at which the decision is proved to pay, and not to."""
    ends = flip.above, flip.below
    return ends if flip.pays_above else ends[::-1]


def condition(flip: Flip, value: float, case: Case) -> str:
    """Return under which condition a decision pays."""
    subject, shown = flip.way.subject, value_words(flip, value, case)
    more = flip.pays_above
    return {
        "probability": f"{subject} is {'likelier' if more else 'rarer'} than {shown} a year",
        "severity": (
            f"{subject} lets {'more' if more else 'less'} than {shown} through in its "
            "worst period"
        ),
        "length": f"{subject} lasts {shown} or {'longer' if more else 'shorter'}",
        "start": (
            f"{subject} {'cannot start before' if more else 'may start as early as'} "
            f"{shown}"
        ),
    }[flip.way.kind]


def value_words(flip: Flip, value: float, case: Case) -> str:
    """Return a value of what is varied."""
    if flip.way.kind == "length":
        return words.count(int(value), words.step(case))
    return case.periods[int(value)] if flip.way.kind == "start" else chance(value)
