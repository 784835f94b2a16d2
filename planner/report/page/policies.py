"""Each policy by itself: its rules, what it signs, and its charts."""

from collections.abc import Iterator
from typing import Any

from models.case import Case
from planner.compare import Comparison, Outcome
from planner.plan import Plan
from planner.report import tables, words
from planner.report.colours import of_series
from planner.report.contracts import contracts_of, decision
from planner.report.page.figures import Chart, Choice, Table
from planner.report.page.marks import colours, stacked
from planner.report.page.waterfall import has_price, waterfall
from planner.report.tables import each_row

MOST_CELLS = 6_000
"""Numbers by period in all policies' tables; with more, years are shown instead."""
MOST_ITEMS = 7
MOST_CONTRACTS = 14
MOST_CONTRACTS_IN_ALL = 200
HEIGHT = 300


def choices(comparison: Comparison) -> list[Choice]:
    """Return every policy's part of the page, in the workbook's order."""
    shade = colours(comparison)
    return [
        Choice(
            name=f"policy-{place}",
            title=outcome.policy,
            colour=shade[outcome.policy],
            lead=_lead(comparison, outcome),
            charts=list(_charts(comparison, outcome.plan, place)),
            tables=list(_tables(comparison, outcome.plan)),
        )
        for place, outcome in enumerate(comparison.outcomes)
    ]


def _lead(comparison: Comparison, outcome: Outcome) -> list[str]:
    case = comparison.case
    rules = (
        outcome.plan.rules if outcome.plan else case.policies.get(outcome.policy, ())
    )
    said = [rule.sentence(case) for rule in rules] or ["No rules."]
    if outcome.plan is None:
        return [" ".join(said), f"No plan. {outcome.why}"]
    plan = outcome.plan
    free = [FREE] if plan.rules and not has_price(comparison, plan) else []
    proved = f"{decision(plan)} {words.proof(plan)}"
    return [" ".join([*said, *free]), proved, *plan.run.notes]


FREE = "Within the gaps this costs nothing."


def _tables(comparison: Comparison, plan: Plan | None) -> Iterator[Table]:
    many = len(comparison.plans) * MOST_CONTRACTS > MOST_CONTRACTS_IN_ALL
    if plan is None or many:
        return
    found = contracts_of(plan)
    rows = [
        (
            each.offer.name,
            each.kind,
            f"{each.offer.supplier}, {each.offer.labels['country']}",
            words.units(each.volume, plan.case),
            words.first_order(each.order_in, each.first),
            each.terms,
        )
        for each in found[:MOST_CONTRACTS]
    ]
    more = len(found) - len(rows)
    if rows:
        yield Table(
            caption="What to sign and buy",
            note=f"{words.count(more, 'more offer')} not shown." if more else "",
            columns=("offer", "what", "from", ">volume", "first order", "terms"),
            rows=rows,
        )


def _charts(comparison: Comparison, plan: Plan | None, place: int) -> Iterator[Chart]:
    if plan is None:
        return
    if plan.rules and has_price(comparison, plan):
        yield waterfall(comparison, plan, f"ledger-{place}")
    steps = _steps(comparison)
    for number, mineral in enumerate(dict.fromkeys(plan.dependence["mineral"])):
        yield _shares(plan, mineral, steps, f"shares-{place}-{number}")
    stock = _stock(plan, steps, f"stock-{place}")
    if stock is not None:
        yield stock


def _steps(comparison: Comparison) -> dict[str, str]:
    """Return for each period what it is shown in: itself, or its year."""
    case = comparison.case
    columns = len(case.items) + len({o.labels["country"] for o in case.offers.values()})
    by_year = len(comparison.plans) * len(case.periods) * columns > MOST_CELLS
    return {each: each[:4] if by_year else each for each in case.periods}


def _each(case: Case, steps: dict[str, str]) -> str:
    return words.step(case) if set(steps.values()) == set(steps) else "calendar year"


def _shares(plan: Plan, mineral: str, steps: dict[str, str], name: str) -> Chart:
    case = plan.case
    sums: dict[tuple[str, str], float] = {}
    whole = dict.fromkeys(steps.values(), 0.0)
    columns = ("mineral", "country", "period", "volume")
    for found, country, period, volume in each_row(plan.shares, *columns):
        if found == mineral:
            key = steps[period], country
            sums[key] = sums.get(key, 0.0) + volume
            whole[key[0]] += volume
    shares = {key: volume / whole[key[0]] for key, volume in sums.items() if volume}
    names = list(whole)
    series = stacked(shares, names, case)
    title = f"Where {mineral} comes from, by {_each(case, steps)}"
    volumes = [
        words.number(each, words.decimals(whole.values())) for each in whole.values()
    ]
    return Chart(
        name=name,
        kind="shares",
        title=title,
        told=f"{title}, under {plan.policy}: bars cut into countries.",
        height=HEIGHT,
        data={"names": names, "series": series, "across": False},
        tables=[
            Table(
                caption=f"{title}: {plan.policy}",
                note=f"Share of the content delivered, and all of it in {case.unit}.",
                columns=(
                    _each(case, steps),
                    *(f">{each['name']}" for each in series),
                    f">delivered, {case.unit}",
                ),
                rows=[
                    [
                        step,
                        *(_part(each["values"][row], whole[step]) for each in series),
                        volumes[row],
                    ]
                    for row, step in enumerate(names)
                ],
            )
        ],
    )


def _part(share: float, whole: float) -> str:
    return words.share(share) if whole else words.ABSENT


def _stock(plan: Plan, steps: dict[str, str], name: str) -> Chart | None:
    case = plan.case
    held = [each for each in tables.stocks(plan) if each.total > tables.NOTHING]
    if not held:
        return None
    held.sort(key=lambda row: -max(row.volumes))
    shown = held[:MOST_ITEMS]
    ends = {steps[period]: t for t, period in enumerate(case.periods)}
    items = list(case.items)
    series: list[dict[str, Any]] = [
        {
            "name": row.name,
            "colour": f"#{of_series(items.index(row.name))}",
            "values": [row.volumes[t] for t in ends.values()],
        }
        for row in shown
    ]
    places = words.decimals([each for row in shown for each in row.volumes])
    left = len(held) - len(shown)
    title = f"Stock at the end of each {_each(case, steps)}"
    return Chart(
        name=name,
        kind="lines",
        title=title,
        told=f"{title}, under {plan.policy}: a line for each item.",
        height=HEIGHT - 20,
        data={"names": list(ends), "series": series, "unit": case.unit},
        tables=[
            Table(
                caption=f"{title}: {plan.policy}",
                note=f"In {case.unit}."
                + (
                    f" {words.count(left, 'item')} with less not shown." if left else ""
                ),
                columns=(_each(case, steps), *(f">{row.name}" for row in shown)),
                rows=[
                    [step, *(words.number(row.volumes[t], places) for row in shown)]
                    for step, t in ends.items()
                ],
            )
        ],
    )
