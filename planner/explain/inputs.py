"""Which cells of the workbook, 10% wrong, would change what is signed.

A cell changes it if other contracts are cheaper then than today's. What today's plan
would cost is often known without a solve, and so is that no others become cheaper:
where that leaves them dearer, the cell is proved not to matter. Else both sides are
solved again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from math import inf, isfinite, nan

from models.case import Case
from models.rules import Rule
from planner.explain.bracket import UNKNOWN, Bracket
from planner.explain.contest import NEVER, Contest, Duel, settled
from planner.explain.forced import SignedAs, signing
from planner.explain.inputs_cells import Cell, changed
from planner.explain.inputs_ways import (
    NOTHING_KNOWN,
    cost_in,
    effect,
    fits,
    is_as_telling,
)

WRONG = 0.1
"""By how much a cell is taken to be wrong, either way."""
WAYS = (1 - WRONG, 1 + WRONG)


@dataclass(frozen=True, kw_only=True)
class Sway:
    """What is signed if one cell is wrong."""

    cell: Cell
    factor: float = nan
    """0.9 or 1.1; not a number where neither changes what is signed."""
    added: tuple[str, ...] = ()
    """Contracts and projects that are signed then, and are not now; where none are and
    none are dropped, no plan keeps the policy then."""
    dropped: tuple[str, ...] = ()
    regret: Bracket = UNKNOWN
    """How much dearer what is signed now would be then; infinite if impossible."""
    tie: bool = False
    """Whether the gaps leave open if other contracts are cheaper then."""


@dataclass(frozen=True)
class Wrong:
    """The question of one part with a cell wrong by a factor."""

    contest: Contest
    case: Case
    rules: Sequence[Rule]
    known: Duel
    """What is known without a solve."""
    no_worse: bool
    """No plan becomes impossible or dearer."""


def wrong(contest: Contest, cell: Cell, factor: float) -> Wrong:
    """Return the question of a part with a cell wrong, and what is known of it."""
    base, own = contest.base, contest.base.own(cell)
    case, rules = changed(base.case, base.plan.rules, own, factor)
    known = NOTHING_KNOWN
    if is_as_telling(base.plan, case):
        known = effect(own, factor, base.case, base.plan.rules)
    kept = cost_in(base.plan, case) if known.costs_only else None
    if kept is None and (known.no_worse or fits(base.plan, own, case)):
        kept = base.plan.objective
    least = contest.least if known.no_better or contest.is_only else -inf
    least = max(least, contest.floors.get((cell, factor), -inf))
    duel = Duel(Bracket(-inf, inf if kept is None else kept), Bracket(least, inf))
    return Wrong(contest, case, rules, duel, known.no_worse)


@dataclass(frozen=True, kw_only=True)
class SwayOf:
    """Solve again with one cell wrong, in the parts that it concerns."""

    contests: tuple[Contest, ...]
    cell: Cell
    factors: tuple[float, ...]
    """What is not proved without a solve; the likelier first."""

    @property
    def label(self) -> str:
        """Return what is tried."""
        named = "" if self.cell.table in {"rules", "settings"} else f"{self.cell.name} "
        return f"10% wrong: {self.cell.sheet}: {named}{self.cell.column or 'row'}"

    def found(self) -> Sway:
        """Return what is signed instead, proved to be cheaper; else a tie or nothing."""
        tie = False
        for factor in self.factors:
            sway = self._at(factor)
            if sway.regret.low > 0:
                return sway
            tie = tie or sway.tie
        return Sway(cell=self.cell, tie=tie)

    def _at(self, factor: float) -> Sway:
        sway = Sway(cell=self.cell)
        for contest in self.contests:
            asked = wrong(contest, self.cell, factor)
            duel = settled(contest, asked.case, asked.rules, asked.known)
            if duel.kept == duel.other == NEVER:
                return Sway(cell=self.cell, factor=factor, regret=NEVER)
            if duel.regret.low > 0:
                sway = _joined(sway, contest, duel, factor)
            sway = replace(sway, tie=sway.tie or not duel.is_settled)
        return sway


def _joined(sway: Sway, contest: Contest, duel: Duel, factor: float) -> Sway:
    """Return what is signed then with what is signed then in another part."""
    now = signing(contest.base.plan)
    then = now if duel.plan is None else signing(duel.plan)
    before = Bracket(0.0, 0.0) if sway.regret == UNKNOWN else sway.regret
    regret = duel.regret
    return replace(
        sway,
        factor=factor,
        added=(*sway.added, *named(then, now)),
        dropped=(*sway.dropped, *named(now, then)),
        regret=Bracket(before.low + regret.low, before.high + regret.high),
    )


def named(one: SignedAs, other: SignedAs) -> tuple[str, ...]:
    """Return the contracts and projects of one that are not of the other."""
    return (
        *sorted(one.offers - other.offers),
        *sorted(one.projects - other.projects),
    )


def ranked(contests: Sequence[Contest], every: Sequence[Cell]) -> list[SwayOf]:
    """Return the cells that need a solve, the likeliest to change what is signed first.

    What today's plan would cost and the cheapest with other contracts is compared where
    a cell changes costs alone; the rest is ranked by how many times over the margin the
    volume could pay. The two take turns.
    """
    tasks = list(filter(None, (_task(contests, cell) for cell in every)))
    money = [task for task in tasks if isfinite(task[0])]
    volume = [(_by_volume(each[1]), each[1]) for each in tasks if not isfinite(each[0])]
    turns = chain.from_iterable(
        zip_longest(
            *(sorted(each, key=lambda pair: pair[0]) for each in (money, volume))
        )
    )
    return [pair[1] for pair in turns if pair is not None]


def _task(contests: Sequence[Contest], cell: Cell) -> tuple[float, SwayOf] | None:
    """Return how much dearer the rivals would be at worst, and the task; None if proved."""
    held = tuple(c for c in contests if c.base.part.holds(cell.table, cell.name))
    rooms = []
    for factor in WAYS:
        asked = [wrong(contest, cell, factor) for contest in held]
        if not all(each.known.stays for each in asked):
            rooms.append((min(map(_rival_room, asked)), factor))
    if not rooms:
        return None
    rooms.sort()
    task = SwayOf(contests=held, cell=cell, factors=tuple(f for _, f in rooms))
    return rooms[0][0], task


def _rival_room(asked: Wrong) -> float:
    """Return by how much the rival would be dearer; minus infinity where not known."""
    if asked.contest.rival is None or asked.known.kept.high == inf:
        return -inf
    rival = cost_in(asked.contest.rival, asked.case)
    return -inf if rival is None else rival - asked.known.kept.high


def _by_volume(task: SwayOf) -> float:
    """Return the share of the margin that is left at worst."""
    margin = min(each.margin.low for each in task.contests)
    case = task.contests[0].base.case
    return margin - WRONG * max(_size(case, task.cell), 0.0)


def _size(case: Case, cell: Cell) -> float:
    """Return roughly what a volume is worth over the horizon, at a mean price."""
    prices = [p for each in case.offers.values() for p in each.price if p > 0]
    mean = sum(prices) / len(prices) if prices else 1.0
    demanded = sum(sum(each.volume) for each in case.demands.values())
    if cell.table in {"offers", "suppliers", "processes", "demands", "items"}:
        units = cell.value if cell.field not in {"recovery", "scrap_rate"} else demanded
        often = 1 if cell.table == "items" else len(case.periods)
        if cell.field in {"recovery", "scrap_rate", "take_or_pay", "flex"}:
            return mean * demanded
        return mean * units * often
    if cell.table == "curbs":
        return mean * demanded * case.curbs[cell.name].probability
    return mean * demanded
