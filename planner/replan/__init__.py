"""Next month's planning: what was ordered and signed stays, the horizon rolls forward.

The way: ``workbook.former`` and ``workbook.actuals`` read what was decided and what has
happened → ``roll`` makes a case that begins now → it is solved as any other →
``differences`` and re-solves without each of them say why the schedule changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event

from models.case import Case, Offer
from planner.audit import require_clean
from planner.errors import NoPlanError, PlannerError, StoppedError
from planner.plan import Plan
from planner.replan.differences import Difference, differences, reverted
from planner.replan.result import (
    NOT_ASKED,
    Cause,
    Ended,
    Move,
    Replanned,
    Standing,
    moves_of,
)
from planner.replan.roll import roll, schedule_of, stock_of
from planner.replan.start import Start, start_of
from planner.solving import effort_for, solve
from planner.solving.given import Given, priced
from planner.solving.optimum import Effort
from planner.workbook import plan_book
from planner.workbook.addresses import Addresses

__all__ = [
    "Asked",
    "Cause",
    "Move",
    "Replanned",
    "Standing",
    "Start",
    "replan",
    "roll",
    "start_of",
]

MOST_CAUSES = 8
"""Causes that are tried by a re-solve."""
TIE = 1e-6
"""Relative difference in cost below which the schedule that changes least is taken."""
Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How the next planning is solved."""

    policy: str | None = None
    gap: float | None = None
    time_limit: float | None = None
    stop: Event = field(default_factory=Event)
    """Once set, every search ends, and no other is begun."""

    def effort(self, case: Case) -> Effort:
        """Return how hard to try; the clock starts."""
        return effort_for(
            case, gap=self.gap, time_limit=self.time_limit, stop=self.stop
        )

    def solved(self, case: Case, near: Plan | None = None) -> Plan:
        """Return the cheapest plan."""
        return solve(
            case,
            self.policy,
            gap=self.gap,
            time_limit=self.time_limit,
            stop=self.stop,
            near=near,
        )

    def ask(self) -> None:
        """Go on only if nothing is to stop.

        Raises:
            StoppedError: it is.
        """
        if self.stop.is_set():
            raise StoppedError


def replan(
    start: Start,
    asked: Asked,
    at: Addresses,
    *,
    solved: Callable[[Case], Plan] | None = None,
    tell: Tell = lambda _: None,
) -> Replanned:
    """Return the plan from the first period to plan on, and what it changes and why.

    ``at`` are the cells of the workbook. ``solved`` solves the rolled case, as asked if
    None. ``tell`` hears what is done. Of plans that cost the same within the gap, the
    one that changes least is taken. Once ``asked.stop`` is set, the best plan so far is
    returned, with what is not known of it.

    Raises:
        NoPlanError: no plan satisfies the policy from here on.
        StoppedError: stopped before any was found.
        PlannerError: the solver failed, or its answer cannot be confirmed.
    """
    case = roll(start)
    best = asked.solved(case) if solved is None else solved(case)
    schedule = _schedule(start, case)
    plan, kept, ended = _settled(start, best, asked, schedule, tell)
    moves = moves_of(plan, schedule)
    found = differences(start, at)
    moves, causes = _explained(start, asked, moves, found, tell)
    if asked.stop.is_set() and moves:
        ended = ended or Ended.CAUSES
    return Replanned(
        start=start,
        plan=plan,
        kept=kept,
        moves=moves,
        standing=list(_standing(case)),
        differences=found,
        causes=causes,
        ended=ended,
    )


def _settled(
    start: Start,
    best: Plan,
    asked: Asked,
    schedule: Mapping[str, Sequence[float]],
    tell: Tell,
) -> tuple[Plan, Plan | None, Ended]:
    """Return the plan that changes least, the old schedule, and where that ended."""
    plan, kept, ended = best, None, Ended.KEPT
    try:
        asked.ask()
        tell("the old schedule carried on")
        carried = _kept(start, best, asked, schedule)
        asked.ask()
        kept, ended = carried, Ended.CALMEST
        plan = _calmest(best, kept, asked, schedule)
        asked.ask()
    except StoppedError:
        return plan, kept, ended
    return plan, kept, Ended.NOWHERE


def _schedule(start: Start, case: Case) -> dict[str, Sequence[float]]:
    """Return the old schedule of the periods still to come, of every offer there is."""
    offers = start.case.offers
    return {name: schedule_of(start, offers[name]) for name in case.offers}


def _kept(
    start: Start, best: Plan, asked: Asked, schedule: Mapping[str, Sequence[float]]
) -> Plan | None:
    """Return the old schedule carried on, as cheaply as it can be; None if it cannot."""
    case = best.case
    given = Given(
        volumes={name: tuple(units) for name, units in schedule.items()},
        signed=frozenset(start.former.signed),
    )
    if any(
        abs(units - case.offers[name].commitment[t]) > TIE * max(1.0, units)
        for name, volumes in schedule.items()
        for t, units in enumerate(volumes)
        if not case.offers[name].can_change(t)
    ):
        return None
    try:
        plan = priced(best, best.rules, given, asked.effort(case))
    except NoPlanError:
        return None
    require_clean(plan)
    return plan


def _calmest(
    best: Plan,
    kept: Plan | None,
    asked: Asked,
    schedule: Mapping[str, Sequence[float]],
) -> Plan:
    """Return the plan that changes least of those as cheap.

    The old schedule, if it is as cheap within the gap; else what a price on change that
    is next to nothing leaves of the ties.
    """
    room = best.run.gap * abs(best.objective) - (best.objective - best.bound)
    if kept is not None and kept.objective <= best.objective + max(room, TIE):
        return _with_bound(kept, best)
    if not moves_of(best, schedule):
        return best
    try:
        calm = asked.solved(_reluctant(best.case, schedule), best)
        volumes = {n: _planned(calm, n) for n in calm.case.offers}
        if all(volumes[name] == _planned(best, name) for name in volumes):
            return best
        given = Given(volumes=volumes, signed=frozenset(calm.signed))
        plan = priced(best, best.rules, given, asked.effort(best.case))
    except PlannerError:  # a tie that is not broken is no reason to fail
        return best
    require_clean(plan)
    return _with_bound(plan, best)


def _planned(plan: Plan, offer: str) -> tuple[float, ...]:
    return tuple(plan.outlook.planned(offer).tolist())


def _reluctant(case: Case, schedule: Mapping[str, Sequence[float]]) -> Case:
    """Return the case in which a unit moved costs next to nothing more."""

    def reluctant(offer: Offer) -> Offer:
        before = schedule[offer.name]
        rest = (0.0,) * (len(case.periods) - len(before))
        own = offer.change_cost or (0.0,) * len(case.periods)
        more = [TIE * (x * (1 + offer.duty) + offer.freight) for x in offer.price]
        known = zip(own, more[: len(before)], strict=False)
        costs = (*(a + b for a, b in known), *rest)
        return replace(offer, schedule=(*before, *rest), change_cost=costs)

    offers = {name: reluctant(each) for name, each in case.offers.items()}
    return replace(case, offers=offers)


def _with_bound(plan: Plan, best: Plan) -> Plan:
    """Return a plan with what is proved of the policy, and how the search for it ended."""
    bound = min(plan.objective, best.bound)
    whole = replace(plan, bound=bound, status=best.status)
    run = replace(best.run, gap=max(best.run.gap, whole.gap))
    return replace(whole, run=run)


def _standing(case: Case) -> list[Standing]:
    return [
        Standing(offer=name, period=case.periods[t], volume=units)
        for name, offer in case.offers.items()
        for t, units in enumerate(offer.commitment)
        if units
    ]


def _explained(
    start: Start,
    asked: Asked,
    moves: Sequence[Move],
    found: Sequence[Difference],
    tell: Tell,
) -> tuple[list[Move], list[Cause]]:
    """Return the moves with their causes, and every cause with what it moved."""
    whys: dict[tuple[str, str], list[str]] = {}
    causes = []
    for place, (cause, without) in enumerate(_without(start, found)):
        over = place >= MOST_CAUSES or asked.stop.is_set()
        if not moves or without is None or over:
            causes.append(cause)
            continue
        tell(f"without the change of {cause.label}")
        stays = _stays(without, asked, moves)
        if stays is None:
            causes.append(cause)
            continue
        for each in stays:
            whys.setdefault((each.offer, each.period), []).append(cause.label)
        moved = sum(abs(each.moved) for each in stays)
        causes.append(replace(cause, moved=moved))
    unknown = (NOT_ASKED,) if asked.stop.is_set() else ()
    told = [
        replace(each, why=tuple(whys.get((each.offer, each.period), unknown)))
        for each in moves
    ]
    return told, causes


def _without(
    start: Start, found: Sequence[Difference]
) -> list[tuple[Cause, Start | None]]:
    """Return each cause, and where planning would begin without it."""
    listed: list[tuple[Cause, Start | None]] = []
    for each in found:
        case = reverted(start, each)
        cause = Cause(label=each.label, place=each.place)
        listed.append((cause, None if case is None else replace(start, case=case)))
    actuals = start.actuals
    for name, counted in actuals.stock.items():
        item = start.case.items[name]
        rest = {key: x for key, x in actuals.stock.items() if key != name}
        without = replace(start, actuals=replace(actuals, stock=rest))
        planned = stock_of(without, item)
        if abs(counted - planned) > TIE * max(1.0, abs(planned)):
            label = f"stock of {name}: {planned:,.6g} planned, {counted:,.6g} counted"
            place = actuals.cells.get((name,), "")
            listed.append((Cause(label=label, place=place), without))
    for (name, period), units in actuals.received.items():
        planned = start.former.units(start.path, plan_book.DELIVERY, name, period)
        if abs(units - planned) > TIE * max(1.0, abs(planned)):
            label = f"{name}, {period}: {planned:,.6g} ordered, {units:,.6g} received"
            kept = {k: x for k, x in actuals.received.items() if k != (name, period)}
            without = replace(start, actuals=replace(actuals, received=kept))
            place = actuals.cells.get((name, period), "")
            listed.append((Cause(label=label, place=place), without))
    for begun in start.begun:
        label = f"{begun.curb.name} has begun in {begun.start}"
        rest_of = [each for each in start.begun if each is not begun]
        listed.append((Cause(label=label, place=""), replace(start, begun=rest_of)))
    return listed


def _stays(without: Start, asked: Asked, moves: Sequence[Move]) -> list[Move] | None:
    """Return the moves that would not be made without a cause; None if it is not known."""
    case = roll(without)
    schedule = _schedule(without, case)
    try:
        best = asked.solved(case)
        kept = _kept(without, best, asked, schedule)
        other = _calmest(best, kept, asked, schedule)
    except PlannerError:
        return None
    if asked.stop.is_set():
        return None
    made = {(each.offer, each.period): each for each in moves_of(other, schedule)}
    return [each for each in moves if (each.offer, each.period) not in made]
