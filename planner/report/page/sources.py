"""Whom each policy depends on, and how long it lasts without them."""

from collections.abc import Iterator
from math import isfinite, nan

from planner.compare import Comparison
from planner.report import words
from planner.report.page.figures import Chart, Section, Table, split
from planner.report.page.marks import column, minerals, stacked
from planner.report.tables import each_row

ROW = 32
"""Height of a bar with its gap, in pixels."""
FRAME = 84


def sources(comparison: Comparison) -> Section:
    """Return the countries each policy buys from, and its months of cover."""
    return Section(
        name="sources",
        title="Whom each policy depends on",
        charts=[_chart(comparison, each) for each in minerals(comparison)],
        tables=[_dependence(comparison), *_cover(comparison)],
    )


def _chart(comparison: Comparison, mineral: str) -> Chart:
    case = comparison.case
    names = [plan.policy for plan in comparison.plans]
    shares = {
        (plan.policy, country): share
        for plan in comparison.plans
        for found, country, share in each_row(
            plan.dependence, "mineral", "country", "share"
        )
        if found == mineral
    }
    series = stacked(shares, names, case)
    title = f"Where {mineral} comes from, policy by policy"
    table = Table(
        caption=title,
        note=(
            f"Share of the content that the plan delivers in "
            f"{words.spans(case.periods, case.periods)}."
        ),
        columns=("policy", *(f">{each['name']}" for each in series)),
        rows=[
            [name, *(words.share(each["values"][place]) for each in series)]
            for place, name in enumerate(names)
        ],
    )
    return Chart(
        name=f"sources-{minerals(comparison).index(mineral)}",
        kind="shares",
        title=title,
        told=f"{title}: a bar for each policy, cut into countries.",
        height=FRAME + ROW * len(names),
        data={"names": names, "series": series, "across": True},
        tables=[table],
    )


def _dependence(comparison: Comparison) -> Table:
    records = comparison.table.to_dict("records")
    return Table(
        caption="How concentrated each policy is",
        note=(
            "Over the horizon, the worst mineral. HHI runs from 0, many equal sources, "
            "to 10,000, one source. Exposure is the share of the planned volume that "
            "curbs are expected to hold back."
        ),
        columns=(
            "policy",
            ">largest country",
            ">HHI by country",
            ">HHI by supplier",
            ">exposure",
            ">contracts signed",
        ),
        rows=[
            (
                row["policy"],
                words.share(row["country_share"]),
                words.number(row["hhi_country"], 0),
                words.number(row["hhi_supplier"], 0),
                words.share(row["exposure"]),
                f"{row['contracts']:,}",
            )
            for row in records
        ],
    )


def _cover(comparison: Comparison) -> Iterator[Table]:
    cover = comparison.cover
    ends = cover[cover["months"].map(isfinite)]
    countries = [
        each for each in dict.fromkeys(cover["country"]) if each in set(ends["country"])
    ]
    if not countries:
        return
    known = dict.fromkeys(cover["policy"])
    months = {(p, c): m for p, c, m in each_row(cover, "policy", "country", "months")}
    columns = [column([months.get((p, c), nan) for p in known]) for c in countries]
    table = Table(
        caption="Months of cover",
        note=(
            "Months for which all demand is served if all supply from a country stops "
            "at the worst moment; “never short” means until the end of the horizon."
        ),
        columns=("policy", *(f">{each}, months" for each in countries)),
        rows=[
            [name, *(NEVER if cell == "unlimited" else cell for cell in cells)]
            for name, *cells in zip(known, *columns, strict=True)
        ],
    )
    yield from split(table, 1)


NEVER = "never short"
