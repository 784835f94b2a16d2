"""Items and demand."""

from math import isfinite

from models.case import Demand, Item
from planner.workbook.parts.draft import Parts, given
from planner.workbook.table import Row
from planner.workbook.values import shown
from planner.workbook.words import fold, quoted, spelled

SCRAP = ("scrap_item", "scrap_rate", "scrap_lag")


def add_goods(parts: Parts) -> None:
    """Add the items and demands of the sound rows; report contradictions."""
    _add_minerals(parts)
    for row in parts.tables["Items"]:
        _check_stock(row)
    for row in parts.tables["Demand"]:
        _check_scrap(row)
    for row in parts.sound_rows("Items"):
        parts.items[row["item"]] = Item(
            **given(Item, row) | {"name": row["item"], "mineral": _mineral(parts, row)}
        )
    for row in parts.sound_rows("Demand"):
        volume = tuple(row.series[t] for t in range(parts.count))
        name = row["demand"]
        parts.demands[name] = Demand(**given(Demand, row), name=name, volume=volume)


def _mineral(parts: Parts, row: Row) -> str:
    return parts.minerals[fold(row["mineral"] or row["item"])]


def _add_minerals(parts: Parts) -> None:
    """Note each mineral's first spelling; an item's own name may stand for several."""
    table = parts.tables["Items"]
    rows = [row for row in table if row.sound("item", "mineral")]
    parts.minerals = spelled(row["mineral"] or row["item"] for row in rows)
    members: dict[str, list[Row]] = {}
    for row in rows:
        members.setdefault(fold(row["mineral"] or row["item"]), []).append(row)
    for row in rows:
        others = [
            each for each in members.get(fold(row["item"]), []) if each is not row
        ]
        if others:
            row.fault(
                "item",
                f"item {quoted(row['item'])} bears the name of a mineral",
                f"the mineral has another item, {quoted(others[0]['item'])}",
                "give the item or the mineral another name",
            )


def _check_stock(row: Row) -> None:
    for column in ("opening_stock", "closing_stock"):
        if not row.sound(column, "max_stock") or row[column] <= row["max_stock"]:
            continue
        row.fault(
            column,
            f"{column} is {shown(row[column])}",
            f"max_stock is {shown(row['max_stock'])}",
            f"lower {column} or raise max_stock",
        )
    if not row.sound("stock_value", "max_stock") or not row["stock_value"]:
        return
    if not isfinite(row["max_stock"]):
        row.fault(
            "stock_value",
            "stock_value is given without a max_stock",
            "a plan would hoard without end to earn it",
            "write a max_stock, or clear stock_value",
        )


def _check_scrap(row: Row) -> None:
    given_here = [column for column in SCRAP if row.gives(column)]
    lacking = [column for column in SCRAP[:2] if not row.gives(column)]
    if given_here and lacking:
        row.fault(
            lacking[0] if lacking[0] in row.table.letters else given_here[0],
            f"{lacking[0]} is blank",
            f"{given_here[0]} is given, and the scrap columns go together",
            f"write {lacking[0]}, or clear {' and '.join(given_here)}",
        )
