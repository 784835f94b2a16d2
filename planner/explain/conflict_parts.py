"""What a plan has to keep, one row of the workbook at a time, and how to lift it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import inf, isfinite
from typing import Any, TypeVar

from models.case import Case, Curb, Offer, Target, Vector
from models.rules import Rule
from models.usable import usable_units

Row = TypeVar("Row")


@dataclass(frozen=True)
class Asked:
    """A case and the rules of a policy, each in its place; None where one is lifted."""

    case: Case
    policy: str
    rules: tuple[Rule | None, ...]

    @property
    def kept(self) -> tuple[Rule, ...]:
        """Return the rules that still hold."""
        return tuple(each for each in self.rules if each is not None)

    def with_rule(self, place: int, rule: Rule | None) -> "Asked":
        """Return the question with another rule in one place, or with none there."""
        rules = (*self.rules[:place], rule, *self.rules[place + 1 :])
        return replace(self, rules=rules)

    def with_case(self, **fields: Any) -> "Asked":
        """Return the question of a case with other fields."""
        return replace(self, case=replace(self.case, **fields))


@dataclass(frozen=True)
class Part:
    """One row of the workbook that limits what can be done."""

    kind: str
    """`rule`, or a key of ``LIFTS``."""
    name: str
    """Whose row it is: an offer, a demand …; of a rule its label."""
    place: int = -1
    """Of a rule, among the policy's."""

    def lifted(self, asked: Asked) -> Asked:
        """Return the question without this limit."""
        if self.kind == RULE:
            return asked.with_rule(self.place, None)
        return LIFTS[self.kind](asked, self.name)


RULE = "rule"
ORDER = (
    "min_order",
    "lot_size",
    "max_stock",
    "curb",
    "process",
    "supplier",
    "offer",
    "closing_stock",
    "max_shortage",
    RULE,
)
"""Kinds in the order in which they are left out if the conflict stands without."""
SHEET: Mapping[str, tuple[str, str]] = {
    RULE: ("Policies", "limit"),
    "min_order": ("Offers", "min_order"),
    "lot_size": ("Offers", "lot_size"),
    "max_stock": ("Items", "max_stock"),
    "closing_stock": ("Items", "closing_stock"),
    "curb": ("Curbs", "flow"),
    "process": ("Refining", "max_output"),
    "supplier": ("Suppliers", "max_volume"),
    "offer": ("Offers", "max_volume"),
    "max_shortage": ("Demand", "max_shortage"),
    "commitment": ("Commitments", "volume"),
}
"""Sheet and column that say it."""


def lifted(asked: Asked, parts: Sequence[Part]) -> Asked:
    """Return the question without these limits."""
    return reduce(lambda left, part: part.lifted(left), parts, asked)


def parts_of(asked: Asked) -> list[Part]:
    """Return everything that limits a plan, in the order in which it may be left out."""
    found = {Part(kind, name): None for kind, name in _limits(asked.case)}
    rules = [
        Part(RULE, str(rule), place)
        for place, rule in enumerate(asked.rules)
        if rule is not None and not _steers(rule)
    ]
    return sorted([*found, *rules], key=lambda part: ORDER.index(part.kind))


def _steers(rule: Rule) -> bool:
    return rule.risk(-1.0, -1.0) != (-1.0, -1.0)


def _limits(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the kind and name of every limit that the case's own rows state."""
    yield from _wanted(case)
    yield from _terms(case)
    for name, supplier in case.suppliers.items():
        if any(map(isfinite, supplier.capacity)):
            yield "supplier", name
    for name, process in case.processes.items():
        if any(isfinite(process.capacity[t]) for t in process.window):
            yield "process", name
    struck = {name for each in case.scenarios for name, _ in each.strikes}
    yield from (("curb", name) for name in case.curbs if name in struck)


def _wanted(case: Case) -> Iterator[tuple[str, str]]:
    for name, demand in case.demands.items():
        if demand.max_shortage < 1 and any(demand.volume):
            yield "max_shortage", name
    for name, item in case.items.items():
        if item.closing_stock > 0:
            yield "closing_stock", name
        if isfinite(item.max_stock):
            yield "max_stock", name


def _terms(case: Case) -> Iterator[tuple[str, str]]:
    for name, offer in case.offers.items():
        if offer.lot_size:
            yield "lot_size", name
        if offer.min_order:
            yield "min_order", name
        if own_capacity(case, offer):
            yield "offer", name


def own_capacity(case: Case, offer: Offer) -> list[int]:
    """Return the periods in which an offer's own capacity limits it."""
    together = case.suppliers[offer.supplier].capacity
    return [
        t
        for t in offer.window
        if isfinite(offer.capacity[t]) and offer.capacity[t] < together[t]
    ]


def _with(rows: Mapping[str, Row], name: str, **fields: Any) -> dict[str, Row]:
    changed: Any = rows[name]
    return {**rows, name: replace(changed, **fields)}


def _any_shortage(asked: Asked, name: str) -> Asked:
    return asked.with_case(demands=_with(asked.case.demands, name, max_shortage=1.0))


def _no_closing(asked: Asked, name: str) -> Asked:
    return asked.with_case(items=_with(asked.case.items, name, closing_stock=0.0))


def _any_stock(asked: Asked, name: str) -> Asked:
    # A credit for stock needs a limit; it is no reason why there is no plan.
    return asked.with_case(
        items=_with(asked.case.items, name, max_stock=inf, stock_value=0.0)
    )


def _no_lots(asked: Asked, name: str) -> Asked:
    return asked.with_case(offers=_with(asked.case.offers, name, lot_size=0.0))


def _no_min_order(asked: Asked, name: str) -> Asked:
    return asked.with_case(offers=_with(asked.case.offers, name, min_order=0.0))


def plenty(case: Case) -> float:
    """Return a capacity that limits nothing: finite, as curbs act on a share of it."""
    return max(
        usable_units(case), *(max(_finite(o.capacity)) for o in case.offers.values())
    )


def _finite(values: Vector) -> Vector:
    return tuple(each for each in values if isfinite(each)) or (0.0,)


def _any_volume(asked: Asked, name: str) -> Asked:
    """Lift an offer's own capacity up to its supplier's."""
    offer, most = asked.case.offers[name], plenty(asked.case)
    together = asked.case.suppliers[offer.supplier].capacity
    lifted_at = set(own_capacity(asked.case, offer))
    capacity = tuple(
        min(max(each, most), together[t]) if t in lifted_at else each
        for t, each in enumerate(offer.capacity)
    )
    return asked.with_case(offers=_with(asked.case.offers, name, capacity=capacity))


def _any_supply(asked: Asked, name: str) -> Asked:
    """Lift a supplier's capacity, and its offers' where it was theirs."""
    case, most = asked.case, plenty(asked.case)
    old = case.suppliers[name].capacity
    offers = {
        key: replace(
            offer,
            capacity=tuple(
                most if t in offer.window and each >= old[t] else each
                for t, each in enumerate(offer.capacity)
            ),
        )
        if offer.supplier == name
        else offer
        for key, offer in case.offers.items()
    }
    capacity = tuple(max(each, most) for each in old)
    suppliers = _with(case.suppliers, name, capacity=capacity)
    return asked.with_case(offers=offers, suppliers=suppliers)


def _any_output(asked: Asked, name: str) -> Asked:
    process, most = asked.case.processes[name], plenty(asked.case)
    capacity = tuple(
        max(each, most) if t in process.window else each
        for t, each in enumerate(process.capacity)
    )
    return asked.with_case(
        processes=_with(asked.case.processes, name, capacity=capacity)
    )


def _no_effect(asked: Asked, name: str) -> Asked:
    """Let a curb strike without holding anything back."""
    curb: Curb = asked.case.curbs[name]
    tame = replace(curb, flow=(), flow_after=1.0, hits=Target())
    return asked.with_case(curbs={**asked.case.curbs, name: tame})


def _no_commitment(asked: Asked, name: str) -> Asked:
    nothing = (0.0,) * len(asked.case.periods)
    return asked.with_case(offers=_with(asked.case.offers, name, commitment=nothing))


LIFTS: Mapping[str, Callable[[Asked, str], Asked]] = {
    "max_shortage": _any_shortage,
    "closing_stock": _no_closing,
    "max_stock": _any_stock,
    "lot_size": _no_lots,
    "min_order": _no_min_order,
    "offer": _any_volume,
    "supplier": _any_supply,
    "process": _any_output,
    "curb": _no_effect,
    "commitment": _no_commitment,
}
