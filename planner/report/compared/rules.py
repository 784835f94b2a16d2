"""Each rule under every policy, and what each costs where it is."""

from math import isfinite
from typing import Any

import pandas as pd
from rich.console import Group
from rich.padding import Padding

from models.rules import Limit
from planner.compare import Comparison
from planner.report import words
from planner.report.compared.beside import LONGEST, Column, beside, number_of, numbered
from planner.report.grid import INDENT, empty_table, text, titled

OWN, BROKEN = "*", "!"
MANY = 100
"""From here on a figure needs no decimals."""


def measures(comparison: Comparison, wide: int) -> Group | None:
    """Return each rule's tightest measure under every policy; None without rules."""
    table = comparison.measures
    if table.empty:
        return None
    rules = table.drop_duplicates("sentence")
    by = table.groupby("policy", sort=False)
    columns = [
        Column(
            number_of(comparison, str(policy)),
            [_measure(row) for row in of.to_dict("records")],
        )
        for policy, of in by
    ]
    note = (
        f"policies by number, the tightest bucket; {OWN} the policy's own rule, "
        f"{BROKEN} not kept"
    )
    names = _labels(rules)
    tables = beside(names, columns, wide, title="rule", fold=True)
    return titled("Each rule under every policy", *tables, note=note)


def _labels(rules: pd.DataFrame) -> list[str]:
    """Return the rules' labels, or sentences where two share a label."""
    shared = rules["rule"].duplicated(keep=False)
    label = rules["rule"].where(~shared, rules["sentence"])
    return [words.clean(each) for each in label]


def _measure(row: dict[Any, Any]) -> str:
    said = _compact(row["actual"], row["kind"])
    if not isfinite(row["actual"]):
        return said + " "
    return said + (BROKEN if not row["met"] else OWN if row["holds"] else " ")


def _compact(value: float, kind: str) -> str:
    """Return a figure in what the rule counts, which its label says."""
    value = round(value, 9)
    if not isfinite(value):
        return words.ABSENT
    if kind == Limit.SHARE:
        return words.share(value)
    return f"{value:,.0f}" if abs(value) >= MANY else f"{value:.3g}"


def ledger(comparison: Comparison, wide: int) -> Group | None:
    """Return what each row of each policy costs and buys; None without rows."""
    del wide
    if comparison.ledger.empty:
        return None
    unit = comparison.case.unit
    headers = (">cost", ">CVaR", f">saves, {unit}", ">slack", "")
    table = empty_table("policy and rule", *headers)
    names = numbered(comparison)
    kinds = {str(r): str(r.limit_is) for p in comparison.plans for r in p.rules}
    for policy, rows in comparison.ledger.groupby("policy", sort=False):
        name = text(names[str(policy)])
        name.truncate(LONGEST, overflow="ellipsis")
        table.add_row(name, *[""] * 5)
        for row in rows.to_dict("records"):
            kind = kinds[row["rule"]]
            named = Padding(text(row["rule"]), (0, 0, 0, INDENT))
            table.add_row(named, *_entry(row, kind))
    note = "against the policy without that rule; units saved are expected"
    return titled("What each rule costs", table, note=note)


def _entry(row: dict[Any, Any], kind: str) -> list[Any]:
    known = isfinite(row["cost"])
    mark = "binds" if row["binds"] else ""
    absent = words.ABSENT
    return [
        "tie" if row["tie"] else f"{row['cost']:+,.0f}" if known else absent,
        f"{row['cvar']:+,.0f}" if known else absent,
        f"{row['shortage'] + 0.0:,.1f}" if known else absent,
        _compact(row["slack"], kind),
        text(mark if known else f"without: {row['status']}", "dim"),
    ]
