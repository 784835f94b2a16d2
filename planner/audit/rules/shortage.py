"""Rules about service and stock, in scenarios and after losses."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from models.case import Vector
from planner.audit.exact import ONE, ZERO, Kind, exact, total
from planner.audit.figures import tail_mean
from planner.audit.findings import Alike, Row
from planner.audit.scene import Scene, first_open
from planner.audit.world import Flows, counted, losses_of

DAYS = {12: 30, 4: 90, 1: 360}
"""Days in a period, by periods per year."""


def max_shortage(scene: Scene, rule: Any, _: float) -> Iterator[Alike]:
    """Yield u ≤ limit · demand in each period of every scenario that is no loss."""
    first, end = counted(scene.case, rule)
    words = f"max_shortage {rule.limit:.10g}"
    for rank, name in enumerate(_demands(scene, rule)):
        for t, units, moments in scene.of("unserved", name):
            if first <= t < end:
                needed = exact(scene.case.demands[name].volume[t])
                miss = units - exact(rule.limit) * needed
                own = scene.own(moments)
                regular = [each for each in own if each in scene.world.regular]
                yield Alike(Row(words, miss, needed, name, rank=rank), regular)


def max_expected_shortage(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield Σ π Σ u ≤ limit · Σ demand, for each demand."""
    for name, needed, short in _shortages(scene, rule):
        pairs = zip(short, scene.world.probability, strict=True)
        expected = sum((units * chance for units, chance in pairs), ZERO)
        yield _row(rule, name, expected, needed)


def max_cvar_shortage(scene: Scene, rule: Any, level: float) -> Iterator[Row]:
    """Yield CVaR of Σ u ≤ limit · Σ demand, for each demand."""
    for name, needed, short in _shortages(scene, rule):
        pairs = list(zip(short, scene.world.probability, strict=True))
        yield _row(rule, name, tail_mean(pairs, level), needed)


def _row(rule: Any, name: str, units: Fraction, needed: Fraction) -> Row:
    words = f"{rule.rule} {rule.limit:.10g}"
    return Row(words, units - exact(rule.limit) * needed, units + needed, name)


def _shortages(
    scene: Scene, rule: Any
) -> Iterator[tuple[str, Fraction, list[Fraction]]]:
    """Yield each demand, its units, and those unserved in each scenario."""
    periods = range(*counted(scene.case, rule))
    for name in _demands(scene, rule):
        volume = scene.case.demands[name].volume
        needed = sum((exact(volume[t]) for t in periods), ZERO)
        units = scene.values("unserved", name)
        short = [
            total(exact(units(w)[t]) for t in periods if units(w)[t])
            for w in range(len(scene.world.names))
        ]
        yield name, needed, short


def _demands(scene: Scene, rule: Any) -> list[str]:
    if rule.on is None or rule.on.each is not None:
        return list(scene.case.demands)
    named = {value for _, value in rule.on.pairs}
    return [name for name in scene.case.demands if name in named]


def holds_responses(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield whether the plan holds a response to each loss."""
    for rank, (value, start, w) in enumerate(_losses(scene, rule)):
        words = f"the plan holds a response to the loss of {value}"
        miss = ONE if w is None else ZERO
        row = Row(words, miss, name="survive_loss", kind=Kind.EXACT, rank=rank)
        yield row._replace(period=scene.case.periods[start])


def survive_loss(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield whether the response to each loss serves enough.

    From its start on, but not before anything new can come.
    """
    for rank, (_value, start, w) in enumerate(_losses(scene, rule)):
        if w is not None:
            for each in _survived(scene, rule, w, start):
                yield each._replace(rank=rank)


def _losses(scene: Scene, rule: Any) -> Iterator[tuple[str, int, int | None]]:
    """Yield each loss of a rule: its value, start, and scenario if there is one."""
    names = {name: w for w, name in enumerate(scene.world.names)}
    known = {_pattern(x): names[name] for name, x in scene.world.losses.items()}
    for value, start, flows in losses_of(scene.case, rule):
        yield value, start, known.get(_pattern(flows))


def _pattern(flows: Flows) -> frozenset[tuple[str, Vector]]:
    return frozenset(flows.items())


def _survived(scene: Scene, rule: Any, w: int, start: int) -> Iterator[Row]:
    case, words = scene.case, f"survive_loss {rule.limit:.10g}"
    for name, demand in case.demands.items():
        if _is_meant(scene, rule.item, demand.item):
            for t in range(max(start, first_open(case)), len(case.periods)):
                needed = exact(demand.volume[t])
                most = (ONE - exact(rule.limit)) * needed
                miss = scene.unserved(name, w, t) - most
                yield scene.row(words, miss, needed, name, (w, t))


def _is_meant(scene: Scene, wanted: str | None, item: str) -> bool:
    if wanted is None or wanted in scene.case.items:
        return wanted in {None, item}
    return scene.case.items[item].mineral == wanted


def min_stock_days(scene: Scene, rule: Any, _: float) -> Iterator[Row]:
    """Yield stock ≥ limit / D · the next period's demand, on the plan."""
    case, plan = scene.case, scene.world.plan
    first, end = counted(case, rule)
    for label, weights in _stocked(scene, rule.item):
        for t in range(max(first, first_open(case)), end):
            following = min(t + 1, len(case.periods) - 1)
            needed = sum(
                (
                    weights[each.item] * exact(each.volume[following])
                    for each in case.demands.values()
                    if each.item in weights
                ),
                ZERO,
            )
            held = sum((n * scene.stock(i, plan, t) for i, n in weights.items()), ZERO)
            least = exact(rule.limit) / DAYS[case.periods_per_year] * needed
            words = f"min_stock_days {rule.limit:.10g}"
            yield scene.row(words, least - held, least + held, label, (plan, t))


def _stocked(
    scene: Scene, wanted: str | None
) -> Iterator[tuple[str, dict[str, Fraction]]]:
    items = scene.case.items
    if wanted in items:
        yield str(wanted), {str(wanted): ONE}
        return
    for mineral in dict.fromkeys(each.mineral for each in items.values()):
        if wanted in {None, mineral}:
            weights = {
                n: exact(each.content)
                for n, each in items.items()
                if each.mineral == mineral
            }
            yield mineral, weights
