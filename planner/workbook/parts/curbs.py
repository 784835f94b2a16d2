"""Curbs: what may happen, to whom, for how long."""

from models.case import Curb, Target, Vector
from planner.workbook.findings import CellError
from planner.workbook.header import TAG_PREFIX
from planner.workbook.parts.draft import Parts
from planner.workbook.table import Row
from planner.workbook.targets import Dimensions
from planner.workbook.values import shown

DIMENSIONS = ("offer", "supplier", "process", "country", TAG_PREFIX)


def add_curbs(parts: Parts) -> None:
    """Add the curbs of the sound rows; report targets, spans and windows amiss."""
    for row in parts.tables["Curbs"]:
        hits = _target(row, "hits", parts.dimensions)
        price_hits = _target(row, "price_hits", parts.dimensions) or hits
        _check_length(row)
        _check_window(row)
        _check_range(row)
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
            probability_low=row["probability_low"],
            probability_high=row["probability_high"],
            earliest=row.values.get("earliest", 0),
            latest=row.values.get("latest", parts.count - 1),
        )
    _warn_of_ranges(parts)


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


def _check_range(row: Row) -> None:
    if not row.sound("probability", "probability_low", "probability_high"):
        return
    likely, low, high = (
        row[name] for name in ("probability", "probability_low", "probability_high")
    )
    if low is not None and low > likely:
        row.fault(
            "probability_low",
            f"probability_low is {shown(low)}",
            f"the plan is made for a probability of {shown(likely)}, which is lower",
            f"write at most {shown(likely)}, or raise probability",
        )
    if high is not None and high < likely:
        row.fault(
            "probability_high",
            f"probability_high is {shown(high)}",
            f"the plan is made for a probability of {shown(likely)}, which is higher",
            f"write at least {shown(likely)}, or lower probability",
        )
    elif high and not likely:
        row.fault(
            "probability",
            f"probability is 0 and probability_high {shown(high)}",
            "a curb of probability 0 is left out, so the plan has no answer to it",
            "write the likeliest probability, such as 0.01, or clear probability_high",
        )


def _warn_of_ranges(parts: Parts) -> None:
    """Tell once that ranges are not used beside the buyer's own scenarios."""
    columns = ("probability_low", "probability_high")
    if not parts.tables["Scenarios"].rows:
        return
    for row in parts.tables["Curbs"]:
        given = [each for each in columns if row.gives(each)]
        if given:
            said = "the Scenarios sheet says how likely each is"
            row.warn(given[0], f"{given[0]} is not used: {said}")
            return


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
