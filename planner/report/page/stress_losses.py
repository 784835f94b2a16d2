"""Which sources cannot be missed, from when, and what would help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from models.case import Case
from planner.report import words
from planner.report.page.figures import Chart, Table, split
from planner.report.page.marks import of_demand
from planner.report.stressed_told import months, names, way_done
from planner.stress import LossTable, Remedies, Way
from planner.stress.sources import Source, recovery_periods

CLASSES = ("end: to the end", "over 12 months", "6 to 12", "3 to 6", "under 3 months")
LIMITS = (12.0, 6.0, 3.0)
MOST = 24
"""Rows of a heat map."""
ROW, FRAME, SLANTED = 26, 90, 160
CELL, NAMES = 34, 280
MANY = 8
"""Periods whose names no longer fit across."""


@dataclass(frozen=True)
class _Line:
    """Sources that are the same by several names, in one row."""

    name: str
    source: Source


def _lines(losses: LossTable) -> list[_Line]:
    """Return the sources, the least covered first, each once."""
    worst = {
        value: (cover, -shortage)
        for value, cover, shortage in zip(
            losses.worst["value"],
            losses.worst["cover"],
            losses.worst["shortage"],
            strict=True,
        )
    }
    lines = [_Line(names(g), g[0]) for g in losses.groups]
    return sorted(lines, key=lambda line: worst[line.source.value])[:MOST]


def heats(name: str, losses: LossTable) -> Iterator[Chart]:
    """Yield the heat maps of loss against start: months of cover, and shortage."""
    lines, periods = _lines(losses), losses.plan.case.periods
    if not lines:
        return
    starts = range(len(periods))
    covers = [[losses.cover(x.source, t) for t in starts] for x in lines]
    yield _heat(
        f"{name}-cover",
        "Months of cover, by source lost for good and start of the loss",
        losses,
        lines,
        [[_short(each) for each in row] for row in covers],
        {
            "classes": CLASSES,
            "cells": [[_class(each) for each in row] for row in covers],
        },
    )
    shares = [[_shortage(losses, x.source, t) for t in starts] for x in lines]
    yield _heat(
        f"{name}-shortage",
        "Demand unserved if a source is lost until it is back, by start of the loss",
        losses,
        lines,
        [[words.share(each) for each in row] for row in shares],
        {"cells": shares},
    )


def _short(cover: float) -> str:
    return months(cover) if isfinite(cover) else "end"


def _class(cover: float) -> int:
    if not isfinite(cover):
        return 0
    return next((n for n, limit in enumerate(LIMITS, 1) if cover >= limit), 4)


def _shortage(losses: LossTable, source: Source, start: int) -> float:
    """Return the share of all demand unserved until a source is back."""
    case = losses.plan.case
    away = min(len(case.periods) - start, recovery_periods(source, case))
    units = next(
        (
            each.shortage
            for each in losses.losses
            if (each.source, each.start, each.length) == (source, start, away)
        ),
        float("nan"),
    )
    return of_demand(units, case)


def _heat(
    name: str,
    title: str,
    losses: LossTable,
    lines: Sequence[_Line],
    labels: Sequence[Sequence[str]],
    data: dict[str, object],
) -> Chart:
    periods = list(losses.plan.case.periods)
    many = len(periods) > MANY
    left = len(losses.sources) - len(lines)
    note = "The darker, the worse."
    if left > 0 and len(lines) == MOST:
        note += f" The {MOST} least covered; the workbook has them all."
    table = Table(
        caption=title,
        note=note,
        columns=("lost", *(f">{each}" for each in periods)),
        rows=[(each.name, *row) for each, row in zip(lines, labels, strict=True)],
    )
    return Chart(
        name=name,
        kind="heat",
        title=title,
        told=f"{title}: the darker, the worse.",
        height=(SLANTED if many else FRAME) + ROW * len(lines),
        width=NAMES + CELL * len(periods) if many else 0,
        data={
            "rows": [each.name for each in lines],
            "columns": periods,
            "labels": labels,
            **data,
        },
        tables=split(table, 1),
    )


def covers(losses: LossTable) -> Iterator[Table]:
    """Yield the cover of every source against its recovery, and of each demand."""
    case, rows = losses.plan.case, losses.worst
    ordered = rows.sort_values(["cover", "shortage"], ascending=[True, False])
    yield Table(
        caption="Months of cover against the time to recover",
        note=(
            "Lost for good from the start at which all demand is served for the shortest "
            "time; in months."
        ),
        columns=(
            "lost",
            "from",
            ">cover",
            ">recovery",
            ">gap",
            f">short, {case.unit}",
            f">cost, {case.currency}",
        ),
        rows=[
            (
                row["value"],
                row["start"],
                months(row["cover"]),
                months(row["recovery"]),
                months(row["gap"]),
                words.number(row["shortage"]),
                words.number(row["cost"], 0),
            )
            for row in ordered.to_dict("records")
        ],
    )
    yield from _by_demand(losses, case)


def _by_demand(losses: LossTable, case: Case) -> Iterator[Table]:
    if len(case.demands) == 1 or not len(losses.by_demand):
        return
    known = {
        (row["value"], row["demand"]): months(row["cover"])
        for row in losses.by_demand.to_dict("records")
    }
    table = Table(
        caption="Months of cover of each demand",
        note="How long each can be served in full if it comes first.",
        columns=("lost", *(f">{name}" for name in case.demands)),
        rows=[
            (
                line.name,
                *(known.get((line.source.value, name), "") for name in case.demands),
            )
            for line in _lines(losses)
        ],
    )
    yield from split(table, 1)


def gaps(found: Remedies) -> Table:
    """Return what closes each gap, and what it costs."""
    case = found.plan.case
    return Table(
        caption="What closes each gap between cover and recovery",
        note=(
            "Solved again so that all demand is served until the source is back: by stock "
            f"with the plan's contracts, and with a contract more. In {case.currency} "
            "above the plan; from and to are what the gaps leave open."
        ),
        columns=("lost", "by", "what is done", ">costs", ">from", ">to"),
        rows=[
            (
                names(remedy.sources),
                way.kind + (" ✓ cheapest" if way is remedy.best else ""),
                way_done(way, case) if way.cost else way.why,
                *_cost(way),
            )
            for remedy in found.remedies
            for way in remedy.ways
        ],
    )


def _cost(way: Way) -> tuple[str, str, str]:
    if way.cost is None:
        return (words.ABSENT,) * 3
    found, low, high = (words.number(each, 0) for each in way.cost)
    return found, low, high
