"""One JSON object for each command, as other programs read it."""

from math import isfinite
from typing import TYPE_CHECKING, Any

from planner.plan import Plan
from planner.report.tables import NOTHING

if TYPE_CHECKING:
    import pandas as pd


def plan_record(plan: Plan) -> dict[str, Any]:
    """Return a plan; what is not a finite number is None."""
    record = {
        **_result(plan),
        "signed": plan.signed,
        "projects": plan.opened,
        "tiers": _rows(plan.tiers[["offer", "year", "from_volume"]]),
        "warnings": [*plan.case.warnings, *plan.run.notes],
        **_tables(plan),
        "solver": {
            "name": plan.run.solver,
            "version": plan.run.version,
            "method": str(plan.run.method),
            "seconds": plan.run.seconds,
            "build_seconds": plan.run.build_seconds,
            "timings": dict(plan.run.timings),
        },
    }
    return {key: plain(value) for key, value in record.items()}


def _result(plan: Plan) -> dict[str, Any]:
    return {
        "status": str(plan.status),
        "policy": plan.policy,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "expected_cost": plan.expected_cost,
        "cvar_cost": plan.cvar_cost,
        "cost": dict(plan.cost),
        "expected_shortage": plan.expected_shortage,
        "worst_shortage": plan.worst_shortage,
        "scenarios": {
            "count": len(plan.case.scenarios),
            "dropped_probability": plan.case.dropped_probability,
        },
    }


def _tables(plan: Plan) -> dict[str, Any]:
    deliveries, refining = plan.deliveries, plan.refining
    return {
        "plan": _rows(
            deliveries[deliveries["volume"] > NOTHING][["offer", "period", "volume"]]
        ),
        "refining": _rows(refining[refining["output"] > NOTHING]),
        "stock": _rows(plan.stock),
        "unserved": _rows(plan.unserved),
        "outcomes": _rows(plan.outcomes),
    }


def _rows(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        dict(zip(table.columns, row, strict=True))
        for row in table.itertuples(index=False, name=None)
    ]


def plain(value: Any) -> Any:
    """Return a value that JSON has: plain numbers, and None for NaN and infinity."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, float):
        return number + 0.0 if isfinite(number) else None
    return number
