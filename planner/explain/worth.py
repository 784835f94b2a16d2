"""What one more unit of each limit that is reached is worth, by re-solves."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from models.case import Case, Offer
from models.rules import Limit, Rule
from planner.explain.bracket import UNKNOWN, Bracket, dearer
from planner.explain.resolve import Base
from planner.frontier.limits import at
from planner.plan import TOUCHING, Plan, binding

MORE = 0.1
"""Share by which a capacity is raised where one unit is worth less than the gaps."""
MOST = 40
"""At most so many limits are tried."""
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


@dataclass(frozen=True)
class Worth:
    """What a step beyond a limit saves."""

    step: float
    saving: Bracket
    """In the objective, for the step in all the periods together."""


@dataclass(frozen=True, kw_only=True)
class WorthOf:
    """Find what a step beyond one limit saves."""

    base: Base
    reached: Reached

    @property
    def label(self) -> str:
        """Return what is tried."""
        return f"one more of {self.reached.name}"

    def found(self) -> Worth:
        """Return the saving, by one re-solve or two."""
        one = self._with(self.reached.step)
        open_ = one.saving.low <= 0 <= one.saving.high and not one.saving.is_exact
        if not (open_ and self.reached.larger):
            return one
        return self._with(self.reached.larger)

    def _with(self, step: float) -> Worth:
        plan, reached = self.base.plan, self.reached
        if reached.kind == RULE:
            rules = list(plan.rules)
            rules[reached.place] = loosened(rules[reached.place], step)
            saving = dearer(plan, self.base.solved(rules=rules))
        else:
            case = raised(self.base.case, reached, step)
            saving = dearer(plan, self.base.solved(case))
        return Worth(step, saving.at_least(0.0) if self._only_helps else saving)

    @property
    def _only_helps(self) -> bool:
        """Tell whether more room cannot hurt: take-or-pay rises with the capacity."""
        named = _offers_of(self.base.case, self.reached)
        return not any(each.take_or_pay for each in named)


def reached_limits(plan: Plan) -> list[Reached]:
    """Return every limit that is reached, those that look worth most first."""
    found = [*_offers(plan), *_processes(plan), *_rooms(plan), *_rules(plan)]
    return sorted(found, key=lambda each: -each.size)


def loosened(rule: Any, step: float) -> Any:
    """Return a rule with its limit looser by a step, a share within 0 and 1."""
    limit = rule.limit - step if rule.is_minimum else rule.limit + step
    if rule.limit_is is Limit.SHARE:
        limit = min(1.0, limit)
    return at(rule, max(0.0, limit))


def step_of(rule: Any) -> float:
    """Return by how much a rule's limit is moved."""
    return STEPS.get(rule.limit_is, 0.01 * abs(rule.limit))


def raised(case: Case, reached: Reached, step: float) -> Case:
    """Return the case with more room in the periods in which a limit is reached."""

    def more(vector: Iterable[float]) -> tuple[float, ...]:
        return tuple(
            each + step if t in reached.periods else each
            for t, each in enumerate(vector)
        )

    if reached.kind == PROCESS:
        process = case.processes[reached.name]
        wider = replace(process, capacity=more(process.capacity))
        return replace(case, processes={**case.processes, reached.name: wider})
    if reached.kind == ROOM:
        item = case.items[reached.name]
        roomier = replace(item, max_stock=item.max_stock + step)
        return replace(case, items={**case.items, reached.name: roomier})
    named = _offers_of(case, reached)
    offers = {each.name: replace(each, capacity=more(each.capacity)) for each in named}
    seller = case.suppliers[named[0].supplier]
    larger = replace(seller, capacity=more(seller.capacity))
    return replace(
        case,
        offers={**case.offers, **offers},
        suppliers={**case.suppliers, seller.name: larger},
    )


def _offers_of(case: Case, reached: Reached) -> list[Offer]:
    """Return the offers whose capacity is raised."""
    if reached.kind == OFFER:
        return [case.offers[reached.name]]
    if reached.kind != SUPPLIER:
        return []
    seller = case.suppliers[reached.name]
    return [
        each
        for each in case.offers.values()
        if each.supplier == seller.name
        and any(each.capacity[t] >= seller.capacity[t] for t in reached.periods)
    ]


def _full(
    plan: Plan, units: Sequence[float], most: Callable[[int], float]
) -> tuple[tuple[int, ...], bool, float]:
    """Return the periods in which units reach what they may be at most at a node.

    And whether on the plan, and how many such periods are to be expected. Nodes that
    only losses pass count for nothing.
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
    return periods, bool(tree.on_plan & set(full)), sum(chance[node] for node in full)


def _offers(plan: Plan) -> Iterable[Reached]:
    case, period = plan.case, plan.outlook.tree.period
    alone = set()
    for name, offer in case.offers.items():
        units = plan.outlook.scheduled[name]
        full = _full(plan, units, lambda k, o=offer: o.capacity[period[k]])  # type: ignore[misc]
        open_ = tuple(t for t in full[0] if offer.can_change(t))
        if open_:
            alone.add(offer.supplier)
            step = offer.lot_size or 1.0
            larger = MORE * max(offer.capacity[t] for t in open_)
            if offer.lot_size:
                larger = round(larger / offer.lot_size) * offer.lot_size
            yield Reached(
                kind=OFFER,
                name=name,
                periods=open_,
                on_plan=full[1],
                step=step,
                larger=larger if larger > step else 0.0,
                size=full[2] * max(offer.price),
            )
    for name, seller in case.suppliers.items():
        sold = [o for o in case.offers.values() if o.supplier == name]
        if name in alone or len(sold) < 2 or not any(map(isfinite, seller.capacity)):  # noqa: PLR2004 - one offer has its supplier's limit as its own
            continue
        together = sum(plan.outlook.scheduled[o.name] for o in sold)
        full = _full(plan, together, lambda k, s=seller: s.capacity[period[k]])  # type: ignore[arg-type, misc]
        if full[0]:
            larger = MORE * max(seller.capacity[t] for t in full[0])
            yield Reached(
                kind=SUPPLIER,
                name=name,
                periods=full[0],
                on_plan=full[1],
                larger=larger if larger > 1 else 0.0,
                size=full[2] * max(max(o.price) for o in sold),
            )


def _processes(plan: Plan) -> Iterable[Reached]:
    case, tree = plan.case, plan.outlook.tree
    dearest = max((each.shortage_cost for each in case.demands.values()), default=1.0)
    for name, process in case.processes.items():

        def most(node: int, name: str = name) -> float:
            capacity = case.processes[name].capacity[tree.period[node]]
            return float(tree.flow[name][node]) * capacity

        periods, on_plan, often = _full(plan, list(plan.outlook.output(name)), most)
        if periods:
            larger = MORE * max(process.capacity[t] for t in periods)
            yield Reached(
                kind=PROCESS,
                name=name,
                periods=periods,
                on_plan=on_plan,
                larger=larger if larger > 1 else 0.0,
                size=often * dearest,
            )


def _rooms(plan: Plan) -> Iterable[Reached]:
    for name, item in plan.case.items.items():
        stock = list(plan.outlook.stock(name))
        periods, on_plan, often = _full(plan, stock, lambda _, i=item: i.max_stock)  # type: ignore[misc]
        if periods:
            larger = MORE * item.max_stock
            yield Reached(
                kind=ROOM,
                name=name,
                periods=periods,
                on_plan=on_plan,
                larger=larger if larger > 1 else 0.0,
                size=often,
            )


def _rules(plan: Plan) -> Iterable[Reached]:
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


def worth_record(reached: Reached, worth: Worth | None, why: str) -> dict[str, Any]:
    """Return one row of the table of what limits are worth."""
    saving = worth.saving if worth else UNKNOWN
    step = worth.step if worth else reached.step
    units = step * max(1, len(reached.periods))
    return {
        "kind": reached.kind,
        "limit": reached.name,
        "periods": reached.periods,
        "on_plan": reached.on_plan,
        "step": step,
        "low": saving.low,
        "high": saving.high,
        "unit_low": saving.low / units,
        "unit_high": saving.high / units,
        "why": why,
    }
