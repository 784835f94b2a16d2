"""Tables on a terminal: as many periods side by side as fit, then the next."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from models.case import Case
from planner.report.tables import Row, by_year
from planner.report.words import clean, decimals, number, width

MOST_COLUMNS = 100
"""A report never gets wider than this."""
MOST_PERIODS = 24
"""A longer horizon is shown by calendar year; the workbook has every period."""
MOST_ROWS = 40
LONGEST_NAME = 26
INDENT = 2
MOST_DECIMALS = 2
GAP = 2
"""Blanks between two columns."""
EIGHTHS = " ▏▎▍▌▋▊▉█"


def empty_table(*headers: str, show_header: bool = True) -> Table:
    """Return a table to fill; a header that starts with `>` is over numbers."""
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        show_header=show_header,
        pad_edge=False,
        padding=(0, GAP - 1, 0, 0),
        header_style="bold",
    )
    for header in headers:
        numeric = header.startswith(">")
        table.add_column(
            Text(clean(header.removeprefix(">"))),
            justify="right" if numeric else "left",
            no_wrap=numeric,
            overflow="fold",
        )
    return table


def text(value: object, style: str = "") -> Text:
    """Return words that are shown as they stand, never as markup."""
    return Text(clean(value), style=style)


def titled(title: str, *content: RenderableType, note: str = "") -> Group:
    """Return a section of a report under its title."""
    heading = text(title, "bold")
    if note:
        heading.append(f" · {clean(note)}", "dim")
    return Group(heading, *(Padding.indent(each, INDENT) for each in content))


def more(rows: int, most: int, where: str) -> list[RenderableType]:
    """Return the line that says what was left out, if anything was."""
    left = f"… {rows - most:,} more: see the plan workbook, sheet {where}."
    return [text(left, "dim")] if rows > most else []


def bar(share: float, length: int, *, ascii_only: bool) -> str:
    """Return a bar of at most ``length`` characters."""
    if ascii_only:
        return "#" * round(share * length)
    whole, rest = divmod(round(share * length * 8), 8)
    return "█" * whole + (EIGHTHS[rest] if rest else "")


def is_by_year(case: Case) -> bool:
    """Tell whether the horizon is too long to show every period."""
    return len(case.periods) > MOST_PERIODS


def volume_tables(
    rows: Sequence[Row], case: Case, columns: int, *, total: bool = True
) -> Iterator[Table]:
    """Yield tables of the rows' volumes, each within ``columns``, the total last.

    Without ``total`` the rows are levels, such as stock: by year the last one counts.
    """
    rows = rows[:MOST_ROWS]
    labels = _labels(case, total=total)
    volumes = [_values(row, case, total=total) for row in rows]
    cells = [[_cell(volume, _places(line)) for volume in line] for line in volumes]
    name = min(LONGEST_NAME, max(width(clean(row.name)) for row in rows))
    needed = [
        GAP + max(width(label), *(width(line[place]) for line in cells))
        for place, label in enumerate(labels)
    ]
    for block in _blocks(needed, min(columns, MOST_COLUMNS) - name - GAP):
        table = empty_table("", *(f">{labels[place]}" for place in block))
        table.columns[0].width = name
        table.columns[0].no_wrap = True
        table.columns[0].overflow = "ellipsis"
        for row, line in zip(rows, cells, strict=True):
            table.add_row(text(row.name), *(line[place] for place in block))
        yield table


def _labels(case: Case, *, total: bool) -> list[str]:
    labels = [str(year) for year in case.years] if is_by_year(case) else [*case.periods]
    return [*labels, "total"] if total else labels


def _values(row: Row, case: Case, *, total: bool) -> list[float]:
    if not total:
        ends = [periods[-1] for periods in case.years.values()]
        return [row.volumes[t] for t in ends] if is_by_year(case) else [*row.volumes]
    shown = by_year(row.volumes, case) if is_by_year(case) else [*row.volumes]
    return [*shown, row.total]


def _places(volumes: Sequence[float]) -> int:
    """Return the decimals of a row: what comes by the kilogram needs its own."""
    return min(MOST_DECIMALS, decimals(volumes))


def _cell(volume: float, places: int) -> str:
    return "·" if abs(volume) < 0.5 * 10.0**-places else number(volume, places)


def _blocks(needed: Sequence[int], room: int) -> Iterator[range]:
    """Yield runs of columns that fit together, each about as long as the others."""
    fits = max(1, room // max(needed))
    blocks = -(-len(needed) // fits)
    length = -(-len(needed) // blocks)
    for start in range(0, len(needed), length):
        yield range(start, min(start + length, len(needed)))
