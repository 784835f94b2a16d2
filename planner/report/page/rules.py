"""What each rule costs, and how every policy stands to every rule."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

import pandas as pd

from models.rules import Limit
from planner.compare import Comparison
from planner.report import words
from planner.report.page.figures import Section, Table, split
from planner.report.page.marks import column, places_of, signed
from planner.report.tables import each_row

MET, MISSED = "✓", "✗"
OWN = "●"
"""Marks a policy that has the rule itself."""


def rules(comparison: Comparison) -> Section:
    """Return the ledger and every rule's measure for every policy."""
    tables = [_ledger(comparison), *_measures(comparison)]
    return Section(
        name="rules",
        title="What each rule costs",
        lead=[] if tables[0].rows else ["No policy has a rule."],
        tables=[each for each in tables if each.rows],
    )


def _ledger(comparison: Comparison) -> Table:
    case, found = comparison.case, _records(comparison.ledger)
    sentences = [r.sentence(case) for plan in comparison.plans for r in plan.rules]
    places = places_of(comparison.plans)
    saved = column([row["shortage"] for row in found])
    return Table(
        caption="What each rule costs and buys",
        note=(
            "Each policy against the same policy without that one row: expected cost "
            f"and CVaR in {case.currency}, expected shortage in {case.unit}. Rules of "
            "one policy may overlap, so their costs need not add up to its premium. A tie is a difference within the gaps."
        ),
        columns=(
            "policy",
            "rule",
            f">adds to cost, {case.currency}",
            f">adds to CVaR, {case.currency}",
            f">saves shortage, {case.unit}",
            "",
        ),
        rows=[
            (
                row["policy"],
                sentence,
                _difference(row["cost"], places),
                _difference(row["cvar"], places),
                saving,
                _remark(row),
            )
            for row, saving, sentence in zip(found, saved, sentences, strict=True)
        ],
    )


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in each_row(table, *names)]


def _difference(value: float, places: int) -> str:
    return signed(value, places) if isfinite(value) else words.ABSENT


def _remark(row: dict[str, Any]) -> str:
    if not isfinite(row["cost"]):
        return f"the policy without it: {row['status'].replace('_', ' ')}"
    said = ["binds"] if row["binds"] else ["does not bind"]
    if row["tie"]:
        said.append("tie")
    return "; ".join(said)


def _measures(comparison: Comparison) -> Iterator[Table]:
    found = _records(comparison.measures)
    by_rule: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        by_rule.setdefault(row["rule"], []).append(row)
    policies = [plan.policy for plan in comparison.plans]
    table = Table(
        caption="Every rule, measured for every policy",
        note=(
            f"The tightest mineral and period. {MET} keeps the rule, {MISSED} does not; "
            f"{OWN} marks the policies that ask for it."
        ),
        columns=("rule", ">limit", *(f">{name}" for name in policies)),
        rows=[_row(rows, policies, comparison) for rows in by_rule.values()],
    )
    yield from split(table, 2)


def _row(
    rows: Sequence[dict[str, Any]], policies: Sequence[str], comparison: Comparison
) -> list[str]:
    first = rows[0]
    cells = {row["policy"]: row for row in rows}
    limit = _figure(first["limit"], first["kind"], comparison)
    return [
        first["sentence"],
        limit,
        *(_cell(cells.get(name), comparison) for name in policies),
    ]


def _cell(row: dict[str, Any] | None, comparison: Comparison) -> str:
    if row is None or not isfinite(row["actual"]):
        return words.ABSENT
    shown = _figure(row["actual"], row["kind"], comparison)
    mark = MET if row["met"] else MISSED
    return f"{OWN if row['holds'] else ''} {shown} {mark}".strip()


def _figure(value: float, kind: str, comparison: Comparison) -> str:
    if kind == Limit.DAYS:
        return f"{value:,.0f} days" if value == round(value) else f"{value:,.1f} days"
    return words.figure(value, kind, comparison.case)
