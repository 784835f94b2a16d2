"""How the template looks: colours, number formats, widths, print setup."""

from collections.abc import Iterable
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from planner.workbook.layout import Field
from planner.workbook.schema import Column, Kind

NAVY, SKY, GREY, WHITE, BLACK = "1F3864", "DCE6F1", "EDEDED", "FFFFFF", "000000"
DIM = "595959"
FACE = "Calibri"
NUMERIC = frozenset({Kind.NUMBER, Kind.SHARE, Kind.COUNT})

NARROWEST, WIDEST, NOTE_WIDTH = 9, 34, 90
HEADER_HEIGHT, LINE_HEIGHT = 33, 15
FORMULA_SIGNS = ("=", "+", "-", "@")
A4 = 9
PRINTED_WIDTH = 290
"""Letters that fit across one printed page and can still be read."""
UNDERLINE = Border(bottom=Side(style="thin", color="D0D0D0"))


def font(colour: str = BLACK, size: int = 11, *, bold: bool = False) -> Font:
    """Return the one typeface of the template."""
    return Font(name=FACE, size=size, bold=bold, color=colour)


def fill(colour: str) -> PatternFill:
    """Return a plain fill."""
    return PatternFill("solid", start_color=colour)


def header_colours(*, required: bool, note: bool = False) -> tuple[str, str]:
    """Return the ground and the ink of a header."""
    if note:
        return GREY, DIM
    return (NAVY, WHITE) if required else (SKY, NAVY)


def style_header(cell: Any, field: Field) -> None:
    """Colour a header by whether its column must be filled in."""
    ground, ink = header_colours(required=field.column.required, note=field.is_note)
    cell.fill = fill(ground)
    cell.font = font(ink, bold=True)
    left = field.column.kind not in NUMERIC
    cell.alignment = Alignment(
        horizontal="left" if left else "center",
        vertical="center",
        wrap_text=True,
        indent=1 if left else 0,
    )


def style_body(cell: Any, field: Field) -> None:
    """Format a cell under a header."""
    left = field.column.kind not in NUMERIC or isinstance(cell.value, str)
    cell.font = font(DIM if field.is_note else BLACK)
    cell.alignment = Alignment(
        horizontal="left" if left else "right",
        vertical="top",
        wrap_text=field.is_note,
        indent=1,
    )
    cell.border = UNDERLINE


def put(cell: Any, value: object) -> None:
    """Write a value; text stays text even where it looks like a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)


def number_format(column: Column, values: Iterable[object]) -> str:
    """Return the format of a column that holds these values."""
    numbers = [float(each) for each in values if isinstance(each, (int, float))]
    if column.kind not in NUMERIC:
        return "General" if column.kind is Kind.NUMBERS else "@"
    if column.kind is Kind.SHARE:
        return "0%" if all(round(each, 2) == each for each in numbers) else "0.00%"
    if column.unit in {"money/unit", "price"}:
        return "#,##0.00"
    if column.unit in {"unit", "money"} and all(map(float.is_integer, numbers)):
        return "#,##0"
    return "General"


def shown(value: object, form: str) -> str:
    """Return about what a cell of this format shows, as wide as that."""
    if isinstance(value, (int, float)) and form.startswith("#,##0"):
        return f"{value:,.2f}" if form.endswith(".00") else f"{value:,.0f}"
    return "" if value is None else str(value)


def width(header: str, texts: Iterable[str]) -> float:
    """Return a column width that shows these texts, within reason."""
    word = max(map(breadth, header.split(" ("))) + 4
    longest = max(map(breadth, texts), default=0) + 3
    return min(max(longest, word, NARROWEST), WIDEST)


def fit_height(page: Worksheet, row: int, cells: Iterable[tuple[str, float]]) -> None:
    """Make a row as high as its wrapped texts need, given (text, column width)."""
    lines = max(ceil(breadth(text) * 0.95 / wide) for text, wide in cells)
    page.row_dimensions[row].height = LINE_HEIGHT * max(lines, 1) + 4


def breadth(text: str) -> int:
    """Return how many narrow letters wide a text is."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def set_up_table(page: Worksheet, *, frozen: str) -> None:
    """Freeze the header, repeat it in print, and set up as many pages as it needs."""
    page.freeze_panes = frozen
    page.row_dimensions[1].height = HEADER_HEIGHT
    page.print_title_rows, page.print_title_cols = "1:1", "A:A"
    across = sum(each.width for each in page.column_dimensions.values())
    set_up_page(page, wide=ceil(across / PRINTED_WIDTH))


def set_up_page(page: Worksheet, wide: int = 1) -> None:
    """Print on A4 landscape, so many pages wide."""
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = wide, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins = PageMargins(0.4, 0.4, 0.5, 0.6, footer=0.3)
    footer = HeaderFooterItem()
    footer.left.text, footer.right.text = "&A", "&P / &N"
    page.HeaderFooter.oddFooter = footer
