"""What the plan needs from the tables: supply for every item, a cap for every curb."""

from collections.abc import Iterator, Mapping
from math import isfinite

from models.case import Vector
from planner.workbook.parts.draft import Parts
from planner.workbook.table import Row
from planner.workbook.words import quoted


def check_curbed(parts: Parts) -> None:
    """Report what a curb hits without knowing how much it could cut."""
    if not parts.curbs or not capacity_is_known(parts):
        return
    offers = {row.key: row for row in parts.tables["Offers"]}
    for offer in parts.offers.values():
        if not offer.free_to_sign or offer.flex is not None:
            continue
        unlimited = first_unlimited(offer.capacity, offer.window)
        curb = _first_curb(parts, offer.labels)
        if curb and unlimited is not None:
            offers[offer.name].fault(
                "max_volume",
                f"no max_volume in {parts.label(unlimited)}",
                f"curb {curb} hits the offer, which is free to sign and then yields a "
                "share of its capacity",
                "write a max_volume for the offer or its supplier, or a flex",
            )
    processes = {row.key: row for row in parts.tables["Refining"]}
    for process in parts.processes.values():
        unlimited = first_unlimited(process.capacity, process.window)
        curb = _first_curb(parts, process.labels)
        if curb and unlimited is not None:
            processes[process.name].fault(
                "max_output",
                f"no max_output in {parts.label(unlimited)}",
                f"curb {curb} hits the process and cuts a share of its output",
                "write a max_output",
            )


def check_supplied(parts: Parts) -> None:
    """Report items that are needed and that nobody can supply."""
    if not _sources_are_known(parts):
        return
    supplied = set(_supplied(parts))
    for row, column in _needing(parts):
        if row.sound(column) and row[column] not in supplied:
            row.fault(
                column,
                f"nobody can supply {quoted(row[column])}",
                f"{row.table.sheet.key.name} {row.key or ''} needs it, and it has no "
                "offer, process, scrap or opening stock",
                "add an offer or a process for it, or change the item",
            )


def _needing(parts: Parts) -> Iterator[tuple[Row, str]]:
    for row in parts.tables["Demand"]:
        if any(row.series.values()) or not row.sound("period"):
            yield row, "item"
    for row in parts.tables["Refining"]:
        yield row, "input"


def _sources_are_known(parts: Parts) -> bool:
    """Tell whether every row that could supply an item says which."""
    sources = (("Offers", "item"), ("Refining", "output"), ("Demand", "scrap_item"))
    return bool(parts.tables["Offers"].rows) and all(
        row.sound(column) for sheet, column in sources for row in parts.tables[sheet]
    )


def _supplied(parts: Parts) -> Iterator[str]:
    tables = parts.tables
    yield from (row["item"] for row in tables["Offers"])
    yield from (row["output"] for row in tables["Refining"])
    yield from (row["scrap_item"] for row in tables["Demand"] if row["scrap_item"])
    for row in tables["Items"]:
        if row.key and (not row.sound("opening_stock") or row["opening_stock"]):
            yield row.key


def capacity_is_known(parts: Parts) -> bool:
    """Tell whether every row of Capacity says whose capacity it gives."""
    return all(row.sound("name") for row in parts.tables["Capacity"])


def first_unlimited(capacity: Vector, periods: range) -> int | None:
    """Return the first of the periods in which nothing limits."""
    return next((t for t in periods if not isfinite(capacity[t])), None)


def _first_curb(parts: Parts, labels: Mapping[str, str]) -> str | None:
    return next(
        (curb.name for curb in parts.curbs.values() if curb.hits.hits(labels)),
        None,
    )
