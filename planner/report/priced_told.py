"""A buyer's own volumes in sentences, figures and JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.compare.figures import (
    contracts_of,
    costs_of,
    dependence_of,
    shortages_of,
)
from planner.plan import Plan, Status
from planner.price import Broken, Change, Priced, changes_to
from planner.report import words
from planner.report.record import plain, plan_record

ALIKE = "a unit of any item counts as one"
MONEY, UNITS, SHARE, NUMBER = "money", "units", "share", "number"
FIGURES = {
    "expected_cost": ("expected cost", MONEY),
    "premium": ("over the cheapest", MONEY),
    "cvar_cost": ("", MONEY),
    "expected_shortage": ("expected shortage", UNITS),
    "worst_shortage": ("worst shortage", UNITS),
    "country_share": ("largest country", SHARE),
    "hhi_country": ("HHI by country", NUMBER),
    "hhi_supplier": ("HHI by supplier", NUMBER),
    "exposure": ("volume that curbs are expected to hold back", SHARE),
    "contracts": ("contracts signed", NUMBER),
}
"""Label and kind of each figure by which the plans are compared."""


def beside(found: Priced) -> list[tuple[str, Plan]]:
    """Return the plans shown side by side, the cheapest first."""
    plans = [("cheapest", found.best)]
    if found.own is not None:
        plans.append(("yours", found.own))
    elif found.possible is not None and found.possible is not found.best:
        plans.append(("nearest possible", found.possible))
    if found.nearest is not found.possible and found.nearest is not found.best:
        plans.append(("nearest by policy", found.nearest))
    return plans


def figures(plan: Plan, best: Plan) -> dict[str, float]:
    """Return what a plan costs and risks, and how much more than the cheapest."""
    shown = {**costs_of(plan), **shortages_of(plan), **dependence_of(plan)}
    numbers = {name: float(str(value)) for name, value in shown.items()}
    more = plan.expected_cost - best.expected_cost
    return {**numbers, "premium": more, "contracts": float(contracts_of(plan))}


def label_of(key: str, best: Plan) -> str:
    """Return what a figure is."""
    return FIGURES[key][0] or words.tail(best)


def figure_rows(found: Priced) -> list[tuple[str, str, list[float]]]:
    """Return label, kind and each plan's value of every figure."""
    columns = [figures(plan, found.best) for _, plan in beside(found)]
    return [
        (label_of(key, found.best), kind, [column[key] for column in columns])
        for key, (_, kind) in FIGURES.items()
    ]


def said(value: float, kind: str, places: int | None = None) -> str:
    """Return a figure as a table shows it."""
    if kind == SHARE:
        return words.share(value)
    return words.number(value, 0 if kind == NUMBER else places)


def statements(found: Priced) -> list[str]:
    """Return what is to be known of the volumes, in sentences."""
    return [
        _verdict(found),
        *_cost(found),
        *_risk(found),
        _near(found),
        *_ended(found),
        *found.edited.remarks,
    ]


def _verdict(found: Priced) -> str:
    policy = f"the policy {words.clean(found.policy)}"
    if found.own is None:
        reasons = words.count(len(found.breaches), "reason")
        known = "that is" if found.status is Status.OPTIMAL else "known to be"
        broken = "keeps" if not found.broken else "breaks rules of"
        return (
            f"Impossible: {reasons} below. The nearest plan {known} possible moves "
            f"{_away(found.possible, found)} and {broken} {policy}."
        )
    if found.broken:
        rules = words.count(len({each.rule for each in found.broken}), "rule")
        return f"Possible, but the volumes break {rules} of {policy}."
    return f"Possible, and the volumes keep {policy}."


def _away(plan: Plan | None, found: Priced) -> str:
    moved = [] if plan is None else changes_to(found.edited, plan)
    units = sum(abs(each.moved) for each in moved)
    return f"{words.units(units, found.case)} in {words.count(len(moved), 'volume')}"


def _cost(found: Priced) -> Iterator[str]:
    plan, best, case = found.possible, found.best, found.case
    if plan is None:
        return
    whose = "They cost" if found.own is not None else "It costs"
    more = plan.expected_cost - best.expected_cost
    yield (
        f"{whose} {words.money(plan.expected_cost, case)} expected, "
        f"{_compared(more, best.expected_cost, found)} the cheapest plan of the policy; "
        f"{words.tail(best)} {words.money(plan.cvar_cost, case)} against "
        f"{words.money(best.cvar_cost, case)}."
    )


def _compared(more: float, base: float, found: Priced) -> str:
    if abs(more) <= words.PROVED * max(1.0, abs(base)):
        return "as much as"
    part = f" ({words.share(abs(more) / abs(base))})" if base else ""
    which = "more than" if more > 0 else "less than"
    return f"{words.money(abs(more), found.case)}{part} {which}"


def _risk(found: Priced) -> Iterator[str]:
    plan, best, case = found.possible, found.best, found.case
    if plan is None:
        return
    mine, theirs = figures(plan, best), figures(best, best)
    yield (
        f"Expected shortage {words.units(mine['expected_shortage'], case)} against "
        f"{words.units(theirs['expected_shortage'], case)}, worst "
        f"{words.units(mine['worst_shortage'], case)} against "
        f"{words.units(theirs['worst_shortage'], case)}; largest country "
        f"{words.share(mine['country_share'])} of a mineral against "
        f"{words.share(theirs['country_share'])}."
    )


def _near(found: Priced) -> str:
    if found.is_kept:
        return "Nothing has to move."
    if found.nearest is found.best:
        return (
            f"The cheapest plan keeps the policy and moves {_away(found.best, found)} "
            f"({ALIKE}); whether another is nearer is not known."
        )
    if found.nearest is found.possible:
        return f"No plan that keeps the policy is nearer: {ALIKE}."
    cost = words.money(found.nearest.expected_cost, found.case)
    proof = (
        "proved nearest"
        if found.distance - found.proved <= 1e-3 * max(1.0, found.distance)
        else f"none is nearer than {words.units(found.proved, found.case)}"
    )
    return (
        f"The nearest plan that keeps the policy moves {_away(found.nearest, found)} "
        f"({ALIKE}; {proof}) and costs {cost} expected, the cheapest among the nearest."
    )


def _ended(found: Priced) -> Iterator[str]:
    """Say what is not proved, where a search was ended early."""
    if found.status is Status.OPTIMAL:
        return
    who = "by the time limit" if found.status is Status.TIME_LIMIT else "by you"
    yield f"Stopped {who}: what was not sought to its end is the best found so far."
    if found.best.status is not Status.OPTIMAL:
        yield f"The cheapest plan is not proved to be that. {words.proof(found.best)}"


def limit_words(each: Broken, found: Priced) -> tuple[str, str]:
    """Return a broken rule's limit and what the volumes come to."""
    return (
        words.figure(each.limit, each.kind, found.case),
        words.figure(each.actual, each.kind, found.case),
    )


def price_record(found: Priced) -> dict[str, object]:
    """Return it as other programs read it."""
    plans = beside(found)
    return {
        "status": str(found.status),
        "policy": found.policy,
        "plan": found.edited.source,
        "possible": found.own is not None,
        "keeps_policy": found.is_kept,
        "currency": found.case.currency,
        "unit": found.case.unit,
        "statements": statements(found),
        "breaches": [
            {
                "cells": list(each.places),
                "kind": each.kind,
                "what": each.what,
                "why": each.why,
            }
            for each in found.breaches
        ],
        "broken": [
            {
                "rule": each.rule,
                "bucket": each.bucket,
                "limit": plain(each.limit),
                "actual": plain(each.actual),
                "counts": each.kind,
                "sentence": each.sentence,
            }
            for each in found.broken
        ],
        "distance": {
            "volume": plain(found.distance),
            "proved": plain(found.proved),
            "measure": f"sum of absolute changes; {ALIKE}",
        },
        "changes": _moves(found.changes, "yours", "nearest"),
        "edits": _moves(found.edits, "was", "yours"),
        "figures": {
            name: {key: plain(x) for key, x in figures(plan, found.best).items()}
            for name, plan in plans
        },
        "plans": {name: plan_record(plan) for name, plan in plans},
        "remarks": list(found.edited.remarks),
        "warnings": list(found.case.warnings),
    }


def _moves(
    changes: Sequence[Change], before: str, after: str
) -> list[Mapping[str, Any]]:
    return [
        {
            "offer": each.offer,
            "period": each.period,
            "cell": each.place,
            before: plain(each.before),
            after: plain(each.after),
        }
        for each in changes
    ]
