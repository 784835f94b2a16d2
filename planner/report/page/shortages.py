"""Who goes short in which scenario, under each policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.compare import Comparison
from planner.report import words
from planner.report.page.figures import Chart, Section, Table, split
from planner.report.page.marks import of_demand
from planner.report.tables import NOTHING

MOST_SCENARIOS = 24
ROW = 24
"""Height of a row of cells, in pixels."""
FRAME = 90
SLANTED = 160
"""Height around the cells, with policies' names across or slanted."""
MANY = 7
"""Policies whose names no longer fit across."""
CELL = 26
NAMES = 280
"""Least widths of a cell and of the scenarios' names, in pixels."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    scenario: str
    probability: float
    volumes: Sequence[float]
    """What goes unserved under each policy."""


def shortages(comparison: Comparison) -> Section:
    """Return the scenarios that leave most unserved under any policy."""
    rows = _rows(comparison)
    scenarios = words.count(len(comparison.case.scenarios), "scenario")
    if not rows:
        said = "Nobody goes short in any scenario, under any policy."
        return Section(name="shortages", title="What goes short", lead=[said])
    shown = rows[:MOST_SCENARIOS]
    lead = [
        f"In {len(rows):,} of {scenarios} somebody goes short under some policy. "
        + (
            f"The {len(shown)} worst are shown."
            if len(shown) < len(rows)
            else "All of them are shown, the worst first."
        )
    ]
    return Section(
        name="shortages",
        title="What goes short",
        lead=lead,
        charts=[_chart(comparison, shown)],
        notes=[words.RESPONSES],
    )


def _rows(comparison: Comparison) -> list[_Row]:
    by_policy = [plan.outcomes["shortage"].tolist() for plan in comparison.plans]
    rows = [
        _Row(
            scenario=scenario.name,
            probability=scenario.probability,
            volumes=[each[place] for each in by_policy],
        )
        for place, scenario in enumerate(comparison.case.scenarios)
        if scenario.probability > 0
    ]
    least = NOTHING * (1 + 1 / (of_demand(1.0, comparison.case) or 1.0))
    short = [each for each in rows if max(each.volumes) > least]
    return sorted(short, key=lambda row: (-max(row.volumes), row.scenario))


def _chart(comparison: Comparison, rows: Sequence[_Row]) -> Chart:
    names = [plan.policy for plan in comparison.plans]
    title = "Demand unserved by scenario and policy"
    return Chart(
        name="shortage",
        kind="heat",
        title=f"{title}, share of all demand over the horizon",
        told=f"{title}: the darker, the more.",
        height=(FRAME if len(names) < MANY else SLANTED) + ROW * len(rows),
        width=NAMES + CELL * len(names) if len(names) >= MANY else 0,
        data={
            "rows": [each.scenario for each in rows],
            "columns": names,
            "cells": [
                [of_demand(each, comparison.case) for each in row.volumes]
                for row in rows
            ],
        },
        tables=split(_table(comparison, rows, title), 2),
    )


def _table(comparison: Comparison, rows: Sequence[_Row], title: str) -> Table:
    case, plans = comparison.case, comparison.plans
    places = words.decimals([max(row.volumes) for row in rows])
    worst, expected = "Worst of all scenarios", "Expected, all scenarios"

    def cells(values: Sequence[float]) -> list[str]:
        return [
            f"{words.number(each, places)} ({words.share(of_demand(each, case))})"
            for each in values
        ]

    return Table(
        caption=title,
        note=f"In {case.unit}, and as a share of all demand over the horizon.",
        columns=("scenario", ">probability", *(f">{plan.policy}" for plan in plans)),
        rows=[
            [row.scenario, words.chance(row.probability), *cells(row.volumes)]
            for row in rows
        ],
        totals=[
            [worst, "", *cells([plan.worst_shortage for plan in plans])],
            [expected, "", *cells([plan.expected_shortage for plan in plans])],
        ],
    )
