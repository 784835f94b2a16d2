"""A stress test on a terminal: sentences first, tables after."""

from collections.abc import Iterator, Sequence
from math import isfinite, isnan
from pathlib import Path
from typing import Any

from rich.console import Console

from models.case import Case
from planner.plan import Plan
from planner.report import words
from planner.report.grid import MOST_COLUMNS, empty_table, text, titled
from planner.stress import Bracket, Estimate, LossTable, Sample, Stress, Worth

ALL = 1 - 1e-9
"""Probability from which on no scenario is missing."""
MOST_LOSSES = 20
"""Rows of the loss table on a terminal; the workbook has them all."""
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
        "worth": "solves of its worth",
    }
    return f"{policy}: {done:,} of {every:,} {kinds[what]}"


def show_stress(
    found: Stress, console: Console, *, written: Sequence[Path] = ()
) -> None:
    """Print what came of each plan: what was promised, what came, and who is missed."""
    wide = min(console.width, MOST_COLUMNS)
    for section in _sections(found):
        console.print(section, width=wide)
        console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)


def _sections(found: Stress) -> Iterator[object]:
    for sample in found.samples:
        said = [text(each) for each in statements(sample)]
        yield titled(f"{sample.plan.policy}: in draws it was not made for", *said)
        yield _distribution(sample)
        yield _by_curbs(sample)
    for losses in found.losses:
        said = [text(each) for each in losses_said(losses)]
        yield titled(f"{losses.plan.policy}: the loss of one source", *said)
        yield _losses(losses)
    for value in found.worths:
        said = [text(each) for each in worth_said(value)]
        yield titled(f"{value.plan.policy}: what knowing and planning are worth", *said)
    if len(found.regret):
        yield _regret(found)


def statements(sample: Sample) -> list[str]:
    """Return what the draws show, in sentences."""
    return [*_drawn(sample), *_cost(sample), *_shortage(sample), *_unplayed(sample)]


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


def _distribution(sample: Sample) -> object:
    case = sample.plan.case
    table = empty_table(
        "share of draws", f">cost, {case.currency}", f">short, {case.unit}"
    )
    for row in sample.quantiles.to_dict("records"):
        share, cost, short = row["share"], row["cost"], row["shortage"]
        name = "the worst" if share == 1 else f"{share:.0%} no more than"
        table.add_row(name, f"{cost:,.0f}", words.number(short))
    table.add_row(
        f"mean of the worst {1 - sample.plan.level:.3g}", f"{sample.tail:,.0f}", ""
    )
    note = (
        "each draw with all it costs, signing included; intervals 95%, normal; Wilson"
    )
    return titled("Distribution", table, note=f"{note} for shares")


def _by_curbs(sample: Sample) -> object:
    case = sample.plan.case
    table = empty_table(
        ">curbs",
        ">draws",
        ">%",
        ">in the plan's scenarios",
        f">mean cost, {case.currency}",
        f">mean short, {case.unit}",
    )
    for row in sample.by_curbs.to_dict("records"):
        table.add_row(
            str(row["curbs"]),
            f"{row['draws']:,}",
            words.share(row["share"]),
            words.share(row["in_model"]),
            f"{row['cost']:,.0f}",
            words.number(row["shortage"]),
        )
    return titled("By the number of curbs that strike", table)


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
    gaps = table[table["gap"].fillna(0) > 0]
    said += [
        f"{row['value']} takes {words.number(row['recovery'])} months to recover and is "
        f"covered for {words.number(row['cover'])}: "
        f"{words.number(row['gap'])} months short."
        for row in gaps.to_dict("records")
    ]
    if len(table) and table["recovery"].isna().all():
        said.append(
            "No recovery is known: add the column tag:recover to Offers, in months, to "
            "compare it with the cover."
        )
    if losses.stopped:
        said.append("Stopped early: not every source, start and length is here.")
    return [*said, CONVENTION]


def _losses(losses: LossTable) -> object:
    case, rows = losses.plan.case, losses.worst
    table = empty_table(
        "lost for good", "from", ">cover", ">recovery", ">gap", f">short, {case.unit}",
        f">cost, {case.currency}",
    )  # fmt: skip
    shown = rows.sort_values(["cover", "shortage"], ascending=[True, False])
    for row in shown.head(MOST_LOSSES).to_dict("records"):
        table.add_row(
            text(row["value"]),
            row["start"],
            months(row["cover"]),
            months(row["recovery"]),
            months(row["gap"]),
            words.number(row["shortage"]),
            f"{round(row['cost']) + 0:,}",
        )
    left = len(rows) - MOST_LOSSES
    more = [text(f"… {left} more: see the workbook.", "dim")] if left > 0 else []
    note = "months, at the start at which it is covered shortest; every start in the workbook"
    return titled("Months of cover", table, *more, note=note)


def months(value: Any) -> str:
    """Return months as a buyer reads them."""
    if value is None or isnan(value):
        return words.ABSENT
    return words.number(value) if isfinite(value) else "to the end"


def _regret(found: Stress) -> object:
    case = found.case
    table = empty_table(
        "policy", f">mean, {case.currency}", ">worst", "in", ">cheapest in"
    )
    for row in found.regret.to_dict("records"):
        table.add_row(
            text(row["policy"]),
            f"{row['mean']:,.0f}",
            f"{row['worst']:,.0f}",
            text(row["history"]),
            words.share(row["best_in"]),
        )
    note = (
        "cost above the cheapest of these plans, draw by draw and scenario by scenario"
    )
    return titled("Regret", table, note=note)


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
