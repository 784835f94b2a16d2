"""A drill in words, as every report says them, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.drill import Drill, Step
from planner.drill.steps import (
    BUY,
    HELD,
    IDLE,
    LAY_IN,
    LESS,
    ORDER,
    RATION,
    REFINE,
    RELEASE,
)
from planner.plan import Status
from planner.report import words
from planner.report.record import plain

HARDLY = 0.1
"""Share of the largest difference in a stock below which another is not shown."""
COLUMNS = {
    "held back": (HELD,),
    "stock": (RELEASE, LAY_IN),
    "orders": (ORDER, BUY, LESS),
    "refining": (REFINE, IDLE),
    "ration": (RATION,),
}
"""What a period's row has, and which steps stand in it."""


def name_of(found: Drill) -> str:
    """Return the curb and its start as a title names them."""
    return f"{words.clean(found.strike[0])} from {found.case.periods[found.start]}"


def statements(found: Drill) -> list[str]:
    """Return what the drill shows, in sentences."""
    return [*_cost(found), *_rations(found), *_time(found), *_whence(found)]


def _cost(found: Drill) -> Iterator[str]:
    case, cost = found.case, found.cost
    short = found.outcome.shortage - found.calm.shortage
    side = "more" if cost >= 0 else "less"
    whole = sum(sum(each.volume[found.start :]) for each in case.demands.values())
    missing = (
        f"{words.units(short, case)} more go unserved ({words.share(short / whole)} of "
        "demand from then on)"
        if short > 0 and whole
        else "nobody goes short of more than planned"
    )
    yield (
        f"The curb costs {words.money(abs(cost), case)} {side} than if nothing struck "
        f"and the plan were as free to respond; {missing}."
    )
    beside = found.outcome.cost - found.calm.cost
    side = "more" if beside >= 0 else "less"
    yield (
        f"Against the plan without the curb it is {words.money(abs(beside), case)} "
        f"{side}: a response need not keep the plan's rules, nor leave its last stock."
    )


def _rations(found: Drill) -> Iterator[str]:
    case = found.case
    short: dict[str, float] = {}
    for each in found.steps:
        if each.do == RATION:
            short[each.name] = short.get(each.name, 0.0) + each.volume
    if not short:
        return
    order = sorted(short, key=lambda name: case.demands[name].shortage_cost)
    said = [
        f"{name} by {words.units(short[name], case)} ("
        f"{words.number(case.demands[name].shortage_cost)} {words.clean(case.currency)} "
        "a unit)"
        for name in order
    ]
    spared = [name for name in case.demands if name not in short]
    rest = f"; spared: {', '.join(spared)}" if spared else ""
    yield f"Ration in this order, the cheapest shortage first: {', '.join(said)}{rest}."


def _time(found: Drill) -> Iterator[str]:
    periods = found.case.periods
    if not found.steps:
        yield "Nothing is done otherwise: it holds back nothing that is missed."
        return
    felt = "" if found.last is None else f"It lasts until {periods[found.last]}; "
    if found.back is None:
        again = "nothing is as planned again before the horizon ends"
    else:
        again = f"all is as planned again from {periods[found.back]} on"
    yield f"{felt}{again}."[0].upper() + f"{felt}{again}."[1:]


def _whence(found: Drill) -> Iterator[str]:
    if found.known:
        yield "It is a scenario of the plan: this is the plan's own response."
    else:
        yield (
            "No scenario of the plan has it: what was signed and ordered stands, the "
            "rest is decided anew at least cost once it strikes, and nothing more is "
            "feared."
        )
    if found.plan.status is not Status.OPTIMAL:
        yield f"The plan is the best so far. {words.proof(found.plan)}"


def rows(found: Drill) -> list[tuple[str, Mapping[str, str], float]]:
    """Return each period from the strike on, what is done in it, and its extra cost.

    By the names of COLUMNS; periods after the last in which anything is done are left
    out.
    """
    case, end = found.case, found.back or len(found.case.periods)
    costs = found.periods["cost_more"].tolist()
    return [
        (
            case.periods[t],
            {
                name: "; ".join(
                    step_words(each, found)
                    for each in found.steps
                    if each.period == t and each.do in does
                )
                for name, does in COLUMNS.items()
            },
            costs[t - found.start],
        )
        for t in range(found.start, max(end, found.start + 1))
    ]


def step_words(step: Step, found: Drill) -> str:
    """Return a step as the cell of its column says it."""
    volume, name = words.number(step.volume), step.name
    return {
        HELD: f"{volume} of {name}",
        RELEASE: f"release {volume} {name}",
        LAY_IN: f"lay in {volume} {name}",
        ORDER: f"call off {volume} more from {name}{_arrival(step, found)}",
        BUY: f"buy {volume} from {name}{_arrival(step, found)}",
        LESS: f"{volume} less from {name}{_arrival(step, found)}",
        REFINE: f"{name} +{volume}",
        IDLE: f"{name} −{volume}",
        RATION: f"{name} short of {volume}{_part(step)}",
    }[step.do]


def _arrival(step: Step, found: Drill) -> str:
    if step.arrives is None or step.arrives == step.period:
        return ""
    return f" for {found.case.periods[step.arrives]}"


def _part(step: Step) -> str:
    return "" if step.share is None else f" ({words.share(step.share)})"


def remark(step: Step, found: Drill) -> str:
    """Return what else is to be known of a step: when it arrives, how much is left."""
    if step.do == RATION:
        return f"{words.share(step.share or 0.0)} of its demand"
    if step.do == HELD:
        return f"{words.number(step.now)} of {words.number(step.planned)} come through"
    if step.do in {RELEASE, LAY_IN}:
        return ""
    return (
        f"{words.number(step.now)} instead of {words.number(step.planned)}"
        f"{_arrival(step, found)}"
    )


def items_moved(found: Drill, most: int) -> list[str]:
    """Return the items whose stock differs most from the plan's.

    None is among them that hardly differs beside the first.
    """
    gaps = {
        name: max(abs(a - b) for a, b in zip(*found.stock(name), strict=True))
        for name in found.case.items
    }
    least = HARDLY * max(gaps.values(), default=0.0)
    moved = [name for name, gap in gaps.items() if gap > least]
    return sorted(moved, key=lambda name: -gaps[name])[:most]


def drill_record(found: Drill) -> dict[str, object]:
    """Return a drill as other programs read it."""
    return {
        "policy": found.plan.policy,
        "curb": found.strike[0],
        "on": found.case.periods[found.start],
        "in_plan": found.known,
        "lasts_until": _label(found, found.last),
        "as_planned_from": _label(found, found.back),
        "cost": plain(found.cost),
        "cost_above_plan": plain(found.outcome.cost - found.calm.cost),
        "shortage": plain(found.outcome.shortage - found.calm.shortage),
        "steps": _records(found.table.to_dict("records")),
        "periods": _records(found.periods.to_dict("records")),
        "lines": _records(found.lines.to_dict("records")),
        "statements": statements(found),
        "warnings": list(found.case.warnings),
    }


def _label(found: Drill, period: int | None) -> str | None:
    return None if period is None else found.case.periods[period]


def _records(every: Sequence[Mapping[Any, Any]]) -> list[dict[str, object]]:
    return [{str(k): plain(v) for k, v in each.items()} for each in every]
