"""A comparison as other programs read it."""

from typing import Any

import pandas as pd

from planner.compare import Comparison, Outcome
from planner.plan import Plan
from planner.report.odds_record import otherwise_record
from planner.report.record import plain, plan_record


def comparison_record(comparison: Comparison) -> dict[str, object]:
    """Return each policy as `solve --json` has it, with how it stands among the others.

    One without a plan has policy, status and why. What is not a finite number is None:
    months of cover where nobody goes short, figures that could not be told.
    """
    table = {row["policy"]: row for row in comparison.table.to_dict("records")}
    return {
        "policies": [
            {"status": each.status, "policy": each.policy, "why": each.why}
            if each.plan is None
            else {
                **plan_record(each.plan),
                **plain(table[each.policy]),
                **plain(_tables(comparison, each, each.plan)),
            }
            for each in comparison.outcomes
        ],
        "if_probabilities_are_otherwise": otherwise_record(comparison.otherwise),
    }


def _tables(comparison: Comparison, outcome: Outcome, plan: Plan) -> dict[str, Any]:
    cover, regret = (_of(t, plan.policy) for t in (comparison.cover, comparison.regret))
    return {
        "months_of_cover": {row["country"]: row["months"] for row in cover},
        "ledger": _of(comparison.ledger, plan.policy),
        "measures": _of(comparison.measures, plan.policy),
        "regret": regret[0],
        **({"why": outcome.why} if outcome.why else {}),
    }


def _of(table: pd.DataFrame, policy: str) -> list[dict[Any, Any]]:
    rows = table[table["policy"] == policy].drop(columns="policy")
    return rows.to_dict("records")
