"""What knowing more, and planning for curbs at all, is worth: EVPI, VSS, a warning.

Each is a difference of expected costs, so each comes with what the gaps leave open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.case import Case, Scenario
from models.rules import Rule
from models.tree import grow, is_no_curb
from planner.accounts import Accounts
from planner.errors import PlannerError, StoppedError
from planner.plan import Plan
from planner.solving import cheapest_plan, effort_for
from planner.solving.replay import replay
from planner.spread import spread
from planner.stress.nothing import sign, with_nothing

if TYPE_CHECKING:
    from models.decisions import Outlook

MOST = 60
"""Scenarios that are solved each by itself: the likeliest."""
HARDLY = 1e-6
"""Probability left to the no-curb path where a curb is certain: a plan needs one."""


class Bracket(NamedTuple):
    """A difference of costs: as found, and the least and most it can be."""

    found: float
    low: float
    high: float


class Effort(NamedTuple):
    """When to end a solve; as the workbook says where None."""

    gap: float | None = None
    time_limit: float | None = None


@dataclass(frozen=True)
class Worth:
    """What could be saved, or was, in the plan's expected cost."""

    plan: Plan
    perfect: Bracket | None
    """EVPI: by knowing from the start, before signing, which scenario comes."""
    known_chance: float
    """Probability of the scenarios it was tried for; the rest counts as worth nothing."""
    planning: Bracket | None
    """VSS: by the plan against one made for the no-curb path alone."""
    warning: Bracket | None
    """By knowing of each curb one period before it starts."""
    why: Sequence[str] = ()
    """Why some of it is not known."""
    stopped: bool = False


@dataclass(frozen=True)
class _Task:
    """A case to solve, what it is asked for, and how likely that is."""

    kind: str
    case: Case
    rules: Sequence[Rule]
    options: Effort
    chance: float = 1.0
    whole: Case | None = None
    """The case in which the plan is to be priced, if not its own."""


class _Cost(NamedTuple):
    """The expected cost of what was found, and what no plan can be below."""

    cost: float
    bound: float


def worth(
    plan: Plan,
    effort: Effort,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    done: Callable[[int, int], None] = lambda *_: None,
) -> Worth:
    """Return what information and planning are worth for one plan.

    EVPI = cost − Σ π_w z_w with z_w the least cost where scenario w is certain. VSS =
    what the plan for the no-curb path costs in the scenarios − cost. For a plan that
    minimises the expected cost only. ``done`` hears how many solves are done, and how
    many there are. Ctrl-C keeps what is done.
    """
    if plan.weight:
        why = "The plan weighs risk, so that it is not the cheapest on average."
        return Worth(plan, None, 0.0, None, None, (why,))
    tasks = _tasks(plan, effort)
    found: dict[int, _Cost | str] = {}
    stopped = False
    try:
        for place, cost in spread(_solved, tasks, jobs, _lost, cluster):
            if cost is None:
                stopped = True
                break
            found[place] = cost
            done(len(found), len(tasks))
    except KeyboardInterrupt:
        stopped = True
    return _added(plan, tasks, found, stopped=stopped)


def _tasks(plan: Plan, options: Effort) -> list[_Task]:
    case, rules = plan.case, plan.rules
    likely = [each for each in case.scenarios if each.probability > 0]
    likely.sort(key=lambda each: -each.probability)
    bare = next(each for each in likely if is_no_curb(each))
    alone = _undisturbed(case, bare)
    certain = [
        _Task("certain", _certain(case, each), rules, options, each.probability)
        for each in likely[:MOST]
    ]
    return [
        _Task("planning", alone, rules, options, whole=case),
        _Task("warning", _warned(case), rules, options),
        *certain,
    ]


def _undisturbed(case: Case, bare: Scenario) -> Case:
    only = (replace(bare, probability=1.0),)
    return replace(case, scenarios=only, dropped_probability=0.0)


def _certain(case: Case, scenario: Scenario) -> Case:
    """Return the case in which a scenario is certain, and known from the start."""
    bare = next(each for each in case.scenarios if is_no_curb(each))
    if scenario is bare:
        return _undisturbed(case, bare)
    told = sign("\0told", 0.5, case)
    strikes = (*scenario.strikes, (told.name, 0))
    known = replace(scenario, probability=1 - HARDLY, strikes=strikes)
    return replace(
        with_nothing(case),
        dropped_probability=0.0,
        curbs={**case.curbs, told.name: told},
        scenarios=(replace(bare, probability=HARDLY), known),
    )


def _warned(case: Case) -> Case:
    """Return the case in which each curb is known of one period before it starts."""
    shares = np.linspace(0.1, 0.9, len(case.curbs) or 1).tolist()
    signs = {
        name: sign(f"\0warning of {name}", share, case)
        for name, share in zip(case.curbs, shares, strict=False)
    }
    scenarios = tuple(
        replace(
            each,
            strikes=(
                *each.strikes,
                *((signs[name].name, max(0, t - 1)) for name, t in each.strikes),
            ),
        )
        for each in case.scenarios
    )
    curbs = {**case.curbs, **{each.name: each for each in signs.values()}}
    changed = with_nothing(case)
    # These scenarios are nobody's draw from the curbs: none of their chances is dropped.
    return replace(changed, dropped_probability=0.0, curbs=curbs, scenarios=scenarios)


def _solved(task: _Task) -> _Cost | str | None:
    """Return what a task costs, or why that is not known; None if it is stopped."""
    gap, time_limit = task.options
    effort = effort_for(task.case, gap=gap, time_limit=time_limit)
    try:
        plan = cheapest_plan(task.case, task.kind, task.rules, effort)
        return None if effort.stop.is_set() else _cost(task, plan)
    except KeyboardInterrupt:
        return None
    except StoppedError as early:
        return None if effort.stop.is_set() else str(early)
    except PlannerError as fault:
        return str(fault)


def _lost(_task: _Task) -> str:
    return "A process that solved was ended from outside."


def _cost(task: _Task, plan: Plan) -> _Cost:
    if task.whole is not None:
        cost = _priced(plan, task.whole)
        return _Cost(cost, cost)
    if task.kind == "certain":
        cost = _if_certain(plan)
        return _Cost(cost, cost - (plan.objective - plan.bound))
    return _Cost(plan.objective, plan.bound)


def _if_certain(plan: Plan) -> float:
    """Return what a plan costs in its likeliest scenario."""
    chances = [each.probability for each in plan.case.scenarios]
    outcome = float(plan.accounts.outcomes[int(np.argmax(chances))])
    return sum(plan.accounts.first.values()) + outcome


def _priced(plan: Plan, case: Case) -> float:
    """Return what a plan for the no-curb path costs in a case's likely scenarios.

    Its responses are the best there are, and go short where there is nothing else.
    """
    bare, *others = sorted(
        (each for each in case.scenarios if each.probability > 0),
        key=lambda each: not is_no_curb(each),
    )
    whole = replace(case, scenarios=(bare, *others))
    tree = grow(whole)
    tree = replace(tree, losses=frozenset(tree.nodes) - tree.on_plan)
    outlook: Outlook = replace(plan.outlook, case=whole)
    if others:
        outlook = replay(outlook, plan.rules, tree)
    return Accounts(outlook=replace(outlook, tree=tree)).expected_cost


def _added(
    plan: Plan,
    tasks: Sequence[_Task],
    found: dict[int, "_Cost | str"],
    *,
    stopped: bool,
) -> Worth:
    ours = _Cost(plan.objective, plan.bound)
    solved = {place: cost for place, cost in found.items() if isinstance(cost, _Cost)}
    by_kind = {tasks[place].kind: cost for place, cost in solved.items()}
    known = [
        (tasks[place].chance, cost)
        for place, cost in solved.items()
        if tasks[place].kind == "certain"
    ]
    planning = by_kind.get("planning")
    warned = by_kind.get("warning")
    why = dict.fromkeys(each for each in found.values() if isinstance(each, str))
    return Worth(
        plan,
        _perfect(plan, tasks, solved) if known else None,
        sum(chance for chance, _ in known),
        planning and _saved(planning, ours),
        warned and _saved(ours, warned),
        tuple(why),
        stopped,
    )


def _saved(dear: _Cost, cheap: _Cost) -> Bracket:
    """Return by how much one cost is above another that cannot be above it."""
    found = dear.cost - cheap.cost
    low, high = dear.bound - cheap.cost, dear.cost - cheap.bound
    return Bracket(max(0.0, found), max(0.0, low), max(0.0, high))


def _perfect(plan: Plan, tasks: Sequence[_Task], solved: dict[int, _Cost]) -> Bracket:
    """Return EVPI over the scenarios that are solved; the rest cost what they do."""
    first = sum(plan.accounts.first.values())
    named = zip(plan.case.scenarios, plan.accounts.outcomes, strict=False)
    ours = {scenario.name: first + float(cost) for scenario, cost in named}
    chances, costs, bounds, plain = [], [], [], []
    for place, cost in solved.items():
        task = tasks[place]
        if task.kind == "certain":
            name = max(task.case.scenarios, key=lambda each: each.probability).name
            chances.append(task.chance)
            costs.append(min(cost.cost, ours[name]))
            bounds.append(min(cost.bound, ours[name]))
            plain.append(ours[name])
    weights = np.array(chances)
    slack = plan.objective - plan.bound
    found = float(weights @ (np.array(plain) - np.array(costs)))
    most = float(weights @ (np.array(plain) - np.array(bounds)))
    return Bracket(found, max(0.0, found - slack), most)
