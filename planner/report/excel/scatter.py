"""The chart of a comparison: each policy's cost against its risk."""

from collections.abc import Mapping
from math import floor, log10
from typing import Any

from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.worksheet.worksheet import Worksheet

from planner.compare import Comparison
from planner.report import words
from planner.report.colours import of_series
from planner.report.excel import drawing
from planner.report.excel.layout import HEADER
from planner.report.excel.policies import FIRST_FIGURE, NAME_IN_CHARTS
from planner.report.excel.side_by_side import FIGURES, chart_names, figures_of

ACROSS, UP = "expected_cost", "cvar_cost"
MARKERS = ("circle", "square", "diamond", "triangle")
POINT, EDGE = 9, "404040"
MOST_NAMES = 12
MARGIN = 0.08
"""Room around the points, of their span."""
LETTER, HIGH, APART = 0.0085, 0.06, 0.012
"""Of the chart's width or height: a letter, a line, the distance to the point."""
Box = tuple[float, float, float, float]


def points(costs: Worksheet, comparison: Comparison) -> ScatterChart:
    """Draw each policy's expected cost against its CVaR, named beside its point."""
    chart, found = ScatterChart(), comparison.table
    chart.style, chart.scatterStyle = None, "lineMarker"
    sides = _sides(comparison)
    for place, each in enumerate(comparison.outcomes):
        if each.plan is not None:
            chart.series.append(_point(costs, place, sides.get(each.policy)))
    chart.legend = None
    drawing.dress(
        chart, "Cost against risk: further left is cheaper, lower is safer", ""
    )
    currency = comparison.case.currency
    _scale(chart.x_axis, f"expected cost, {currency}", found[ACROSS].tolist())
    _scale(chart.y_axis, f"{tail_of(comparison)}, {currency}", found[UP].tolist())
    return chart


def tail_of(comparison: Comparison) -> str:
    """Return the CVaR's name, with its level where all plans have the same."""
    names = {words.tail(plan) for plan in comparison.plans}
    return names.pop() if len(names) == 1 else "CVaR"


def _point(costs: Worksheet, place: int, side: str | None) -> Any:
    """Return the series of one policy; ``side`` is where its name is, if anywhere."""
    row, keys = HEADER + 1 + place, list(FIGURES)
    up, across = (
        Reference(costs, min_col=FIRST_FIGURE + keys.index(each), min_row=row)
        for each in (UP, ACROSS)
    )
    series: Any = Series(up, across)
    series.tx = drawing.title_of(costs, NAME_IN_CHARTS, row)
    series.graphicalProperties.line.noFill = True
    series.marker.symbol = MARKERS[place % len(MARKERS)]
    series.marker.size = POINT
    series.marker.graphicalProperties = drawing.outline(EDGE)
    series.marker.graphicalProperties.solidFill = of_series(place)
    if side is not None:
        series.dLbls = _name_beside(side)
    return series


def _name_beside(side: str) -> DataLabelList:
    labels = DataLabelList()
    labels.showSerName, labels.position = True, side
    labels.showVal = labels.showCatName = labels.showLegendKey = False
    labels.showPercent = labels.showBubbleSize = False
    labels.txPr = drawing.small_letters()
    return labels


def _sides(comparison: Comparison) -> Mapping[str, str]:
    """Return on which side of its point each name stands, clear of the others.

    Of many policies only those that none dominates are named, and `none`.
    """
    rows, names = figures_of(comparison), chart_names(comparison)
    if len(names) > MOST_NAMES:
        best = {*comparison.frontier, "none"}
        names = {each: name for each, name in names.items() if each in best}
    spots = {
        each: (_part(comparison, ACROSS, row[ACROSS]), _part(comparison, UP, row[UP]))
        for each, row in rows.items()
    }
    taken = [(x - APART, y - APART, x + APART, y + APART) for x, y in spots.values()]
    sides: dict[str, str] = {}
    for each, name in names.items():
        boxes = _boxes(spots[each], words.width(name))
        free = (s for s, box in boxes.items() if not any(_meet(box, o) for o in taken))
        sides[each] = next(free, "r")
        taken.append(boxes[sides[each]])
    return sides


def _part(comparison: Comparison, key: str, value: float) -> float:
    found = comparison.table[key]
    low, high = float(found.min()), float(found.max())
    return MARGIN + (1 - 2 * MARGIN) * (value - low) / (high - low or 1.0)


def _boxes(spot: tuple[float, float], letters: int) -> Mapping[str, Box]:
    """Return the room a name takes on each side of its point."""
    (x, y), wide = spot, LETTER * letters
    right, left = x + 2 * APART, x - 2 * APART - wide
    return {
        "r": (right, y - HIGH / 2, right + wide, y + HIGH / 2),
        "t": (x - wide / 2, y + 2 * APART, x + wide / 2, y + 2 * APART + HIGH),
        "b": (x - wide / 2, y - 2 * APART - HIGH, x + wide / 2, y - 2 * APART),
        "l": (left, y - HIGH / 2, left + wide, y + HIGH / 2),
    }


def _meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes overlap, or the first leaves the chart on the right."""
    apart = one[2] < other[0] or other[2] < one[0]
    return one[2] > 1 or not (apart or one[3] < other[1] or other[3] < one[1])


def _scale(axis: Any, title: str, values: list[float]) -> None:
    """Let an axis of money span the values, with some room."""
    low, high = min(values), max(values)
    room = MARGIN * (high - low or abs(high) or 1.0)
    step = drawing.span(axis, low - room, high + room)
    drawing.count_money(axis, title, values, -floor(log10(step)))
