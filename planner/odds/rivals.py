"""Plans of one policy made for other probabilities: which is least regretted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.errors import PlannerError, StoppedError
from planner.odds.mix import Mix, with_mix
from planner.odds.otherwise import EVERY, Otherwise, otherwise
from planner.plan import Plan, Status
from planner.solving import cheapest_plan, effort_for
from planner.spread import spread

MADE_FOR = "made for {}"
BASE, LOW, HIGH, WORST = "base", "low", "high", "worst mix"
Effort = tuple[float | None, float | None]
"""Gap and seconds of a solve; as the workbook says where None."""


@dataclass(frozen=True)
class Rivals:
    """A plan beside those of its policy made for other mixes inside the ranges."""

    plan: Plan
    otherwise: Otherwise | None
    """The plans, each called by the mix it was made for; None without any range."""
    why: Sequence[str] = ()
    """Why some are not known."""
    stopped: bool = False


@dataclass(frozen=True)
class _Task:
    plan: Plan
    label: str
    mix: Mix
    effort: Effort


def rivals(
    plan: Plan,
    effort: Effort = (None, None),
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    done: Callable[[int, int], None] = lambda *_: None,
) -> Rivals:
    """Solve a plan's policy for every curb at low, at high, and at the plan's worst mix.

    Every plan keeps its own responses where the probabilities are others again, so
    regret among them is exact for these plans; another plan may be less regretted
    still. ``done`` hears how many are solved, and of how many. Ctrl-C keeps those.

    Raises:
        UsageError: the cluster cannot be used.
    """
    alone = otherwise([plan])
    if alone is None:
        return Rivals(plan, None)
    ends = dict(alone.mixes)[EVERY]
    mixes = {LOW: ends["low"], HIGH: ends["high"], WORST: alone.worst[0].mix}
    tasks = [
        _Task(plan, label, mix, effort)
        for place, (label, mix) in enumerate(mixes.items())
        if mix not in (ends["base"], *list(mixes.values())[:place])
    ]
    found: dict[int, Plan] = {}
    why: list[str] = []
    stopped = False
    try:
        for place, made in spread(_solved, tasks, jobs, cluster=cluster):
            if made is None:
                stopped = True
                break
            if isinstance(made, str):
                why.append(made)
            else:
                found[place] = made
            done(len(found) + len(why), len(tasks))
    except KeyboardInterrupt:
        stopped = True
    made_for = [(BASE, plan), *((tasks[n].label, found[n]) for n in sorted(found))]
    plans = [replace(p, policy=MADE_FOR.format(label)) for label, p in made_for]
    whole = Otherwise(plan.case, plans, alone.ranges)
    return Rivals(plan, whole, tuple(dict.fromkeys(why)), stopped)


def _solved(task: _Task) -> Plan | str | None:
    """Return the plan for a mix, or why there is none; None if stopped."""
    plan, case = task.plan, with_mix(task.plan.case, task.mix)
    effort = effort_for(case, gap=task.effort[0], time_limit=task.effort[1])
    try:
        made = cheapest_plan(case, plan.policy, plan.rules, effort, plan)
    except KeyboardInterrupt:
        return None
    except StoppedError as early:
        return None if effort.stop.is_set() else str(early)
    except PlannerError as fault:
        return str(fault)
    return None if made.status is Status.INTERRUPTED else made
