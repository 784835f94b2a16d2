"""A plan against curbs it was not made for.

Fresh draws played without foresight, the loss of each source, regret among plans, and
what information and planning are worth.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from models.case import Case
from planner.plan import Plan
from planner.stress.histories import History, draw, in_time
from planner.stress.losing import lose_each
from planner.stress.losses import LossTable
from planner.stress.play import Outcome, Played, play
from planner.stress.regret import regret
from planner.stress.sample import Estimate, Sample
from planner.stress.worth import Bracket, Effort, Worth, worth

DRAWS = 1000
SEED = 1

Done = Callable[[str, str, int, int], None]
"""Hears the policy, what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True)
class Stress:
    """What came of some plans of one case."""

    case: Case
    draws: int
    seed: int
    samples: Sequence[Sample]
    losses: Sequence[LossTable]
    """One of each plan, as far as it came."""
    worths: Sequence[Worth] = ()
    """One of each plan, where they were asked for."""

    @property
    def stopped(self) -> bool:
        """Tell whether it was stopped before all was done."""
        fewer = len(self.losses) < len(self.samples)
        draws = any(each.played.stopped for each in self.samples)
        losses = any(each.stopped for each in self.losses)
        worths = any(each.stopped for each in self.worths)
        return fewer or draws or losses or worths

    @property
    def regret(self) -> pd.DataFrame:
        """Columns policy, worst, history, mean, best_in; empty for one plan alone."""
        if len(self.samples) < 2:  # noqa: PLR2004 - a plan is not compared with itself
            return pd.DataFrame(
                columns=["policy", "worst", "history", "mean", "best_in"]
            )
        return regret(self.samples)


def stress(
    plans: Sequence[Plan],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    jobs: int | None = None,
    cluster: str | None = None,
    effort: Effort | None = None,
    done: Done = lambda *_: None,
) -> Stress:
    """Play plans of one case through the same draws, and lose each of their sources.

    In ``jobs`` processes, or by the Dask scheduler at ``cluster``. With an ``effort``
    for each solve, what information and planning are worth is found too. Ctrl-C keeps
    what is done.

    Raises:
        PlannerError: something could not be played.
        UsageError: the cluster cannot be used.
    """
    case = plans[0].case
    drawn = draw(case, draws, seed)
    own = [in_time(each.strikes) for each in case.scenarios if each.probability > 0]
    histories = list(dict.fromkeys((*own, *drawn.times)))
    found = Stress(case, draws, seed, (), ())
    for plan in plans:
        told = _teller(done, plan.policy, "draws")
        played = play(plan, histories, jobs=jobs, cluster=cluster, done=told)
        found = replace(found, samples=(*found.samples, Sample(plan, drawn, played)))
        if played.stopped:
            return found
    for plan in plans:
        told = _teller(done, plan.policy, "losses")
        table = lose_each(plan, jobs=jobs, cluster=cluster, done=told)
        found = replace(found, losses=(*found.losses, table))
        if table.stopped:
            return found
    if effort is None:
        return found
    for plan in plans:
        told = _teller(done, plan.policy, "worth")
        value = worth(plan, effort, jobs=jobs, cluster=cluster, done=told)
        found = replace(found, worths=(*found.worths, value))
        if value.stopped:
            return found
    return found


def _teller(done: Done, policy: str, what: str) -> Callable[[int, int], None]:
    return lambda ended, every: done(policy, what, ended, every)


__all__ = [
    "Bracket",
    "Done",
    "Effort",
    "Estimate",
    "History",
    "LossTable",
    "Outcome",
    "Played",
    "Sample",
    "Stress",
    "Worth",
    "stress",
]
