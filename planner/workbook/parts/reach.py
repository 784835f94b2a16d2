"""Whether a rule that names an item or mineral can mean anything at all."""

from typing import Any

from models.rules import On, Rule
from planner.workbook.parts.draft import Parts
from planner.workbook.table import Row
from planner.workbook.words import quoted


def check_reach(row: Row, rule: Rule, parts: Parts) -> None:
    """Report a named item or mineral that nothing in the rule's target can supply."""
    named = getattr(rule, "item", None)
    if named is None or rule.on_is in {On.NONE, On.DEMAND}:
        return
    if "duration" in rule.columns():
        _check_used(row, named, parts)
        return
    refining = row["stage"] == "refining"
    sheet, column = ("Refining", "output") if refining else ("Offers", "item")
    if not all(each.sound() for each in parts.tables[sheet]):
        return
    sources: dict[str, Any] = {**(parts.processes if refining else parts.offers)}
    target = getattr(rule, "on", None)
    for source in sources.values():
        goods = getattr(source, column)
        if _bears(parts, goods, named) and (
            target is None or target.hits(source.labels)
        ):
            return
    verb = "puts out" if refining else "supplies"
    within = f" in {target}" if target is not None else ""
    row.fault(
        "item",
        f"nothing{within} {verb} {quoted(named)}",
        f"the rule would never mean anything, as no row of "
        f"{parts.tables[sheet].title} fits",
        "change item or on, or delete the row",
    )


def _check_used(row: Row, named: str, parts: Parts) -> None:
    demand = parts.tables["Demand"]
    if not all(each.sound() for each in demand):
        return
    if not any(_bears(parts, each.item, named) for each in parts.demands.values()):
        row.fault(
            "item",
            f"no demand uses {quoted(named)}",
            "the rule asks that demand be served",
            "change item, or clear it to mean every demand",
        )


def _bears(parts: Parts, item: str, named: str) -> bool:
    """Tell whether an item is the one named, or of the mineral named."""
    if named in parts.items:
        return item == named
    return item in parts.items and parts.items[item].mineral == named
