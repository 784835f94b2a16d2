"""Rows of the workbook that limit a plan, and their changes, in its own words."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from models.case import Target
from models.rules import Limit
from planner.explain.apply import place_of, places_of
from planner.explain.conflict_parts import RULE, SHEET, Asked, Part, own_capacity
from planner.explain.repair_change import FIELDS, Change
from planner.report import words
from planner.workbook.addresses import Addresses


def places(part: Part, policy: str, at: Addresses) -> str:
    """Return every cell that says what a part does; blank if none is known."""
    return ", ".join(map(str, places_of(part, policy, at)))


def commitment_places(name: str, at: Addresses) -> str:
    """Return where an offer's first commitment stands."""
    place = at.cell("Commitments", name, "volume")
    return "Commitments" if place is None else str(place)


def in_words(part: Part, asked: Asked) -> str:
    """Return what a row demands or allows."""
    if part.kind == RULE:
        rule = asked.rules[part.place]
        return part.name if rule is None else rule.sentence(asked.case)
    if part.kind == "curb":
        return f"{words.curb_words(asked.case.curbs[part.name], asked.case)}."
    name = words.clean(part.name)
    return SENTENCES[part.kind].format(name=name, much=_much(part, asked))


SENTENCES = {
    "max_shortage": "At most {much} of a period's demand of {name} goes unserved.",
    "closing_stock": "At least {much} of {name} are in stock at the end.",
    "max_stock": "At most {much} of {name} are in stock.",
    "lot_size": "Offer {name} is ordered in whole lots of {much}.",
    "min_order": "Offer {name} is ordered from {much} on.",
    "offer": "Offer {name} delivers at most {much} in a period.",
    "supplier": "Supplier {name} delivers at most {much} in a period.",
    "process": "Process {name} puts out at most {much} in a period.",
}


def _much(part: Part, asked: Asked) -> str:
    """Return how much a limit of the case allows or demands."""
    case, name = asked.case, part.name
    if part.kind == "max_shortage":
        return percent(case.demands[name].max_shortage)
    if part.kind in STATED:
        rows: Any = case.items if "stock" in part.kind else case.offers
        return words.units(getattr(rows[name], part.kind), case)
    return f"{_capacity(part, asked)} {words.clean(case.unit)}"


STATED = frozenset({"closing_stock", "max_stock", "lot_size", "min_order"})


def _capacity(part: Part, asked: Asked) -> str:
    case = asked.case
    if part.kind == "offer":
        offer = case.offers[part.name]
        return _range(offer.capacity[t] for t in own_capacity(case, offer))
    if part.kind == "supplier":
        return _range(filter(isfinite, case.suppliers[part.name].capacity))
    process = case.processes[part.name]
    return _range(process.capacity[t] for t in process.window)


def _range(values: Iterable[float]) -> str:
    known = sorted(values)
    low, high = words.number(known[0]), words.number(known[-1])
    return low if low == high else f"{low} to {high}"


def percent(share: float) -> str:
    """Return a share as a buyer writes it."""
    return f"{100 * share:.6g}%"


def change_words(change: Change, asked: Asked, at: Addresses) -> str:
    """Return what a row says instead, and how little would not do."""
    place = place_of(change.part, change.column, asked.policy, at)
    where = f"{place}: " if place is not None else ""
    if not change.column:
        sheet = "" if place is None else f"{place.sheet} row {place.row}: "
        return f"{sheet}delete the row ({in_words(change.part, asked)})"
    before, after = (
        figure(each, change, asked) for each in (change.before, change.after)
    )
    head = f"{where}{_whose(change.part, asked)}, {change.column} {before} → {after}"
    if change.impossible is None or change.impossible == change.before:
        return head
    return f"{head} ({figure(change.impossible, change, asked)} is still impossible)"


def _whose(part: Part, asked: Asked) -> str:
    """Return a row's name; a rule's without its limit."""
    rule: Any = asked.rules[part.place] if part.kind == RULE else None
    if rule is None:
        return words.clean(part.name)
    shown = (getattr(rule, each, None) for each in ("on", "item"))
    return words.clean(" ".join([rule.rule, *(str(each) for each in shown if each)]))


def figure(value: Any, change: Change, asked: Asked) -> str:
    """Return a value of a change in the units of its row."""
    case, part = asked.case, change.part
    cleared = change.column in {"lot_size", "min_order"} and not value
    if value is None or cleared:
        return "blank"
    if change.column in FIELDS:
        return str(case.periods[value])
    if isinstance(value, str | Target):
        return str(value)
    rule = asked.rules[part.place] if part.kind == RULE else None
    shares = change.column == "max_shortage"
    kind = rule.limit_is if rule else Limit.SHARE if shares else Limit.QUANTITY
    said: str = {
        Limit.SHARE: percent(value),
        Limit.QUANTITY: words.units(value, case),
        Limit.MONEY: words.money(value, case),
        Limit.DAYS: f"{words.number(value)} days",
    }.get(kind) or words.number(value)
    return said


def row_of(part: Part, asked: Asked, at: Addresses, column: str = "") -> dict[str, Any]:
    """Return where a row stands and what it says, for JSON."""
    found = [place_of(part, column, asked.policy, at)] if column else None
    cells = found or places_of(part, asked.policy, at)
    known = [each for each in cells if each is not None]
    return {
        "sheet": known[0].sheet if known else SHEET[part.kind][0],
        "row": known[0].row if known else None,
        "cells": [each.cell for each in known],
        "kind": part.kind,
        "name": part.name,
        "sentence": in_words(part, asked),
    }
