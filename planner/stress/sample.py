"""What a plan cost and left unserved in fresh draws, against what it had promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from models.tree import Factors
from planner.accounts import cvar
from planner.plan import Plan
from planner.stress.histories import Drawn, History, in_time, label
from planner.stress.play import Played

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
ENDS = tuple(f"{each:.0%}" for each in FAN)
CRUMB = 1e-6
"""Share of all demand below which nothing counts as short."""


class Estimate(NamedTuple):
    """A mean of draws and the ends of its 95% confidence interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Sample:
    """The draws that were played, and what came of each."""

    plan: Plan
    drawn: Drawn
    played: Played
    """The plan's own scenarios among them, drawn or not."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """Columns history, curbs, times, cost, shortage, in_model; often drawn first.

        ``in_model`` tells whether the history looks like a scenario of the plan.
        """
        rows = [
            (
                label(history, self.plan.case),
                len(history),
                self.drawn.times[history],
                outcome.cost,
                outcome.shortage,
                history in self.played.known,
            )
            for history, outcome in self.played.outcomes.items()
            if history in self.drawn.times
        ]
        columns = ["history", "curbs", "times", "cost", "shortage", "in_model"]
        table = pd.DataFrame(rows, columns=columns)
        return table.sort_values(
            ["times", "history"], ascending=[False, True], ignore_index=True
        )

    @property
    def stopped(self) -> bool:
        """Tell whether not all of the histories were played."""
        return self.played.stopped

    @cached_property
    def fan(self) -> pd.DataFrame:
        """Columns period, of, promised, mean, 5%, 25%, 50%, 75%, 95%.

        ``of`` is `cost`, added up from the first period on, or `shortage`, of the
        period. It is no higher than `5%` in that share of the draws, each period by
        itself; ``promised`` is the mean of the plan's own scenarios.
        """
        periods, rows = self.plan.case.periods, []
        histories = [h for h in self.played.outcomes if h in self.drawn.times]
        times = [self.drawn.times[each] for each in histories]
        for of, promised in self._promised.items():
            played = np.array([self._by_period(each, of) for each in histories])
            drawn = np.repeat(played, times, axis=0)
            ends = np.quantile(drawn, FAN, axis=0, method="inverted_cdf")
            every = zip(periods, promised, drawn.mean(axis=0), ends.T, strict=True)
            rows += [(t, of, p, m, *map(float, each)) for t, p, m, each in every]
        return pd.DataFrame(rows, columns=["period", "of", "promised", "mean", *ENDS])

    def _by_period(self, history: History, of: str) -> Factors:
        outcome = self.played.outcomes[history]
        if of == "cost":
            return np.cumsum(outcome.costs)
        return np.array(outcome.shortages)

    @property
    def _promised(self) -> dict[str, Factors]:
        likely = [each for each in self.plan.case.scenarios if each.probability > 0]
        weights = np.array([each.probability for each in likely])
        return {
            of: weights
            @ np.array([self._by_period(in_time(s.strikes), of) for s in likely])
            for of in ("cost", "shortage")
        }

    @property
    def asked(self) -> int:
        """Return how many draws were asked for."""
        return sum(self.drawn.times.values())

    @property
    def draws(self) -> int:
        """Return how many draws were played."""
        return int(self.table["times"].sum())

    @cached_property
    def costs(self) -> Factors:
        """Return the cost of each draw."""
        return np.repeat(self.table["cost"].to_numpy(float), self.table["times"])

    @cached_property
    def shortages(self) -> Factors:
        """Return the units unserved in each draw."""
        return np.repeat(self.table["shortage"].to_numpy(float), self.table["times"])

    @property
    def cost(self) -> Estimate:
        """Return the mean cost."""
        return estimate(self.costs)

    @property
    def shortage(self) -> Estimate:
        """Return the mean units unserved."""
        return estimate(self.shortages)

    @property
    def _crumb(self) -> float:
        demands = self.plan.case.demands.values()
        return CRUMB * sum(sum(each.volume) for each in demands)

    @property
    def short(self) -> Estimate:
        """Return the probability that anybody goes short."""
        return proportion(int((self.shortages > self._crumb).sum()), self.draws)

    @property
    def promised_short(self) -> float:
        """Return that probability in the plan's own scenarios."""
        outcomes = self.plan.outcomes
        short = outcomes["shortage"] > self._crumb
        return float(outcomes.loc[short, "probability"].sum())

    @property
    def tail(self) -> float:
        """Return the mean cost of the dearest 1 − α of the draws."""
        share = [1 / self.draws] * self.draws
        return cvar(self.costs.tolist(), share, self.plan.level)

    @property
    def optimism(self) -> Estimate:
        """Return by how much the draws cost more than the plan had promised."""
        promised = self.plan.expected_cost
        return Estimate(*(each - promised for each in self.cost))

    @property
    def optimism_in_shortage(self) -> Estimate:
        """Return how many more units than promised went unserved."""
        promised = self.plan.expected_shortage
        return Estimate(*(each - promised for each in self.shortage))

    @cached_property
    def quantiles(self) -> pd.DataFrame:
        """Columns share, cost, shortage: that share of the draws is no higher."""
        found = {
            "share": [*QUANTILES, 1.0],
            "cost": _quantiles(self.costs),
            "shortage": _quantiles(self.shortages),
        }
        return pd.DataFrame(found)

    @cached_property
    def by_curbs(self) -> pd.DataFrame:
        """Columns curbs, draws, share, in_model, cost, shortage: by curbs that struck.

        ``in_model`` is the share of those draws that look like a scenario of the plan.
        """
        weighed = self.table.assign(
            cost=self.table["cost"] * self.table["times"],
            shortage=self.table["shortage"] * self.table["times"],
            in_model=self.table["in_model"] * self.table["times"],
        )
        sums = weighed.groupby("curbs", as_index=False)[
            ["times", "in_model", "cost", "shortage"]
        ].sum()
        return pd.DataFrame(
            {
                "curbs": sums["curbs"],
                "draws": sums["times"],
                "share": sums["times"] / self.draws,
                "in_model": sums["in_model"] / sums["times"],
                "cost": sums["cost"] / sums["times"],
                "shortage": sums["shortage"] / sums["times"],
            }
        )


def _quantiles(values: Factors) -> list[float]:
    """Return values of draws, none in between, and the highest last."""
    found = np.quantile(values, QUANTILES, method="inverted_cdf")
    return [*found.tolist(), float(values.max())]


def estimate(values: Factors | Sequence[float]) -> Estimate:
    """Return the mean and its confidence interval, mean ± z·s/√n (normal).

    One draw says nothing about the spread: its interval is a point.
    """
    drawn = np.asarray(values, dtype=float)
    mean, count = float(drawn.mean()), len(drawn)
    half = Z * float(drawn.std(ddof=1)) / sqrt(count) if count > 1 else 0.0
    return Estimate(mean, mean - half, mean + half)


def proportion(times: int, draws: int) -> Estimate:
    """Return a share of draws and its confidence interval by Wilson (1927).

    (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n); it never is empty at 0 or 1.
    """
    share, square = times / draws, Z * Z / draws
    middle = (share + square / 2) / (1 + square)
    spread = sqrt(share * (1 - share) * square + square * square / 4) / (1 + square)
    return Estimate(share, max(0.0, middle - spread), min(1.0, middle + spread))
