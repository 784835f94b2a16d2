"""Why a plan is what it is: sources, prices, capacities, rules, shortage, inputs.

What a plan does is read off the plan. What would change it is found by solving again
with one thing changed at a time, so that every such number is proved to within the gaps
of the two solves; brackets say how far.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import nan
from typing import Any

import pandas as pd

from models.case import Case
from planner.explain.bases import Bases, bases_of
from planner.explain.causes import sources
from planner.explain.causes_short import shortages
from planner.explain.contest import Contest, RivalOf
from planner.explain.explanation import PRICES, Explanation
from planner.explain.floors import FloorsOf, with_floors
from planner.explain.inputs import ranked
from planner.explain.inputs_cells import Cell, cells
from planner.explain.inputs_told import with_inputs
from planner.explain.places import with_places
from planner.explain.prices import PriceOf, Threshold, is_used
from planner.explain.resolve import Result, Task
from planner.explain.rounds import Done, Rounds, in_rounds
from planner.explain.rules import WithoutRule, is_idle, rule_costs
from planner.explain.worth import MOST, WorthOf, worth_record
from planner.explain.worth_limits import reached_limits
from planner.plan import Plan

MOST_PRICES = 40
"""At most so many offers are priced, used ones first, then the cheapest."""
LONGEST = 300.0
"""Seconds after which no more rules, limits and prices are tried."""
BUDGET = 300.0
"""Seconds after which no more cells are."""


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
    bases = bases_of(case, plan, gap, time_limit, jobs, done)
    told = Explanation(
        case=case,
        plan=bases.whole.plan,
        sources=sources(bases.whole.plan),
        shortages=shortages(bases.whole.plan),
        gap=bases.whole.gap,
        stopped=bases.stopped,
    )
    if bases.stopped:
        return told
    tasks = _tasks(bases)
    first = in_rounds(tasks, jobs, done, longest)
    told = _with_results(told, bases, tasks, first)
    if first.stopped:
        return told
    contests = [r.value for r in first.found.values() if isinstance(r.value, Contest)]
    every = cells(case, plan.rules)
    lacking = bases.without([each.base for each in contests])
    known = [
        cell
        for cell in every
        if not any(each.part.holds(cell.table, cell.name) for each in lacking)
    ]
    floors = [FloorsOf(contest=each, cells=_held(each, known)) for each in contests]
    proved = in_rounds(floors, jobs, done, budget)
    contests = with_floors(contests, {n: r.value for n, r in proved.found.items()})
    asked = ranked(contests, known)
    second = Rounds(stopped=True)
    if not proved.stopped:
        second = in_rounds(asked, jobs, done, budget)
    told = replace(told, cells=len(every), cells_proved=len(known) - len(asked))
    return with_inputs(told, contests, second)


def _held(contest: Contest, known: Sequence[Cell]) -> list[Cell]:
    part = contest.base.part
    return [each for each in known if part.holds(each.table, each.name)]


def _tasks(bases: Bases) -> list[Task]:
    whole, parts = bases.whole.plan, bases.parts
    rules: list[Task] = [
        WithoutRule(base=bases.of("rules", str(place)), place=place)
        for place in range(len(whole.rules))
        if not is_idle(whole, place)
    ]
    rivals = [RivalOf(base=each) for each in parts]
    limits = [(base, each) for base in parts for each in reached_limits(base.plan)]
    limits.sort(key=lambda pair: -pair[1].size)
    worth = [WorthOf(base=base, reached=each) for base, each in limits[:MOST]]
    prices = [
        PriceOf(base=bases.of("offers", name), offer=name)
        for name in _priced(whole)[:MOST_PRICES]
    ]
    return [*rules, *rivals, *worth, *prices]


def _priced(plan: Plan) -> list[str]:
    """Return the offers that can still be changed: used ones first, then by price."""

    def rank(name: str) -> tuple[bool, float]:
        offer = plan.case.offers[name]
        return not is_used(plan, name), min(offer.price[t] for t in offer.window)

    offers = plan.case.offers.values()
    open_ = [each.name for each in offers if any(map(each.can_change, each.window))]
    return sorted(open_, key=rank)


def _with_results(
    told: Explanation, bases: Bases, tasks: Sequence[Task], first: Rounds
) -> Explanation:
    prices, worth, without = [], [], {}
    for place, result in sorted(first.found.items()):
        task: Any = tasks[place]
        if isinstance(task, PriceOf):
            prices.append(_price(told, task, result))
        elif isinstance(task, WorthOf):
            worth.append(worth_record(task.reached, result.value, result.why))
        elif isinstance(task, WithoutRule):
            without[task.place] = result
    table = pd.DataFrame(worth)
    if not table.empty:
        table = table.sort_values("high", ascending=False, ignore_index=True)
    limits = sum(len(reached_limits(each.plan)) for each in bases.parts)
    told = replace(
        told,
        prices=pd.DataFrame(prices, columns=PRICES),
        worth=table,
        not_tried=limits - len(worth),
        not_priced=len(_priced(told.plan)) - len(prices),
        rules=rule_costs(bases, without),
        stopped=first.stopped,
    )
    return with_places(told)


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
