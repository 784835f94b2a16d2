"""A plan against curbs it was not made for.

Fresh draws played without foresight, the loss of each source and what closes its gap,
regret among plans, and what information and planning are worth.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from models.case import Case
from planner.errors import StoppedError
from planner.odds import (
    BreakEvens,
    Otherwise,
    Rivals,
    break_evens,
    otherwise,
    ranges_of,
    rivals,
)
from planner.plan import Plan
from planner.stress.histories import Drawn, History, draw, in_time
from planner.stress.losing import lose_each
from planner.stress.losses import LossTable
from planner.stress.play import Outcome, Played, play
from planner.stress.regret import regret
from planner.stress.remedy import Remedies, Remedy, Way, close_gaps
from planner.stress.sample import Estimate, Sample
from planner.stress.worth import Bracket, Effort, Worth, worth

DRAWS = 1000
SEED = 1

Done = Callable[[str, str, int, int], None]
"""Hears the policy, what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True)
class Stress:
    """What came of some plans of one case: one of each plan, as far as it came."""

    case: Case
    draws: int
    seed: int
    samples: Sequence[Sample] = ()
    losses: Sequence[LossTable] = ()
    remedies: Sequence[Remedies] = ()
    """Where they were asked for, as the next."""
    worths: Sequence[Worth] = ()
    rivals: Sequence[Rivals] = ()
    flips: Sequence[BreakEvens] = ()
    stopped: bool = False
    """Whether Ctrl-C ended it before all was done."""
    without_plan: Sequence[str] = ()
    """Policies that were asked for and have no plan to play."""

    @cached_property
    def otherwise(self) -> Otherwise | None:
        """Return the plans at every probability that the curbs may have."""
        return otherwise([each.plan for each in self.samples])

    @property
    def regret(self) -> pd.DataFrame:
        """Columns policy, worst, history, mean, best_in; empty for one plan alone."""
        if len(self.samples) < 2:  # noqa: PLR2004 - a plan is not compared with itself
            return pd.DataFrame(
                columns=["policy", "worst", "history", "mean", "best_in"]
            )
        return regret(self.samples)


def stress(  # noqa: PLR0913 - what is asked, and how hard to try
    plans: Sequence[Plan],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    jobs: int | None = None,
    cluster: str | None = None,
    effort: Effort | None = None,
    flips: Effort | None = None,
    done: Done = lambda *_: None,
) -> Stress:
    """Play plans of one case through the same draws, and lose each of their sources.

    In ``jobs`` processes, or by the Dask scheduler at ``cluster``. With an ``effort``
    for each solve, what closes the gaps, what information and planning are worth, and the
    plans for other probabilities are found too; with ``flips``, where each signing flips. Ctrl-C keeps what is done.

    Raises:
        PlannerError: something could not be played.
        StoppedError: stopped before any draw was played.
        UsageError: the cluster cannot be used.
    """
    work = _Work(draw(plans[0].case, draws, seed), jobs, cluster, effort, flips, done)
    found = Stress(plans[0].case, draws, seed)
    stages = {"samples": work.played, "losses": work.lost}
    if effort is not None:
        stages |= {"remedies": work.closed, "worths": work.worth}
        if ranges_of(plans[0].case):
            stages |= {"rivals": work.rivalled}
    if flips is not None:
        stages |= {"flips": work.flipped}
    for stage, of in stages.items():
        made: list[Any] = []
        for plan in plans:
            made.append(of(plan))
            so_far: dict[str, Any] = {stage: tuple(made)}
            found = replace(found, **so_far)
            if made[-1].stopped:
                return replace(found, stopped=True)
    return found


@dataclass
class _Work:
    """How a plan is put to the test, and what was lost of each so far."""

    drawn: Drawn
    jobs: int | None
    cluster: str | None
    effort: Effort | None
    flips: Effort | None
    done: Done

    def __post_init__(self) -> None:
        self.tables: dict[str, LossTable] = {}

    def _how(self, plan: Plan, what: str) -> dict[str, Any]:
        def done(ended: int, every: int) -> None:
            self.done(plan.policy, what, ended, every)

        return {"jobs": self.jobs, "cluster": self.cluster, "done": done}

    def played(self, plan: Plan) -> Sample:
        likely = [each for each in plan.case.scenarios if each.probability > 0]
        own = [in_time(each.strikes) for each in likely]
        histories = list(dict.fromkeys((*own, *self.drawn.times)))
        played = play(plan, histories, **self._how(plan, "draws"))
        if not any(each in self.drawn.times for each in played.outcomes):
            raise StoppedError("Stopped by you before any draw was played.")
        return Sample(plan, self.drawn, played)

    def lost(self, plan: Plan) -> LossTable:
        table = lose_each(plan, **self._how(plan, "losses"))
        self.tables[plan.policy] = table
        return table

    def closed(self, plan: Plan) -> Remedies:
        how = self._how(plan, "gaps")
        return close_gaps(self.tables[plan.policy], self.effort or Effort(), **how)

    def worth(self, plan: Plan) -> Worth:
        return worth(plan, self.effort or Effort(), **self._how(plan, "worth"))

    def rivalled(self, plan: Plan) -> Rivals:
        return rivals(plan, self.effort or Effort(), **self._how(plan, "rivals"))

    def flipped(self, plan: Plan) -> BreakEvens:
        def done(kind: str, ended: int, every: int) -> None:
            self.done(plan.policy, kind, ended, every)

        return break_evens(
            plan,
            self.flips or Effort(),
            jobs=self.jobs,
            cluster=self.cluster,
            done=done,
        )


__all__ = [
    "Bracket",
    "Done",
    "Effort",
    "Estimate",
    "History",
    "LossTable",
    "Outcome",
    "Played",
    "Remedies",
    "Remedy",
    "Sample",
    "Stress",
    "Way",
    "Worth",
    "stress",
]
