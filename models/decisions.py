"""What a plan decides, node by node: the model's answer without the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.case import Case
from models.tree import Factors, Tree


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """Every decision of a plan and its responses; what is absent is zero."""

    signed: frozenset[str]
    """Offers signed; a free one when it delivers anywhere."""
    opened: frozenset[str]
    """Projects opened."""
    tiers: Mapping[tuple[str, int], int]
    """(offer, calendar year): the place of the chosen tier in ``Offer.tiers``."""
    deliveries: Mapping[tuple[str, int, int], float]
    """(offer, node in which it is decided, period of delivery): units scheduled."""
    refining: Mapping[tuple[str, int], float]
    """(process, node): output."""
    stock: Mapping[tuple[str, int], float]
    """(item, node): units at the end of the period."""
    unserved: Mapping[tuple[str, int], float]
    """(demand, node): units."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Decisions spread over a tree: arrays by node, ready to be measured.

    This is the view for measures, costs and reports; the model never uses it.
    """

    case: Case
    tree: Tree
    decisions: Decisions
    risk_level: float = 0.95
    """α of CVaR under the plan's policy."""

    @cached_property
    def scheduled(self) -> Mapping[str, Factors]:
        """Return units scheduled to arrive at each node, per offer."""
        return {name: self._scheduled(name) for name in self.case.offers}

    def _scheduled(self, name: str) -> Factors:
        offer, tree = self.case.offers[name], self.tree
        volume = np.zeros(len(tree.period))
        for node, period in enumerate(tree.period):
            if period < offer.lead_time:
                volume[node] = offer.commitment[period]
            else:
                made = tree.before(node, period - offer.lead_time)
                volume[node] = self.decisions.deliveries.get((name, made, period), 0.0)
        return volume

    @cached_property
    def arriving(self) -> Mapping[str, Factors]:
        """Return units that arrive at each node, per offer."""
        return {
            name: volume * self.tree.flow[name]
            for name, volume in self.scheduled.items()
        }

    def output(self, process: str) -> Factors:
        """Return a process's output at each node."""
        return self._spread(self.decisions.refining, process)

    def stock(self, item: str) -> Factors:
        """Return an item's stock at the end of each node."""
        return self._spread(self.decisions.stock, item)

    def unserved(self, demand: str) -> Factors:
        """Return a demand's unserved units at each node."""
        return self._spread(self.decisions.unserved, demand)

    def _spread(self, values: Mapping[tuple[str, int], float], name: str) -> Factors:
        return np.array([values.get((name, node), 0.0) for node in self.tree.nodes])

    def planned(self, offer: str) -> Factors:
        """Return an offer's units on the no-curb path, per period."""
        return self.scheduled[offer][list(self.tree.plan)]
