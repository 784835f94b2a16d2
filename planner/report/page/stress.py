"""The page of a stress test: what was promised, what came, and whom nobody can miss."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from planner.report import words
from planner.report.page.figures import Page, Section, Table
from planner.report.page.grounds import assumed_in, made_with, terms
from planner.report.page.marks import left_out
from planner.report.page.odds import flips, otherwise, rivals
from planner.report.page.stress_draws import fans, promises, quantiles
from planner.report.page.stress_losses import covers, gaps, heats
from planner.report.stressed_told import (
    headline,
    losses_said,
    regret_said,
    remedies_said,
    statements,
    without_plan_said,
    worth_rows,
    worth_said,
)
from planner.stress import LossTable, Sample, Stress, Worth

Result = TypeVar("Result")
WORDS = (
    (
        "Draw, history",
        (
            "Which curbs struck and when, drawn afresh; played period by period, nothing "
            "known before it happens."
        ),
    ),
    (
        "Optimism gap",
        (
            "By how much the draws cost more, or leave more unserved, than the plan's own "
            "scenarios had promised."
        ),
    ),
    (
        "Months of cover, recovery",
        (
            "How long demand can be served in full after a source is lost, and how long "
            "that source takes to be back or replaced."
        ),
    ),
    (
        "EVPI, VSS",
        (
            "The expected value of perfect information: what knowing the scenario before "
            "signing could save. The value of the stochastic solution: what a plan made for "
            "the no-curb path alone would cost more."
        ),
    ),
)


def page_of(found: Stress) -> Page:
    """Return everything a stress test says."""
    case, first = found.case, found.samples[0]
    count = words.count(len(found.samples), "policy", "policies")
    return Page(
        title=case.name,
        kind=f"Stress test of {count}",
        subtitle=(
            f"{words.horizon(case)} · {found.draws:,} draws, seed {found.seed} · volumes "
            f"in {case.unit}, money in {case.currency}"
        ),
        verdict=list(_verdict(found)),
        head=None,
        alerts=[*_early(found), *without_plan_said(found), *left_out(case)],
        sections=list(_sections(found)),
        closing=[assumed_in(first.plan)],
        terms=[*terms(first.plan), *WORDS],
        made=f"Made with {made_with(first.plan)}.",
    )


def _sections(found: Stress) -> Iterator[Section]:
    yield promises(found)
    yield from _regret(found)
    yield from _worth(found)
    yield from otherwise(found.otherwise)
    yield from rivals(found.rivals)
    yield from flips(found.flips)
    for place, sample in enumerate(found.samples):
        yield _draws(place, sample, found)
    for place, losses in enumerate(found.losses):
        yield _losses(place, losses, found)


def _early(found: Stress) -> list[str]:
    return ["Stopped early: not everything was played."] if found.stopped else []


def _verdict(found: Stress) -> Iterator[str]:
    """Yield what each plan comes to, and which is least regretted."""
    alone = len(found.samples) == 1
    for sample in found.samples:
        said = headline(sample)
        yield said if alone else f"{sample.plan.policy}: {said}"
    if alone:
        for losses in found.losses:
            yield losses_said(losses)[0]
        for closed in found.remedies:
            yield from remedies_said(closed)[:1]
    yield from regret_said(found)


def _draws(place: int, sample: Sample, found: Stress) -> Section:
    return Section(
        name=f"draws-{place}",
        title=_titled("Draws over time", sample.plan.policy, found),
        lead=statements(sample),
        charts=list(fans(f"draws-{place}", sample)),
        tables=[quantiles(sample)],
        side_by_side=True,
    )


def _losses(place: int, losses: LossTable, found: Stress) -> Section:
    closed = _of(found.remedies, place)
    tables = list(covers(losses))
    if closed is not None and closed.remedies:
        tables.insert(0, gaps(closed))
    return Section(
        name=f"losses-{place}",
        title=_titled("The loss of one source", losses.plan.policy, found),
        lead=losses_said(losses),
        charts=list(heats(f"losses-{place}", losses)),
        tables=tables,
    )


def _titled(title: str, policy: str, found: Stress) -> str:
    return title if len(found.samples) == 1 else f"{title}: {policy}"


def _of(every: Sequence[Result], place: int) -> Result | None:
    """Return a policy's own part, if it came to that."""
    return every[place] if place < len(every) else None


def _regret(found: Stress) -> Iterator[Section]:
    rows = found.regret.to_dict("records")
    if not rows:
        return
    money = found.case.currency
    yield Section(
        name="regret",
        title="Regret",
        lead=regret_said(found),
        tables=[
            Table(
                caption="Regret over all scenarios and draws",
                note="Cost above the cheapest of these plans, history by history.",
                columns=(
                    "policy",
                    f">mean, {money}",
                    f">worst, {money}",
                    "in",
                    ">cheapest in",
                ),
                rows=[
                    (
                        row["policy"],
                        words.number(row["mean"], 0),
                        words.number(row["worst"], 0),
                        row["history"],
                        words.share(row["best_in"]),
                    )
                    for row in rows
                ],
            )
        ],
    )


def _worth(found: Stress) -> Iterator[Section]:
    if not found.worths:
        return
    several = len(found.worths) > 1
    yield Section(
        name="worth",
        title="What knowing and planning are worth",
        lead=[
            f"{each.plan.policy}: {said}" if several else said
            for each in found.worths
            for said in worth_said(each)
        ],
        tables=[_worth_table(found.worths, found.case.currency)],
    )


def _worth_table(worths: Sequence[Worth], currency: str) -> Table:
    return Table(
        caption="Worth of information and of planning",
        note=(
            f"In {currency} of expected cost; from and to are what the gaps of the solves "
            "leave open."
        ),
        columns=("policy", "what", ">worth", ">from", ">to"),
        rows=[
            (
                each.plan.policy,
                name,
                *(
                    [words.ABSENT] * 3
                    if of is None
                    else [words.number(x, 0) for x in of]
                ),
            )
            for each in worths
            for name, of in worth_rows(each)
        ],
    )
