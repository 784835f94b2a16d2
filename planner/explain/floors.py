"""Many cells at once: if even all of them together let no other contracts win, none does.

A wrong cell that makes no plan worse lowers what other contracts cost by no more than it
does together with others of its kind. One bound with all of them wrong therefore holds
for each of them alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from planner.errors import NoPlanError
from planner.explain.contest import Contest, Way
from planner.explain.inputs import WAYS, Wrong, wrong
from planner.explain.inputs_cells import Cell, changed
from planner.explain.inputs_ways import cost_in

SHARE = 0.5
"""Of the margin that the cells of one bound may take away from the plans known."""
MOST = 8
"""Bounds that are tried."""
FREE = {"lot_size": 0.0}
"""A factor at which plans have every choice that they have at any other."""


@dataclass(frozen=True, kw_only=True)
class FloorsOf:
    """Find what other contracts cost at least with many cells wrong at once."""

    contest: Contest
    cells: Sequence[Cell]

    @property
    def label(self) -> str:
        """Return what is tried."""
        return f"10% wrong: many small cells of {', '.join(self.contest.base.minerals)}"

    def found(self) -> Contest:
        """Return the contest with what is proved of cells, each wrong one way."""
        contest, floors = self.contest, dict[Way, float]()
        groups = [self._small()]
        for _ in range(MOST):
            group = groups.pop(0) if groups else {}
            if not group:
                break
            least = _least(contest, list(group))
            floors |= {way: least for way in group if _is_proved(group[way], least)}
            rest = [way for way in group if way not in floors]
            halves = rest[: len(rest) // 2], rest[len(rest) // 2 :]
            groups += [{way: group[way] for way in half} for half in halves if half]
        return replace(contest, floors=floors)

    def _small(self) -> dict[Way, Wrong]:
        """Return the ways of cells that take no more than a share of the margin."""
        sized = []
        # Curbs are left out: together they may tell scenarios apart at another time.
        for cell in (each for each in self.cells if each.table != "curbs"):
            for factor in WAYS:
                asked = wrong(self.contest, cell, factor)
                helps = asked.no_worse or cell.field in FREE
                if helps and asked.known.kept.high < inf and not asked.known.stays:
                    sized.append((_effect(asked), (cell, factor), asked))
        sized.sort(key=lambda each: each[0])
        left, group = SHARE * self.contest.margin.low, {}
        for size, way, asked in sized:
            left -= size
            if left < 0:
                break
            group[way] = asked
        return group


def _effect(asked: Wrong) -> float:
    """Return by how much the plans that are known become cheaper at most."""
    plans = [asked.contest.base.plan, asked.contest.rival]
    saved = [0.0]
    for plan in filter(None, plans):
        then = cost_in(plan, asked.case)
        saved.append(0.0 if then is None else plan.objective - then)
    return max(saved)


def _is_proved(asked: Wrong, least: float) -> bool:
    return least >= asked.known.kept.high


def _least(contest: Contest, ways: Sequence[Way]) -> float:
    """Return what no plan with other contracts costs less than, all cells wrong."""
    base = contest.base
    case, rules = base.case, base.plan.rules
    for cell, factor in ways:
        case, rules = changed(case, rules, base.own(cell), FREE.get(cell.field, factor))
    every, gap = (*rules, *contest.others), (1 - SHARE) * contest.gaps[0]
    try:
        return base.enclosed(case, every, contest.rival, max(gap, base.coarse)).low
    except NoPlanError:
        return inf


def with_floors(
    contests: Sequence[Contest], found: Mapping[int, Contest | None]
) -> list[Contest]:
    """Return the contests with what was proved of them."""
    return [found.get(n) or contest for n, contest in enumerate(contests)]
