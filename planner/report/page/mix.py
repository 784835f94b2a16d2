"""Where a mineral comes from, plan by plan: a chart and its table."""

from collections.abc import Sequence

from planner.plan import Plan
from planner.report import words
from planner.report.page.figures import Chart, Table
from planner.report.page.marks import stacked
from planner.report.tables import each_row

ROW, FRAME = 34, 90
"""Pixels of a chart: for each name, and around them."""


def mix(place: int, mineral: str, plans: Sequence[tuple[str, Plan]]) -> Chart:
    """Return a bar for each named plan, cut into the countries a mineral comes from."""
    names = [name for name, _ in plans]
    shares = {
        (name, country): share
        for name, plan in plans
        for of, country, share in each_row(
            plan.dependence, "mineral", "country", "share"
        )
        if of == mineral
    }
    series = stacked(shares, names, plans[0][1].case)
    title = f"Where {mineral} comes from, plan by plan"
    return Chart(
        name=f"mix-{place}",
        kind="shares",
        title=title,
        told=f"{title}: a bar for each plan, cut into countries.",
        height=FRAME + ROW * len(names),
        data={"names": names, "series": series, "across": True},
        tables=[
            Table(
                caption=title,
                columns=("plan", *(f">{each['name']}" for each in series)),
                rows=[
                    [name, *(words.share(each["values"][n]) for each in series)]
                    for n, name in enumerate(names)
                ],
            )
        ],
    )
