"""The playbook for one curb: what to do in which period, against the plan without it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from models.case import Case, Curb, Target
from models.decisions import Outlook
from models.tree import Factors
from planner.accounts import Accounts
from planner.cover import plan_alone
from planner.drill.steps import COLUMNS, Step, steps
from planner.errors import UsageError
from planner.plan import Plan
from planner.stress.nothing import HITS, with_nothing
from planner.stress.play import Batch, Outcome, follow, outcomes_of, responded

__all__ = ["Drill", "Step", "drill", "strike_of"]


@dataclass(frozen=True)
class Drill:
    """One curb from one period on, and what the plan does about it."""

    plan: Plan
    strike: tuple[str, int]
    """The curb and its first period."""
    outlook: Outlook
    scenario: int
    """Which of the outlook's scenarios is the curb's."""
    known: bool
    """Whether the plan's own response is shown, or one found as it was played."""
    free: Outcome
    """What comes of a response to nothing at all from that period on."""

    @property
    def case(self) -> Case:
        """Return what was planned."""
        return self.plan.case

    @property
    def curb(self) -> Curb:
        """Return the curb."""
        return self.case.curbs[self.strike[0]]

    @property
    def start(self) -> int:
        """Return its first period."""
        return self.strike[1]

    @cached_property
    def path(self) -> tuple[int, ...]:
        """Return the nodes passed, one per period."""
        return tuple(int(node) for node in self.outlook.tree.paths[self.scenario])

    @cached_property
    def last(self) -> int | None:
        """Return the last period in which it holds anything back or moves a price.

        None if it does neither from its start to the horizon's end.
        """
        tree = self.outlook.tree
        touched = [
            t
            for t, node in enumerate(self.path)
            for factors in (tree.flow, tree.price)
            if any(each[node] != 1 for each in factors.values())
        ]
        return max(touched, default=None)

    @cached_property
    def steps(self) -> list[Step]:
        """Return what is done otherwise than in the plan, period by period."""
        return steps(self.outlook, self.path, self.start)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Columns period, do, name, volume, planned, now, arrives, share."""
        rows = [each.row(self.case) for each in self.steps]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    @cached_property
    def back(self) -> int | None:
        """Return the first period from which all is as in the plan; None if none is."""
        last = max((each.period for each in self.steps), default=self.start - 1)
        return last + 1 if last + 1 < len(self.path) else None

    @cached_property
    def outcome(self) -> Outcome:
        """Return what comes of the curb."""
        return outcomes_of(self.outlook)[self.scenario]

    @cached_property
    def calm(self) -> Outcome:
        """Return what comes of the plan where nothing strikes."""
        every = zip(self.outlook.case.scenarios, outcomes_of(self.outlook), strict=True)
        return next(outcome for scenario, outcome in every if not scenario.strikes)

    @property
    def cost(self) -> float:
        """Return what the curb costs more than a response to nothing at all.

        Both need no longer keep the plan's rules, or leave the stock it must leave.
        """
        return self.outcome.cost - self.free.cost

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Columns line, plan, now, more: discounted, from the strike on."""
        at_node = Accounts(outlook=self.outlook).by_node
        plan = list(self.outlook.tree.plan)[self.start :]
        ours = list(self.path)[self.start :]
        rows = [
            (line, float(cost[plan].sum()), float(cost[ours].sum()))
            for line, cost in at_node.items()
        ]
        table = pd.DataFrame(rows, columns=["line", "plan", "now"])
        return table.assign(more=table["now"] - table["plan"])

    @cached_property
    def periods(self) -> pd.DataFrame:
        """Columns period, arriving_planned, arriving, unserved, cost_more.

        Units of the minerals in what arrives; ``unserved`` is above the plan's.
        """
        tree, case = self.outlook.tree, self.case
        plan, ours = list(tree.plan), list(self.path)
        arriving = self._sum(
            {
                name: case.items[case.offers[name].item].content * units
                for name, units in self.outlook.arriving.items()
            }
        )
        short = self._sum({n: self.outlook.unserved(n) for n in case.demands})
        cost = self._sum(Accounts(outlook=self.outlook).by_node)
        found = {
            "period": case.periods,
            "arriving_planned": arriving[plan],
            "arriving": arriving[ours],
            "unserved": short[ours] - short[plan],
            "cost_more": cost[ours] - cost[plan],
        }
        return pd.DataFrame(found).iloc[self.start :].reset_index(drop=True)

    def _sum(self, by_name: Mapping[str, Factors]) -> Factors:
        none = np.zeros(len(self.outlook.tree.period))
        return sum(by_name.values(), none)

    def stock(self, item: str) -> tuple[list[float], list[float]]:
        """Return an item's stock in the plan and with the curb, from the strike on."""
        held = self.outlook.stock(item)
        plan, ours = (
            list(x)[self.start :] for x in (self.outlook.tree.plan, self.path)
        )
        return held[plan].tolist(), held[ours].tolist()


def strike_of(case: Case, curb: str, on: str) -> tuple[str, int]:
    """Return the curb and the period that are meant.

    Raises:
        UsageError: there is no such curb or period, or the curb cannot start then.
    """
    known = {name.casefold(): name for name in case.curbs}
    name = known.get(curb.strip().casefold())
    if name is None:
        has = ", ".join(case.curbs) or "none: list them in the sheet Curbs"
        raise UsageError(f"There is no curb '{curb}'. The workbook has: {has}.")
    labels = {label.casefold(): t for t, label in enumerate(case.periods)}
    start = labels.get(on.strip().casefold())
    if start is None:
        raise UsageError(
            f"--on {on} is no period of the horizon, {case.periods[0]} to "
            f"{case.periods[-1]}. Write one of them, such as {case.periods[0]}."
        )
    found = case.curbs[name]
    first, last = case.periods[found.earliest], case.periods[found.latest]
    struck = any((name, start) in each.strikes for each in case.scenarios)
    if not struck and not found.earliest <= start <= found.latest:
        when = f"in {first}" if first == last else f"from {first} to {last}"
        raise UsageError(
            f"{name} cannot start in {case.periods[start]}: the workbook lets it start "
            f"{when}. Name a period of these, or change earliest and latest in Curbs."
        )
    return name, start


def drill(plan: Plan, strike: tuple[str, int]) -> Drill:
    """Return what a plan does when a curb strikes, and nothing else.

    If that is a scenario of the plan, its own response; else the curb is played as a
    stress test plays it: what was signed and ordered stands, the rest is decided anew.

    Raises:
        StoppedError: stopped by Ctrl-C.
        PlannerError: it could not be played.
    """
    found = follow(plan, (strike,))
    free = _free(plan, strike[1])
    return Drill(plan, strike, found.outlook, found.scenario, found.known, free)


def _free(plan: Plan, start: int) -> Outcome:
    """Return what comes of a plan that may respond from a period on, to nothing."""
    outlook = plan_alone(plan.outlook)
    case = with_nothing(outlook.case)
    nothing = Curb(
        name="\0free",
        hits=HITS,
        flow=(0.0,) * len(case.periods),
        price_hits=Target(),
        earliest=start,
        latest=start,
    )
    case = replace(case, curbs={**case.curbs, nothing.name: nothing})
    strike = nothing.name, start
    batch = Batch(replace(outlook, case=case), plan.rules, [(strike,)])
    return outcomes_of(responded(batch))[-1]
