"""Branch and bound over the master, in one tree that cuts keep coming into.

A node is the master with its integers held closer. Cuts hold everywhere, so whatever is
learnt at one node helps at all others, and nothing is ever begun anew. The bound is the
least that any open or cut-off node's duals prove.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from planner.solving.large.arrays import Flags, Places, Reals
from planner.solving.large.dive import WHOLE
from planner.solving.large.master import Master, Proposal
from planner.solving.large.response import NoAnswerError
from planner.solving.large.solver import tried

TRIED, ITERATIONS = 4, 60
"""Columns that are tried at a node before one is chosen, and iterations of each try."""
LEAST = 1e-6
"""A gain below, relative to the bound or 1, counts as this much."""


@dataclass(order=True)
class Node:
    """What is left to search: the integers within bounds."""

    bound: float
    serial: int
    lower: Reals = field(compare=False)
    upper: Reals = field(compare=False)
    branched: tuple[int, int, float] | None = field(default=None, compare=False)
    """The column held closer than in the parent, which way, and by what distance."""


@dataclass(kw_only=True)
class Tree:
    """The search; ``visit`` is what the whole does with a node that needs more."""

    master: Master
    weight: Reals
    """Of each integer, how much hangs on it: the first to be tried."""
    cutoff: Callable[[], float]
    """From what bound on a node need not be searched."""
    settle: Callable[[Node, Proposal], Proposal | None]
    """Brings cuts to a node, and plans; the node's last proposal, None if it is done."""
    heard: Callable[[float], object]
    """Told of the bound."""
    open: list[Node] = field(default_factory=list)
    next: Node | None = None
    """A child that is searched before the rest."""
    left: float = np.inf
    """The least bound of what was cut off."""
    serial: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.gains = self.master.gains
        lower, upper = self.master.whole_bounds()
        self.choice = upper - lower <= 1
        self.next = Node(-np.inf, next(self.serial), lower, upper)

    @property
    def bound(self) -> float:
        """Return what no plan costs less than."""
        waiting = [self.open[0].bound] if self.open else []
        ahead = [self.next.bound] if self.next else []
        return min([self.left, *waiting, *ahead])

    def step(self) -> bool:
        """Search one node; tell whether there was any."""
        node = self.next or (heapq.heappop(self.open) if self.open else None)
        if node is None:
            return False
        self.next = node  # its bound counts until it is done with
        children = self._searched(node)
        self.next = None
        for child in children:
            heapq.heappush(self.open, child)
        if children and children[0].bound < self.cutoff():
            self.next = children[0]
            self.open.remove(children[0])
            heapq.heapify(self.open)
        self.heard(self.bound)
        return True

    def _searched(self, node: Node) -> list[Node]:
        """Return what is left of a node, the likelier child first."""
        if node.bound >= self.cutoff():
            self.left = min(self.left, node.bound)
            return []
        self.master.limit(node.lower, node.upper)
        try:
            proposal = self.master.propose()
        except NoAnswerError:  # what is not known of it stays open
            self.left = min(self.left, node.bound)
            return []
        if proposal is None:
            return []
        self._learn(node, proposal)
        node.bound = max(node.bound, proposal.bound)
        settled = None
        if node.bound < self.cutoff():
            settled = self.settle(node, proposal)
        if settled is not None:
            node.bound = max(node.bound, settled.bound)
        if settled is None or not self._open_of(settled).any():
            self.left = min(self.left, node.bound)
            return []
        return self._children(node, settled)

    def _open_of(self, proposal: Proposal) -> Flags:
        values = proposal.plan[self.master.integers]
        return np.asarray(np.abs(values - np.round(values)) > WHOLE)

    def _learn(self, node: Node, proposal: Proposal) -> None:
        if node.branched and np.isfinite(node.bound):
            column, way, distance = node.branched
            self.gains.learn(column, way, (proposal.bound - node.bound) / distance)

    def _children(self, node: Node, proposal: Proposal) -> list[Node]:
        values = proposal.plan[self.master.integers]
        column = self._chosen(node, proposal, values)
        floor = np.floor(values[column])
        part = float(values[column] - floor)
        down = Node(
            node.bound,
            next(self.serial),
            node.lower,
            node.upper.copy(),
            (column, 0, part),
        )
        up = Node(
            node.bound,
            next(self.serial),
            node.lower.copy(),
            node.upper,
            (column, 1, 1 - part),
        )
        down.upper[column], up.lower[column] = floor, floor + 1
        less, more = self.gains.guessed(column, part, 1 - part)
        return [down, up] if less <= more else [up, down]

    def _chosen(self, node: Node, proposal: Proposal, values: Reals) -> int:
        """Return the column whose rounding, both ways, is likely to gain most."""
        away = np.abs(values - np.round(values))
        open_ = self._open_of(proposal)
        if (open_ & self.choice).any():
            open_ &= self.choice
        places = np.flatnonzero(open_).astype(np.int32)
        promise = self.weight[places] * away[places]
        places = places[np.argsort(-promise, kind="stable")]
        if self.gains.guesses:
            self.gains.guesses -= 1
        else:
            self._try(node, proposal, values, self.gains.unknown(places)[:TRIED])
        scores = [self._score(int(each), values, proposal.bound) for each in places]
        return int(places[int(np.argmax(scores))])

    def _score(self, column: int, values: Reals, bound: float) -> float:
        part = float(values[column] - np.floor(values[column]))
        least = LEAST * max(1.0, abs(bound))
        less, more = self.gains.guessed(column, part, 1 - part)
        return max(less, least) * max(more, least)

    def _try(
        self, node: Node, proposal: Proposal, values: Reals, columns: Places
    ) -> None:
        """Learn what rounding some columns gains, by a few iterations each way."""
        master = self.master
        known = float(master.solver.getInfo().objective_function_value)
        for column in columns.tolist():
            place, floor = int(master.integers[column]), np.floor(values[column])
            part = float(values[column] - floor)
            ways = ((node.lower[column], floor), (floor + 1, node.upper[column]))
            for way, ends in enumerate(ways):
                cost = tried(master.solver, place, ends, ITERATIONS)
                gain = min(cost, self.cutoff() + abs(proposal.bound)) - known
                self.gains.learn(column, way, gain / (1 - part if way else part))
            own = node.lower[column], node.upper[column]
            master.solver.changeColBounds(place, *own)
