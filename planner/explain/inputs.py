"""Which cells of the workbook, 10% wrong, would change what is signed; by re-solves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from math import inf, nan

from models.case import Case
from models.rules import Rule
from models.tree import grow
from planner.accounts import Accounts
from planner.errors import NoPlanError
from planner.explain.bracket import UNKNOWN, Bracket, dearer
from planner.explain.forced import SignedAs, signing
from planner.explain.inputs_cells import Cell, cells, changed
from planner.explain.prices import is_used
from planner.explain.resolve import Base
from planner.plan import Plan

WRONG = 0.1
"""By how much a cell is taken to be wrong, either way."""
MOST_RIVALS = 5
"""Plans with other contracts by which the cells are ranked."""


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
    """Whether something else would be signed then that is as cheap within the gaps."""


@dataclass(frozen=True, kw_only=True)
class SwayOf:
    """Solve again with one cell wrong."""

    base: Base
    cell: Cell
    factors: tuple[float, ...]
    """The likelier first."""

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
            if sway is not None and sway.regret.low > 0:
                return sway
            tie = tie or sway is not None
        return Sway(cell=self.cell, tie=tie)

    def _at(self, factor: float) -> Sway | None:
        plan = self.base.plan
        case, rules = changed(self.base.case, plan.rules, self.cell, factor)
        try:
            other = self.base.solved(case, rules, gap=self.base.coarse)
        except NoPlanError:
            return Sway(cell=self.cell, factor=factor, regret=Bracket(inf, inf))
        now, then = signing(plan), signing(other)
        if now == then:
            return None
        return Sway(
            cell=self.cell,
            factor=factor,
            added=_named(then, now),
            dropped=_named(now, then),
            regret=self._regret(case, rules, other),
        )

    def _regret(self, case: Case, rules: Sequence[Rule], best: Plan) -> Bracket:
        """Return how much dearer today's contracts are, solved finer if need be."""
        as_now = (*rules, signing(self.base.plan))
        found = UNKNOWN
        for gap in (self.base.coarse, self.base.gap):
            try:
                kept = self.base.solved(case, as_now, gap=gap)
            except NoPlanError:
                return Bracket(inf, inf)
            if gap != self.base.coarse:
                best = self.base.solved(case, rules, best, gap)
            found = dearer(kept, best)
            if found.low > 0 or signing(best) == signing(self.base.plan):
                break
        return found


def _named(one: SignedAs, other: SignedAs) -> tuple[str, ...]:
    return (
        *sorted(one.offers - other.offers),
        *sorted(one.projects - other.projects),
    )


def ranked(base: Base, met: Sequence[Plan]) -> list[SwayOf]:
    """Return every cell, the likeliest to change what is signed first.

    ``met`` are other plans that are possible. What a cell changes in costs alone is
    ranked by how much cheaper the best of them with other contracts becomes than the
    plan; that is known without a solve. What it changes in volumes is ranked by how
    many times over the plan's margin the volume could pay. The two take turns.
    """
    every = cells(base.case, base.plan.rules)
    rivals = _rivals(base.plan, met)
    margin = _margin(base.plan, rivals)
    money = sorted(
        (_by_cost(base, each, rivals) for each in every if each.is_money),
        key=lambda pair: pair[0],
    )
    volume = sorted(
        (_by_volume(base, each, margin) for each in every if not each.is_money),
        key=lambda pair: pair[0],
    )
    turns = chain.from_iterable(zip_longest(money, volume))
    return [pair[1] for pair in turns if pair is not None]


def _rivals(plan: Plan, met: Sequence[Plan]) -> list[Plan]:
    """Return the cheapest plans met that sign something else, one for each signing."""
    now, best = signing(plan), dict[SignedAs, tuple[float, Plan]]()
    for each in met:
        signed = signing(each)
        cost = _cost(each, plan, plan.case)
        if signed != now and cost < best.get(signed, (inf, each))[0]:
            best[signed] = (cost, each)
    cheapest = sorted(best.values(), key=lambda pair: pair[0])
    return [each for _, each in cheapest[:MOST_RIVALS]]


def _cost(each: Plan, plan: Plan, case: Case) -> float:
    """Return the objective of a plan's decisions in a case that differs in costs."""
    outlook = each.outlook
    tree = outlook.tree
    if case.scenarios is not plan.case.scenarios:
        odds: Mapping[str, float] = {s.name: s.probability for s in case.scenarios}
        scenarios = tuple(
            replace(s, probability=odds.get(s.name, 0.0)) for s in tree.scenarios
        )
        chance = [0.0] * len(tree.period)
        for scenario, path in zip(scenarios, tree.paths, strict=True):
            for node in path:
                chance[node] += scenario.probability
        tree = replace(tree, scenarios=scenarios, probability=tuple(chance))
    elif case.curbs is not plan.case.curbs:
        tree = replace(tree, price=grow(case).price) if not tree.losses else tree
    accounts = Accounts(outlook=replace(outlook, case=case, tree=tree))
    weight = case.risk_weight if plan.weight == plan.case.risk_weight else plan.weight
    return accounts.objective(weight, plan.level)


def _margin(plan: Plan, rivals: Sequence[Plan]) -> float:
    dearer_by = [_cost(each, plan, plan.case) - plan.objective for each in rivals]
    return max(min(dearer_by, default=0.01 * abs(plan.objective)), 1.0)


def _either(base: Base, cell: Cell) -> tuple[float, ...]:
    """Return both ways a cell may be wrong; one if the plan has no use for the offer.

    What makes an offer worse that the plan does not use leaves the plan the cheapest.
    """
    ways = (1 - WRONG, 1 + WRONG)
    if cell.table != "offers" or is_used(base.plan, cell.name):
        return ways
    return ways[1:] if cell.field in {"capacity", "flex"} else ways[:1]


def _by_cost(base: Base, cell: Cell, rivals: Sequence[Plan]) -> tuple[float, SwayOf]:
    """Return how much dearer the best rival is at worst, and the task."""
    plan, sizes = base.plan, []
    for factor in _either(base, cell):
        case, _ = changed(base.case, plan.rules, cell, factor)
        mine = _cost(plan, plan, case)
        best = min((_cost(each, plan, case) for each in rivals), default=inf)
        sizes.append((best - mine, factor))
    sizes.sort()
    factors = tuple(factor for _, factor in sizes)
    moved = sizes[0][0]
    return moved, SwayOf(base=base, cell=cell, factors=factors)


def _by_volume(base: Base, cell: Cell, margin: float) -> tuple[float, SwayOf]:
    """Return the share of the margin that is left at worst, and the task."""
    worth = WRONG * max(_size(base.case, cell), 0.0)
    task = SwayOf(base=base, cell=cell, factors=_either(base, cell))
    return margin - worth, task


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
