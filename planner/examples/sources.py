"""The sources of the examples: what each mark, such as [48], stands for."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]
MARK = re.compile(r"\[\d+[a-z]?\]")


def cited(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the sources that any cell of these rows cites, in the list's order."""
    cells = (str(value) for row in rows for value in row.values())
    marks = {mark for cell in cells for mark in MARK.findall(cell)}
    table = files(__package__).joinpath("sources.csv").read_text("utf-8")
    every = csv.DictReader(table.splitlines())
    return tuple(source for source in every if source["mark"] in marks)


def with_sources(tables: Tables) -> Tables:
    """Return the tables, their Notes followed by every source they cite."""
    rows = (row for sheet in tables.values() for row in sheet)
    return {**tables, "Notes": (*tables["Notes"], *cited(rows))}
