"""Histories played period by period: nothing is known before it happens.

While a history looks like a scenario of the plan, its response is the plan's own. From
where it looks like none, what was signed and ordered stands, and the rest is decided
anew at least cost, in the plan's own view: it has no scenario in which more comes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from models.case import Case, Vector
from models.decisions import Outlook
from models.rules import Rule
from models.tree import Tree, grow, is_no_curb
from planner.accounts import Accounts
from planner.cover import among
from planner.errors import StoppedError
from planner.plan import Plan
from planner.solving.losses import joined_with
from planner.solving.replay import replay
from planner.spread import spread
from planner.stress.histories import History, as_scenario, in_time, prefixes

BATCH = 40
"""Histories on one linear problem, about."""


@dataclass(frozen=True)
class Outcome:
    """What came of a history, period by period."""

    costs: Vector
    """Discounted; what is decided first is in the first period."""
    shortages: Vector
    """Units unserved."""

    @property
    def cost(self) -> float:
        """Return what it cost in all."""
        return sum(self.costs)

    @property
    def shortage(self) -> float:
        """Return the units unserved in all."""
        return sum(self.shortages)


@dataclass(frozen=True)
class Batch:
    """Histories to play together, and the part of a plan that they start from."""

    outlook: Outlook
    rules: Sequence[Rule]
    histories: Sequence[History]


@dataclass(frozen=True)
class Played:
    """What came of the histories, and whether all of them were played."""

    outcomes: Mapping[History, Outcome]
    known: frozenset[History]
    """Those that look like a scenario of the plan to the end."""
    stopped: bool


def play(
    plan: Plan,
    histories: Sequence[History],
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    done: Callable[[int, int], None] = lambda *_: None,
) -> Played:
    """Play a plan through histories.

    ``done`` hears how many of the histories have been played, and how many there are.
    Ctrl-C keeps what is played.

    Raises:
        PlannerError: a history could not be played.
    """
    outlook = among(plan.outlook, [each.name for each in plan.case.scenarios])
    own = _own(outlook)
    found = {each: own[each] for each in histories if each in own}
    every, stopped = len(histories), False
    done(len(found), every)
    batches = list(
        _batches(outlook, plan.rules, [h for h in histories if h not in own])
    )
    try:
        for _, ended in spread(played, batches, jobs, lost, cluster):
            stopped = stopped or ended is None
            found |= ended or {}
            done(len(found), every)
    except KeyboardInterrupt:
        stopped = True
    known = frozenset(each for each in found if each in own)
    return Played({h: found[h] for h in histories if h in found}, known, stopped)


@dataclass(frozen=True)
class Followed:
    """A plan through one history, decision by decision."""

    outlook: Outlook
    scenario: int
    """The place of the history among the outlook's scenarios."""
    known: bool
    """Whether it is a scenario of the plan, with the response the plan has."""


def follow(plan: Plan, history: History) -> Followed:
    """Return what a plan decides in one history, as it is played.

    Raises:
        StoppedError: stopped by Ctrl-C.
        PlannerError: the history could not be played.
    """
    outlook = among(plan.outlook, [each.name for each in plan.case.scenarios])
    scenarios = outlook.case.scenarios
    own = [n for n, each in enumerate(scenarios) if in_time(each.strikes) == history]
    if own:
        return Followed(outlook, own[0], known=True)
    (batch,) = _batches(outlook, plan.rules, [history])
    found = responded(batch)
    return Followed(found, len(found.case.scenarios) - 1, known=False)


def _own(outlook: Outlook) -> dict[History, Outcome]:
    case = outlook.case
    costs = outcomes_of(outlook)
    pairs = zip(case.scenarios, costs, strict=True)
    return {in_time(scenario.strikes): outcome for scenario, outcome in pairs}


def outcomes_of(outlook: Outlook) -> list[Outcome]:
    """Return what comes of each scenario of an outlook."""
    accounts = Accounts(outlook=outlook)
    cost = np.sum(list(accounts.by_node.values()), axis=0)
    short = np.sum([outlook.unserved(name) for name in outlook.case.demands], axis=0)
    first = sum(accounts.first.values())
    return [
        Outcome(
            (first + float(cost[path[0]]), *map(float, cost[path[1:]])),
            tuple(map(float, short[path])),
        )
        for path in outlook.tree.paths[: len(outlook.case.scenarios)]
    ]


def _batches(
    outlook: Outlook, rules: Sequence[Rule], histories: Sequence[History]
) -> Iterator[Batch]:
    """Yield the histories in batches, those with the same beginning in the same one."""
    if not histories:
        return
    beside = _nearest(outlook, histories)
    order = sorted(histories, key=prefixes)
    groups = [list(each) for _, each in groupby(order, lambda h: prefixes(h)[0])]
    together: list[History] = []
    for place, group in enumerate(groups):
        together += group
        if len(together) >= BATCH or place == len(groups) - 1:
            names = frozenset[str]().union(*(beside[each] for each in together))
            yield Batch(among(outlook, names), rules, together)
            together = []


def _nearest(
    outlook: Outlook, histories: Sequence[History]
) -> dict[History, frozenset[str]]:
    """Return for each history the scenarios that it looks like for longest."""
    steps = list(dict.fromkeys(p for each in histories for p in prefixes(each)))
    tree = _with(outlook.case, steps)[1]
    count = len(outlook.case.scenarios)
    passing = {int(n): w for w, p in enumerate(tree.paths[:count]) for n in p}
    bare = next(each.name for each in outlook.case.scenarios if is_no_curb(each))
    near: dict[History, str] = {}
    for step, path in zip(steps, tree.paths[count:], strict=True):
        last = [int(node) for node in path if int(node) in passing]
        near[step] = outlook.case.scenarios[passing[last[-1]]].name if last else bare
    return {
        each: frozenset((bare, *(near[step] for step in prefixes(each))))
        for each in histories
    }


def _with(case: Case, steps: Sequence[History]) -> tuple[Case, Tree]:
    """Return a case with histories as scenarios after its own, and its tree."""
    more = tuple(as_scenario(each, case) for each in steps)
    larger = replace(case, scenarios=(*case.scenarios, *more))
    return larger, grow(larger)


def played(batch: Batch) -> dict[History, Outcome] | None:
    """Return what comes of the histories of a batch; None if it is stopped."""
    try:
        outlook = responded(batch)
    except (KeyboardInterrupt, StoppedError):
        return None
    found = zip(outlook.case.scenarios, outcomes_of(outlook), strict=True)
    ends = {scenario.strikes: outcome for scenario, outcome in found}
    return {each: ends[each] for each in batch.histories}


def lost(_task: object) -> None:
    """Return that the process of a task was lost: as if it had been stopped."""


def responded(batch: Batch) -> Outlook:
    """Return a plan with its response to every step of the histories of a batch.

    These steps are scenarios after its own, each step known only when it comes.
    """
    outlook, count = batch.outlook, len(batch.outlook.case.scenarios)
    steps = [prefixes(each) for each in batch.histories]
    for depth in range(max(map(len, steps))):
        new = dict.fromkeys(each[depth] for each in steps if len(each) > depth)
        outlook = _extended(outlook, batch.rules, list(new), count)
    return outlook


def _extended(
    outlook: Outlook, rules: Sequence[Rule], new: Sequence[History], count: int
) -> Outlook:
    """Return an outlook with its best response to some histories.

    The first ``count`` of its scenarios are the plan's own.
    """
    case, tree = _with(outlook.case, new)
    own = frozenset(tree.paths[:count].flat)
    tree = replace(tree, losses=frozenset(tree.nodes) - own)
    known = set(tree.paths[: len(outlook.case.scenarios)].flat)
    if known == set(tree.nodes):
        grown = joined_with(outlook, tree, outlook.decisions)
    else:
        grown = replay(outlook, rules, tree)
    return replace(grown, case=case)
