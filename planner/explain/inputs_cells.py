"""Every number of a case as a cell of its workbook that could be wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from models.case import Case, Offer
from models.rules import Limit
from planner.frontier.limits import at
from planner.scenarios import LEAST_CALM, is_listed, odds_of

COLUMNS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "offers": {
        "price": ("Offers", "price"),
        "capacity": ("Offers", "max_volume"),
        "freight": ("Offers", "freight"),
        "duty": ("Offers", "duty"),
        "min_order": ("Offers", "min_order"),
        "lot_size": ("Offers", "lot_size"),
        "order_cost": ("Offers", "order_cost"),
        "fixed_cost": ("Offers", "fixed_cost"),
        "period_cost": ("Offers", "period_cost"),
        "take_or_pay": ("Offers", "take_or_pay"),
        "flex": ("Offers", "flex"),
    },
    "suppliers": {"capacity": ("Suppliers", "max_volume")},
    "items": {
        "holding_cost": ("Items", "holding_cost"),
        "opening_stock": ("Items", "opening_stock"),
        "max_stock": ("Items", "max_stock"),
        "closing_stock": ("Items", "closing_stock"),
        "stock_value": ("Items", "stock_value"),
    },
    "demands": {
        "volume": ("Demand", ""),
        "shortage_cost": ("Demand", "shortage_cost"),
        "max_shortage": ("Demand", "max_shortage"),
        "scrap_rate": ("Demand", "scrap_rate"),
    },
    "processes": {
        "recovery": ("Refining", "yield"),
        "cost": ("Refining", "cost"),
        "capacity": ("Refining", "max_output"),
    },
    "curbs": {
        "probability": ("Curbs", "probability"),
        "flow": ("Curbs", "flow"),
        "flow_after": ("Curbs", "flow_after"),
        "price": ("Curbs", "price"),
        "price_after": ("Curbs", "price_after"),
    },
}
"""Sheet and column of each number, by the mapping of the case and the field. Lead
times and content are left out: whole periods, and a matter of chemistry."""
WIDE = {("offers", "price"): "Prices"} | {
    (each, "capacity"): "Capacity" for each in ("offers", "suppliers", "processes")
}
"""The sheet that may hold the number period by period instead."""
NO_EFFECT = {"flow_after", "price_after", "max_shortage"}
"""What says nothing when it is 1."""
SHARES = {"duty", "take_or_pay", "max_shortage", "flow", "flow_after"}


@dataclass(frozen=True)
class Cell:
    """One number of the workbook, or one row of numbers that move together."""

    table: str
    """The mapping of the case that holds it; `projects`, `rules`, `settings`."""
    name: str
    """Of what the row is about."""
    field: str
    sheet: str
    column: str
    """Blank where a row of periods is meant."""
    value: float
    """The number, or the mean of the row."""


def cells(case: Case, rules: Sequence[Any]) -> list[Cell]:
    """Return every cell whose number is neither absent nor zero."""
    found = [
        *_columns(case),
        *(
            Cell("projects", name, "cost", "Projects", "cost", cost)
            for name, cost in case.projects.items()
        ),
        *(
            Cell("rules", str(place), "limit", "Policies", "limit", rule.limit)
            for place, rule in enumerate(rules)
            if hasattr(rule, "limit") and rule.limit_is is not Limit.COUNT
        ),
        *(
            Cell("settings", name, name, "Settings", "value", getattr(case, name))
            for name in ("discount_rate", "risk_weight")
        ),
        *_chances(case),
    ]
    return [each for each in found if each.value]


def _columns(case: Case) -> Iterator[Cell]:
    for table, known in COLUMNS.items():
        for name, thing in getattr(case, table).items():
            for field, (sheet, column) in known.items():
                value = _mean(getattr(thing, field))
                if field in NO_EFFECT and value == 1:
                    continue
                if table == "curbs" and field == "probability" and is_listed(case):
                    continue
                if (
                    table == "offers"
                    and field == "capacity"
                    and _is_sellers(case, thing)
                ):
                    continue
                yield Cell(table, name, field, sheet, column, value)


def _is_sellers(case: Case, offer: Offer) -> bool:
    """Tell whether an offer has no capacity but its supplier's."""
    return offer.capacity == case.suppliers[offer.supplier].capacity


def _chances(case: Case) -> Iterator[Cell]:
    if is_listed(case):
        for each in case.scenarios:
            if each.strikes:
                yield Cell(
                    *("scenarios", each.name, "probability"),
                    *("Scenarios", "probability", each.probability),
                )


def _mean(value: Any) -> float:
    numbers = value if isinstance(value, tuple) else (value,)
    known = [each for each in numbers if each is not None and isfinite(each)]
    return sum(known) / len(known) if known else 0.0


def changed(
    case: Case, rules: Sequence[Any], cell: Cell, factor: float
) -> tuple[Case, Sequence[Any]]:
    """Return the case and the policy's rules with one cell scaled, a share within 1."""
    if cell.table == "rules":
        place = int(cell.name)
        limit = rules[place].limit * factor
        limit = min(1.0, limit) if rules[place].limit_is is Limit.SHARE else limit
        return case, [*rules[:place], at(rules[place], limit), *rules[place + 1 :]]
    if cell.table == "projects":
        projects = {**case.projects, cell.name: cell.value * factor}
        return replace(case, projects=projects), rules
    if cell.table == "settings":
        return replace(case, **{cell.field: min(cell.value * factor, 0.99)}), rules  # type: ignore[arg-type]
    if cell.field == "probability":
        return _reweighed(case, cell, factor), rules
    thing = _scaled(case, cell, factor)
    named = {**getattr(case, cell.table), cell.name: thing}
    new: Case = replace(case, **{cell.table: named})  # type: ignore[arg-type]
    return _fitted(new, cell) if cell.table == "suppliers" else new, rules


def _scaled(case: Case, cell: Cell, factor: float) -> Any:
    """Return the thing with its number scaled, within what the workbook allows."""
    thing = getattr(case, cell.table)[cell.name]
    value = getattr(thing, cell.field)

    def scaled(each: float) -> float:
        return min(1.0, each * factor) if cell.field in SHARES else each * factor

    new = tuple(map(scaled, value)) if isinstance(value, tuple) else scaled(value)
    if cell.table == "offers" and cell.field == "capacity":
        new = _within(new, thing, case.suppliers[thing.supplier].capacity)
    if cell.field == "opening_stock":
        new = min(new, thing.max_stock)
    if cell.field == "max_stock":
        new = max(new, thing.opening_stock)
    return replace(thing, **{cell.field: new})


def _within(new: Any, offer: Offer, most: Sequence[float]) -> tuple[float, ...]:
    triples = zip(new, offer.commitment, most, strict=True)
    return tuple(min(max(each, least), top) for each, least, top in triples)


def _fitted(case: Case, cell: Cell) -> Case:
    """Return the case with the offers of a supplier within what it can deliver.

    One that had all of its supplier's capacity, has all of it again.
    """
    top = case.suppliers[cell.name].capacity
    offers = {
        name: replace(each, capacity=_within(_follows(each, top), each, top))
        if each.supplier == cell.name
        else each
        for name, each in case.offers.items()
    }
    return replace(case, offers=offers)


def _follows(offer: Offer, top: Sequence[float]) -> Sequence[float]:
    ratio = {round(a / b, 9) for a, b in zip(offer.capacity, top, strict=True) if b}
    return top if len(ratio) == 1 else offer.capacity


def _reweighed(case: Case, cell: Cell, factor: float) -> Case:
    """Return the case with one probability scaled and all of them made to add to 1."""
    if cell.table == "scenarios":
        weights = [
            each.probability * (factor if each.name == cell.name else 1.0)
            for each in case.scenarios
        ]
        rest = 1 - sum(weights)
        bare = next(w for w, each in enumerate(case.scenarios) if not each.strikes)
        weights[bare] = max(LEAST_CALM, weights[bare] + rest)
        return _weighed(case, weights)
    curb = case.curbs[cell.name]
    likelier = replace(curb, probability=min(0.999, curb.probability * factor))
    curbs = {**case.curbs, cell.name: likelier}
    per_year = case.periods_per_year
    weights = [odds_of(curbs, each, per_year) for each in case.scenarios]
    return replace(_weighed(case, weights), curbs=curbs)


def _weighed(case: Case, weights: Sequence[float]) -> Case:
    whole = sum(weights)
    scenarios = tuple(
        replace(each, probability=weight / whole)
        for each, weight in zip(case.scenarios, weights, strict=True)
    )
    # What is dropped would change too: no claim is made of it here.
    return replace(case, scenarios=scenarios, dropped_probability=0.0)
