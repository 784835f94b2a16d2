"""A good small workbook, and ways to change one thing in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from models.case import Case
from planner.errors import InputError
from planner.workbook import read

SHEETS: Mapping[str, list[list[Any]]] = {
    "Settings": [
        ["setting", "value"],
        ["currency", "USD"],
        ["unit", "kg"],
        ["period", "quarter"],
        ["first_period", "2026Q3"],
        ["periods", 3],
    ],
    "Items": [["item", "mineral", "max_stock"], ["metal", "gallium", 500]],
    "Demand": [
        ["demand", "item", "shortage_cost", "2026Q3", "2026Q4", "2027Q1"],
        ["chips", "metal", 1000, 100, 100, 100],
    ],
    "Suppliers": [
        ["supplier", "country", "tag:refiner"],
        ["Acme", "China", "China"],
        ["Borax", "Japan", None],
    ],
    "Offers": [
        ["offer", "supplier", "item", "price", "max_volume"],
        ["A1", "Acme", "metal", 10, 80],
        ["B1", "Borax", "metal", 20, 90],
    ],
}

MORE: Mapping[str, list[list[Any]]] = {
    "Capacity": [["name", "2026Q3"], ["A1", 50]],
    "Prices": [["offer", "2027Q1"], ["A1", 12]],
    "Tiers": [["offer", "from_volume", "discount"], ["B1", 100, 0.1]],
    "Refining": [
        ["process", "input", "output", "yield", "max_output", "country"],
        ["melt", "scrap", "metal", 0.5, 40, "Japan"],
    ],
    "Projects": [["project", "cost"], ["Stake", 5000]],
    "FX": [["currency", "rate"], ["CNY", 0.14]],
    "Commitments": [["offer", "period", "volume"], ["A1", "2026Q3", 5]],
    "Curbs": [
        ["curb", "hits", "flow", "probability"],
        ["ban", "country:China", 0.2, 0.1],
    ],
    "Scenarios": [
        ["scenario", "probability", "curb", "start"],
        ["calm", 0.9, None, None],
        ["cut", 0.1, "ban", "2026Q4"],
    ],
    "Policies": [
        ["policy", "rule", "on", "item", "limit"],
        ["Safe", "max_share", "country:China", "gallium", 0.65],
    ],
}
"""Optional sheets, good as they are once SCRAP is in Items."""
SCRAP = {"Items!A3": "scrap", "Items!B3": "gallium", "Items!C3": 500}
STOCK = {"Items!D1": "opening_stock", "Items!D3": 10}


def book(folder: Path, changes: Mapping[str, Any] | None = None, *more: str) -> Path:
    """Write the good workbook with ``more`` optional sheets and some cells changed.

    ``changes`` maps `Sheet!Cell` to a value; a sheet that is not there is added.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in {**SHEETS, **{name: MORE[name] for name in more}}.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for place, value in (changes or {}).items():
        name, _, cell = place.partition("!")
        if name not in workbook.sheetnames:
            workbook.create_sheet(name)
        if cell:
            workbook[name][cell] = value
    path = folder / "plan.xlsx"
    workbook.save(path)
    return path


def good(folder: Path, changes: Mapping[str, Any] | None = None, *more: str) -> Case:
    """Return what the changed workbook means."""
    return read(book(folder, changes, *more))


def faults(
    folder: Path, changes: Mapping[str, Any] | None = None, *more: str
) -> list[str]:
    """Return every problem of the changed workbook, as the buyer reads it."""
    return problems(book(folder, changes, *more))


def problems(path: Path) -> list[str]:
    """Return every problem of a workbook, as the buyer reads it."""
    try:
        read(path)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


def patch(path: Path, part: str, old: str, new: str) -> None:
    """Replace a text in one part of a written workbook, as another program might."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
