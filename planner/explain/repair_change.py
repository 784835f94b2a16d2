"""One change that loosens a row, and the question after it."""

from dataclasses import dataclass, replace
from enum import Enum
from math import floor, inf, isfinite, log10
from typing import Any

import numpy as np

from models.case import Case, Offer, Target, Vector
from models.decisions import Outlook
from models.rules import RULES, Limit, Rule
from planner.explain.conflict_parts import RULE, Asked, Part, own_capacity

LIMIT = "limit"
FIELDS = {"from": "start", "to": "end"}
"""What a rule calls the columns that Python has words for."""
DIGITS = 12
"""Significant digits of a number that is written: 0.713, not 0.7130000000000001."""
FIGURES = 3
"""Significant figures to which volumes and money are rounded."""
DUST = 1e-6
"""Share of a step by which a number may miss a round one and still be it."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one row says instead."""

    part: Part
    column: str
    """`limit`, `per`, `from`, …; blank where the whole row goes."""
    before: Any
    after: Any
    """As the case holds it: a number, a word, a period's index."""
    impossible: Any = None
    """The next tighter value, proved impossible with all else as it is."""

    def applied(self, asked: Asked) -> Asked:
        """Return the question after the change."""
        if self.part.kind == RULE:
            return asked.with_rule(self.part.place, self._rule(asked))
        return _with_limit(asked, self.part, self.after)

    def _rule(self, asked: Asked) -> Rule | None:
        rule: Any = asked.rules[self.part.place]
        if not self.column or rule is None:
            return None
        name = FIELDS.get(self.column, self.column)
        changed: Rule = replace(rule, **{name: self.after})
        return changed


def applied(asked: Asked, changes: tuple[Change, ...]) -> Asked:
    """Return the question after some changes."""
    for each in changes:
        asked = each.applied(asked)
    return asked


def _with_limit(asked: Asked, part: Part, value: float) -> Asked:
    case, name = asked.case, part.name
    if part.kind == "max_shortage":
        demand = replace(case.demands[name], max_shortage=value)
        return asked.with_case(demands={**case.demands, name: demand})
    if part.kind in STOCKS:
        stock: Any = {part.kind: value}
        item = replace(case.items[name], **stock)
        return asked.with_case(items={**case.items, name: item})
    if part.kind in {"lot_size", "min_order"}:
        terms: Any = {part.kind: value}
        offer = replace(case.offers[name], **terms)
        return asked.with_case(offers={**case.offers, name: offer})
    if part.kind == "offer":
        return asked.with_case(
            offers={**case.offers, name: _roomier(case, name, value)}
        )
    if part.kind == "supplier":
        return _with_supply(asked, name, value)
    process = case.processes[name]
    capacity = _raised(process.capacity, value, set(process.window))
    return asked.with_case(
        processes={**case.processes, name: replace(process, capacity=capacity)}
    )


def _with_supply(asked: Asked, name: str, value: float) -> Asked:
    """Return a supplier with at least this capacity, and its offers where it was theirs."""
    case, periods = asked.case, set(range(len(asked.case.periods)))
    supplier = case.suppliers[name]
    offers = {
        each.name: replace(
            each,
            capacity=_raised(each.capacity, value, limited_by_supplier(case, each)),
        )
        for each in case.offers.values()
        if each.supplier == name
    }
    capacity = _raised(supplier.capacity, value, periods)
    return asked.with_case(
        suppliers={**case.suppliers, name: replace(supplier, capacity=capacity)},
        offers={**case.offers, **offers},
    )


def limited_by_supplier(case: Case, offer: Offer) -> set[int]:
    """Return the periods in which an offer may deliver all that its supplier can."""
    together = case.suppliers[offer.supplier].capacity
    return {t for t in offer.window if offer.capacity[t] >= together[t]}


def _roomier(case: Case, name: str, value: float) -> Any:
    """Return an offer with at least this capacity of its own; the supplier's stays."""
    offer = case.offers[name]
    together = case.suppliers[offer.supplier].capacity
    raised = _raised(offer.capacity, value, set(own_capacity(case, offer)))
    capacity = tuple(map(min, raised, together))
    return replace(offer, capacity=capacity)


def _raised(capacity: Vector, least: float, periods: set[int]) -> Vector:
    return tuple(max(x, least) if t in periods else x for t, x in enumerate(capacity))


@dataclass(frozen=True)
class Dial:
    """A number of one row, looser in one direction, and what plans need of it."""

    part: Part
    column: str
    before: float
    way: "Way"
    """In which direction it is looser."""
    step: float
    """To which it is rounded, outward."""
    rule: Any = None
    """The rule whose limit measures what a plan needs, with any limit."""

    @property
    def up(self) -> bool:
        """Tell whether a higher number is looser."""
        return self.way is Way.UP

    def at(self, value: float, impossible: float | None = None) -> Change:
        """Return the change to a value."""
        return Change(
            part=self.part,
            column=self.column,
            before=self.before,
            after=value,
            impossible=impossible,
        )

    def level(self, outlook: Outlook) -> float:
        """Return the tightest value that a plan made without the limit would keep."""
        if self.rule is None:
            return _need(self.part, outlook)
        sign = -1.0 if self.up else 1.0
        levels = [
            each.limit + sign * each.slack
            for each in self.rule.measure(outlook)
            if each.enforced
        ]
        if self.rule.limit_is is Limit.SHARE:
            levels = [min(1.0, max(0.0, each)) for each in levels]
        return (max if self.up else min)(levels, default=self.before)

    def is_looser(self, one: float, other: float) -> bool:
        """Tell whether one value is looser than another, by more than dust."""
        more = one - other if self.up else other - one
        return more > DUST * self.step

    def is_nothing(self, value: float) -> bool:
        """Tell whether a limit that says so says nothing: the row might as well go."""
        if self.rule is None or self.rule.limit_is is not Limit.SHARE:
            return False
        return value >= 1 if self.up else value <= 0

    def rounded(self, value: float) -> float:
        """Return the next round value that is not tighter."""
        steps = value / self.step
        whole = -floor(-(steps - DUST)) if self.up else floor(steps + DUST)
        return self._neat(whole * self.step)

    def tighter(self, value: float) -> float:
        """Return the next tighter round value."""
        return self._neat(value - self.step if self.up else value + self.step)

    def between(self, one: float, other: float) -> float:
        """Return a round value halfway."""
        return self.rounded((one + other) / 2)

    def _neat(self, value: float) -> float:
        return float(f"{value:.{DIGITS}g}") + 0.0


def dial_of(asked: Asked, part: Part) -> Dial | None:
    """Return the number a part can be loosened by; None where it has none."""
    if part.kind == RULE:
        return _limit_of(asked, part)
    case, name = asked.case, part.name
    if part.kind == "max_shortage":
        before = case.demands[name].max_shortage
        return Dial(part, part.kind, before, Way.UP, 0.001, _shortage_of(name))
    if part.kind in STATED:
        rows: Any = case.items if part.kind in STOCKS else case.offers
        before = getattr(rows[name], part.kind)
        step = step_of(before or _size(case))
        return Dial(part, part.kind, before, STATED[part.kind], step)
    if part.kind in ROOMS:
        most = _most_room(case, part)
        step = step_of(most or _size(case))
        return Dial(part, ROOMS[part.kind], most, Way.UP, step)
    return None


class Way(Enum):
    """In which direction a number is looser."""

    UP = 1
    DOWN = -1


STOCKS = ("closing_stock", "max_stock")
STATED = {"closing_stock": Way.DOWN, "max_stock": Way.UP, "min_order": Way.DOWN}
ROOMS = {"supplier": "max_volume", "offer": "max_volume", "process": "max_output"}


def _most_room(case: Case, part: Part) -> float:
    if part.kind == "offer":
        offer = case.offers[part.name]
        return max(offer.capacity[t] for t in own_capacity(case, offer))
    if part.kind == "supplier":
        return max(map(_finite, case.suppliers[part.name].capacity))
    process = case.processes[part.name]
    return max(_finite(process.capacity[t]) for t in process.window)


def _finite(value: float) -> float:
    return value if isfinite(value) else 0.0


def _size(case: Case) -> float:
    return max((max(each.volume) for each in case.demands.values()), default=1.0)


def _limit_of(asked: Asked, part: Part) -> Dial | None:
    rule: Any = asked.rules[part.place]
    if getattr(rule, LIMIT, None) is None:
        return None
    steps = {Limit.SHARE: 0.001, Limit.COUNT: 1.0, Limit.INDEX: 1.0, Limit.DAYS: 1.0}
    step = steps.get(rule.limit_is) or step_of(rule.limit or _size(asked.case))
    way = Way.DOWN if rule.is_minimum else Way.UP
    return Dial(part, LIMIT, rule.limit, way, step, rule)


def _shortage_of(demand: str) -> Any:
    kind: Any = RULES["max_shortage"]
    return kind(on=Target((("demand", demand),)), limit=1.0)


def step_of(size: float) -> float:
    """Return to what a number of this size is rounded: three figures."""
    return 10.0 ** (floor(log10(abs(size))) - FIGURES + 1) if size else 1.0


def _need(part: Part, outlook: Outlook) -> float:
    """Return what a plan needs of a capacity or stock limit, read off its volumes."""
    if part.kind == "offer":
        return float(outlook.scheduled[part.name].max())
    if part.kind == "supplier":
        offers = outlook.case.offers.values()
        own = [each.name for each in offers if each.supplier == part.name]
        return float(np.sum([outlook.scheduled[name] for name in own], axis=0).max())
    if part.kind == "process":
        return float(outlook.output(part.name).max())
    if part.kind == "max_stock":
        return float(outlook.stock(part.name).max())
    if part.kind == "closing_stock":
        return float(outlook.stock(part.name)[outlook.tree.plan[-1]])
    return 0.0 if part.kind in {"lot_size", "min_order"} else inf
