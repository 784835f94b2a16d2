"""The search for a plan: cuts without whole numbers first, then with them.

Rounds of cuts between the master's proposal and the best plan so far (in-out, Ben-Ameur
and Neto, 2007) bring the bound near; then the master is searched for whole numbers,
each plan it finds is priced in every response and cut, until the gap is closed.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.solving.large.master import Master, Proposal, found
from planner.solving.large.response import Cut, NoAnswerError, Response
from planner.solving.linear import Places, Reals

INWARD = 0.5
"""How far from the best plan towards the proposal the responses are asked."""
ROUNDS, HELD_ROUNDS, SEARCHES = 300, 40, 200
RELAXED, SEARCHED, HELD = 0.3, 0.3, 0.1
"""Shares of the gap within which the parts of the work are done."""
FIRST, FINER = 3.0, 4.0
"""Times the gap within which the first search ends, and how much finer the next one
is: the first plans teach most."""
CLOSED = 1e-8
"""A gap smaller than this is none, relative to the cost or 1."""
NEW = 1e-9
"""How far a cut must lift a response's cost to be added, relative to it or 1."""
LOOSE = 0.02
"""Share of the gap by which a proposal may miss a cut that a search still uses."""
RESERVE = 3.0
"""Times a pricing takes that a search leaves before the time limit."""


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
    responses: Sequence[Response]
    columns: Places
    """The column of the problem behind each of the master's."""
    block_columns: Sequence[Places]
    offset: float
    limits: Limits
    options: dict[str, Any]
    """HiGHS's own, for the search."""
    keep: Callable[[Reals, float, float], None]
    """Told of each better plan: all its values, its cost, the bound."""
    tell: Callable[[float, float], None]
    """Told of the cost and the bound now and then."""
    ready: Callable[[Any], None]
    """Told of each search before it runs, so that it can be stopped."""
    best: float = np.inf
    bound: float = -np.inf
    start: Reals | None = None
    """The master's values of the best plan."""
    pricing: float = 0.0
    """Seconds that asking all responses took last."""
    first: Reals | None = None
    """Whole numbers of a plan to start from."""
    seen: set[bytes] = field(default_factory=set)
    """Whole numbers that were priced."""
    repeats: bool = False

    def run(self) -> str:
        """Search, and return how it ended, by HiGHS's names."""
        try:
            return self._run()
        except EndedError:
            return "kInterrupt" if self.limits.stopped() else "kTimeLimit"

    def _run(self) -> str:
        if self._relaxed() is None:
            return "kInfeasible"
        if self.first is not None:
            self._hold(self.first)
        share = FIRST
        for _ in range(SEARCHES):
            if self.is_closed():
                return "kOptimal"
            plan = self._searched(share)
            if plan is None:
                return "kInfeasible"
            whole = np.round(plan[self.master.integers])
            self.repeats = whole.tobytes() in self.seen
            if self.is_closed():
                return "kOptimal"
            share = share / 10 if self.repeats else max(SEARCHED, share / FINER)
            self._hold(whole)
        raise NoAnswerError("the search went on for too many rounds")

    def is_closed(self) -> bool:
        """Tell whether the best plan is within the gap."""
        allowed = max(self.limits.gap * abs(self.best), CLOSED * max(1, abs(self.best)))
        return bool(np.isfinite(self.best)) and self.best - self.bound <= allowed

    def _relaxed(self) -> Reals | None:
        """Bring the bound near without whole numbers; None if there is no plan."""
        best, near = np.inf, None
        outward = False
        for _ in range(ROUNDS):
            proposal = self._proposed()
            if proposal is None:
                return None
            self.heard(proposal.bound)
            at = proposal.plan
            if near is not None and not outward:
                at = INWARD * at + (1 - INWARD) * near
            cost, cuts = self.price(at)
            if cost < best:
                best, near = cost, at
            outward = not self._add(cuts, proposal) and not outward
            within = max(RELAXED * self.limits.gap, CLOSED) * max(1.0, abs(best))
            known = near is not None
            if known and best - proposal.bound - self.offset <= within:
                break
        if near is None:
            raise NoAnswerError("no plan was found that leaves every response possible")
        return near

    def _searched(self, share: float) -> Reals | None:
        """Return the best plan of a search with whole numbers; None if there is none.

        It proves a bound, too.
        """
        self._proposed()
        left = self.limits.deadline - time.monotonic() - RESERVE * self.pricing
        options = self.options | {
            "mip_rel_gap": share * self.limits.gap,
            "time_limit": max(0.0, left),
        }
        slack = LOOSE * self.limits.gap * abs(self.bound) + NEW
        # A plan proposed twice shows that a cut was missing.
        slack = np.inf if self.repeats else slack
        solver = self.master.search(self.start, slack, options)
        self.ready(solver)
        solver.run()
        status = solver.getModelStatus().name
        if status == "kInfeasible":
            return None
        self.heard(solver.getInfo().mip_dual_bound)
        plan = found(solver, self.master.count)
        if plan is not None and (status == "kOptimal" or self.is_closed()):
            return plan
        if status in {"kTimeLimit", "kInterrupt"}:
            if plan is not None:
                self._hold(np.round(plan[self.master.integers]))
            raise EndedError
        raise NoAnswerError(f"the search for whole numbers ended with {status}")

    def _hold(self, whole: Reals) -> None:
        """Find what is best around whole numbers, and cut what it teaches."""
        self.seen.add(whole.tobytes())
        self.master.hold(whole)
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
                if not added or least > self.best or best - least <= within:
                    return
        finally:
            self.master.let_go()

    def _proposed(self) -> Proposal | None:
        self._check()
        return self.master.propose()

    def price(self, plan: Reals) -> tuple[float, list[Cut]]:
        """Return what a plan costs with all its responses, and a cut for each."""
        began = time.monotonic()
        cuts = []
        for response in self.responses:
            self._check()
            cuts.append(response.answer(plan))
        self.pricing = time.monotonic() - began
        own = float(self.master.own.cost @ plan) + self.offset
        return own + sum(each.cost for each in self.responses), cuts

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
        self.start = np.append(plan, [each.cost for each in self.responses])
        size = sum(map(len, self.block_columns)) + len(self.columns)
        values = np.zeros(size)
        values[self.columns] = plan
        for columns, response in zip(self.block_columns, self.responses, strict=True):
            values[columns] = response.values
        self.keep(values, self.best, self.bound)

    def heard(self, bound: float) -> bool:
        """Take in the bound of a search under way; tell whether it may end."""
        self._raise(bound + self.offset)
        return self.is_closed()

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.best))
        self.tell(self.best, self.bound)

    def _check(self) -> None:
        if self.limits.stopped() or time.monotonic() > self.limits.deadline:
            raise EndedError
