"""The search for a plan: cuts without whole numbers first, then a tree with them.

Rounds of cuts (``inward``) bring the bound near. Then the master is searched by branch
and bound, with a dive for whole numbers now and then, where responses are large at once;
each plan found is priced in every response and cut, until the gap is closed.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.solving.large.arrays import Places, Reals
from planner.solving.large.dive import WHOLE, dived
from planner.solving.large.inward import CLOSED, Inward
from planner.solving.large.master import Master, Proposal
from planner.solving.large.pricing import Pricing
from planner.solving.large.response import Cut, NoAnswerError
from planner.solving.large.tree import Node, Tree

ROUNDS, HELD_ROUNDS = 300, 40
HELD, PRUNED, ENOUGH = 0.1, 0.98, 0.995
"""Shares of the gap within which the parts of the work are done."""
IDLE = 5
"""Proposals without a dual after which one of very many cuts is let go."""
NEW = 1e-9
"""How far a cut must lift a response's cost to be added, relative to it or 1."""
HALF = 0.5
"""Share of the time after which a plan with whole numbers is made of what is known."""
PRICED, DIVED = 0.05, 0.15
"""Shares of the tree's time that go into pricing its nodes, and into diving from them."""


class EndedError(Exception):
    """Time is up, or the user wants to stop."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When to end."""

    gap: float
    deadline: float
    """On the monotonic clock."""
    stopped: Callable[[], bool]


@dataclass(kw_only=True)
class Decomposition:
    """A search under way. Costs are in the problem's money, its offset included."""

    master: Master
    responses: Pricing
    columns: Places
    """The column of the problem behind each of the master's."""
    block_columns: Sequence[Places]
    weight: Reals
    """Of each integer, how much hangs on it."""
    offset: float
    limits: Limits
    keep: Callable[[Reals, float, float], None]
    """Told of each better plan: all its values, its cost, the bound."""
    tell: Callable[[float, float], None]
    """Told of the cost and the bound now and then."""
    best: float = np.inf
    bound: float = -np.inf
    first: Reals | None = None
    """Whole numbers of a plan to start from."""
    seen: set[bytes] = field(default_factory=set)
    """Whole numbers that were priced."""
    spent: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("tree", "price", "dive"), 0.0)
    )
    """Seconds in the tree, and of those pricing and diving."""

    def run(self) -> str:
        """Search, and return how it ended, by HiGHS's names."""
        try:
            return self._run()
        except EndedError:
            return "kInterrupt" if self.limits.stopped() else "kTimeLimit"

    def learn(self, cuts: Sequence[Cut]) -> None:
        """Take in cuts that are known to hold."""
        self.master.add(cuts)

    def _run(self) -> str:
        if not self._relaxed():
            return "kInfeasible"
        if self.first is not None:
            self._hold(self.first)
        if self.responses.is_large and not self.is_closed():
            self._dive()
        if not self.is_closed():
            self._branch()
        if self.is_closed():
            return "kOptimal"
        if np.isfinite(self.best):
            raise NoAnswerError("the search ended before the gap was closed")
        return "kInfeasible"

    @property
    def allowed(self) -> float:
        """Return how far the best plan may be from the bound."""
        return max(self.limits.gap * abs(self.best), self.closest)

    @property
    def closest(self) -> float:
        """Return the distance that counts as none."""
        return CLOSED * max(1.0, abs(self.best))

    @property
    def cutoff(self) -> float:
        """Return from what bound of the master's on there is nothing to be gained."""
        if not np.isfinite(self.best):
            return np.inf
        return self.best - PRUNED * self.allowed - self.offset

    def is_closed(self) -> bool:
        """Tell whether the best plan is within the gap."""
        if not np.isfinite(self.best):
            return False
        return bool(self.best - self.bound <= max(ENOUGH * self.allowed, self.closest))

    def _relaxed(self) -> bool:
        """Bring the bound near without whole numbers; tell whether there is a plan."""
        inward = Inward(self.responses, self.limits.gap)
        began = time.monotonic()
        late = began + HALF * (self.limits.deadline - began)
        for _ in range(ROUNDS):
            proposal = self._proposed()
            if proposal is None:
                return False
            bound = proposal.bound + self.offset
            self._raise(bound)
            at, some = inward.plan(proposal.plan), inward.doubts.asked()
            cost, cuts = self.price(at, some)
            inward.doubts.told(cuts, at, proposal.responses)
            if some is None:
                inward.priced(at, cost, bound)
            self.master.forget(IDLE)
            inward.taught(anything=self._add(cuts, proposal))
            if inward.is_near or time.monotonic() > late:
                break
        return True

    def _branch(self) -> None:
        """Search the tree until the gap is closed or nothing is left of it."""
        tree = Tree(
            master=self.master,
            weight=self.weight,
            cutoff=lambda: self.cutoff,
            settle=self._settled,
            heard=lambda bound: self._raise(bound + self.offset),
        )
        more = True
        while more and not self.is_closed():
            self._check()
            began = time.monotonic()
            more = tree.step()
            self.spent["tree"] += time.monotonic() - began

    def _settled(self, node: Node, proposal: Proposal) -> Proposal | None:
        """Learn of a node if it is whole or it is time to; None once it is done."""
        for _ in range(HELD_ROUNDS):
            whole = self._whole(proposal)
            if whole is None and not self._is_due("price", PRICED):
                break
            if not self._taught(node, proposal, whole):
                break
            again = self._proposed()
            if again is None:
                return None
            proposal = again
            node.bound = max(node.bound, proposal.bound)
            if node.bound >= self.cutoff:
                return None
        return self._dived_from(node) if self._is_due("dive", DIVED) else proposal

    def _whole(self, proposal: Proposal) -> Reals | None:
        values = proposal.plan[self.master.integers]
        whole = np.round(values)
        return None if (np.abs(values - whole) > WHOLE).any() else whole

    def _taught(self, node: Node, proposal: Proposal, whole: Reals | None) -> bool:
        """Cut what a node's plan teaches; tell whether that is anything."""
        if whole is not None and whole.tobytes() not in self.seen:
            self._hold(whole)
            self.master.limit(node.lower, node.upper)
            return True
        began = time.monotonic()
        _, cuts = self.price(proposal.plan)
        self.spent["price"] += time.monotonic() - began
        return self._add(cuts, proposal)

    def _dived_from(self, node: Node) -> Proposal | None:
        """Dive from a node, and return to it."""
        began = time.monotonic()
        self._dive((node.lower, node.upper))
        self.master.limit(node.lower, node.upper)
        self.spent["dive"] += time.monotonic() - began
        return None if node.bound >= self.cutoff else self._proposed()

    def _is_due(self, what: str, share: float) -> bool:
        return self.spent[what] < share * self.spent["tree"]

    def _dive(self, within: tuple[Reals, Reals] | None = None) -> None:
        whole = dived(self.master, self._check, within)
        if whole is not None and whole.tobytes() not in self.seen:
            self._hold(whole)

    def _hold(self, whole: Reals) -> None:
        """Find what is best around whole numbers, and cut what it teaches."""
        self.seen.add(whole.tobytes())
        self.master.limit(whole, whole)
        self.master.be_fine(fine=True)
        try:
            best = np.inf
            for _ in range(HELD_ROUNDS):
                proposal = self._proposed()
                if proposal is None:
                    return
                cost, cuts = self.price(proposal.plan)
                best = min(best, cost)
                self._take(proposal.plan, cost)
                added = self._add(cuts, proposal)
                within = max(HELD * self.limits.gap, CLOSED) * max(1.0, abs(best))
                least = proposal.bound + self.offset
                over = least > self.best - within or best - least <= within
                if not added or over or self.is_closed():
                    return
        finally:
            self.master.be_fine(fine=False)
            self.master.let_go()

    def _proposed(self) -> Proposal | None:
        self._check()
        return self.master.propose()

    def price(self, plan: Reals, some: Places | None = None) -> tuple[float, list[Cut]]:
        """Return what a plan costs with its responses, or some, and a cut for each."""
        cost, cuts = self.responses.price(plan, self._check, some)
        return float(self.master.own.cost @ plan) + self.offset + cost, cuts

    def _add(self, cuts: Sequence[Cut], proposal: Proposal) -> bool:
        """Add the cuts that say more than the proposal knew; tell whether any does."""

        def says_more(cut: Cut) -> bool:
            known = 0.0 if cut.is_limit else float(proposal.responses[cut.block])
            more = cut.at(proposal.plan) - known > NEW * max(1.0, abs(known))
            return more or not (cut.is_limit or self.master.priced[cut.block])

        new = [cut for cut in cuts if says_more(cut)]
        self.master.add(new)
        return bool(new)

    def _take(self, plan: Reals, cost: float) -> None:
        """Keep a plan with whole numbers if it is the best so far."""
        if cost >= self.best:
            return
        self.best = cost
        size = sum(map(len, self.block_columns)) + len(self.columns)
        values = np.zeros(size)
        values[self.columns] = plan
        answers = self.responses.values()
        for columns, found in zip(self.block_columns, answers, strict=True):
            values[columns] = found
        self.keep(values, self.best, self.bound)

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.best))
        self.tell(self.best, self.bound)

    def _check(self) -> None:
        if self.limits.stopped() or time.monotonic() > self.limits.deadline:
            raise EndedError
