"""Charts as all workbooks draw them: sizes, colours, axes, names, alternative text."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor, isfinite, log10
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.spreadsheet_drawing import (
    AnchorMarker,
    OneCellAnchor,
    TwoCellAnchor,
)
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
)
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import (
    column_index_from_string,
    get_column_letter,
    quote_sheetname,
)
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from planner.report.colours import of_series
from planner.report.excel.layout import HEADER
from planner.report.words import clean
from planner.workbook import look

WIDE, HIGH = 20.0, 9.0
"""Centimetres."""
ROWS_HIGH = 19
"""Rows a chart covers, with a blank one."""
MOST_UPRIGHT = 12
BAR_HIGH, FRAME_HIGH = 0.7, 3.5
"""Centimetres of a bar on its side, and of what is around the bars."""
TITLE_SIZE, LABEL_SIZE = 1200, 900
"""Hundredths of a point."""
LINE_WIDTH = 28_000
CENTIMETRE = 360_000
"""In what drawings are measured in."""
RULE = "D9D9D9"
STEPS, FEWEST_STEPS, MOST_STEPS, ROUNDING = (1, 2, 5, 10), 4, 6, 1e-9
"""Between the marks of an axis."""
DASHES = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash", "lgDashDot")
"""So that lines can be told apart in black and white."""


class _Described:
    """A place on a sheet whose chart is also described in words.

    openpyxl makes the frame that takes the words only while it writes the file.
    """

    words = ""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "graphicFrame" and value is not None:
            value.nvGraphicFramePr.cNvPr.descr = self.words
        super().__setattr__(name, value)


class _At(_Described, OneCellAnchor):
    """A corner; the chart keeps its size."""

    __elements__ = OneCellAnchor.__elements__


class _Over(_Described, TwoCellAnchor):
    """Two corners; the chart is as wide as the columns between them."""

    __elements__ = TwoCellAnchor.__elements__


def place(page: Worksheet, chart: Any, cell: str, told: str) -> None:
    """Put a chart on a sheet; what it shows is ``told`` to who cannot see it."""
    size = XDRPositiveSize2D(
        round(chart.width * CENTIMETRE), round(chart.height * CENTIMETRE)
    )
    _add(page, chart, _At(_from=_corner(cell), ext=size), told)


def spread(page: Worksheet, chart: Any, first: str, beyond: str, told: str) -> None:
    """Put a chart over the cells from the first up to the one beyond the last."""
    _add(page, chart, _Over(_from=_corner(first), to=_corner(beyond)), told)


def _add(page: Worksheet, chart: Any, anchor: Any, told: str) -> None:
    anchor.words = clean(told)
    chart.anchor = anchor
    page.add_chart(chart)


def _corner(cell: str) -> AnchorMarker:
    column, row = coordinate_from_string(cell)
    return AnchorMarker(col=column_index_from_string(column) - 1, row=row - 1)


def dress(chart: Any, title: str, form: str) -> None:
    """Give a chart its title, size, legend and axes; Excel hides axes unless told."""
    chart.title = clean(title)
    chart.title.overlay = False
    _size(chart.title, _letters(TITLE_SIZE, bold=True))
    chart.width, chart.height = WIDE, HIGH
    if chart.legend is not None:
        chart.legend.position, chart.legend.overlay = "b", False
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.number_format = "@"
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.number_format = form
    chart.y_axis.majorGridlines.spPr = outline(RULE)
    chart.visible_cells_only = False


def axis_title(axis: Any, text: str) -> None:
    """Name an axis, in small letters."""
    axis.title = clean(text)
    axis.title.overlay = False
    _size(axis.title, _letters(LABEL_SIZE, bold=False))


def count_money(
    axis: Any, title: str, values: Iterable[float], places: int = 0
) -> None:
    """Let an axis of money count in thousands or millions where amounts are large.

    ``places`` are the decimals that one unit of money would need; below 0 fewer.
    """
    most = max((abs(each) for each in values if isfinite(each)), default=0.0)
    thousands = 2 if most >= 1e7 else 1 if most >= 1e4 else 0  # noqa: PLR2004
    few = 1 if thousands and most < 10 * 1000**thousands else 0
    shown = max(0, places + 3 * thousands) if places else few
    form = "#,##0" + ("." + "0" * shown if shown else "")
    axis.number_format = form + "," * thousands
    axis_title(axis, title + ("", ", thousand", ", million")[thousands])


def span(axis: Any, low: float, high: float) -> float:
    """Let an axis reach over these values in round steps; return the step."""
    wide = high - low or abs(high) or 1.0
    size = 10.0 ** floor(log10(wide / FEWEST_STEPS))
    step = next(size * each for each in STEPS if size * each >= wide / MOST_STEPS)
    axis.scaling.min = floor(low / step + ROUNDING) * step
    axis.scaling.max = ceil(high / step - ROUNDING) * step
    axis.majorUnit = step
    axis.majorGridlines = ChartLines(spPr=outline(RULE))
    return step


def _size(title: Any, letters: CharacterProperties) -> None:
    for paragraph in title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=letters)
        for run in paragraph.r:
            run.rPr = letters


def _letters(size: int, *, bold: bool) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold)


def small_letters() -> RichText:
    """Return the look of labels beside points."""
    properties = ParagraphProperties(defRPr=_letters(LABEL_SIZE, bold=False))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=None)])


def outline(colour: str) -> Any:
    """Return a line of one colour."""
    found = GraphicalProperties()
    found.line.solidFill = colour
    return found


def title_of(page: Worksheet, column: int, row: int = HEADER) -> SeriesLabel:
    """Return a series' name: a cell, by reference, so that text stays text."""
    cell = f"${get_column_letter(column)}${row}"
    return SeriesLabel(strRef=StrRef(f"{quote_sheetname(page.title)}!{cell}"))


def cells(page: Worksheet, column: int, rows: tuple[int, int]) -> Reference:
    """Return a column's cells from the first to the last row."""
    first, last = rows
    return Reference(page, min_col=column, min_row=first, max_row=last)


def bars(
    page: Worksheet, colours: Mapping[int, str], rows: tuple[int, int], names: int
) -> BarChart:
    """Return upright bars, a series for each column; ``names`` is the labels' column."""
    chart = BarChart()
    chart.type, chart.gapWidth = "col", 40
    for column, colour in colours.items():
        chart.add_data(cells(page, column, rows), titles_from_data=False)
        series: Any = chart.series[-1]
        series.tx = title_of(page, column)
        series.graphicalProperties = outline(look.WHITE)
        series.graphicalProperties.solidFill = colour
        series.invertIfNegative = False
    chart.set_categories(cells(page, names, rows))
    return chart


def lay_down(chart: Any, names: int) -> None:
    """Turn bars with many names on their side, the first on top, each with room."""
    if names <= MOST_UPRIGHT:
        return
    chart.type, chart.y_axis.crosses = "bar", "max"
    chart.x_axis.scaling.orientation, chart.x_axis.tickLblSkip = "maxMin", 1
    chart.height = FRAME_HIGH + BAR_HIGH * names


def shares(
    page: Worksheet, colours: Mapping[int, str], rows: tuple[int, int], names: int
) -> BarChart:
    """Return bars that stack up to 100%."""
    chart = bars(page, colours, rows, names)
    chart.grouping, chart.overlap = "percentStacked", 100
    return chart


def lines(
    page: Worksheet, columns: Sequence[int], rows: tuple[int, int], names: int
) -> LineChart:
    """Return a line for each column, told apart by colour and dash."""
    chart = LineChart()
    for line, column in enumerate(columns):
        chart.add_data(cells(page, column, rows), titles_from_data=False)
        series: Any = chart.series[-1]
        series.tx, series.smooth = title_of(page, column), False
        series.graphicalProperties = outline(of_series(line))
        series.graphicalProperties.line.dashStyle = DASHES[line % len(DASHES)]
        series.graphicalProperties.line.width = LINE_WIDTH
        series.marker.symbol = "circle" if rows[0] == rows[1] else "none"
    chart.set_categories(cells(page, names, rows))
    return chart
