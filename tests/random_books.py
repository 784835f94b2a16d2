"""Workbooks drawn at random, beside what they mean: cells written without our reader.

The meaning is drawn first, by ``random_case`` and ``random_rules``; a workbook is then
one of the many ways to write it. What is read from it can thus be judged by what was
meant, never by the reader.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf, isfinite
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from models.case import Case, Curb, Offer, Process, Target
from tests.cases import random_case
from tests.random_rules import random_rules

Row = Mapping[str, Any]
Tables = dict[str, list[dict[str, Any]]]
CURRENCIES = {"EUR": (2.0, 4.0, 0.5), "JPY": (0.0078125, 0.015625)}
"""Powers of two, so that a price in them is exact."""
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Book:
    """A workbook's tables, and what they mean."""

    case: Case
    rules: Sequence[Any]
    tables: Tables
    generates: bool
    """Whether it has no Scenarios sheet, so that the planner makes the scenarios."""
    seed: int


def random_book(seed: int) -> Book:
    """Return a random workbook; equal seeds give equal ones."""
    dice = Random(f"book {seed}")  # noqa: S311 - no secret
    case = _told_more(_orderable(_supplied(random_case(seed))), seed)
    rules = random_rules(seed, case)
    generates = dice.random() < 0.25 and any(
        each.probability > 0 for each in case.curbs.values()
    )
    tables: Tables = {
        "Settings": _settings(dice, case),
        "Items": [_item(each) for each in case.items.values()],
        "Demand": [_demand(case, each) for each in case.demands.values()],
        "Suppliers": [_supplier(each) for each in case.suppliers.values()],
        "Tiers": list(_tiers(case)),
        "Refining": [_process(case, each) for each in case.processes.values()],
        "Projects": [{"project": n, "cost": c} for n, c in case.projects.items()],
        "Commitments": list(_commitments(case)),
        "Curbs": [_curb(dice, case, each) for each in case.curbs.values()],
        "Scenarios": [] if generates else list(_scenarios(case)),
        "Policies": [{"policy": "asked", **_rule(case, each)} for each in rules],
        "Capacity": list(_capacities(case)),
    }
    tables |= _priced(dice, case)
    return Book(case, rules, {n: t for n, t in tables.items() if t}, generates, seed)


def _supplied(case: Case) -> Case:
    """Return the case with a little stock of what nobody can supply."""
    given = {each.item for each in case.offers.values()}
    given |= {each.output for each in case.processes.values()}
    given |= {each.scrap_item for each in case.demands.values() if each.scrap_item}
    items = {
        name: replace(each, opening_stock=each.opening_stock or 5.0)
        if name not in given
        else each
        for name, each in case.items.items()
    }
    return replace(case, items=items)


def _orderable(case: Case) -> Case:
    """Return the case with no least order above what an offer can ever deliver."""
    offers = {}
    for name, each in case.offers.items():
        most = max(each.capacity[t] for t in each.window)
        least = min(each.min_order, most or each.min_order)
        offers[name] = replace(each, min_order=least)
    return replace(case, offers=offers)


def _told_more(case: Case, seed: int) -> Case:
    """Return the case with what is told besides and no plan is made for."""
    dice = Random(f"more {seed}")  # noqa: S311 - no secret
    offers = {
        name: replace(each, recovery=dice.choice((None, None, 6.0, 18.0)))
        for name, each in case.offers.items()
    }
    curbs = {
        name: replace(
            each,
            probability_low=dice.choice((None, each.probability / 2)),
            probability_high=dice.choice((None, (each.probability + 0.98) / 2)),
        )
        if 0 < each.probability < 0.98
        else each
        for name, each in case.curbs.items()
    }
    return replace(case, offers=offers, curbs=curbs)


def _least(vector: Sequence[float]) -> float | None:
    """Return the number that stands for the whole vector; None for unlimited."""
    common = max(set(vector), key=list(vector).count)
    return common if isfinite(common) else None


def _settings(dice: Random, case: Case) -> list[dict[str, Any]]:
    period = {1: "year", 4: "quarter", 12: "month"}[case.periods_per_year]
    first: Any = case.periods[0]
    if period == "year" and dice.random() < 0.5:
        first = int(first)
    if period == "month" and dice.random() < 0.5:
        first = datetime(int(first[:4]), int(first[5:]), 1)
    given = {
        "name": case.name,
        "currency": case.currency,
        "unit": case.unit,
        "period": period,
        "first_period": first,
        "periods": len(case.periods),
        "discount_rate": case.discount_rate,
        "risk_weight": case.risk_weight,
        "risk_level": case.risk_level,
        "policy": "ASKED",
        "gap": 1e-6,
        "time_limit": 120,
        "max_curbs": dice.choice((1, 2)),
        "scenarios": dice.choice((5, 8, 500)),
        "seed": dice.randint(0, 9),
    }
    return [{"setting": name, "value": value} for name, value in given.items()]


def _item(item: Any) -> dict[str, Any]:
    return {
        "item": item.name,
        "mineral": item.mineral,
        "content": item.content,
        "holding_cost": item.holding_cost,
        "opening_stock": item.opening_stock,
        "max_stock": item.max_stock if item.max_stock < inf else None,
        "closing_stock": item.closing_stock,
        "stock_value": item.stock_value,
    }


def _demand(case: Case, demand: Any) -> dict[str, Any]:
    scrap = {
        "scrap_item": demand.scrap_item,
        "scrap_rate": demand.scrap_rate,
        "scrap_lag": demand.scrap_lag,
    }
    return {
        "demand": demand.name,
        "item": demand.item,
        "shortage_cost": demand.shortage_cost,
        "max_shortage": demand.max_shortage,
        **(scrap if demand.scrap_item else dict.fromkeys(scrap)),
        **dict(zip(case.periods, demand.volume, strict=True)),
    }


def _supplier(supplier: Any) -> dict[str, Any]:
    most = _least(supplier.capacity)
    return {"supplier": supplier.name, "country": supplier.country, "max_volume": most}


def _tags(labels: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in labels.items() if name.startswith("tag:")}


def _offer(case: Case, offer: Offer) -> dict[str, Any]:
    return {
        "offer": offer.name,
        "supplier": offer.supplier,
        "item": offer.item,
        "freight": offer.freight,
        "duty": offer.duty,
        "max_volume": _least(offer.capacity),
        "min_order": offer.min_order,
        "lot_size": offer.lot_size or None,
        "order_cost": offer.order_cost,
        "fixed_cost": offer.fixed_cost,
        "period_cost": offer.period_cost,
        "take_or_pay": offer.take_or_pay,
        "lead_time": offer.lead_time,
        "first_period": case.periods[offer.first] if offer.first else None,
        "last_period": case.periods[offer.last],
        "project": offer.project,
        "flex": offer.flex,
        "recovery": offer.recovery,
        **_tags(offer.labels),
    }


def _priced(dice: Random, case: Case) -> Tables:
    """Return the sheets that tell prices: some in a currency whose rate changes."""
    rates: dict[str, list[float]] = {}
    offers, prices, fx = [], [], []
    for name, choice in CURRENCIES.items():
        steady = dice.choice(choice)
        moving = dice.random() < 0.5
        rates[name] = [dice.choice(choice) if moving else steady for _ in case.periods]
        row: dict[str, Any] = {"currency": name, "rate": _least(rates[name])}
        if dice.random() < 0.3:
            row = {
                "currency": name,
                **dict(zip(case.periods, rates[name], strict=True)),
            }
        else:
            row |= _differing(case, rates[name], row["rate"])
        fx.append(row)
    for offer in case.offers.values():
        currency = dice.choice((None, *CURRENCIES))
        rate = rates[currency] if currency else [1.0] * len(case.periods)
        own = [price / each for price, each in zip(offer.price, rate, strict=True)]
        price = _least(own)
        offers.append({**_offer(case, offer), "price": price, "currency": currency})
        if other := _differing(case, own, price):
            prices.append({"offer": offer.name, **other})
    return {"Offers": offers, "Prices": prices, "FX": fx}


def _differing(
    case: Case, vector: Sequence[float], common: float | None
) -> dict[str, float]:
    pairs = zip(case.periods, vector, strict=True)
    return {period: x for period, x in pairs if x != common and isfinite(x)}


def _capacities(case: Case) -> Iterator[dict[str, Any]]:
    named: dict[str, Sequence[float]] = {
        **{f"supplier:{each.name}": each.capacity for each in case.suppliers.values()},
        **{each.name: each.capacity for each in case.offers.values()},
        **{each.name: each.capacity for each in case.processes.values()},
    }
    for name, vector in named.items():
        if other := _differing(case, vector, _least(vector)):
            yield {"name": name, **other}


def _tiers(case: Case) -> Iterator[dict[str, Any]]:
    for offer in case.offers.values():
        for tier in offer.tiers:
            if tier.from_volume or tier.discount:
                yield {
                    "offer": offer.name,
                    "from_volume": tier.from_volume,
                    "discount": tier.discount,
                }


def _process(case: Case, process: Process) -> dict[str, Any]:
    return {
        "process": process.name,
        "input": process.input,
        "output": process.output,
        "yield": process.recovery,
        "cost": process.cost,
        "max_output": _least(process.capacity),
        "first_period": case.periods[process.first] if process.first else None,
        "last_period": case.periods[process.last],
        "country": process.labels.get("country"),
        **_tags(process.labels),
    }


def _commitments(case: Case) -> Iterator[dict[str, Any]]:
    for offer in case.offers.values():
        for period, volume in zip(case.periods, offer.commitment, strict=True):
            if volume:
                yield {"offer": offer.name, "period": period, "volume": volume}


def _pointed(target: Target) -> str:
    if target.each:
        return f"{target.each}:*"
    marks = (("=" if kind.startswith("tag:") else ":") for kind, _ in target.pairs)
    pairs = zip(target.pairs, marks, strict=True)
    return "; ".join(f"{kind}{mark}{value}" for (kind, value), mark in pairs)


def _curb(dice: Random, case: Case, curb: Curb) -> dict[str, Any]:
    steady = len(set(curb.flow)) == 1
    steady = steady and (len(curb.flow) == 1 or dice.random() < 0.7)
    lasting = len(curb.flow) == len(case.periods) and dice.random() < 0.5
    # A list of one entry cannot be told from a number, which would last.
    prices = curb.price + (curb.price_after,) * (len(curb.price) == 1)
    alike = len(set(curb.price)) == 1 and len(curb.price) == len(curb.flow)
    return {
        "curb": curb.name,
        "hits": _pointed(curb.hits),
        "flow": curb.flow[0] if steady else _listed(curb.flow),
        "length": len(curb.flow) if steady and not lasting else None,
        "flow_after": curb.flow_after,
        "price_hits": None
        if curb.price_hits == curb.hits
        else _pointed(curb.price_hits),
        "price": curb.price[0] if alike else _listed(prices),
        "price_after": curb.price_after,
        "probability": curb.probability,
        "probability_low": curb.probability_low,
        "probability_high": curb.probability_high,
        "earliest": case.periods[curb.earliest],
        "latest": case.periods[curb.latest],
    }


def _listed(numbers: Sequence[float]) -> str:
    return "; ".join(f"{each:g}" for each in numbers)


def _scenarios(case: Case) -> Iterator[dict[str, Any]]:
    for scenario in case.scenarios:
        rows = scenario.strikes or ((None, None),)
        for place, (curb, start) in enumerate(rows):
            yield {
                "scenario": scenario.name,
                "probability": None if place else scenario.probability,
                "curb": curb,
                "start": None if start is None else case.periods[start],
            }


def _rule(case: Case, rule: Any) -> dict[str, Any]:
    columns = ("item", "stage", "per", "when", "limit", "duration")
    ends = {"from": getattr(rule, "start", None), "to": getattr(rule, "end", None)}
    return {
        "rule": rule.rule,
        "on": _pointed(rule.on) if rule.on else None,
        **{name: getattr(rule, name, None) for name in columns},
        "min_each": getattr(rule, "min_each", None),
        **{name: None if t is None else case.periods[t] for name, t in ends.items()},
    }


def write(book: Book, path: Path) -> None:
    """Write a workbook as one buyer or another might."""
    dice = Random(f"writing {book.seed}")  # noqa: S311 - no secret
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    names = list(book.tables)
    dice.shuffle(names)
    for name in names:
        _fill(dice, workbook.create_sheet(_spelled(dice, name)), book.tables[name])
    if dice.random() < 0.3:
        workbook.create_sheet("Notes of ours").append(["anything", 1, None, "at all"])
    hidden = dice.random() < 0.3
    workbook.worksheets[-1].sheet_state = "hidden" if hidden else "visible"
    workbook.active = 0
    workbook.save(path)


def _fill(dice: Random, sheet: Any, rows: Sequence[Row]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    columns = [c for c in columns if any(row.get(c) is not None for row in rows)]
    dice.shuffle(columns)
    rows = dice.sample(list(rows), len(rows))
    note = dice.random() < 0.2
    head = [_spelled(dice, name) for name in columns]
    sheet.append([*head, "note of the buyer"] if note else head)
    for row in rows:
        sheet.append([_cell(dice, row.get(name)) for name in columns] + ["?"] * note)
        if dice.random() < 0.1:
            sheet.append([None])
        if dice.random() < 0.1:
            sheet.row_dimensions[sheet.max_row].hidden = True


def _spelled(dice: Random, name: str) -> str:
    """Return a header or the name of a sheet in another spelling."""
    if name.startswith("tag:") or not name[0].isalpha():
        return dice.choice((name, f" {name}", name.translate(WIDE)))
    ways: tuple[Callable[[str], str], ...] = (
        str,
        str.upper,
        lambda text: text.replace("_", " "),
        lambda text: text.replace("_", "-") + " ",
        str.title,
    )
    return dice.choice(ways)(name)


def _cell(dice: Random, value: Any) -> Any:
    """Return a value as it may stand in a cell: sometimes as full-width text."""
    if isinstance(value, float) and value.is_integer() and dice.random() < 0.1:
        return f"{value:.0f}".translate(WIDE)
    if isinstance(value, str) and value[:4].isdigit() and dice.random() < 0.2:
        return value.translate(WIDE)
    return value
