"""Each plan in each history, against the best that any of the plans does there."""

from collections.abc import Sequence

import pandas as pd

from planner.stress.histories import label
from planner.stress.sample import Sample


def regret(samples: Sequence[Sample]) -> pd.DataFrame:
    """Return policy, worst, history, mean, best_in: cost above the cheapest plan's.

    In histories that all the plans were played through. ``mean`` is over the draws,
    ``worst`` over the scenarios of the model too, and ``best_in`` the share of the draws
    in which no other plan is cheaper.
    """
    outcomes = [each.played.outcomes for each in samples]
    shared = [h for h in outcomes[0] if all(h in each for each in outcomes)]
    case, times = samples[0].plan.case, samples[0].drawn.times
    names = [label(history, case) for history in shared]
    costs = pd.DataFrame(
        {
            each.plan.policy: [each.played.outcomes[h].cost for h in shared]
            for each in samples
        },
        index=names,
    )
    over = costs.sub(costs.min(axis=1), axis=0)
    drawn = pd.Series([times.get(h, 0) for h in shared], names, dtype=float)
    weights = drawn / max(1.0, float(drawn.sum()))
    best = over <= CRUMB * float(costs.abs().max().max())
    rows = [
        (
            name,
            float(over[name].max()),
            str(over[name].idxmax()),
            float((over[name] * weights).sum()),
            float((best[name] * weights).sum()),
        )
        for name in over.columns
    ]
    columns = ["policy", "worst", "history", "mean", "best_in"]
    return pd.DataFrame(rows, columns=columns)


CRUMB = 1e-9
"""Difference of costs that is rounding, relative to the largest."""
