"""Scenarios that look alike share a node.

Two scenarios look alike until t if all their flow and price factors agree in periods
up to t; what is decided in t is then decided once. A node is a period and the
scenarios that look alike until it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.case import Case, Curb, Scenario, Target, Vector

Factors = npt.NDArray[np.float64]
SAME = 12
"""Decimals in which factors must agree to look alike."""


def over_horizon(curb: Curb, start: int, periods: int) -> tuple[Factors, Factors]:
    """Return the flow and price factors of a curb that starts in ``start``."""

    def factors(listed: Vector, after: float) -> Factors:
        values = np.ones(periods)
        span = (*listed, *[after] * periods)[: periods - start]
        values[start:] = span
        return values

    return factors(curb.flow, curb.flow_after), factors(curb.price, curb.price_after)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The scenario tree of a case, loss scenarios included.

    Nodes are numbered by period, in each period the plan's first. ``flow[name]`` and
    ``price[name]`` hold one factor per node, for every offer and process (price: every
    offer).
    """

    scenarios: tuple[Scenario, ...]
    paths: npt.NDArray[np.int64]
    """Scenario × period: the node it passes."""
    period: tuple[int, ...]
    parent: tuple[int, ...]
    """-1 in the first period."""
    probability: Vector
    flow: Mapping[str, Factors]
    price: Mapping[str, Factors]
    losses: frozenset[int] = frozenset()
    """Nodes that only loss scenarios pass."""
    entire: "Tree | None" = None
    """The tree that this is a part of."""
    nodes: Sequence[int] = ()
    """Every node; of a part, its own, numbered as in the entire tree."""

    def __post_init__(self) -> None:
        if not len(self.nodes):
            object.__setattr__(self, "nodes", range(len(self.period)))

    def part(self, nodes: Iterable[int]) -> "Tree":
        """Return the tree with no other nodes than these and the plan's.

        With a node come all that it follows. What is known of a node stays: its number,
        its factors, its probability, and what may follow it.
        """
        kept = sorted({*self.plan, *nodes})
        return replace(self, entire=self.entire or self, nodes=kept)

    @cached_property
    def branches(self) -> tuple[tuple[int, ...], ...]:
        """Return the nodes off the plan, together if they follow the same first one."""
        found: dict[int, list[int]] = {}
        first: dict[int, int] = {}
        for node in self.nodes:
            if node not in self.on_plan:
                first[node] = first.get(self.parent[node], node)
                found.setdefault(first[node], []).append(node)
        return tuple(map(tuple, found.values()))

    @cached_property
    def plan(self) -> tuple[int, ...]:
        """Return the nodes of the no-curb path, one per period."""
        bare = next(w for w, each in enumerate(self.scenarios) if is_no_curb(each))
        return tuple(int(node) for node in self.paths[bare])

    @cached_property
    def on_plan(self) -> frozenset[int]:
        """Return the nodes of the no-curb path as a set."""
        return frozenset(self.plan)

    @cached_property
    def in_period(self) -> tuple[tuple[int, ...], ...]:
        """Return the nodes of each period."""
        groups: list[list[int]] = [[] for _ in range(self.paths.shape[1])]
        for node in self.nodes:
            groups[self.period[node]].append(node)
        return tuple(map(tuple, groups))

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """Return the nodes of the last period."""
        return self.in_period[-1]

    @cached_property
    def trail(self) -> npt.NDArray[np.int64]:
        """Return node × period: the node passed in each period up to its own."""
        if self.entire is not None:
            return self.entire.trail
        trail = np.full((len(self.period), self.paths.shape[1]), -1)
        for node in self.nodes:
            if self.parent[node] >= 0:
                trail[node] = trail[self.parent[node]]
            trail[node, self.period[node]] = node
        return trail

    def before(self, node: int, period: int) -> int:
        """Return the node passed in an earlier ``period`` on the way to ``node``."""
        return int(self.trail[node, period])

    @cached_property
    def _later(self) -> Mapping[tuple[int, int], tuple[int, ...]]:
        later: dict[tuple[int, int], list[int]] = {}
        for node in self.nodes:
            for passed in self.trail[node, : self.period[node] + 1]:
                later.setdefault((int(passed), self.period[node]), []).append(node)
        return {key: tuple(nodes) for key, nodes in later.items()}

    def after(self, node: int, period: int) -> tuple[int, ...]:
        """Return the nodes of a later ``period`` that ``node`` may lead to.

        If a part has none of them, one that the entire tree has.
        """
        found = self._later.get((node, period))
        return found or ((self.entire or self).some_after(node, period),)

    def some_after(self, node: int, period: int) -> int:
        """Return one of the nodes of a later ``period`` that ``node`` may lead to."""
        return int(self.trail[self._some_leaf[node], period])

    @cached_property
    def _some_leaf(self) -> Mapping[int, int]:
        found = {leaf: leaf for leaf in self.leaves}
        for node in reversed(self.nodes):
            found[self.parent[node]] = found[node]
        return found

    def ahead(self, name: str, lead_time: int) -> tuple[list[float], list[float]]:
        """Return each node's least and greatest flow ``lead_time`` periods later.

        Over the nodes it may lead to then; infinite where the horizon ends before.
        """
        if self.entire is not None:
            return self.entire.ahead(name, lead_time)
        flow = self.flow[name]
        key = lead_time, flow.tobytes()
        if key not in self._ahead:
            self._ahead[key] = self._farther(flow, lead_time)
        return self._ahead[key]

    @cached_property
    def _ahead(self) -> dict[tuple[int, bytes], tuple[list[float], list[float]]]:
        return {}

    def _farther(
        self, factors: Factors, lead_time: int
    ) -> tuple[list[float], list[float]]:
        least = np.full(len(self.period), np.inf)
        greatest = -least
        for later in self.in_period[lead_time:]:
            nodes = np.array(later)
            passed = self.trail[nodes, self.period[later[0]] - lead_time]
            np.minimum.at(least, passed, factors[nodes])
            np.maximum.at(greatest, passed, factors[nodes])
        return least.tolist(), greatest.tolist()


def is_no_curb(scenario: Scenario) -> bool:
    """Tell whether this is the no-curb path."""
    return not scenario.strikes


def grow(case: Case, losses: Sequence[Curb] = ()) -> Tree:
    """Return the tree of a case's scenarios and of extra loss scenarios.

    A loss is a curb that starts for certain in its ``earliest`` period, in a scenario
    of its own with probability 0.
    """
    scenarios = (*case.scenarios, *(_alone(loss, case) for loss in losses))
    curbs = {**case.curbs, **{loss.name: loss for loss in losses}}
    shape = _Shape(scenarios, curbs, len(case.periods))
    labels = {
        **{name: offer.labels for name, offer in case.offers.items()},
        **{name: process.labels for name, process in case.processes.items()},
    }
    flow = {name: shape.flow(each) for name, each in labels.items()}
    price = {name: shape.price(each.labels) for name, each in case.offers.items()}
    paths, period, parent = _share(scenarios, list(shape.products.values()))
    probability = np.zeros(len(period))
    for scenario, path in zip(scenarios, paths, strict=True):
        probability[path] += scenario.probability
    seen = _representative(paths, len(period)), np.array(period)
    at_nodes = {id(each): each[seen] for each in shape.products.values()}
    return Tree(
        scenarios=scenarios,
        paths=paths,
        period=tuple(period),
        parent=tuple(parent),
        probability=tuple(probability.tolist()),
        flow={name: at_nodes[id(factors)] for name, factors in flow.items()},
        price={name: at_nodes[id(factors)] for name, factors in price.items()},
        losses=frozenset(range(len(period)))
        - frozenset(paths[: len(case.scenarios)].flat),
    )


def _alone(loss: Curb, case: Case) -> Scenario:
    label = f"{loss.name}@{case.periods[loss.earliest]}"
    return Scenario(name=label, probability=0.0, strikes=((loss.name, loss.earliest),))


class _Shape:
    """Scenario × period products of factors, one array for each set of curbs that hit."""

    def __init__(
        self, scenarios: Sequence[Scenario], curbs: Mapping[str, Curb], periods: int
    ) -> None:
        self.curbs = curbs
        self.scenarios = scenarios
        self.periods = periods
        self.products: dict[tuple[str, frozenset[str]], Factors] = {}
        starts = {strike for scenario in scenarios for strike in scenario.strikes}
        self.factors = {
            (name, start): over_horizon(curbs[name], start, periods)
            for name, start in starts
        }

    def flow(self, labels: Mapping[str, str]) -> Factors:
        return self._product("flow", self._hitting(labels, "hits"))

    def price(self, labels: Mapping[str, str]) -> Factors:
        return self._product("price", self._hitting(labels, "price_hits"))

    def _hitting(self, labels: Mapping[str, str], by: str) -> frozenset[str]:
        targets: dict[str, Target] = {
            name: curb.hits if by == "hits" else curb.price_hits
            for name, curb in self.curbs.items()
        }
        return frozenset(name for name, each in targets.items() if each.hits(labels))

    def _product(self, kind: str, hitting: frozenset[str]) -> Factors:
        key = (kind, hitting)
        if key not in self.products:
            product = np.ones((len(self.scenarios), self.periods))
            for row, scenario in zip(product, self.scenarios, strict=True):
                for strike in sorted(scenario.strikes):
                    if strike[0] in hitting:
                        np.multiply(row, self.factors[strike][kind == "price"], row)
            self.products[key] = product
        return self.products[key]


def _share(
    scenarios: Sequence[Scenario], products: Sequence[Factors]
) -> tuple[npt.NDArray[np.int64], list[int], list[int]]:
    """Return the nodes each scenario passes, and each node's period and parent."""
    signature = np.round(np.stack(products, axis=-1), SAME)
    count, periods, _ = signature.shape
    paths = np.full((count, periods), -1)
    order = sorted(range(count), key=lambda w: not is_no_curb(scenarios[w]))
    period: list[int] = []
    parent: list[int] = []
    for t in range(periods):
        numbers: dict[tuple[int, bytes], int] = {}
        for w in order:
            previous = int(paths[w, t - 1]) if t else -1
            key = (previous, signature[w, t].tobytes())
            if key not in numbers:
                numbers[key] = len(period)
                period.append(t)
                parent.append(previous)
            paths[w, t] = numbers[key]
    return paths, period, parent


def _representative(paths: npt.NDArray[np.int64], nodes: int) -> npt.NDArray[np.int64]:
    """Return a scenario that passes each node."""
    passing = np.zeros(nodes, dtype=np.int64)
    for w, path in enumerate(paths):
        passing[path] = w
    return passing
