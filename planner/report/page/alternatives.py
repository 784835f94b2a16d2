"""The page of alternatives: what may differ in plans nearly as cheap."""

from collections.abc import Iterator, Sequence

from planner.alternatives import Alternatives, Choice, Range
from planner.alternatives.sources import DIMENSIONS, minerals_of
from planner.report import words
from planner.report.alternatives_told import (
    differs,
    end_words,
    every_plan,
    figures,
    percent,
    statements,
)
from planner.report.page.figures import Chart, Page, Section, Table
from planner.report.page.grounds import assumed_in, made_with, terms
from planner.report.page.marks import column, left_out, places_of, signed
from planner.report.page.mix import FRAME, ROW, mix

PLURALS = {"country": "countries", "supplier": "suppliers"}


def page_of(found: Alternatives) -> Page:
    """Return everything a report of alternatives says."""
    case, best = found.case, found.best
    return Page(
        title=case.name,
        kind=f"Plans within {percent(found.within)} of the cheapest, policy "
        f"“{best.policy}”",
        subtitle=(
            f"{words.horizon(case)} · {words.count(len(case.scenarios), 'scenario')} · "
            f"volumes in {case.unit}, money in {case.currency}"
        ),
        verdict=statements(found),
        head=None,
        alerts=left_out(case),
        sections=[_ranges(found), *_choices(found), *_plans(found)],
        closing=[assumed_in(best, [rule.sentence(case) for rule in best.rules])],
        terms=list(terms(best)),
        made=f"Made with {made_with(best)}.",
    )


def _ranges(found: Alternatives) -> Section:
    minerals = minerals_of(found.case)
    groups = [
        (mineral, dimension, ranges)
        for mineral in minerals
        for dimension in DIMENSIONS
        for ranges in [
            [
                each
                for each in found.ranges
                if (each.source.mineral, each.source.dimension) == (mineral, dimension)
            ]
        ]
    ]
    return Section(
        name="ranges",
        title="How little and how much each source may supply",
        lead=[
            (
                "Over all plans within that cost. A bar goes from the least share that "
                "a plan has to the greatest; where a proof is farther, the table says so."
            )
        ],
        charts=[
            _bars(f"range-{place}", *group, found) for place, group in enumerate(groups)
        ],
        side_by_side=True,
    )


def _bars(
    name: str, mineral: str, dimension: str, ranges: list[Range], found: Alternatives
) -> Chart:
    title = f"{mineral}, {PLURALS[dimension]}"
    unit = found.case.unit
    least = column([each.least.value for each in ranges])
    most = column([each.most.value for each in ranges])
    rows = [
        (
            each.source.value,
            end_words(each.least_share, most=False),
            words.share(each.share),
            end_words(each.most_share, most=True),
            low,
            high,
        )
        for each, low, high in zip(ranges, least, most, strict=True)
    ]
    return Chart(
        name=name,
        kind="waterfall",
        title=title,
        told=f"Bars from the least to the greatest share of {title}.",
        height=FRAME + ROW * len(ranges),
        data={
            "unit": "%",
            "axis": f"share of {mineral}",
            "steps": [
                {
                    "name": each.source.value,
                    "from": each.most_share.value,
                    "to": each.least_share.value,
                    "total": False,
                    "label": _ends(each),
                }
                for each in ranges
            ],
        },
        tables=[
            Table(
                caption=title,
                columns=(
                    dimension,
                    ">least",
                    ">cheapest plan",
                    ">most",
                    f">least, {unit}",
                    f">most, {unit}",
                ),
                rows=rows,
            )
        ],
    )


def _ends(each: Range) -> str:
    least, most = each.least_share.value, each.most_share.value
    return f"{words.share(least)} to {words.share(most)}"


def _choices(found: Alternatives) -> Iterator[Section]:
    for kind, done, every in (
        ("contract", "signed", found.contracts),
        ("project", "opened", found.projects),
    ):
        if every:
            yield Section(
                name=f"{kind}s",
                title=f"{kind.title()}s: {done} or not",
                tables=[_choice_table(kind, done, every)],
            )


def _choice_table(kind: str, done: str, every: Sequence[Choice]) -> Table:
    which = " that is not free to sign" if kind == "contract" else ""
    return Table(
        caption=f"Every {kind}{which}",
        note="Always, never: proved for every plan within that cost.",
        columns=(kind, done, "cheapest plan", ""),
        rows=[
            (each.name, each.answer, done if each.in_best else "not", each.why)
            for each in every
        ],
    )


def _plans(found: Alternatives) -> Iterator[Section]:
    if not found.plans:
        return
    yield Section(
        name="plans",
        title="Plans unlike the cheapest, and unlike each other",
        lead=[
            f"{name}: {differs(plan, found)}" for name, plan in every_plan(found)[1:]
        ],
        charts=[
            mix(place, mineral, every_plan(found))
            for place, mineral in enumerate(minerals_of(found.case))
        ],
        tables=[_figures(found)],
        side_by_side=True,
    )


def _figures(found: Alternatives) -> Table:
    case, every = found.case, every_plan(found)
    places = places_of([plan for _, plan in every])
    rows = [(name, figures(plan, found)) for name, plan in every]
    expected = column([row["expected_shortage"] for _, row in rows])
    worst = column([row["worst_shortage"] for _, row in rows])
    tail = words.tail(found.best)
    return Table(
        caption="What each plan costs and risks",
        note=f"Costs discounted. {tail} is the mean of the dearest outcomes.",
        columns=(
            "plan",
            f">expected cost, {case.currency}",
            f">over the cheapest, {case.currency}",
            f">{tail}, {case.currency}",
            f">expected shortage, {case.unit}",
            f">worst shortage, {case.unit}",
            ">largest country",
            ">HHI by country",
            ">contracts",
        ),
        rows=[
            (
                name,
                words.number(row["expected_cost"], places),
                signed(row["premium"], places),
                words.number(row["cvar_cost"], places),
                short,
                most,
                words.share(row["country_share"]),
                words.number(row["hhi_country"], 0),
                words.number(row["contracts"], 0),
            )
            for (name, row), short, most in zip(rows, expected, worst, strict=True)
        ],
    )
