"""The page that documents the workbook: every sheet, column and rule."""

from collections.abc import Iterable, Sequence

from models.rules import RULES
from planner.workbook.layout import allowed, when_empty
from planner.workbook.schema import SETTINGS, SHEETS, TAG, Column, Sheet

UNITS = {
    "unit": "quantity",
    "money": "base currency",
    "money/unit": "base currency per unit",
    "price": "offer's currency per unit",
    "unit/unit": "units per unit",
}
HEAD = """\
# The workbook, sheet by sheet

This page is written by `planner.workbook.reference.schema_page`; do not edit it.
`gallium.xlsx`, `tiny.xlsx` and `trading-house.xlsx` beside it are what `planner new
BOOK.xlsx --example gallium` and so on write. `--preset crma` adds ready-made rows to
Policies, to an example or to an empty template; `planner policies` lists them.

Columns in bold must be there and filled in; the others may be left out. Headers match
without regard to case, spaces, hyphens and a bracketed unit. Quantities are in the unit
and money in the currency that Settings names; shares are 0.65 or 65%, not 65; lists in
one cell are separated by `;`. Sheets that begin with note, guide, read or chart and
columns that begin with note are not read.
"""
COLUMNS = ("column", "meaning", "unit", "allowed", "if empty", "日本語")


def schema_page() -> str:
    """Return the documentation of the workbook as Markdown."""
    parts = [HEAD, *map(_sheet, SHEETS.values()), _rules()]
    return "\n".join(parts)


def _sheet(sheet: Sheet) -> str:
    need = " (required)" if sheet.required else ""
    columns = list(SETTINGS.values()) if sheet.name == "Settings" else _columns(sheet)
    heads = ("setting", *COLUMNS[1:]) if sheet.name == "Settings" else COLUMNS
    return (
        f"## {sheet.name} · {sheet.japanese}{need}\n\n"
        f"{sheet.meaning} {sheet.japanese_meaning}\n\n"
        + _table(heads, (_column(each) for each in columns))
    )


def _columns(sheet: Sheet) -> list[Column]:
    wide = [sheet.wide] if sheet.wide else []
    return [*sheet.columns, *([TAG] if sheet.tags else []), *wide]


def _column(column: Column) -> Sequence[str]:
    name = f"`{column.name}`"
    if column.name == "period" and column.unit:
        name = "one column per period"
    return (
        f"**{name}**" if column.required else name,
        column.meaning,
        UNITS.get(column.unit, column.unit),
        allowed(column) or str(column.kind),
        when_empty(column),
        column.japanese,
    )


def _rules() -> str:
    rows = (
        (
            f"`{name}`",
            rule.meaning,
            str(rule.on_is),
            str(rule.limit_is),
            ", ".join(f"`{each}`" for each in rule.columns()),
        )
        for name, rule in RULES.items()
    )
    heads = ("rule", "meaning", "`on` is", "`limit` is", "columns it uses")
    return (
        "## Rules of the Policies sheet\n\nA column that a rule does not use must be "
        "blank.\n\n" + _table(heads, rows)
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
