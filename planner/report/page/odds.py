"""Other probabilities and break-evens on a page: tornadoes, each beside its table."""

from collections.abc import Iterator, Sequence
from typing import Any

from planner.odds import EVERY, BreakEvens, Flip, Likelihood, Otherwise, Rivals
from planner.plan import Plan
from planner.report import words
from planner.report.odds_told import (
    FLIPS_TITLE,
    KINDS,
    RIVALS_TITLE,
    TITLE,
    chance,
    flips_said,
    mix_words,
    most,
    otherwise_said,
    rivals_said,
    sides,
    value_words,
)
from planner.report.page.figures import Chart, Section, Table

ROW, FRAME = 40, 92
"""Pixels of a chart: for each row, and around them."""
ENDS = ["low end", "high end", "base"]
MEANINGS = {
    "probability": "Break-even probabilities, per year",
    "severity": "Break-even shares let through in the worst period",
}


def otherwise(found: Otherwise | None) -> Iterator[Section]:
    """Yield what plans cost at other probabilities, where curbs have ranges."""
    if found is None:
        return
    yield Section(
        name="otherwise",
        title=TITLE,
        lead=otherwise_said(found),
        charts=[
            _costs_chart(f"otherwise-{place}", plan, found)
            for place, plan in enumerate(_shown(found))
            if len(found.ranges) > 1
        ],
        tables=[_costs(found), *_regrets(found)],
        side_by_side=True,
    )


def _shown(found: Otherwise) -> list[Plan]:
    """Return the plan that is cheapest at base, and one with the least worst regret."""
    cheapest = found.cheapest
    steady = [plan for plan in found.plans if plan.policy in found.steadiest]
    return [cheapest, *steady[:1]] if cheapest not in steady else [cheapest]


def _costs(found: Otherwise) -> Table:
    every = found.table[found.table["curb"] == EVERY].to_dict("records")
    money = found.case.currency
    return Table(
        caption="Expected cost with every curb at low, base and high",
        note=(
            f"In {money}. The worst mix is the dearest inside all ranges; ≤ where the "
            "search could only bound it."
        ),
        columns=("plan", ">low", ">base", ">high", ">worst mix", "with"),
        rows=[
            (
                row["policy"],
                *(words.number(row[at], 0) for at in ("low", "base", "high")),
                most(peak),
                mix_words(peak, found),
            )
            for row, peak in zip(every, found.worst, strict=True)
        ],
    )


def _regrets(found: Otherwise) -> Iterator[Table]:
    if len(found.plans) == 1:
        return
    yield Table(
        caption="Worst regret inside the ranges",
        note=(
            f"In {found.case.currency} above the best of these plans, at the mix at "
            "which that is most."
        ),
        columns=("plan", ">worst regret", "against", "with", ""),
        rows=[
            (
                each.plan.policy,
                most(each.peak),
                each.against or words.ABSENT,
                mix_words(each.peak, found) if each.against else "",
                "least" if each.plan.policy in found.steadiest else "",
            )
            for each in found.regrets
        ],
    )


def _costs_chart(name: str, plan: Plan, found: Otherwise) -> Chart:
    of = (found.table["policy"] == plan.policy) & (found.table["curb"] != EVERY)
    rows = found.table[of].to_dict("records")
    rows.sort(key=lambda row: -abs(row["high"] - row["low"]))
    money = found.case.currency
    return Chart(
        name=name,
        kind="tornado",
        title=f"{plan.policy}: expected cost as one curb's probability varies",
        told=(
            "For each curb a bar from the cost at the low end of its range to that at "
            "the high end, and the cost at base."
        ),
        height=FRAME + ROW * len(rows),
        data={
            "unit": money,
            "axis": "expected cost",
            "names": ENDS,
            "rows": [
                {"name": row["curb"], **{at: row[at] for at in ("low", "base", "high")}}
                for row in rows
            ],
        },
        tables=[
            Table(
                caption=f"{plan.policy}: one curb at the ends of its range",
                note=f"Expected cost in {money}, the other curbs at base.",
                columns=("curb", ">range", ">at low", ">at base", ">at high"),
                rows=[
                    (
                        row["curb"],
                        _range(found, row["curb"]),
                        *(words.number(row[at], 0) for at in ("low", "base", "high")),
                    )
                    for row in rows
                ],
            )
        ],
    )


def _range(found: Otherwise, curb: str) -> str:
    between = found.ranges[curb]
    return f"{chance(between.low)} to {chance(between.high)}"


def rivals(every: Sequence[Rivals]) -> Iterator[Section]:
    """Yield the plans of each policy made for other probabilities."""
    for place, each in enumerate(every):
        if each.otherwise is not None:
            yield Section(
                name=f"rivals-{place}",
                title=f"{each.plan.policy}, {RIVALS_TITLE}",
                lead=rivals_said(each),
                tables=[_costs(each.otherwise), *_regrets(each.otherwise)],
            )


def flips(every: Sequence[BreakEvens]) -> Iterator[Section]:
    """Yield where the decisions of plans flip, where that was asked."""
    if not every:
        return
    several = len(every) > 1
    yield Section(
        name="flips",
        title=FLIPS_TITLE,
        lead=[
            f"{found.plan.policy}: {said}" if several else said
            for found in every
            for said in flips_said(found)
        ],
        charts=[chart for kind in MEANINGS for chart in _flips_chart(kind, every)],
        tables=[_flips(every)] if any(found.flips for found in every) else [],
    )


def _flips_chart(kind: str, every: Sequence[BreakEvens]) -> Iterator[Chart]:
    rows = [
        (found, flip)
        for found in every
        for flip in found.flips
        if flip.way.kind == kind and not flip.why
    ]
    if not rows:
        return
    yield Chart(
        name=f"flips-{kind}",
        kind="tornado",
        title=MEANINGS[kind],
        told="For each contract and curb: where it flips, the base, and its range.",
        height=FRAME + ROW * len(rows),
        data={
            "unit": "%",
            "axis": KINDS[kind],
            "names": [*ENDS, "flips between"],
            "rows": [_bar(*each, owned=len(every) > 1) for each in rows],
        },
        tables=[_flips(every, kind)],
    )


def _bar(found: BreakEvens, flip: Flip, *, owned: bool) -> dict[str, Any]:
    owner = f"{found.plan.policy}: " if owned else ""
    low = high = None
    if isinstance(flip.way, Likelihood) and len(set(flip.way.between)) > 1:
        low, high = flip.way.between
    return {
        "name": f"{owner}{flip.decision.name} · {flip.way.subject}",
        "base": flip.way.base,
        "low": low,
        "high": high,
        "below": flip.below,
        "above": flip.above,
        "label": "pays above" if flip.pays_above else "pays below",
    }


def _flips(every: Sequence[BreakEvens], kind: str = "") -> Table:
    return Table(
        caption=MEANINGS.get(kind, "Break-evens, both sides proved"),
        note=(
            "What is the same at both ends of all that was varied has no row. A "
            "probability is per year; of several curbs, that any of them starts."
        ),
        columns=("policy", "contract", "curb", "what", ">pays at", ">not at", ">now"),
        rows=[
            (
                found.plan.policy,
                flip.decision.name,
                flip.way.subject,
                KINDS[flip.way.kind],
                *(
                    (words.ABSENT, words.ABSENT)
                    if flip.why
                    else (value_words(flip, x, found.plan.case) for x in sides(flip))
                ),
                value_words(flip, flip.way.base, found.plan.case),
            )
            for found in every
            for flip in found.flips
            if kind in {"", flip.way.kind}
        ],
    )
