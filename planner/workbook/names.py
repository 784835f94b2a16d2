"""References between sheets: every name resolves to the spelling that defines it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.workbook.schema import SHEETS, Column, Kind
from planner.workbook.table import Row, Table
from planner.workbook.words import Names, fold, quoted, spelled, suggest

REFERRED = {
    name for sheet in SHEETS.values() for each in sheet.columns for name in each.refers
}
"""Sheets that others name rows of."""
SUPPLIER = "supplier:"
"""What stands before a supplier's name among those of offers and processes."""
MOST_SUGGESTED = 20
"""Names of one column for which the nearest is looked up."""


def resolve(tables: Mapping[str, Table], currency: str | None) -> None:
    """Give every reference its canonical spelling; report those that name nothing.

    ``currency`` is the base currency, which needs no row in FX. Items named in
    policies may be minerals and are left alone.
    """
    known = {sheet: tables[sheet].names for sheet in REFERRED}
    if currency is not None:
        known["FX"] = spelled([currency, *known["FX"].values()])
    for sheet, table in tables.items():
        for column in SHEETS[sheet].columns:
            if column.kind is Kind.NAME and sheet != "Policies":
                certain = currency is not None or column.refers != ("FX",)
                _resolve(table, column, tables, known if certain else {})


@dataclass
class _Known:
    """The names that a column may hold."""

    names: Names
    where: str
    word: str
    """What they are names of."""
    suggestions: int = MOST_SUGGESTED
    """How many more are made: each compares a name with all there are."""

    def settle(self, row: Row, column: str) -> None:
        """Give one cell its canonical spelling, or report that it names nothing."""
        written = row.values[column]
        found = self.names.get(fold(written))
        if found is not None:
            row.values[column] = found
            return
        near = self.names.values() if self.suggestions > 0 else ()
        self.suggestions -= 1
        row.fault(
            column,
            f"there is no {self.word} {quoted(written)}",
            f"{self.where} does not list it",
            suggest(written, near, f"add it to {self.where}"),
        )


def _resolve(
    table: Table,
    column: Column,
    tables: Mapping[str, Table],
    known: Mapping[str, Names],
) -> None:
    if not table.rows or column.name not in table.letters:
        return
    sources = [tables[sheet] for sheet in column.refers]
    names = _offered(column, known)
    lacking = any(source.sheet.key.name in source.lacking for source in sources)
    where = _either(source.title for source in sources)
    word = _either(source.sheet.key.name for source in sources)
    right = _right(column, names if not lacking else None)
    written = [row.values.get(column.name) for row in table.rows]
    if right.issuperset(written):
        return
    settled = _Known(names or {}, where, word)
    for row, name in zip(table.rows, written, strict=True):
        if name is None or name in right:
            continue
        if len(sources) > 1:
            row.values[column.name] = _close_up(row.values[column.name])
        if names is None or lacking:
            row.mark(column.name)
        else:
            settled.settle(row, column.name)


def _right(column: Column, names: Names | None) -> set[str]:
    """Return the spellings that need no change: most names are written so."""
    if names is None:
        return set()
    right = set(names.values())
    return right if len(column.refers) == 1 else {x for x in right if _close_up(x) == x}


def _offered(column: Column, known: Mapping[str, Names]) -> Names | None:
    if len(column.refers) == 1:
        return known.get(column.refers[0])
    plain: dict[str, str] = {}
    for sheet in column.refers:
        prefix = SUPPLIER if sheet == "Suppliers" else ""
        plain.update(spelled(f"{prefix}{name}" for name in known[sheet].values()))
    return plain


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _close_up(written: str) -> str:
    """Return `supplier: NAME` without the space after the colon."""
    if fold(written).startswith(SUPPLIER):
        return SUPPLIER + written[len(SUPPLIER) :].strip()
    return written


def agree(cells: Iterable[tuple[Row, str]]) -> Names:
    """Give values of one meaning, such as countries, the spelling that came first."""
    first: dict[str, str] = {}
    for row, column in cells:
        bucket = row.values if column in row.values else row.tags
        if column in bucket:
            bucket[column] = first.setdefault(fold(bucket[column]), bucket[column])
    return first
