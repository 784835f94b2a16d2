"""Alternatives in sentences and as JSON: what may differ nearly as cheaply."""

from collections.abc import Iterator, Sequence

from planner.alternatives import Alternatives, End, Range, Source
from planner.alternatives.result import TIGHT, share
from planner.alternatives.sources import minerals_of, sources_of, whole_of
from planner.compare.figures import (
    contracts_of,
    costs_of,
    dependence_of,
    shortages_of,
)
from planner.plan import Plan
from planner.report import words
from planner.report.record import plain, plan_record

MOST_NAMED = 3
"""Countries named in what makes a plan another."""
ANSWERS = {
    "always": "{} in every plan within that cost",
    "never": "{} in no plan within that cost",
    "either": "{} in some, {} in others",
}


def first_line(found_within: float, policy: str) -> str:
    """Return the line that tells what is about to be done."""
    return f"policy {policy}: every source, within {percent(found_within)} of its cost"


def step_line(what: str, done: int, every: int) -> str:
    """Return the line that tells a search has ended."""
    return f"{done} of {every} · {what}"


def percent(value: float) -> str:
    """Return how much more a plan may cost, as the buyer wrote it."""
    return f"{100 * value:.10g}%"


def statements(found: Alternatives) -> list[str]:
    """Return what the alternatives show, in sentences; countries first."""
    return [
        _cap(found),
        *(range_sentence(each, found) for each in countries(found)),
        *_choices(found),
        *_shown(found),
        *found.best.run.notes,
        *_open(found),
    ]


def countries(found: Alternatives) -> list[Range]:
    """Return the ranges of countries."""
    return [each for each in found.ranges if each.source.dimension == "country"]


def _cap(found: Alternatives) -> str:
    best, case = found.best, found.case
    gap = "" if words.is_proved(best) else f", known to {words.gap(best.gap)}"
    return (
        f"Within {percent(found.within)} of the cheapest cost: plans up to "
        f"{words.money(found.cap, case)}, where the cheapest found is "
        f"{words.money(best.objective, case)}{gap}. The cost is {words.weighing(best)}."
    )


def range_sentence(each: Range, found: Alternatives) -> str:
    """Return what a source may supply, as shares."""
    low, high = each.least_share, each.most_share
    of = supply_of(each.source, found)
    now = words.share(each.share)
    if is_known(low) and is_known(high) and high.value - low.value <= TIGHT / 2:
        if high.value <= 0:
            return f"{each.source.value} supplies nothing in any plan within that cost."
        return f"{each.source.value} supplies {now} of {of}, in every plan within that cost."
    least, most = words.share(low.value), words.share(high.value)
    if not (is_known(low) and is_known(high)):
        return (
            f"{each.source.value} supplies from {least} to {most} of {of} in the plans "
            f"found, {now} in the cheapest; {_proved(low, high)}."
        )
    ends = f"can supply as little as {least} and as much as {most}"
    if low.value <= TIGHT:
        ends = f"can be left out, and can supply as much as {most}"
    return f"{each.source.value} {ends} of {of}; {now} in the cheapest plan."


def supply_of(source: Source, found: Alternatives) -> str:
    """Return what a share is of."""
    several = len(minerals_of(found.case)) > 1
    return f"the {source.mineral}" if several else "supply"


def is_known(end: End) -> bool:
    """Tell whether the proof has come as near as shares are told."""
    return abs(end.value - end.bound) <= TIGHT


def is_open(end: End, *, most: bool) -> bool:
    """Tell whether nothing is proved of an end that is not known anyhow."""
    return not is_known(end) and (end.bound >= 1 if most else end.bound <= 0)


def _proved(low: End, high: End) -> str:
    said = []
    if low.bound > 0:
        said.append(f"less than {words.share(low.bound)}")
    if high.bound < 1:
        said.append(f"more than {words.share(high.bound)}")
    return f"proved is never {' nor '.join(said)}" if said else "nothing is proved yet"


def _choices(found: Alternatives) -> Iterator[str]:
    for kind, done, undone, every in (
        ("contract", "signed", "left", found.contracts),
        ("project", "opened", "left", found.projects),
    ):
        for answer, meaning in ANSWERS.items():
            named = [each.name for each in every if each.answer == answer]
            if named:
                which = words.count(len(named), kind)
                yield f"{which} {meaning.format(done, undone)}: {', '.join(named)}."
        unknown = [each for each in every if each.answer not in ANSWERS]
        for why in dict.fromkeys(each.why for each in unknown):
            named = [each.name for each in unknown if each.why == why]
            yield f"{done.title()} or not is not known of {', '.join(named)}: {why}."


def _shown(found: Alternatives) -> Iterator[str]:
    if found.plans:
        which = words.count(len(found.plans), "plan")
        yield (
            f"{which} as unlike the cheapest and each other as any of the "
            f"{found.found:,} found: below."
        )
    elif not found.stopped:
        yield (
            f"None of the {found.found:,} plans found takes 1% of the supply from "
            "elsewhere than the cheapest."
        )


def _open(found: Alternatives) -> Iterator[str]:
    if found.stopped:
        yield "Stopped by you: what was not sought yet is as in the plans found so far."
    whys = [
        end.why
        for each in found.ranges
        for end in (each.least_share, each.most_share)
        if end.why and not is_known(end)
    ]
    for why in dict.fromkeys(whys):
        yield f"{words.count(whys.count(why), 'end')} not settled: {why}."


def differs(plan: Plan, found: Alternatives) -> str:
    """Return in a sentence what makes a plan another than the cheapest."""
    moved = [*_moved(plan, found), *_signed(plan, found.best)]
    more = plan.objective - found.best.objective
    part = words.share(more / abs(found.best.objective or 1.0))
    return f"{'; '.join(moved)}; costs {part} more."


def _moved(plan: Plan, found: Alternatives) -> Iterator[str]:
    case = found.case
    changes = []
    for source in sources_of(case):
        if source.dimension == "country":
            whole = whole_of(case, source.mineral)
            was, now = (
                share(source.volume(p), whole.volume(p)) for p in (found.best, plan)
            )
            changes.append((abs(now - was), source, was, now))
    changes.sort(key=lambda each: -each[0])
    told = [each for each in changes if each[0] > TIGHT][:MOST_NAMED]
    several = len(minerals_of(case)) > 1
    for _, source, was, now in told:
        of = f" of the {source.mineral}" if several else ""
        yield f"{source.value} {words.share(now)}{of} instead of {words.share(was)}"
    if not told:
        yield "The same countries, other suppliers"


def _signed(plan: Plan, best: Plan) -> Iterator[str]:
    offers = plan.case.offers
    new = [
        x for x in plan.signed if x not in best.signed and not offers[x].free_to_sign
    ]
    old = [
        x for x in best.signed if x not in plan.signed and not offers[x].free_to_sign
    ]
    if new:
        yield f"signs {', '.join(new)}"
    if old:
        yield f"does without {', '.join(old)}"
    opened = [x for x in plan.opened if x not in best.opened]
    if opened:
        yield f"opens {', '.join(opened)}"
    spared = [x for x in best.opened if x not in plan.opened]
    if spared:
        yield f"spares {', '.join(spared)}"


def every_plan(found: Alternatives) -> list[tuple[str, Plan]]:
    """Return the cheapest plan and the others, each with its name."""
    others = [(f"plan {n}", plan) for n, plan in enumerate(found.plans, start=2)]
    return [("cheapest", found.best), *others]


def figures(plan: Plan, found: Alternatives) -> dict[str, float]:
    """Return what a plan costs and risks, as plans are compared."""
    base = found.best.expected_cost
    shown = {**costs_of(plan), **shortages_of(plan), **dependence_of(plan)}
    numbers = {name: float(str(value)) for name, value in shown.items()}
    more = plan.objective - found.best.objective
    return {
        **numbers,
        "contracts": float(contracts_of(plan)),
        "premium": plan.expected_cost - base,
        "over_cheapest": more / abs(found.best.objective or 1.0),
    }


def alternatives_record(found: Alternatives) -> dict[str, object]:
    """Return alternatives as other programs read them."""
    case = found.case
    return {
        "policy": found.best.policy,
        "within": found.within,
        "cap": plain(found.cap),
        "objective": plain(found.best.objective),
        "bound": plain(found.best.bound),
        "currency": case.currency,
        "unit": case.unit,
        "stopped": found.stopped,
        "statements": statements(found),
        "warnings": list(case.warnings),
        "ranges": [_range_record(each) for each in found.ranges],
        "contracts": [
            {
                "offer": each.name,
                "signed": each.answer,
                "in_cheapest": each.in_best,
                "why": each.why,
            }
            for each in found.contracts
        ],
        "projects": [
            {
                "project": each.name,
                "opened": each.answer,
                "in_cheapest": each.in_best,
                "why": each.why,
            }
            for each in found.projects
        ],
        "found": found.found,
        "cheapest": plan_record(found.best),
        "plans": [
            {
                **plan_record(plan),
                **{name: plain(x) for name, x in figures(plan, found).items()},
                "differs": differs(plan, found),
            }
            for plan in found.plans
        ],
    }


def _range_record(each: Range) -> dict[str, object]:
    ends = {
        "least": each.least,
        "most": each.most,
        "least_share": each.least_share,
        "most_share": each.most_share,
    }
    return {
        "dimension": each.source.dimension,
        "value": each.source.value,
        "mineral": each.source.mineral,
        "volume": plain(each.volume),
        "share": plain(each.share),
        **{
            name: {"value": plain(end.value), "bound": plain(end.bound), "why": end.why}
            for name, end in ends.items()
        },
    }


def end_words(end: End, *, most: bool) -> str:
    """Return an end of a share, with what is proved where that is farther."""
    told = words.share(end.value)
    if is_known(end):
        return told
    if is_open(end, most=most):
        return f"{told} (?)"
    return f"{told} ({'≤' if most else '≥'} {words.share(end.bound)})"


def named(source: Source, every: Sequence[Source]) -> str:
    """Return a source's name, with its mineral where there are several."""
    several = len({each.mineral for each in every}) > 1
    return f"{source.value}, {source.mineral}" if several else source.value
