"""Today's contracts against all others: by how much the others are dearer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isfinite, isnan

from models.case import Case
from models.rules import Rule
from planner.errors import NoPlanError
from planner.explain.bracket import ROUNDING, UNKNOWN, Bracket, cost
from planner.explain.forced import SignedOtherwise, signing
from planner.explain.inputs_cells import Cell
from planner.explain.resolve import Base
from planner.plan import Plan

NEVER = Bracket(inf, inf)
"""What a plan costs where there is none."""
HALF, WIDEST = 0.5, 0.05
"""The first look at a changed question may leave open half of the margin, and so much."""


Way = tuple[Cell, float]
"""A cell, and the factor by which it is wrong."""


@dataclass(frozen=True)
class Contest:
    """A plan, or that of a part, and the cheapest plan with other contracts."""

    base: Base
    rival: Plan | None
    """None where there is no plan with other contracts."""
    floors: Mapping[Way, float] = field(default_factory=dict)
    """What no plan with other contracts costs less than with a cell wrong."""

    @property
    def margin(self) -> Bracket:
        """Return by how much plans with other contracts are dearer."""
        if self.rival is None:
            return NEVER
        return less(cost(self.rival), cost(self.base.plan)).at_least(0.0)

    @property
    def is_only(self) -> bool:
        """Tell whether nothing else could ever be signed."""
        case = self.base.case
        return not case.projects and all(
            each.free_to_sign or each.committed for each in case.offers.values()
        )

    @property
    def least(self) -> float:
        """Return what no plan with other contracts costs less than."""
        return inf if self.rival is None else self.rival.bound

    @property
    def gaps(self) -> tuple[float, ...]:
        """Return the gaps at which a changed question is solved, one after another."""
        base = self.base
        size = max(abs(base.plan.objective), 1.0)
        wide = min(WIDEST, HALF * self.margin.low / size)
        return (*((wide,) if wide > base.coarse else ()), base.coarse, base.gap)

    @property
    def others(self) -> tuple[Rule, ...]:
        """Return what only plans with other contracts keep."""
        return (SignedOtherwise(known=signing(self.base.plan)),)


@dataclass(frozen=True, kw_only=True)
class RivalOf:
    """Find the cheapest plan with other contracts."""

    base: Base

    @property
    def label(self) -> str:
        """Return what is tried."""
        return f"other contracts for {', '.join(self.base.minerals)}"

    def found(self) -> Contest:
        """Return it beside the plan, solved finer if need be."""
        base, rules = self.base, self.base.plan.rules
        contest = Contest(base, None)
        rival: Plan | None = None
        for gap in (base.coarse, base.gap):
            try:
                rival = base.solved(
                    rules=(*rules, *contest.others), near=rival, gap=gap
                )
            except NoPlanError:
                return contest
            contest = Contest(base, rival)
            if contest.margin.low > 0:
                break
        return contest


@dataclass(frozen=True)
class Duel:
    """What today's contracts, and the best others, cost if something is otherwise."""

    kept: Bracket = UNKNOWN
    other: Bracket = UNKNOWN
    plan: Plan | None = None
    """The best with other contracts, once it is known."""

    @property
    def regret(self) -> Bracket:
        """Return how much dearer today's contracts are."""
        return less(self.kept, self.other)

    @property
    def stays(self) -> bool:
        """Tell whether no others are known to be cheaper."""
        if self.kept.high == inf:
            return False
        room = ROUNDING * abs(self.kept.high)
        return self.other.low >= self.kept.high - room

    @property
    def is_settled(self) -> bool:
        """Tell whether it is known which are cheaper."""
        return self.stays or self.regret.low > 0 or self.kept == self.other == NEVER


def less(one: Bracket, other: Bracket) -> Bracket:
    """Return a difference; what costs infinitely much is dearer than all else."""
    low, high = one.low - other.high, one.high - other.low
    if isfinite(high - low) and high - low <= ROUNDING * max(
        abs(one.high), abs(other.high)
    ):
        low = high = one.high - other.high
    return Bracket(-inf if isnan(low) else low, inf if isnan(high) else high)


def settled(contest: Contest, case: Case, rules: Sequence[Rule], known: Duel) -> Duel:
    """Return a duel in a changed question as far as solves settle it.

    ``known`` is what is known of it without one.
    """
    duel = known
    for gap in contest.gaps:
        kept_first = duel.other.low > -inf and duel.kept.high == inf
        for kept in (kept_first, not kept_first):
            if not duel.is_settled:
                duel = _solved(contest, case, rules, duel, gap, kept=kept)
    return duel


def _solved(
    contest: Contest,
    case: Case,
    rules: Sequence[Rule],
    duel: Duel,
    gap: float,
    *,
    kept: bool,
) -> Duel:
    base, now = contest.base, contest.base.plan
    held = (signing(now),) if kept else contest.others
    every, near = (*rules, *held), now if kept else duel.plan or contest.rival
    try:
        if gap > base.coarse:
            first, plan = base.enclosed(case, every, near, gap), None
        else:
            plan = base.solved(case, every, near, gap)
            first = cost(plan)
    except NoPlanError:
        return replace(duel, kept=NEVER) if kept else replace(duel, other=NEVER)
    if kept:
        return replace(duel, kept=_both(duel.kept, first))
    # That others are cheaper is told only of a plan that was audited.
    known = first if plan else Bracket(first.low, inf)
    return replace(duel, other=_both(duel.other, known), plan=plan or duel.plan)


def _both(one: Bracket, other: Bracket) -> Bracket:
    return Bracket(max(one.low, other.low), min(one.high, other.high))
