"""Each plan in each scenario, against the best that any of the plans does there."""

from collections.abc import Sequence

import pandas as pd

from models.case import Case
from planner.plan import Plan


def regret(case: Case, plans: Sequence[Plan]) -> pd.DataFrame:
    """Return policy, worst, scenario, mean: cost above the best policy's there.

    Over the scenarios of positive probability, signing and orders included.
    """
    costs = {
        plan.policy: plan.accounts.outcomes[: len(case.scenarios)]
        + sum(plan.accounts.first.values())
        for plan in plans
    }
    table = pd.DataFrame(costs, index=[s.name for s in case.scenarios])
    chance = pd.Series([s.probability for s in case.scenarios], table.index)
    over = table.sub(table.min(axis=1), axis=0)[chance > 0]
    rows = [
        (name, float(over[name].max()), str(over[name].idxmax()))
        for name in over.columns
    ]
    mean = [float((over[name] * chance[chance > 0]).sum()) for name in over.columns]
    found = pd.DataFrame(rows, columns=["policy", "worst", "scenario"])
    return found.assign(mean=mean)
