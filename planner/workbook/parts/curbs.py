"""Curbs: what may happen, to whom, for how long."""

from models.case import Curb, Target, Vector
from planner.workbook.findings import CellError
from planner.workbook.header import TAG_PREFIX
from planner.workbook.parts.draft import Parts
from planner.workbook.table import Row
from planner.workbook.targets import Dimensions

DIMENSIONS = ("offer", "supplier", "process", "country", TAG_PREFIX)


def add_curbs(parts: Parts) -> None:
    """Add the curbs of the sound rows; report targets, spans and windows amiss."""
    for row in parts.tables["Curbs"]:
        hits = _target(row, "hits", parts.dimensions)
        price_hits = _target(row, "price_hits", parts.dimensions) or hits
        _check_length(row)
        _check_window(row)
        if not row.sound() or row.key is None or hits is None or price_hits is None:
            continue
        flow = _flow(row, parts.count)
        parts.curbs[row.key] = Curb(
            name=row.key,
            hits=hits,
            flow=flow,
            flow_after=row["flow_after"],
            price_hits=price_hits,
            price=_price(row, len(flow)),
            price_after=row["price_after"],
            probability=row["probability"],
            earliest=row.values.get("earliest", 0),
            latest=row.values.get("latest", parts.count - 1),
        )


def _target(row: Row, column: str, dimensions: Dimensions) -> Target | None:
    text = row.values.get(column)
    if text is None:
        return None
    try:
        return dimensions.union(text, DIMENSIONS)
    except CellError as fault:
        row.fault(column, fault.what, fault.why, fault.hint)
        return None


def _check_length(row: Row) -> None:
    if row.gives("length") and isinstance(row.values.get("flow"), tuple):
        row.fault(
            "length",
            "length is given beside a list of flows",
            "the list already says how long the curb lasts",
            "clear length, or write one number as flow",
        )


def _check_window(row: Row) -> None:
    first, last = row.values.get("earliest"), row.values.get("latest")
    if first is not None and last is not None and first > last:
        row.fault(
            "latest",
            "latest comes before earliest",
            "the curb could never start",
            "write a latest that is not earlier",
        )


def _flow(row: Row, count: int) -> Vector:
    flow = row["flow"]
    if isinstance(flow, tuple):
        return flow
    length = row["length"] or count
    return (flow,) * min(length, count)


def _price(row: Row, span: int) -> Vector:
    price = row["price"]
    if isinstance(price, tuple):
        return price
    return (float(price),) * span
