"""Sums of what must be served against what can arrive, in every scenario and loss."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from models.case import Case
from models.rules import Rule
from models.tree import Tree, grow
from planner.explain.arithmetic_reach import Arrivals
from planner.explain.arithmetic_words import Statement, amount, parts_words

CLEAR = 1e-6


def served_shares(case: Case, rules: Sequence[Rule]) -> dict[str, float]:
    """Return the share of each demand that must be served in every period."""
    shares = {name: 1 - each.max_shortage for name, each in case.demands.items()}
    for rule in rules:
        each: Any = rule
        if rule.rule == "max_shortage" and len(each.periods(case)) == len(case.periods):
            for name in each.demands(case):
                shares[name] = max(shares[name], 1 - each.limit)
    return shares


@dataclass(frozen=True)
class Short:
    """A path and a run of periods in which too little can arrive of an item."""

    arrivals: Arrivals
    scenario: str
    first: int
    last: int
    can: float
    must: float
    closing: float

    @property
    def rank(self) -> tuple[int, int, float]:
        """Return what makes it easy to check: few periods, early, much missing."""
        return self.last - self.first, self.first, self.can - self.must


def shortfalls(
    case: Case, rules: Sequence[Rule], barred: frozenset[str]
) -> list[Statement]:
    """Return the plainest sum for each item of which too little can arrive."""
    losses = [loss for rule in rules for loss in rule.losses(case)]
    tree = grow(case, losses)
    found = []
    for item in case.items:
        every = list(_short(case, rules, tree, item, barred))
        if every:
            found.append(_stated(min(every, key=lambda each: each.rank), case))
    return found


def _short(
    case: Case, rules: Sequence[Rule], tree: Tree, item: str, barred: frozenset[str]
) -> Iterator[Short]:
    last = len(case.periods) - 1
    for path, scenario in zip(tree.paths.tolist(), tree.scenarios, strict=True):
        needed = _needed(case, rules, tree, item, path)
        ends = case.items[item].closing_stock if not scenario.strikes else 0.0
        if not any(needed) and not ends:
            continue
        arrivals = Arrivals(case, tree, item, path, barred)
        starts = range(last + 1) if isfinite(case.items[item].max_stock) else (0,)
        for first in starts:
            for end in range(first, last + 1):
                closing = ends if end == last else 0.0
                must = sum(needed[first : end + 1]) + closing
                can = arrivals.total(first, end)
                if can < must - CLEAR * max(1.0, must):
                    yield Short(
                        arrivals, _named(scenario, case), first, end, can, must, closing
                    )


def _needed(
    case: Case, rules: Sequence[Rule], tree: Tree, item: str, path: Sequence[int]
) -> list[float]:
    """Return the units of an item that must be served in each period of a path."""
    periods = range(len(case.periods))
    shares = {
        (name, t): 0.0 if path[t] in tree.losses else 1 - demand.max_shortage
        for name, demand in case.demands.items()
        for t in periods
    }
    for rule in rules:
        each: Any = rule
        if rule.rule == "max_shortage":
            for name in each.demands(case):
                for t in each.periods(case):
                    if path[t] not in tree.losses:
                        shares[name, t] = max(shares[name, t], 1 - each.limit)
        for (name, node), units in rule.allowed(case, tree).items():
            t = tree.period[node]
            volume = case.demands[name].volume[t]
            if path[t] == node and volume > 0:
                shares[name, t] = max(shares[name, t], 1 - units / volume)
    users = [each for each in case.demands.values() if each.item == item]
    return [
        sum(shares[each.name, t] * each.volume[t] for each in users) for t in periods
    ]


def _named(scenario: Any, case: Case) -> str:
    if not scenario.strikes:
        return ""
    struck = [f"{name} from {case.periods[start]}" for name, start in scenario.strikes]
    return f", {' and '.join(struck)}"


def _stated(short: Short, case: Case) -> Statement:
    arrivals, unit = short.arrivals, case.unit
    labels = case.periods[short.first], case.periods[short.last]
    span = labels[0] if labels[0] == labels[1] else f"{labels[0]}–{labels[1]}"
    volumes: Mapping[str, float] = {
        name: sum(each[short.first : short.last + 1])
        for name, each in arrivals.sources.items()
    }
    item = case.items[arrivals.item]
    held = item.max_stock if short.first else item.opening_stock
    stock = {"stock": held} if held else {}
    detail = [f"can arrive: {parts_words({**volumes, **stock}, unit)}"]
    if short.closing:
        detail.append(
            f"needed: {amount(short.closing, unit)} of it in stock at the end"
        )
    return Statement(
        where=f"{span}, {arrivals.item}{short.scenario}",
        sentence=(
            f"at most {amount(short.can, unit)} can be there, "
            f"{amount(short.must, unit)} are needed"
        ),
        can=short.can,
        must=short.must,
        detail=tuple(detail),
    )
