"""What a wrong cell does to every plan at once: no worse, no better, or either."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.rules import Limit, Rule
from models.tree import Tree, grow
from planner.accounts import Accounts
from planner.explain.inputs_cells import Cell
from planner.plan import Plan

DEARER = {
    *("price", "freight", "duty", "order_cost", "fixed_cost", "period_cost"),
    *("holding_cost", "shortage_cost", "cost", "price_after", "take_or_pay"),
}
"""The more, the dearer every plan; the same are possible."""
CHEAPER = {"stock_value"}
"""The more, the cheaper every plan."""
COSTS = DEARER | CHEAPER | {"probability", "discount_rate", "risk_weight"}
"""What changes what plans cost, and not which are possible."""
ROOMIER = {"max_stock", "max_shortage", "flex", "capacity"}
"""The more, the more is possible; at no other cost."""
TIGHTER = {"min_order", "closing_stock"}
"""The more, the less is possible."""
CHANCES = {"max_exposure", "max_expected_shortage", "max_cvar_shortage"}
"""Rules that look at probabilities."""


@dataclass(frozen=True)
class Effect:
    """What is known of plans if a cell is wrong, without a solve."""

    costs_only: bool
    """The same plans are possible."""
    no_better: bool
    """No plan becomes possible or cheaper."""
    no_worse: bool
    """No plan becomes impossible or dearer."""


NOTHING_KNOWN = Effect(costs_only=False, no_better=False, no_worse=False)


def effect(cell: Cell, factor: float, case: Case, rules: Sequence[Rule]) -> Effect:
    """Return what is known of a cell that is wrong by a factor."""
    if cell.table == "rules":
        rule = rules[int(cell.name)]
        if rule.risk(-1.0, -1.0) != (-1.0, -1.0):
            return Effect(costs_only=True, no_better=False, no_worse=False)
        looser = (factor < 1) == rule.is_minimum
        return Effect(costs_only=False, no_better=not looser, no_worse=looser)
    up, field = (factor > 1) == (cell.value > 0), cell.field
    return Effect(
        costs_only=field in COSTS and not _is_limited(field, rules),
        no_better=field in (DEARER | TIGHTER if up else CHEAPER | ROOMIER)
        and not _is_owed(cell, case),
        no_worse=field in (CHEAPER | ROOMIER if up else DEARER | TIGHTER)
        and not _is_owed(cell, case),
    )


def _is_limited(field: str, rules: Sequence[Rule]) -> bool:
    """Tell whether a rule looks at such a number, and may forbid a plan for it."""
    if field == "probability":
        return any(rule.rule in CHANCES for rule in rules)
    return any(rule.limit_is is Limit.MONEY for rule in rules)


def _is_owed(cell: Cell, case: Case) -> bool:
    """Tell whether take-or-pay grows with a capacity."""
    if cell.field != "capacity" or cell.table == "processes":
        return False
    offers = case.offers.values()
    by = "name" if cell.table == "offers" else "supplier"
    return any(each.take_or_pay for each in offers if getattr(each, by) == cell.name)


def fits(plan: Plan, cell: Cell, case: Case) -> bool:
    """Tell whether a plan is as possible, and as dear, with a cell wrong.

    ``case`` is the one with the cell wrong. False where that is not quickly seen.
    """
    if cell.table in IDLE and IDLE[cell.table](plan, cell.name):
        return True
    seen = FITS.get((cell.table, cell.field))
    return seen is not None and not _is_owed(cell, case) and seen(plan, cell.name, case)


def _is_unused(plan: Plan, name: str) -> bool:
    return name not in plan.signed and not plan.outlook.scheduled[name].any()


def _is_still(plan: Plan, name: str) -> bool:
    return not plan.outlook.output(name).any()


def _keeps_capacity(plan: Plan, name: str, case: Case) -> bool:
    capacity = np.array(case.offers[name].capacity)[list(plan.outlook.tree.period)]
    return bool((plan.outlook.scheduled[name] <= capacity).all())


def _keeps_orders(plan: Plan, name: str, case: Case) -> bool:
    offer = case.offers[name]
    new = plan.outlook.planned(name) - np.array(offer.commitment)
    return bool(((new <= 0) | (new >= offer.min_order)).all())


def _keeps_room(plan: Plan, name: str, case: Case) -> bool:
    return bool((plan.outlook.stock(name) <= case.items[name].max_stock).all())


def _keeps_closing(plan: Plan, name: str, case: Case) -> bool:
    leaves = list(plan.outlook.tree.leaves)
    return bool(
        (plan.outlook.stock(name)[leaves] >= case.items[name].closing_stock).all()
    )


IDLE: Mapping[str, Callable[[Plan, str], bool]] = {
    "offers": _is_unused,
    "processes": _is_still,
}
"""What makes any number of a row nothing to a plan."""
FITS: Mapping[tuple[str, str], Callable[[Plan, str, Case], bool]] = {
    ("offers", "capacity"): _keeps_capacity,
    ("offers", "min_order"): _keeps_orders,
    ("items", "max_stock"): _keeps_room,
    ("items", "closing_stock"): _keeps_closing,
}


def cost_in(plan: Plan, case: Case) -> float | None:
    """Return what a plan's decisions cost in a case that differs in what things cost.

    None where the case lets other scenarios be told apart.
    """
    tree: Tree | None = plan.outlook.tree
    if case.scenarios is not plan.case.scenarios or case.curbs is not plan.case.curbs:
        tree = _grown(plan, case)
    if tree is None:
        return None
    accounts = Accounts(outlook=replace(plan.outlook, case=case, tree=tree))
    weight = case.risk_weight if plan.weight == plan.case.risk_weight else plan.weight
    return accounts.objective(weight, plan.level)


def is_as_telling(plan: Plan, case: Case) -> bool:
    """Tell whether the scenarios of a case are told apart when those of a plan are."""
    return case.curbs is plan.case.curbs or _grown(plan, case) is not None


def _grown(plan: Plan, case: Case) -> Tree | None:
    tree = plan.outlook.tree
    grown = None if tree.losses else grow(case)
    same = grown is not None and np.array_equal(grown.paths, tree.paths)
    return grown if same else None
