"""A stress test in sentences, as every report says them."""

from collections.abc import Iterator, Sequence
from math import isfinite, isnan
from typing import Any

from models.case import Case
from planner.plan import Plan
from planner.report import words
from planner.stress import (
    Bracket,
    Estimate,
    LossTable,
    Remedies,
    Remedy,
    Sample,
    Stress,
    Way,
    Worth,
)
from planner.stress.sources import Source

ALL = 1 - 1e-9
"""Probability from which on no scenario is missing."""
MOST_GAPS = 3
"""Gaps that are spelled out."""
CONVENTION = (
    "Responses need not leave the stock that the plan must leave at the end, so in a "
    "loss it may be used up."
)


def plan_line(plan: Plan) -> str:
    """Return the line that tells which plan is about to be played."""
    promised = words.money(plan.expected_cost, plan.case)
    return f"{plan.policy}: {promised} expected, gap {words.gap(plan.gap)}"


def done_line(policy: str, what: str, done: int, every: int) -> str:
    """Return the line that tells how far the play of a plan is."""
    kinds = {
        "draws": "histories played",
        "losses": "parts of the losses tried",
        "gaps": "ways to close a gap tried",
        "worth": "solves of its worth",
        "rivals": "plans for other probabilities",
        "ends": "plans for other curbs",
        "flips": "flips closed in",
    }
    return f"{policy}: {done:,} of {every:,} {kinds[what]}"


def statements(sample: Sample) -> list[str]:
    """Return what the draws show, in sentences."""
    return [*_drawn(sample), *_cost(sample), *_shortage(sample), *_unplayed(sample)]


def headline(sample: Sample) -> str:
    """Return what the draws show, in one sentence."""
    case, gap, short = sample.plan.case, sample.optimism, sample.short
    side = "more" if gap.mean > 0 else "less"
    chance = " (no more than chance explains)" if gap.low <= 0 <= gap.high else ""
    return (
        f"It costs {words.money(sample.cost.mean, case)} on average in draws it was not "
        f"made for, {words.money(abs(gap.mean), case)} {side} than promised{chance}; "
        f"somebody goes short in {words.chance(short.mean)} of them, promised was "
        f"{words.chance(sample.promised_short)}."
    )


def _drawn(sample: Sample) -> Iterator[str]:
    count = words.count(sample.draws, "draw")
    if sample.drawn.from_curbs:
        yield (
            f"{count} from the curbs: each starts by its own probability, any number of "
            "them together."
        )
    else:
        yield (
            f"{count} from the workbook's own scenarios: they are its only source of "
            "chances, so nothing else can come up."
        )
    dropped = sample.plan.case.dropped_probability
    if dropped and sample.drawn.from_curbs:
        yield (
            f"The plan was made without {words.chance(dropped)} of the probability: "
            "curbs that strike together beyond max_curbs, or were not sampled."
        )


def _cost(sample: Sample) -> Iterator[str]:
    case, plan = sample.plan.case, sample.plan
    promised = words.money(plan.expected_cost, case)
    yield (
        f"It costs {_interval(sample.cost, case, 'money')} on average; promised were "
        f"{promised}. {_optimism(sample.optimism, case, 'money')}"
    )


def _shortage(sample: Sample) -> Iterator[str]:
    case, plan = sample.plan.case, sample.plan
    yield (
        f"{_interval(sample.shortage, case, 'units')} go unserved on average; promised "
        f"were {words.units(plan.expected_shortage, case)}. "
        f"{_optimism(sample.optimism_in_shortage, case, 'units')}"
    )
    short = sample.short
    yield (
        f"Somebody goes short in {words.chance(short.mean)} of the draws "
        f"({words.chance(short.low)} to {words.chance(short.high)}); promised was "
        f"{words.chance(sample.promised_short)}."
    )


def _unplayed(sample: Sample) -> Iterator[str]:
    if sample.draws < sample.asked:
        yield (
            f"Stopped early: {sample.draws:,} of {sample.asked:,} draws were played, "
            "those that the plan knows first. What is missing is worse than what is "
            "here."
        )


def _interval(found: Estimate, case: Case, kind: str) -> str:
    of = words.money if kind == "money" else words.units
    ends = f"{words.number(found.low)} to {words.number(found.high)}"
    return f"{of(found.mean, case)} ({ends})"


def _optimism(gap: Estimate, case: Case, kind: str) -> str:
    of = words.money if kind == "money" else words.units
    if gap.low <= 0 <= gap.high:
        return "That is no more than chance explains."
    side = "more" if gap.mean > 0 else "less"
    ends = sorted((abs(gap.low), abs(gap.high)))
    return (
        f"Optimism gap: {of(abs(gap.mean), case)} {side} than promised "
        f"({words.number(ends[0])} to {words.number(ends[1])})."
    )


def losses_said(losses: LossTable) -> list[str]:
    """Return what the losses show, in sentences."""
    table, case = losses.worst, losses.plan.case
    said = []
    if len(table):
        weakest = table.sort_values(["cover", "shortage"], ascending=[True, False])
        first = weakest.iloc[0]
        if isfinite(first["cover"]):
            said.append(
                f"The least cover: {words.number(first['cover'])} months of full service "
                f"after losing {first['value']} for good from {first['start']}; "
                f"{words.units(first['shortage'], case)} then go unserved."
            )
        else:
            said.append("All demand is served to the end whichever source is lost.")
    gaps = [each for each in losses.groups if losses.gap(each[0]) > 0]
    gaps.sort(key=lambda each: -losses.gap(each[0]))
    said += [_gap(each, losses) for each in gaps[:MOST_GAPS]]
    if len(gaps) > MOST_GAPS:
        left = words.count(len(gaps) - MOST_GAPS, "more source")
        said.append(f"The cover of {left} is shorter than the recovery, too.")
    if len(table) and table["recovery"].isna().all():
        said.append(
            "No recovery is known: fill in the column recovery of Offers, in months, to "
            "compare it with the cover."
        )
    if losses.stopped:
        said.append("Stopped early: not every source, start and length is here.")
    return [*said, CONVENTION]


def without_plan_said(found: Stress) -> list[str]:
    """Return of each policy asked for in vain that it has no plan."""
    return [
        f"No plan satisfies the policy '{each}': there is nothing to play."
        for each in found.without_plan
    ]


def names(sources: Sequence[Source]) -> str:
    """Return the names of sources that are the same."""
    return " = ".join(each.value for each in sources)


def _gap(sources: Sequence[Source], losses: LossTable) -> str:
    recovery, gap = sources[0].recovery or 0.0, losses.gap(sources[0])
    return (
        f"{names(sources)} takes {words.number(recovery)} months to recover and is "
        f"covered for {words.number(recovery - gap)}: {words.number(gap)} months short."
    )


def remedies_said(found: Remedies) -> list[str]:
    """Return what closes each gap most cheaply, in sentences."""
    said = [_remedy(each, found.plan.case) for each in found.remedies]
    if found.stopped:
        said.append("Stopped early: not every gap was tried.")
    return said


def _remedy(remedy: Remedy, case: Case) -> str:
    away = f"{names(remedy.sources)}, away for {words.count(remedy.periods, words.step(case))}"
    best = remedy.best
    if best is None:
        whys = "; ".join(f"{each.kind} {each.why}" for each in remedy.ways)
        return f"{away}: nothing found serves all demand until it is back ({whys})."
    others = [way_words(each, case) for each in remedy.ways if each is not best]
    beside = f" Otherwise {'; '.join(others)}." if others else ""
    tie = " Within the gaps either may be the cheaper." if _is_tie(remedy) else ""
    return f"{away}: cheapest closed by {way_words(best, case)}.{beside}{tie}"


def _is_tie(remedy: Remedy) -> bool:
    known = [each.cost for each in remedy.ways if each.cost]
    lows, highs = [each.low for each in known], [each.high for each in known]
    return len(known) > 1 and max(lows) < min(highs)


def way_words(way: Way, case: Case) -> str:
    """Return a way to be served until a source is back, and what it costs."""
    if way.cost is None:
        return f"by {way.kind}: {way.why}" if way.why else f"by {way.kind}: not known"
    return f"{way_done(way, case)}, for {_bracket(way.cost, case)} more"


def way_done(way: Way, case: Case) -> str:
    """Return what is done in a way."""
    held = [
        f"up to {words.units(units, case)} more of {item} in stock"
        for item, units in (way.stock or {}).items()
    ]
    signed = [f"{name} signed" for name in way.signed]
    left = [f"{name} given up" for name in way.left]
    return ", ".join((*signed, *left, *held)) or "another plan with the same contracts"


def regret_said(found: Stress) -> list[str]:
    """Return which plan is least regretted, in sentences; nothing for one plan alone."""
    rows, case = found.regret.to_dict("records"), found.case
    if not rows:
        return []
    worst = min(rows, key=lambda each: each["worst"])
    mean = min(rows, key=lambda each: each["mean"])
    if worst["worst"] <= 0:
        name = worst["policy"]
        return [f"No regret: {name} is the cheapest of these plans in every history."]
    most, usual = words.money(worst["worst"], case), words.money(mean["mean"], case)
    best = words.share(mean["best_in"])
    first = (
        f"Least worst regret: {worst['policy']}, at most {most} above the cheapest of "
        f"these plans, in {worst['history']}."
    )
    second = (
        f"Least mean regret: {mean['policy']}, {usual}; it is the cheapest in {best} of "
        "the draws."
    )
    return [first, second]


def months(value: Any) -> str:
    """Return months as a buyer reads them."""
    if value is None or isnan(value):
        return words.ABSENT
    return words.number(value) if isfinite(value) else "to the end"


def worth_rows(value: Worth) -> list[tuple[str, Bracket | None]]:
    """Return what is of worth, by name."""
    return [
        ("to know before signing which scenario comes (EVPI)", value.perfect),
        ("to plan for the scenarios, not the no-curb path alone (VSS)", value.planning),
        ("to know of each curb one period before it starts", value.warning),
    ]


def worth_said(value: Worth) -> list[str]:
    """Return what information and planning are worth, in sentences."""
    case = value.plan.case
    said = []
    if value.perfect:
        of = "" if value.known_chance > ALL else f", {words.chance(value.known_chance)}"
        tried = f" (of the scenarios tried{of})" if of else ""
        said.append(
            "To know before signing which scenario comes (EVPI) is worth at most "
            f"{_bracket(value.perfect, case)}{tried}."
        )
    if value.planning:
        said.append(
            "To plan for the scenarios, and not for the no-curb path alone (VSS), is "
            f"worth {_bracket(value.planning, case)}."
        )
    if value.warning:
        said.append(
            "To know of each curb one period before it starts is worth "
            f"{_bracket(value.warning, case)}."
        )
    if value.stopped:
        said.append("Stopped early: the rest of it is not known.")
    return [*said, *value.why]


def _bracket(found: Bracket, case: Case) -> str:
    """Return a worth, and what the gaps leave open where that can be seen."""
    low, high = words.number(found.low), words.number(found.high)
    open_ = "" if low == high else f" ({low} to {high}, within the gaps)"
    return f"{words.money(found.found, case)}{open_}"
