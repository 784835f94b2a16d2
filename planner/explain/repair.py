"""Three to five different smallest changes after which there is a plan."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import isfinite

from planner.errors import NoPlanError, PlannerError, StoppedError, TimeUpError
from planner.explain.bracket import Bracket, dearer
from planner.explain.conflict import Conflict, Trials, asking
from planner.explain.conflict_parts import RULE, Asked, Part, lifted
from planner.explain.repair_change import Change, applied, dial_of
from planner.explain.repair_search import Search
from planner.plan import Plan
from planner.solving import cheapest_plan

MOST = 5
ENOUGH = 3
"""Repairs from which on no row is deleted for another one."""
ONE_KIND = 2
"""Repairs that change the same column, before others have had their turn."""
CAPACITIES = (
    "supplier",
    "offer",
    "process",
    "max_stock",
    "min_order",
    "closing_stock",
    "max_shortage",
)
"""Limits outside the policy that a number can loosen."""


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Changes after which there is a plan, and the cheapest one."""

    changes: tuple[Change, ...]
    plan: Plan
    premium: Bracket | None = None
    """What it costs over the plan without rules; None if there is none."""


def repairs(
    asked: Asked,
    conflicts: Sequence[Conflict],
    trials: Trials,
    keep: Callable[[Repair], None],
) -> None:
    """Find different smallest repairs of an impossible question, each proved by a solve.

    Each is handed to ``keep`` when it is found.

    Raises:
        StoppedError: stopped by the user; what was kept before holds.
    """
    free = _free(asked, trials)
    seen: set[tuple[tuple[Part, str], ...]] = set()
    for changes in islice(_ways(asked, conflicts, trials), 3 * MOST):
        rows = tuple((each.part, each.column) for each in changes)
        if rows in seen or (len(seen) >= ENOUGH and _deletes(changes)):
            continue
        repair = _proved(asked, changes, trials, free)
        if repair is not None:
            seen.add(rows)
            keep(repair)
        if len(seen) == MOST:
            return


def _deletes(changes: Sequence[Change]) -> bool:
    return any(not each.column for each in changes)


def _free(asked: Asked, trials: Trials) -> Plan | None:
    """Return the plan without rules, if there is one."""
    trials.tell("The plan without rules, to compare with …")
    effort = trials.effort(asked)
    try:
        plan = cheapest_plan(asked.case, "none", (), effort)
    except (NoPlanError, TimeUpError):
        return None
    if effort.stop.is_set():
        raise StoppedError("Stopped by you.")
    return plan


def _proved(
    asked: Asked, changes: tuple[Change, ...], trials: Trials, free: Plan | None
) -> Repair | None:
    """Return the repair with its cheapest plan; None if no plan stands up to it."""
    repaired = applied(asked, changes)
    trials.tell(f"The cheapest plan with {_named(changes)} …")
    effort = trials.effort(repaired)
    try:
        plan = cheapest_plan(
            repaired.case, repaired.policy, repaired.kept, effort, free
        )
    except StoppedError:
        if effort.stop.is_set():
            raise
        return None
    except PlannerError:
        return None
    if effort.stop.is_set():
        raise StoppedError("Stopped by you.")
    same = free is not None and isfinite(plan.bound)
    premium = dearer(plan, free) if free is not None and same else None
    return Repair(changes=changes, plan=plan, premium=premium)


def _named(changes: Sequence[Change]) -> str:
    return " and ".join(
        f"another {each.column} of {each.part.name}"
        if each.column
        else f"no {each.part.name}"
        for each in changes
    )


def _ways(
    asked: Asked, conflicts: Sequence[Conflict], trials: Trials
) -> Iterator[tuple[Change, ...]]:
    """Yield ways to mend every conflict: each way of the first, the rest after it."""
    if not conflicts:
        yield ()
        return
    first, rest = conflicts[0], conflicts[1:]
    others = [part for each in rest for part in asking(each)]
    for at, changes in enumerate(_ways_of(lifted(asked, others), first, trials)):
        if not rest:
            yield changes
            continue
        after = applied(asked, changes)
        later = next(islice(_ways(after, rest, trials), at, None), None)
        if later is None:
            later = next(_ways(after, rest, trials), None)
        if later is not None:
            yield (*changes, *later)


def _ways_of(
    asked: Asked, conflict: Conflict, trials: Trials
) -> Iterator[tuple[Change, ...]]:
    """Yield ways to mend one conflict, the smallest kinds of change first."""
    search = Search(asked, trials)
    alone: list[Change] = []
    for change in filter(None, (_smallest(search, part) for part in conflict.rules)):
        alone.append(change)
        if len(alone) <= ONE_KIND:
            yield (change,)
    for change in filter(None, map(search.later, conflict.rules)):
        yield (change,)
    for change in _outside(search, conflict):
        alone.append(change)
        yield (change,)
    halves = _half_each(search, alone)
    yield from islice(halves, 1)
    yield from ((each,) for each in filter(None, map(search.wider, conflict.rules)))
    yield from ((each,) for each in filter(None, map(search.sooner, conflict.rules)))
    of_rules = [each for each in alone if each.part.kind == RULE]
    yield from ((each,) for each in of_rules[ONE_KIND:])
    yield from halves
    yield from ((each,) for each in filter(None, map(search.narrower, conflict.rules)))
    yield from _without(search, conflict)


def _without(search: Search, conflict: Conflict) -> Iterator[tuple[Change, ...]]:
    for part in conflict.rules:
        search.trials.tell(f"{part.name}: without the row …")
        gone = Change(part=part, column="", before=None, after=None)
        if search.trials.is_possible(gone.applied(search.asked)):
            yield (gone,)


def _smallest(search: Search, part: Part) -> Change | None:
    dial = dial_of(search.asked, part)
    if dial is None:
        return None
    search.trials.tell(f"{part.name}: how little its {dial.column} must change …")
    return search.smallest(dial)


def _outside(search: Search, conflict: Conflict) -> Iterator[Change]:
    """Yield changes of limits that are not the policy's own."""
    ranked = [
        p for kind in reversed(CAPACITIES) for p in conflict.parts if p.kind == kind
    ]
    for part in ranked:
        change = _smallest(search, part)
        if change is not None:
            yield change
    for part in conflict.parts:
        if part.kind == "lot_size":
            before = search.asked.case.offers[part.name].lot_size
            cleared = Change(part=part, column=part.kind, before=before, after=0.0)
            if search.trials.is_possible(cleared.applied(search.asked)):
                yield cleared


def _half_each(search: Search, alone: Sequence[Change]) -> Iterator[tuple[Change, ...]]:
    """Yield two rows changed together: one by half, the other by what is then left."""
    for one, other in pairwise(alone):
        dial = dial_of(search.asked, one.part)
        if dial is None or one.column != dial.column:
            continue
        middle = dial.between(one.before, one.after)
        if not (
            dial.is_looser(middle, one.before) and dial.is_looser(one.after, middle)
        ):
            continue
        half = dial.at(middle)
        rest = replace(search, asked=half.applied(search.asked))
        left = _smallest(rest, other.part)
        if left is not None and left.after != other.after:
            yield (half, left)
