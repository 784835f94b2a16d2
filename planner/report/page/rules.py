"""What each rule costs, and how every policy stands to every rule."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from planner.compare import Comparison
from planner.report import words
from planner.report.page.figures import Section, Table, split
from planner.report.page.marks import column, signed

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
    case, found = comparison.case, comparison.ledger.to_dict("records")
    saved = column([row["shortage"] for row in found])
    return Table(
        caption="What each rule costs and buys",
        note=(
            "Each policy against the same policy without that one row: expected cost "
            f"and CVaR in {case.currency}, expected shortage in {case.unit}. Rules of "
            "one policy may overlap, so their costs need not add up to its premium."
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
                row["rule"],
                _difference(row["cost"]),
                _difference(row["cvar"]),
                saving,
                _remark(row),
            )
            for row, saving in zip(found, saved, strict=True)
        ],
    )


def _difference(value: float) -> str:
    return signed(value) if isfinite(value) else words.ABSENT


def _remark(row: dict[str, Any]) -> str:
    if not isfinite(row["cost"]):
        return f"the policy without it: {row['status'].replace('_', ' ')}"
    said = ["binds"] if row["binds"] else ["does not bind"]
    if row["tie"]:
        said.append("tie: within the gaps")
    return "; ".join(said)


def _measures(comparison: Comparison) -> Iterator[Table]:
    found = comparison.measures.to_dict("records")
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
    first, case = rows[0], comparison.case
    cells = {row["policy"]: row for row in rows}
    limit = words.figure(first["limit"], first["kind"], case)
    return [
        first["sentence"],
        limit,
        *(_cell(cells.get(name), comparison) for name in policies),
    ]


def _cell(row: dict[str, Any] | None, comparison: Comparison) -> str:
    if row is None or not isfinite(row["actual"]):
        return words.ABSENT
    shown = words.figure(row["actual"], row["kind"], comparison.case)
    mark = MET if row["met"] else MISSED
    return f"{OWN if row['holds'] else ''} {shown} {mark}".strip()
