"""Why volumes that every contract allows cannot be: no room, too little left, or short."""

from collections.abc import Iterable

from models.case import Case
from planner.price.terms import Breach
from planner.solving.given import Given, Missing, missing
from planner.workbook.edited import Edited
from planner.workbook.values import shown


def unplaced(case: Case, edited: Edited, given: Given) -> list[Breach]:
    """Return what cannot be done with the volumes, whatever the offers' terms."""
    worst: dict[tuple[str, str, int], Missing] = {}
    for each in missing(case, given):
        key = each.kind, each.name, each.period
        if key not in worst or worst[key].units < each.units:
            worst[key] = each
    return [_breach(case, edited, each) for each in worst.values()]


def _breach(case: Case, edited: Edited, each: Missing) -> Breach:
    period, units = case.periods[each.period], f"{_round(each.units)} {case.unit}"
    item = case.demands[each.name].item if each.kind == "service" else each.name
    sources = [o.name for o in case.offers.values() if o.item == item]
    if each.kind == "room":
        item_ = case.items[item]
        room = f"max_stock {shown(item_.max_stock)} {case.unit}"
        return Breach(
            places=_places(
                edited, (n for n in sources if edited.volumes[n][each.period]), period
            ),
            kind="room",
            what=f"{item}, {period}: {units} too many",
            why=f"more arrives than is used by then or can be stored ({room}); nobody "
            "plans to buy and throw away",
        )
    if each.kind == "closing":
        least = f"{shown(case.items[item].closing_stock)} {case.unit}"
        return Breach(
            places=_places(edited, sources, period),
            kind="closing stock",
            what=f"{item}, {period}: {units} too few",
            why=f"{least} must be left at the end (closing_stock)",
        )
    demand = case.demands[each.name]
    where = f" in scenario {each.scenario}" if each.scenario else ""
    return Breach(
        places=_places(edited, sources, period),
        kind="max_shortage",
        what=f"{each.name}, {period}: {units} too few{where}",
        why=f"at most {demand.max_shortage:.10g} of its demand may go unserved "
        "(max_shortage)",
    )


def _places(edited: Edited, offers: Iterable[str], period: str) -> tuple[str, ...]:
    places = dict.fromkeys(edited.place(name, period) for name in offers)
    known = tuple(each for each in places if "!" in each)
    return known or tuple(places) or (edited.source,)


def _round(units: float) -> str:
    return f"{units:,.6g}"
