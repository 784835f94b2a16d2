"""What a worker found in a workbook, as the pages show it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from planner.runs import CHECK, Run, Store, UnknownFileError
from planner.web.words import NONE, Words

Found = dict[str, Any]

CHECKED: Mapping[str, Any] = {
    "ok": False,
    "error": "",
    "problems": (),
    "more_problems": 0,
    "warnings": (),
    "book": None,
}
PROBLEM: Mapping[str, Any] = {
    "sheet": "",
    "cell": "",
    "what": "",
    "why": "",
    "hint": "",
    "row": None,
}
BOOK: Mapping[str, Any] = {
    "name": "",
    "unit": "",
    "currency": "",
    "policy": "",
    "periods": (),
    "counts": (),
    "minerals": (),
    "countries": (),
    "balance": (),
    "scenarios": None,
    "policies": (),
}
RULE: Mapping[str, Any] = {
    "rule": "",
    "sentence": "",
    "limit": None,
    "kind": "",
    "unit": "",
    "least": None,
    "most": None,
    "minimum": False,
}
MOST_ROWS = 24
"""Of a table of what was understood."""


def checked(store: Store, run: Run) -> Found | None:
    """Return what was found in a run's workbook; None if that is not known yet."""
    try:
        return summed(json.loads(store.file(run.id, CHECK)))
    except UnknownFileError:
        return None


def summed(record: Found) -> Found:
    """Return what a worker wrote with nothing left out, and its problems by sheet."""
    found: Found = {**CHECKED, **record}
    found["problems"] = [_problem({**PROBLEM, **each}) for each in found["problems"]]
    found["total"] = len(found["problems"]) + found["more_problems"]
    found["sheets"] = _by_sheet(found["problems"])
    if found["book"] is not None:
        found["book"] = _book({**BOOK, **found["book"]})
    return found


def currency_of(found: Found | None) -> str:
    """Return a workbook's currency; blank if it is not known."""
    book = found["book"] if found else None
    return str(book["currency"]) if book else ""


def _problem(problem: Found) -> Found:
    """Return a problem with what its row says, each cell and whether it is the faulty one."""
    row = problem["row"]
    if not row:
        return problem
    cells = [
        (head, shown, place == row.get("at"))
        for place, (head, shown) in enumerate(row["cells"])
        if shown or place == row.get("at")
    ]
    return {**problem, "row": {**row, "cells": cells}}


def _by_sheet(problems: Sequence[Found]) -> list[tuple[str, list[Found]]]:
    sheets: dict[str, list[Found]] = {}
    for each in problems:
        sheets.setdefault(each["sheet"], []).append(each)
    return list(sheets.items())


def _book(book: Found) -> Found:
    policies = []
    for each in book["policies"]:
        if each["policy"] == NONE:  # in every comparison anyway
            continue
        rules = [{**RULE, **rule} for rule in each.get("rules", ())]
        policies.append({"used": False, **each, "rules": rules})
    return {**book, "policies": policies}


def understood(book: Found, words: Words) -> Found:
    """Return the tables of what was understood, in the reader's words."""
    return {
        "book": book,
        "short": [each for each in book["balance"] if each["short"] > 0],
        "country_rows": [
            _country(each, words) for each in book["countries"][:MOST_ROWS]
        ],
        "balance_rows": [_balance(each, words) for each in book["balance"][:MOST_ROWS]],
        "scenario_rows": [
            _scenario(each, words)
            for each in (book["scenarios"] or {"groups": ()})["groups"][:MOST_ROWS]
        ],
    }


def _country(each: Found, words: Words) -> tuple[str, ...]:
    ends = (each["low"], each["high"])
    digits = 0 if all(float(one).is_integer() for one in ends) else 2
    low, high = (words.number(one, digits) for one in ends)
    return (
        each["country"],
        words.number(each["offers"]),
        words.number(each["suppliers"]),
        low if low == high else f"{low}–{high}",
        ", ".join(each["items"]),
    )


def _balance(each: Found, words: Words) -> tuple[str, ...]:
    short = each["short"]
    said = words("check.missing", n=words.number(short)) if short > 0 else ""
    return (
        each["mineral"],
        words.period(each["year"]),
        words.number(each["demand"]),
        words.number(each["capacity"]),
        words.number(each["stock"]) if each["stock"] else "",
        said or words("check.enough"),
    )


def _scenario(each: Found, words: Words) -> tuple[str, ...]:
    joined = words("check.and").join(each["curbs"])
    return (
        joined or words("check.no_curb"),
        words.share(each["probability"]),
        words.number(each["count"]),
        _span([words.period(one) for one in each["starts"]]),
    )


def _span(periods: Sequence[str]) -> str:
    if len(periods) <= 1:
        return "".join(periods)
    return f"{periods[0]} – {periods[-1]}"
