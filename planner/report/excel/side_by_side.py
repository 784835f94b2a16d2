"""What every sheet of a comparison says of a policy, and in which format."""

from collections.abc import Mapping
from typing import Any

from models.case import Case
from planner.compare import Comparison, Outcome
from planner.report import words
from planner.report.excel.layout import SHARE, amount

MONEY, UNITS, PRECISE = "money", "units", "0.00%"
FIGURES = {
    "expected_cost": ("expected cost, {currency}", MONEY),
    "premium": ("premium, {currency}", MONEY),
    "premium_share": ("premium, %", PRECISE),
    "cvar_cost": ("CVaR, {currency}", MONEY),
    "expected_shortage": ("expected shortage, {unit}", UNITS),
    "expected_shortage_share": ("expected shortage, % of demand", PRECISE),
    "worst_shortage": ("worst shortage, {unit}", UNITS),
    "worst_shortage_share": ("worst shortage, % of demand", PRECISE),
    "country_share": ("largest country", SHARE),
    "hhi_country": ("HHI of countries", "#,##0"),
    "hhi_supplier": ("HHI of suppliers", "#,##0"),
    "exposure": ("exposure", SHARE),
    "contracts": ("contracts", "#,##0"),
    "stock_days": ("mean stock, days", "#,##0.0"),
    "objective": ("minimised, {currency}", MONEY),
    "gap": ("gap", "0.0000%"),
}
"""Header and number format of each figure of a policy, by its column in the table."""
NEAR = 40
"""Spots along an axis of a chart whose labels would not run into each other."""


def figures_of(comparison: Comparison) -> Mapping[str, Mapping[Any, Any]]:
    """Return the table's row of each policy that has a plan."""
    return {row["policy"]: row for row in comparison.table.to_dict("records")}


def header_of(key: str, case: Case) -> str:
    """Return the header of a figure, with its unit."""
    return FIGURES[key][0].format(currency=case.currency, unit=case.unit)


def form_of(key: str, comparison: Comparison) -> str:
    """Return the number format of a figure."""
    form = FIGURES[key][1]
    if form not in {MONEY, UNITS}:
        return form
    return amount([row[key] for row in figures_of(comparison).values()])


def mark(comparison: Comparison, outcome: Outcome) -> str:
    """Return whether a plan is cheapest, ties with it, or others are better all round."""
    row = figures_of(comparison).get(outcome.policy)
    if row is None:
        return ""
    said = ["cheapest"] if not row["premium"] else []
    said += ["tie"] if row["tie"] else []
    if row["dominated"]:
        first, *others = row["dominated"]
        more = f" and {words.count(len(others), 'other')}" if others else ""
        said.append(f"dominated by '{first}'{more}")
    return "; ".join(said)


def remarks(outcome: Outcome) -> str:
    """Return why there is no plan, or what is to be said of the one there is."""
    notes = outcome.plan.run.notes if outcome.plan is not None else ()
    return " ".join(dict.fromkeys(each for each in (outcome.why, *notes) if each))


def chart_names(comparison: Comparison) -> Mapping[str, str]:
    """Return the name beside each policy's point of cost and CVaR.

    Of several on one spot only the first has one, and it counts the others.
    """
    spots: dict[tuple[int, int], list[str]] = {}
    for name, row in figures_of(comparison).items():
        spot = tuple(
            _spot(comparison, key, row[key]) for key in ("expected_cost", "cvar_cost")
        )
        spots.setdefault((spot[0], spot[1]), []).append(name)
    return {
        names[0]: f"{names[0]} and {len(names) - 1} more" if names[1:] else names[0]
        for names in spots.values()
    }


def _spot(comparison: Comparison, key: str, value: float) -> int:
    found = comparison.table[key]
    low, high = float(found.min()), float(found.max())
    return round(NEAR * (value - low) / (high - low)) if high > low else 0
