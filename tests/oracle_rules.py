"""The policy rules of the oracle, one function each, by the name in the sheet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import Any

from models.case import Offer, Process
from tests.oracle_cost import spend
from tests.oracle_milp import Expression, total
from tests.oracle_model import Cone, Question, arrival, capacity
from tests.oracle_worlds import World, values_of

Member = Offer | Process
Weights = Mapping[str, float]
"""The items a sum runs over, and what one unit of each counts."""


def scopes(q: Question, item: str | None) -> list[Weights]:
    """Return one scope for a named item or mineral, or one for every mineral."""
    items = q.case.items
    if item is not None and item in items:
        return [{item: 1.0}]
    minerals = {each.mineral: None for each in items.values()}
    return [
        {name: each.content for name, each in items.items() if each.mineral == mineral}
        for mineral in minerals
        if item in (None, mineral)
    ]


def members(q: Question, rule: Any, weights: Weights) -> list[Member]:
    """Return the offers that deliver, or the processes that put out, these items."""
    if is_refining(rule):
        return [p for p in q.case.processes.values() if p.output in weights]
    return [o for o in q.case.offers.values() if o.item in weights]


def is_refining(rule: Any) -> bool:
    """Tell whether the rule looks at processes."""
    return getattr(rule, "stage", None) == "refining"


def parts(rule: Any, everything: Sequence[Member]) -> list[list[Member]]:
    """Return what the rule limits: the target's members, or each value's."""
    if rule.on is None:
        return [list(everything)]
    if rule.on.each is not None:
        return list(values_of(everything, rule.on.each).values())
    return [[each for each in everything if rule.on.hits(each.labels)]]


def span(q: Question, rule: Any) -> range:
    """Return the periods from `from` to `to`."""
    last = q.periods[-1] if rule.end is None else rule.end
    return range(0 if rule.start is None else rule.start, last + 1)


def buckets(q: Question, rule: Any) -> list[list[int]]:
    """Return the periods over which sums are taken."""
    periods = list(span(q, rule))
    if rule.per == "period":
        return [[t] for t in periods]
    if rule.per == "year":
        found = [[t for t in year if t in periods] for year in q.years.values()]
        return [each for each in found if each]
    return [periods] if periods else []


def is_open(q: Question, them: Iterable[Member], bucket: Iterable[int]) -> bool:
    """Tell whether anything in these sums can still be changed."""
    return any(changes(q, each, t) for each in them for t in bucket)


def changes(q: Question, each: Member, t: int) -> bool:
    """Tell whether the volume of a period can still be changed."""
    if not each.first <= t <= each.last:
        return False
    if isinstance(each, Process):
        return each.capacity[t] > 0
    most = capacity(q.case, each, t)
    return t + 1 > each.lead_time and most > each.commitment[t]


def volume(
    them: Iterable[Member],
    bucket: Iterable[int],
    weights: Weights,
    world: World,
    *,
    arriving: bool = False,
) -> Expression:
    """Return the sum of deliveries (as planned, or arriving) or of outputs."""
    terms: list[tuple[float, Any]] = []
    for each in them:
        for t in bucket:
            if isinstance(each, Process):
                terms.append((weights[each.output], ("r", each.name, t, world.name)))
            elif arriving:
                terms.append((weights[each.item], arrival(each.name, t, world)))
            else:
                terms.append((weights[each.item], ("x", each.name, t, world.name)))
    return total(*terms)


def looked_at(q: Question, rule: Any) -> list[tuple[World, bool]]:
    """Return the scenarios a rule looks at, and whether at arrivals."""
    if getattr(rule, "when", None) != "always":
        return [(q.plan, False)]
    return [(world, True) for world in q.worlds if world.probability > 0]


def share(sign: int) -> Callable[[Question, Any], None]:
    """Return max_share (1) or min_share (-1)."""

    def write(q: Question, rule: Any) -> None:
        for weights in scopes(q, rule.item):
            everything = members(q, rule, weights)
            for part in parts(rule, everything):
                if sign < 0 and not part:
                    continue
                for bucket in buckets(q, rule):
                    if not is_open(q, everything, bucket):
                        continue
                    for world, arriving in looked_at(q, rule):
                        ours, all_ = (
                            volume(them, bucket, weights, world, arriving=arriving)
                            for them in (part, everything)
                        )
                        excess = total((sign, ours), (-sign * rule.limit, all_))
                        q.program.row(excess, most=0)

    return write


def units(sign: int) -> Callable[[Question, Any], None]:
    """Return max_volume (1) or min_volume (-1)."""

    def write(q: Question, rule: Any) -> None:
        for weights in scopes(q, rule.item):
            for part in parts(rule, members(q, rule, weights)):
                for bucket in buckets(q, rule):
                    if not is_open(q, part, bucket):
                        continue
                    for world, arriving in looked_at(q, rule):
                        ours = volume(part, bucket, weights, world, arriving=arriving)
                        q.program.row(total((sign, ours)), most=sign * rule.limit)

    return write


def max_spend(q: Question, rule: Any) -> None:
    """Limit undiscounted spend on the plan; a blank item is all items together."""
    if rule.item is None:
        whole: list[Weights] = [dict.fromkeys(q.case.items, 1.0)]
    else:
        whole = scopes(q, rule.item)
    for weights in whole:
        for part in parts(rule, members(q, rule, weights)):
            for bucket in buckets(q, rule):
                if is_open(q, part, bucket):
                    paid = total(
                        *(
                            (1, spend(each, t, q.plan))
                            for each in part
                            if isinstance(each, Offer)
                            for t in bucket
                        )
                    )
                    q.program.row(paid, most=rule.limit)


def min_sources(q: Question, rule: Any) -> None:
    """Want enough values that each deliver min_each of the bucket's demand."""
    least = getattr(rule, "min_each", None)
    least = 0.05 if least is None else least
    for k, weights in enumerate(scopes(q, rule.item)):
        everything = members(q, rule, weights)
        for bucket in buckets(q, rule):
            needed = sum(
                weights[d.item] * d.volume[t]
                for d in q.case.demands.values()
                if d.item in weights
                for t in bucket
            )
            if needed <= 0 or not is_open(q, everything, bucket):
                continue
            flags = []
            for v, part in enumerate(parts(rule, everything)):
                key = ("source", id(rule), k, bucket[0], v)
                flag = q.program.column(key, most=1, whole=True)
                ours = volume(part, bucket, weights, q.plan)
                q.program.row(total((1, ours), (-least * needed, flag)), least=0)
                flags.append((1.0, flag))
            q.program.row(total(*flags), least=rule.limit)


def max_sources(q: Question, rule: Any) -> None:
    """Let at most so many values deliver anything."""
    for k, weights in enumerate(scopes(q, rule.item)):
        everything = members(q, rule, weights)
        for bucket in buckets(q, rule):
            if not is_open(q, everything, bucket):
                continue
            flags = []
            for v, part in enumerate(parts(rule, everything)):
                key = ("used", id(rule), k, bucket[0], v)
                flag = q.program.column(key, most=1, whole=True)
                ours = volume(part, bucket, weights, q.plan)
                most = sum(factor * q.plenty for factor in ours.values())
                caps = _most(q, part, bucket, weights)
                q.program.row(total((1, ours), (-min(most, caps), flag)), most=0)
                flags.append((1.0, flag))
            q.program.row(total(*flags), most=rule.limit)


def _most(
    q: Question, them: Iterable[Member], bucket: Sequence[int], weights: Weights
) -> float:
    return sum(
        weights[each.output] * each.capacity[t]
        if isinstance(each, Process)
        else weights[each.item] * capacity(q.case, each, t)
        for each in them
        for t in bucket
    )


def max_hhi(q: Question, rule: Any) -> None:
    """Limit 10 000 sum (volume / total)^2."""
    for weights in scopes(q, rule.item):
        everything = members(q, rule, weights)
        for bucket in buckets(q, rule):
            if is_open(q, everything, bucket):
                volumes = [
                    volume(part, bucket, weights, q.plan)
                    for part in parts(rule, everything)
                ]
                q.cones.append(Cone(volumes, rule.limit))


def max_exposure(q: Question, rule: Any) -> None:
    """Limit the share of planned volume that the curbs are expected to hold back."""
    for weights in scopes(q, rule.item):
        for part in parts(rule, members(q, rule, weights)):
            for bucket in buckets(q, rule):
                if not is_open(q, part, bucket):
                    continue
                terms = []
                for each in part:
                    for t in bucket:
                        through = sum(
                            w.probability * float(w.flow[each.name, t])
                            for w in q.worlds
                        )
                        ours = volume([each], [t], weights, q.plan)
                        held_back = round(
                            1 - through, 12
                        )  # 0.7 + 0.1 + 0.2 falls short of 1
                        terms.append((held_back - rule.limit, ours))
                q.program.row(total(*terms), most=0)


def exclude(q: Question, rule: Any) -> None:
    """Sign no offer in scope; run no process in scope, in any scenario."""
    for each in _pointed(q, rule):
        letter = "r" if isinstance(each, Process) else "x"
        if isinstance(each, Offer):
            q.program.fix(("y", each.name), 0)
        for world in q.worlds:
            for t in q.periods:
                q.program.fix((letter, each.name, t, world.name), 0)


def require(q: Question, rule: Any) -> None:
    """Sign every offer in scope."""
    for each in _pointed(q, rule):
        q.program.fix(("y", each.name), 1)


def _pointed(q: Question, rule: Any) -> list[Member]:
    return [
        each
        for weights in scopes(q, rule.item)
        for part in parts(rule, members(q, rule, weights))
        for each in part
    ]


def first_open(q: Question) -> float:
    """Return the first period in which any offer can deliver anything new."""
    offers = q.case.offers.values()
    return min((t for t in q.periods for o in offers if changes(q, o, t)), default=inf)


def min_stock_days(q: Question, rule: Any) -> None:
    """Keep limit / D times the next period's demand in stock, on the plan."""
    days = {12: 30, 4: 90, 1: 360}[q.case.periods_per_year]
    last = q.periods[-1]
    for weights in scopes(q, rule.item):
        for t in span(q, rule):
            if t < first_open(q):
                continue
            needed = sum(
                weights[d.item] * d.volume[min(t + 1, last)]
                for d in q.case.demands.values()
                if d.item in weights
            )
            held = total(*((n, ("i", i, t, q.plan.name)) for i, n in weights.items()))
            q.program.row(held, least=rule.limit / days * needed)


def _demands(q: Question, rule: Any) -> list[str]:
    if rule.on is None or rule.on.each is not None:
        return list(q.case.demands)
    return [value for _, value in rule.on.pairs]


def max_shortage(q: Question, rule: Any) -> None:
    """Limit the share of each period's demand that goes unserved, in every scenario."""
    for name in _demands(q, rule):
        for world in q.worlds:
            for t in span(q, rule):
                if not world.is_loss:
                    most = rule.limit * q.case.demands[name].volume[t]
                    q.program.row({("u", name, t, world.name): 1}, most=most)


def max_expected_shortage(q: Question, rule: Any) -> None:
    """Limit the mean over scenarios of what goes unserved."""
    for name in _demands(q, rule):
        most = rule.limit * sum(q.case.demands[name].volume[t] for t in span(q, rule))
        terms = [
            (w.probability, ("u", name, t, w.name))
            for w in q.worlds
            for t in span(q, rule)
        ]
        q.program.row(total(*terms), most=most)


def max_cvar_shortage(q: Question, rule: Any) -> None:
    """Limit eta + sum pi max(U_w - eta, 0) / (1 - alpha)."""
    if q.level == 0:
        max_expected_shortage(q, rule)
        return
    for name in _demands(q, rule):
        most = rule.limit * sum(q.case.demands[name].volume[t] for t in span(q, rule))
        eta = q.program.column(("eta", id(rule), name), -inf)
        terms: list[tuple[float, Any]] = [(1, eta)]
        for world in q.worlds:
            tail = q.program.column(("tail", id(rule), name, world.name))
            unserved = total(*((1, ("u", name, t, world.name)) for t in span(q, rule)))
            q.program.row(total((1, tail), (1, eta), (-1, unserved)), least=0)
            terms.append((world.probability / (1 - q.level), tail))
        q.program.row(total(*terms), most=most)


def survive_loss(q: Question, rule: Any) -> None:
    """Serve enough from the start of each loss on, once anything new can come."""
    served = {i for weights in scopes(q, rule.item) for i in weights}
    for world in q.worlds:
        if world.rule is not rule:
            continue
        for demand in q.case.demands.values():
            for t in q.periods:
                if demand.item in served and t >= max(world.loss_start, first_open(q)):
                    most = (1 - rule.limit) * demand.volume[t]
                    q.program.row({("u", demand.name, t, world.name): 1}, most=most)


def mean_tail(pairs: Sequence[tuple[float, float]], level: float) -> float:
    """Return CVaR of (probability, cost): min over eta, tried at every cost."""
    if level == 0:
        return sum(p * cost for p, cost in pairs)
    return min(
        eta + sum(p * max(cost - eta, 0) for p, cost in pairs) / (1 - level)
        for _, eta in pairs
    )


def nothing(q: Question, rule: Any) -> None:
    """Write nothing: the rule was read before."""


RULES: Mapping[str, Callable[[Question, Any], None]] = {
    "max_share": share(1),
    "min_share": share(-1),
    "max_volume": units(1),
    "min_volume": units(-1),
    "max_spend": max_spend,
    "min_sources": min_sources,
    "max_sources": max_sources,
    "max_hhi": max_hhi,
    "max_exposure": max_exposure,
    "exclude": exclude,
    "require": require,
    "min_stock_days": min_stock_days,
    "max_shortage": max_shortage,
    "max_expected_shortage": max_expected_shortage,
    "max_cvar_shortage": max_cvar_shortage,
    "survive_loss": survive_loss,
    "risk_weight": nothing,
    "risk_level": nothing,
}
