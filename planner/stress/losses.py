"""The loss of any one source: what it costs, and how long it can be borne.

For each country, supplier and value of a tag, each period from which it is lost and
several lengths: the response at least cost, with nothing else to come.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, inf

import pandas as pd

from models.case import Case, Curb, Target
from models.decisions import Outlook
from models.rules import Rule
from models.rules.survive_loss import lost
from planner.cover import cover, plan_alone
from planner.errors import StoppedError
from planner.plan import Plan
from planner.spread import spread
from planner.stress.nothing import HITS, NOTHING, with_nothing
from planner.stress.play import Batch, outcomes_of, responded

MONTHS = 12
RECOVERY = "tag:recover"
"""The label that says in how many months a source is back or replaced."""
BATCH = 40
SHORT = 1e-6
"""Share of a period's demand below which it counts as served."""


@dataclass(frozen=True)
class Source:
    """What is lost together."""

    dimension: str
    value: str
    hits: Target
    recovery: float | None
    """Months until it is back or replaced; None where the workbook does not say."""


@dataclass(frozen=True)
class Loss:
    """One loss: of what, from when, for how many periods, and what came of it."""

    source: Source
    start: int
    length: int
    cost: float
    """Above what it costs to respond from then on to the loss of nothing at all: a
    response may use up stock that the plan must leave."""
    shortage: float
    """Units unserved above those of the plan undisturbed."""
    served: Mapping[str, int]
    """For each demand, periods from the start in which it is served in full."""


@dataclass(frozen=True)
class LossTable:
    """Every loss of one plan, and its months of cover."""

    plan: Plan
    losses: Sequence[Loss]
    covers: Mapping[tuple[str, str, int], float]
    """(dimension, value, start): months in which all demand can be served; inf to the
    end."""
    stopped: bool = False

    @property
    def months(self) -> float:
        """Return the months of a period."""
        return MONTHS / self.plan.case.periods_per_year

    @cached_property
    def table(self) -> pd.DataFrame:
        """Columns dimension, value, start, length, shortage, cost, cover, first_short.

        ``length`` and ``cover`` are in months; ``cover`` of a source lost for good, and
        ``first_short`` is the demand first unserved in the cheapest response.
        """
        case = self.plan.case
        rows = [
            (
                each.source.dimension,
                each.source.value,
                case.periods[each.start],
                each.length * self.months,
                each.shortage,
                each.cost,
                self.covers.get(_key(each), float("nan")),
                _first_short(each, case),
            )
            for each in self.losses
        ]
        columns = ["dimension", "value", "start", "length", "shortage", "cost"]
        return pd.DataFrame(rows, columns=[*columns, "cover", "first_short"])

    @cached_property
    def worst(self) -> pd.DataFrame:
        """Columns dimension, value, start, cover, recovery, gap, shortage, cost.

        One row for each source, lost for good from the start at which all demand is
        served for the shortest time; of those the one with the largest shortage.
        ``gap`` is by how many months the recovery outlasts the cover.
        """
        rows = []
        sources = {(x.source.dimension, x.source.value): x.source for x in self.losses}
        for source in sources.values():
            longest = [x for x in self.losses if x.source == source and self._lasts(x)]
            worst = min(longest, key=lambda x: (self._cover(x), -x.shortage))
            months, recovery = self._cover(worst), source.recovery
            gap = None if recovery is None else max(0.0, recovery - months)
            start = self.plan.case.periods[worst.start]
            names = source.dimension, source.value, start
            rows.append((*names, months, recovery, gap, worst.shortage, worst.cost))
        columns = ["dimension", "value", "start", "cover", "recovery", "gap"]
        return pd.DataFrame(rows, columns=[*columns, "shortage", "cost"])

    def _lasts(self, loss: Loss) -> bool:
        return loss.start + loss.length == len(self.plan.case.periods)

    def _cover(self, loss: Loss) -> float:
        return self.covers.get(_key(loss), inf)


def _key(loss: Loss) -> tuple[str, str, int]:
    return loss.source.dimension, loss.source.value, loss.start


def _first_short(loss: Loss, case: Case) -> str:
    left = len(case.periods) - loss.start
    name = min(loss.served, key=lambda each: loss.served[each], default="")
    return name if name and loss.served[name] < left else ""


def sources_of(case: Case) -> list[Source]:
    """Return every country, supplier and value of a tag."""
    named = {name for labels in _labels(case) for name in labels}
    tags = {name for name in named if name.startswith("tag:")}
    dimensions = ["country", "supplier", *sorted(tags - {RECOVERY})]
    return [
        Source(dimension, value, hits, _recovery(case, hits))
        for dimension in dimensions
        for value, hits in lost(case, Target(each=dimension)).items()
        if value.startswith(dimension)
    ]


def _labels(case: Case) -> list[Mapping[str, str]]:
    offers = [each.labels for each in case.offers.values()]
    return offers + [each.labels for each in case.processes.values()]


def _recovery(case: Case, hits: Target) -> float | None:
    """Return the longest recovery of what is hit, in months."""
    hit = (labels for labels in _labels(case) if hits.hits(labels))
    said = [labels.get(RECOVERY, "") for labels in hit]
    months = [float(each) for each in said if each.replace(".", "", 1).isdecimal()]
    return max(months, default=None)


def lengths_of(source: Source, start: int, case: Case) -> list[int]:
    """Return 1, 2, 4 … periods, the recovery, and to the horizon's end."""
    left = len(case.periods) - start
    lengths = {left, *(2**n for n in range(left.bit_length()) if 2**n < left)}
    if source.recovery is not None:
        step = MONTHS / case.periods_per_year
        lengths.add(max(1, min(left, ceil(source.recovery / step - SHORT))))
    return sorted(lengths)


@dataclass(frozen=True)
class _Task:
    """Losses to try together, or, where there are none, a dimension to cover."""

    outlook: Outlook
    rules: Sequence[Rule]
    losses: Sequence[tuple[Source, int, int]] = ()
    dimension: str = ""


_Found = tuple[list[Loss], dict[tuple[str, str, int], float]]


def lose_each(
    plan: Plan,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    done: Callable[[int, int], None] = lambda *_: None,
) -> LossTable:
    """Lose every source of a plan from every period on, for several lengths.

    ``done`` hears how many parts of the work are done, and how many there are. Ctrl-C
    keeps those.

    Raises:
        PlannerError: the losses could not be tried.
    """
    tasks = list(_tasks(plan_alone(plan.outlook), plan.rules))
    losses: dict[int, list[Loss]] = {}
    covers: dict[tuple[str, str, int], float] = {}
    stopped, ended = False, 0
    try:
        for place, found in spread(_tried, tasks, jobs, cluster=cluster):
            ended += 1
            stopped = stopped or found is None
            losses[place], more = found or ([], {})
            covers |= more
            done(ended, len(tasks))
    except KeyboardInterrupt:
        stopped = True
    every = [loss for found in losses.values() for loss in found]
    order = {each: place for place, each in enumerate(sources_of(plan.case))}
    free = {x.start: x.cost for x in every if x.source.value == NOTHING}
    known = [
        replace(each, cost=each.cost - free[each.start])
        for each in every
        if each.source in order and each.start in free
    ]
    known.sort(key=lambda each: (order[each.source], each.start, each.length))
    return LossTable(plan, known, covers, stopped)


def _tasks(outlook: Outlook, rules: Sequence[Rule]) -> Iterator[_Task]:
    sources = sources_of(outlook.case)
    for dimension in dict.fromkeys(each.dimension for each in sources):
        yield _Task(outlook, rules, dimension=dimension)
    outlook = replace(outlook, case=with_nothing(outlook.case))
    every = [
        (source, start, length)
        for source in (Source(NOTHING, NOTHING, HITS, None), *sources)
        for start in range(len(outlook.case.periods))
        for length in lengths_of(source, start, outlook.case)
    ]
    # Of one length together: who shares a problem does not know which loss lasts longer.
    for length in sorted({each[2] for each in every}):
        alike = [each for each in every if each[2] == length]
        for place in range(0, len(alike), BATCH):
            yield _Task(outlook, rules, losses=alike[place : place + BATCH])


def _tried(task: _Task) -> _Found | None:
    try:
        if task.dimension:
            return [], _covers(task)
        return _lost(task), {}
    except (KeyboardInterrupt, StoppedError):
        return None


def _covers(task: _Task) -> dict[tuple[str, str, int], float]:
    step = MONTHS / task.outlook.case.periods_per_year
    return {
        (task.dimension, each.value, each.start): (
            inf if each.to_the_end else each.periods * step
        )
        for each in cover(task.outlook, task.rules, task.dimension)
    }


def _lost(task: _Task) -> list[Loss]:
    """Return what comes of each loss of a task."""
    case = task.outlook.case
    names = [f"loss {place}" for place in range(len(task.losses))]
    curbs = {
        name: _curb(name, source, length, start)
        for name, (source, start, length) in zip(names, task.losses, strict=True)
    }
    with_losses = replace(case, curbs={**case.curbs, **curbs})
    histories = [((name, curbs[name].earliest),) for name in names]
    outlook = responded(
        Batch(replace(task.outlook, case=with_losses), task.rules, histories)
    )
    calm, *ended = outcomes_of(outlook)
    served = [_served(outlook, place + 1) for place in range(len(names))]
    return [
        Loss(
            source,
            start,
            length,
            outcome.cost - calm.cost,
            max(0.0, outcome.shortage - calm.shortage),
            {
                name: first - start
                for name, first in by_demand.items()
                if first >= start
            },
        )
        for (source, start, length), outcome, by_demand in zip(
            task.losses, ended, served, strict=True
        )
    ]


def _curb(name: str, source: Source, length: int, start: int) -> Curb:
    flow, nothing = (0.0,) * length, Target()
    return Curb(
        name=name,
        hits=source.hits,
        flow=flow,
        price_hits=nothing,
        earliest=start,
        latest=start,
    )


def _served(outlook: Outlook, scenario: int) -> dict[str, int]:
    """Return for each demand the first period in which it is not served in full.

    In which the plan undisturbed would serve it; the horizon's length if none.
    """
    path, plan = outlook.tree.paths[scenario], list(outlook.tree.plan)
    found = {}
    for name, demand in outlook.case.demands.items():
        short = outlook.unserved(name)
        more = short[path] - short[plan]
        late = (t for t, x in enumerate(more) if x > SHORT * max(1.0, demand.volume[t]))
        found[name] = next(late, len(path))
    return found
