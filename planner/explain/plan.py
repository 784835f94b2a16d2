"""Why a plan is what it is: sources, prices, capacities, rules, shortage, inputs.

What a plan does is read off the plan. What would change it is found by solving again
with one thing changed at a time, so that every such number is proved to within the gaps
of the two solves; brackets say how far.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from math import nan
from typing import Any

import pandas as pd

from models.case import Case
from planner.errors import PlannerError, StoppedError
from planner.explain.causes import sources
from planner.explain.causes_short import shortages
from planner.explain.inputs import WRONG, Sway, ranked
from planner.explain.inputs_cells import Cell, cells
from planner.explain.inputs_places import place_of, words_of
from planner.explain.prices import PriceOf, Threshold, is_used
from planner.explain.resolve import Base, Result, Task, base_of
from planner.explain.rounds import Done, Rounds, in_rounds
from planner.explain.rules import WithoutRule, rule_costs
from planner.explain.worth import MOST, WorthOf, worth_record
from planner.explain.worth_limits import reached_limits
from planner.plan import Plan
from planner.workbook.addresses import Addresses, where

ASKED = 10
"""How many cells that change what is signed are looked for."""
MOST_PRICES = 40
"""At most so many offers are priced, used ones first, then the cheapest."""
LONGEST = 300.0
"""Seconds after which no more rules, limits and prices are tried."""
BUDGET = 75.0
"""Seconds after which no more cells are."""
PRICES = [
    *("offer", "used", "price", "low", "high", "factor_low", "factor_high"),
    *("open", "saves_low", "saves_high", "solves", "why"),
]
INPUTS = [
    *("place", "what", "value", "wrong", "added", "dropped", "low", "high"),
]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What explains one plan, as far as it was found before Ctrl-C.

    Money is in the objective's terms: expected and discounted, weighed with CVaR where
    the policy does. ``low`` and ``high`` enclose a number as the gaps leave it.
    """

    case: Case
    plan: Plan
    """The plan that is explained: the one given, proved further where that was quick."""
    sources: pd.DataFrame
    """See ``causes.sources``."""
    shortages: pd.DataFrame
    """See ``causes_short.shortages``."""
    prices: pd.DataFrame = field(default_factory=lambda: _table(PRICES))
    """For each offer: whether it is used, its price today (the mean over its window),
    the price below which every cheapest plan buys from it (low) and the one at which a
    re-solve saved no more than ``open`` by it (high); the same as factors on its price;
    what it saves at today's price (saves_low, saves_high); ``why`` where there is no such price."""
    worth: pd.DataFrame = field(default_factory=pd.DataFrame)
    """For each limit reached: kind, limit, periods, on_plan, step (in each of these
    periods), low and high (saved by the step), unit_low and unit_high (per unit and
    period), why it is not known."""
    not_tried: int = 0
    """Limits that are reached and were not tried."""
    not_priced: int = 0
    """Offers whose price was not tried."""
    rules: pd.DataFrame = field(default_factory=pd.DataFrame)
    """See ``rules.rule_costs``."""
    inputs: pd.DataFrame = field(default_factory=lambda: _table(INPUTS))
    """Cells that change what is signed: place (its address), what, value (the mean of a
    row), wrong (-0.1 or 0.1), added and dropped (what is signed then), low and high (how
    much dearer today's contracts would be)."""
    cells_tried: int = 0
    cells: int = 0
    ties: int = 0
    """Cells that make something else as cheap, no cheaper beyond the gaps."""
    gap: float = nan
    """At which re-solves stop."""
    stopped: bool = False
    """Whether Ctrl-C left something out."""


def _table(columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


def explain_plan(  # noqa: PLR0913 - what is asked, and how hard to try
    case: Case,
    plan: Plan,
    *,
    jobs: int | None = None,
    gap: float | None = None,
    time_limit: float | None = None,
    done: Done = lambda *_: None,
    longest: float = LONGEST,
    budget: float = BUDGET,
) -> Explanation:
    """Explain a plan of a case by solving it again with one thing changed at a time.

    ``gap`` and ``time_limit`` are for each re-solve; by default finer than the
    workbook's, and some times as long as the plan took. After ``longest`` seconds no
    more rules, limits and prices are tried, after ``budget`` more seconds no more cells. ``done`` hears what was tried, how many of its kind are
    done, and how many there are. Ctrl-C keeps what is found.
    """
    base = base_of(case, plan, gap, time_limit)
    base, stopped = _proved(base)
    told = Explanation(
        case=case,
        plan=base.plan,
        sources=sources(base.plan),
        shortages=shortages(base.plan),
        gap=base.gap,
        stopped=stopped,
    )
    if stopped:
        return told
    tasks = _tasks(base)
    first = in_rounds(tasks, jobs, done, longest)
    told = _with_results(told, tasks, first)
    if first.stopped:
        return told
    met = [plan for each in first.found.values() for plan in _plans(each.value)]
    cells_ = [
        each for each in ranked(base, met) if not _settled(each.cell, told.prices)
    ]
    second = in_rounds(cells_, jobs, done, budget, _enough)
    return _with_inputs(told, base, second)


def _proved(base: Base) -> tuple[Base, bool]:
    """Return the plan proved to the re-solves' gap, or as it is; whether stopped."""
    if base.plan.gap <= base.gap:
        return base, False
    try:
        finer = base.solved()
    except KeyboardInterrupt:
        return base, True
    except StoppedError as stop:
        return base, stop.status == "interrupted"
    except PlannerError:
        return base, False
    better = finer.objective <= base.plan.objective
    plan = finer if better else replace(base.plan, bound=finer.bound)
    return replace(base, plan=plan), False


def _tasks(base: Base) -> list[Task]:
    rules: list[Task] = [
        WithoutRule(base=base, place=place) for place in range(len(base.plan.rules))
    ]
    limits = reached_limits(base.plan)[:MOST]
    worth = [WorthOf(base=base, reached=each) for each in limits]
    prices = [PriceOf(base=base, offer=name) for name in _priced(base.plan)]
    return [*rules, *worth, *prices[:MOST_PRICES]]


def _priced(plan: Plan) -> list[str]:
    """Return the offers that can still be changed: used ones first, then by price."""

    def rank(name: str) -> tuple[bool, float]:
        offer = plan.case.offers[name]
        return not is_used(plan, name), min(offer.price[t] for t in offer.window)

    offers = plan.case.offers.values()
    open_ = [each.name for each in offers if any(map(each.can_change, each.window))]
    return sorted(open_, key=rank)


def _with_results(
    told: Explanation, tasks: Sequence[Task], first: Rounds
) -> Explanation:
    prices, worth, without = [], [], {}
    for place, result in sorted(first.found.items()):
        task: Any = tasks[place]
        if isinstance(task, PriceOf):
            prices.append(_price(told, task, result))
        elif isinstance(task, WorthOf):
            worth.append(worth_record(task.reached, result.value, result.why))
        else:
            without[task.place] = result
    table = pd.DataFrame(worth)
    if not table.empty:
        table = table.sort_values("high", ascending=False, ignore_index=True)
    limits = len(reached_limits(told.plan))
    return replace(
        told,
        prices=pd.DataFrame(prices, columns=PRICES),
        worth=table,
        not_tried=limits - len(worth),
        not_priced=len(_priced(told.plan)) - len(prices),
        rules=rule_costs(told.plan, without),
        stopped=first.stopped,
    )


def _price(told: Explanation, task: PriceOf, result: Result) -> tuple[Any, ...]:
    offer = told.case.offers[task.offer]
    price = sum(offer.price[t] for t in offer.window) / len(offer.window)
    used = bool(told.sources.set_index("offer")["used"][task.offer])
    found: Threshold | None = result.value
    if found is None:
        return (task.offer, used, price, *[nan] * 7, 0, result.why)
    factors = (found.low, found.high) if not found.why else (nan, nan)
    return (
        task.offer,
        used,
        price,
        *(price * each for each in factors),
        *factors,
        found.open,
        found.saves.low,
        found.saves.high,
        found.solves,
        found.why,
    )


def _with_inputs(told: Explanation, base: Base, second: Rounds) -> Explanation:
    """Return it with the cells that were tried, or settled by the prices before."""
    every = cells(base.case, base.plan.rules)
    settled = sum(_settled(each, told.prices) for each in every)
    tried = [each.value for each in second.found.values() if each.value is not None]
    found = [each for each in tried if each.factor > 0]
    found.sort(key=lambda each: -each.regret.low)
    at = where(told.case.source, told.case)
    rows = [_input(each, told.plan, at) for each in found]
    return replace(
        told,
        inputs=pd.DataFrame(rows, columns=INPUTS),
        cells_tried=len(tried) + settled,
        cells=len(every),
        ties=sum(each.tie for each in tried),
        stopped=second.stopped,
    )


def _enough(results: Collection[Result]) -> bool:
    """Tell whether as many cells are known as are looked for."""
    known = [each.value for each in results if each.value is not None]
    return len([each for each in known if each.factor > 0]) >= ASKED


def _settled(cell: Cell, prices: pd.DataFrame) -> bool:
    """Tell whether an unused offer is known not to enter at a price 10% lower."""
    if (cell.table, cell.field) != ("offers", "price"):
        return False
    rows = prices[(prices["offer"] == cell.name) & ~prices["used"].astype(bool)]
    return bool((rows["factor_high"] <= 1 - WRONG).any())


def _plans(value: object) -> tuple[Plan, ...]:
    """Return the plans a task met that are possible for the policy as it is."""
    return value.plans if isinstance(value, Threshold) else ()


def _input(sway: Sway, plan: Plan, at: Addresses) -> tuple[Any, ...]:
    cell = sway.cell
    rule = str(plan.rules[int(cell.name)]) if cell.table == "rules" else ""
    return (
        place_of(cell, plan.case, plan.policy, at),
        words_of(cell, rule),
        cell.value,
        round(sway.factor - 1, 9),
        sway.added,
        sway.dropped,
        sway.regret.low,
        sway.regret.high,
    )
