"""Which limits the plan and its responses run into."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from models.case import Offer, Supplier
from models.rules import Limit, Rule
from models.tree import Factors
from planner.frontier.limits import at
from planner.plan import TOUCHING, Plan, binding

MORE = 0.1
"""Share by which a capacity is raised where one unit is worth less than the gaps."""
STEPS = {
    Limit.SHARE: 0.01,
    Limit.QUANTITY: 1.0,
    Limit.COUNT: 1.0,
    Limit.INDEX: 100.0,
    Limit.DAYS: 1.0,
}
"""By how much a rule's limit is moved, by what it counts; money by 1% of the limit."""
NOTHING = 1e-9
OFFER, SUPPLIER, PROCESS, ROOM, RULE = "offer", "supplier", "process", "room", "rule"


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A limit that the plan or a response runs into."""

    kind: str
    name: str
    periods: tuple[int, ...]
    """In which it is reached; all of them are raised together."""
    on_plan: bool
    """Whether by the plan itself, not only by responses."""
    step: float = 1.0
    """How much is added in each of these periods: one unit, or one lot."""
    larger: float = 0.0
    """What to try where that step is worth less than the gaps; 0 if nothing."""
    place: int = -1
    """The place of a rule in the policy."""
    size: float = 0.0
    """How much it looks to be worth; a guide to the order, and no more."""


def reached_limits(plan: Plan) -> list[Reached]:
    """Return every limit that is reached, those that look worth most first."""
    found = [
        *_offers(plan),
        *_suppliers(plan),
        *_processes(plan),
        *_rooms(plan),
        *_rules(plan),
    ]
    return sorted(found, key=lambda each: -each.size)


def loosened(rule: Any, step: float) -> Any:
    """Return a rule with its limit looser by a step, a share within 0 and 1."""
    limit = rule.limit - step if rule.is_minimum else rule.limit + step
    if rule.limit_is is Limit.SHARE:
        limit = min(1.0, limit)
    return at(rule, max(0.0, limit))


def step_of(rule: Any) -> float:
    """Return by how much a rule's limit is moved."""
    step: float = STEPS.get(rule.limit_is, 0.01 * abs(rule.limit))
    return step


@dataclass(frozen=True)
class _Full:
    """Where units reach what they may be at most."""

    periods: tuple[int, ...]
    on_plan: bool
    often: float
    """How many such periods are to be expected."""


def _full(plan: Plan, units: Factors, most: Callable[[int], float]) -> _Full:
    """Return where units reach what they may be at most at a node.

    Nodes that only losses pass count for nothing.
    """
    tree, chance = plan.outlook.tree, plan.outlook.tree.probability
    full = [
        node
        for node in tree.nodes
        if chance[node] > 0
        and units[node] > NOTHING
        and units[node] >= most(node) * (1 - TOUCHING)
    ]
    periods = tuple(sorted({tree.period[node] for node in full}))
    often = sum(chance[node] for node in full)
    return _Full(periods, bool(tree.on_plan & set(full)), often)


def _larger(capacities: Sequence[float], step: float, lot: float = 0.0) -> float:
    """Return a tenth of a capacity, in whole lots; 0 if that is no more than a step."""
    more = MORE * max(capacities)
    if lot:
        more = round(more / lot) * lot
    return more if more > step else 0.0


def _offers(plan: Plan) -> Iterator[Reached]:
    period = plan.outlook.tree.period
    for name, offer in plan.case.offers.items():

        def most(node: int, offer: Offer = offer) -> float:
            return offer.capacity[period[node]]

        full = _full(plan, plan.outlook.scheduled[name], most)
        open_ = tuple(t for t in full.periods if offer.can_change(t))
        if open_:
            step = offer.lot_size or 1.0
            capacities = [offer.capacity[t] for t in open_]
            yield Reached(
                kind=OFFER,
                name=name,
                periods=open_,
                on_plan=full.on_plan,
                step=step,
                larger=_larger(capacities, step, offer.lot_size),
                size=full.often * max(offer.price),
            )


def _suppliers(plan: Plan) -> Iterator[Reached]:
    """Yield the suppliers at their limit of whose offers none is at its own."""
    case, period = plan.case, plan.outlook.tree.period
    alone = {case.offers[each.name].supplier for each in _offers(plan)}
    for name, seller in case.suppliers.items():
        sold = [each for each in case.offers.values() if each.supplier == name]
        if name in alone or not sold:
            continue

        def most(node: int, seller: Supplier = seller) -> float:
            return seller.capacity[period[node]]

        together: Factors = sum(
            (plan.outlook.scheduled[each.name] for each in sold[1:]),
            start=plan.outlook.scheduled[sold[0].name],
        )
        full = _full(plan, together, most)
        if full.periods:
            yield Reached(
                kind=SUPPLIER,
                name=name,
                periods=full.periods,
                on_plan=full.on_plan,
                larger=_larger([seller.capacity[t] for t in full.periods], 1.0),
                size=full.often * max(max(each.price) for each in sold),
            )


def _processes(plan: Plan) -> Iterator[Reached]:
    case, tree = plan.case, plan.outlook.tree
    dearest = max((each.shortage_cost for each in case.demands.values()), default=1.0)
    for name, process in case.processes.items():

        def most(node: int, name: str = name) -> float:
            capacity: float = case.processes[name].capacity[tree.period[node]]
            return capacity * float(tree.flow[name][node])

        full = _full(plan, plan.outlook.output(name), most)
        if full.periods:
            yield Reached(
                kind=PROCESS,
                name=name,
                periods=full.periods,
                on_plan=full.on_plan,
                larger=_larger([process.capacity[t] for t in full.periods], 1.0),
                size=full.often * dearest,
            )


def _rooms(plan: Plan) -> Iterator[Reached]:
    for name, item in plan.case.items.items():

        def most(_: int, room: float = item.max_stock) -> float:
            return room

        full = _full(plan, plan.outlook.stock(name), most)
        if full.periods:
            yield Reached(
                kind=ROOM,
                name=name,
                periods=full.periods,
                on_plan=full.on_plan,
                larger=_larger([item.max_stock], 1.0),
                size=full.often,
            )


def _rules(plan: Plan) -> Iterator[Reached]:
    """Yield the rules with a limit that they reach; always tried, hence first."""
    for place, rule in enumerate(plan.rules):
        if _has_limit(rule) and any(map(binding, rule.measure(plan.outlook))):
            limited: Any = rule
            step = step_of(limited)
            if loosened(limited, step) != limited:
                yield Reached(
                    kind=RULE,
                    name=str(rule),
                    periods=(),
                    on_plan=True,
                    step=step,
                    place=place,
                    size=float("inf"),
                )


def _has_limit(rule: Rule) -> bool:
    return rule.limit_is is not Limit.NONE and rule.risk(-1.0, -1.0) == (-1.0, -1.0)
