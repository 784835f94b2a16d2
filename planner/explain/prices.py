"""The price at which an unused offer would enter, and a used one leave, by re-solves.

An offer's prices are scaled by one factor f. V(f), the cost of the cheapest plan, does
not fall as f rises; W(f), the cost of the cheapest plan that takes nothing new of the
offer, is known from one solve. The offer is worth buying exactly where V(f) < W(f).
Each plan found has a known cost at every f, so the f at which the plans known so far
cost W is a price up to which the offer pays for certain. There the question is solved
again: either a cheaper plan is found, which moves the price up, or it is proved that
there is none. These are Newton's steps, finitely many as there are finitely many plans.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from models.case import Case
from planner.accounts import Accounts
from planner.errors import NoPlanError
from planner.explain.bracket import Bracket, dearer
from planner.explain.forced import NothingNew
from planner.explain.resolve import Base
from planner.plan import Plan

MOST_FACTOR = 100.0
"""Beyond so many times its price nobody asks."""
MOST_STEPS = 12
ZERO = Bracket(0.0, 0.0)
TIED = 0.1
"""Share of the workbook's gap at which the re-solves at a price stop."""
NOTHING = 1e-9
ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """Factors on an offer's price between which it enters or leaves.

    Below ``low`` every cheapest plan buys from it. At ``high`` buying from it saves
    no more than ``open``, what the gaps leave open.
    """

    offer: str
    low: float
    high: float
    open: float = 0.0
    saves: Bracket = ZERO
    """What it saves at today's price."""
    why: str = ""
    """Blank, or why there is no such price."""
    solves: int = 0
    plans: tuple[Plan, ...] = ()
    """Plans met on the way, all possible in the case as it is."""


@dataclass(frozen=True, kw_only=True)
class PriceOf:
    """Find the threshold of one offer."""

    base: Base
    offer: str

    @property
    def label(self) -> str:
        """Return what is tried."""
        return f"price of {self.offer}"

    def found(self) -> Threshold:
        """Return the threshold, each end by a re-solve."""
        if not is_used(self.base.plan, self.offer):
            return _Search(self, self.base.plan).entry()
        rules = (*self.base.plan.rules, NothingNew(offer=self.offer))
        try:
            without = self.base.solved(rules=rules)
        except NoPlanError:
            why = "no plan keeps the policy without it"
            return Threshold(offer=self.offer, low=1.0, high=1.0, why=why, solves=1)
        return _Search(self, without).leaving()


def is_used(plan: Plan, name: str) -> bool:
    """Tell whether anything new is bought from an offer, in the plan or a response."""
    offer = plan.case.offers[name]
    if name in plan.signed and not offer.free_to_sign and not offer.committed:
        return True
    scheduled, period = plan.outlook.scheduled[name], plan.outlook.tree.period
    return any(
        units - offer.commitment[t] > NOTHING * (1 + offer.commitment[t])
        for units, t in zip(scheduled, period, strict=True)
    )


def repriced(case: Case, name: str, factor: float) -> Case:
    """Return the case with one offer's prices scaled."""
    offer = case.offers[name]
    price = tuple(factor * each for each in offer.price)
    return replace(case, offers={**case.offers, name: replace(offer, price=price)})


def accounts_in(plan: Plan, case: Case) -> Accounts:
    """Return what a plan's decisions cost in a case that differs in its prices."""
    return Accounts(outlook=replace(plan.outlook, case=case))


class _Search:
    """The plans known so far, and the cheapest one without the offer."""

    def __init__(self, task: PriceOf, without: Plan) -> None:
        self.base, self.offer, self.without = task.base, task.offer, without
        self.known: list[Plan] = []
        # Where an offer just ceases to pay, plans tie: a fine gap takes long to close.
        self.gap = max(self.base.gap, TIED * self.base.coarse)
        self.solves = 0 if without is self.base.plan else 1

    def entry(self) -> Threshold:
        """Start from the offer for nothing."""
        # Where it pays is looked for: only that it never does needs a close proof.
        free = self._solved(0.0, self.base.coarse)
        if self._above(free, 0.0) >= -self._open(free, 0.0):
            free = self._solved(0.0, near=free)
        if self._above(free, 0.0) >= -self._open(free, 0.0):
            return self._ended(0.0, 0.0, "not bought even at a price of 0")
        self.known.append(free)
        return self._raised()

    def leaving(self) -> Threshold:
        """Start from the plan itself."""
        self.known.append(self.base.plan)
        return self._raised()

    def _raised(self) -> Threshold:
        """Raise the price to where the known plans stop to pay until that is proved."""
        for _ in range(MOST_STEPS):
            factor = max(self._root(each, self._cost) for each in self.known)
            if factor >= MOST_FACTOR:
                at = self._solved(MOST_FACTOR)
                if self._above(at, MOST_FACTOR) < 0:
                    why = f"still bought at {MOST_FACTOR:g} times its price"
                    return self._ended(MOST_FACTOR, MOST_FACTOR, why)
                factor = MOST_FACTOR
            else:
                at = self._solved(factor)
            left = max(0.0, self._cost(factor) - at.bound)
            if left <= self._open(at, factor):
                return self._ended(self._sure(), factor, "", left)
            if self._above(at, factor) >= -ROUNDING * abs(at.objective):
                why = "its re-solve was not proved within the time limit"
                return self._ended(self._sure(), factor, why, left)
            self.known.append(at)
        why = f"{MOST_STEPS} re-solves did not settle it"
        return self._ended(self._sure(), MOST_FACTOR, why)

    def _ended(self, low: float, high: float, why: str, left: float = 0.0) -> Threshold:
        known = [*self.known, self.without]
        return Threshold(
            offer=self.offer,
            low=min(low, high),
            high=high,
            open=left,
            saves=dearer(self.without, self.base.plan).at_least(0.0),
            why=why,
            solves=self.solves,
            plans=tuple(each for each in known if each is not self.base.plan),
        )

    def _solved(
        self, factor: float, gap: float | None = None, near: Plan | None = None
    ) -> Plan:
        self.solves += 1
        last = near or (self.known[-1] if self.known else self.base.plan)
        case = repriced(self.base.case, self.offer, factor)
        wanted = self.gap if gap is None else max(gap, self.gap)
        return self.base.solved(case, near=last, gap=wanted)

    def _sure(self) -> float:
        return max(self._root(each, self._bound) for each in self.known)

    def _above(self, plan: Plan, factor: float) -> float:
        """Return how much a plan costs above those without the offer."""
        return self._cost_of(plan, factor) - self._cost(factor)

    def _open(self, plan: Plan, factor: float) -> float:
        """Return the saving that both gaps may hide."""
        size = abs(plan.objective)
        own = self._cost(factor) - self._bound(factor)
        return own + (self.gap + ROUNDING) * size

    def _cost_of(self, plan: Plan, factor: float) -> float:
        priced = repriced(self.base.case, self.offer, factor)
        accounts = accounts_in(plan, priced)
        return accounts.objective(self.base.plan.weight, self.base.plan.level)

    def _cost(self, factor: float) -> float:
        """Return what the cheapest plan known without the offer costs."""
        return self._cost_of(self.without, factor)

    def _bound(self, factor: float) -> float:
        """Return what no plan without the offer can cost less than.

        What is already ordered costs more at a higher price, the same in every such
        plan: in each scenario s_w, hence at least (1 − λ) Σ π_w s_w + λ min s_w.
        """
        bound, weight = self.without.bound, self.base.plan.weight
        if not self.base.case.offers[self.offer].committed:
            return bound
        priced = [
            accounts_in(self.without, repriced(self.base.case, self.offer, each))
            for each in (1.0, factor)
        ]
        more = priced[1].outcomes - priced[0].outcomes
        odds = [each.probability for each in self.without.outlook.tree.scenarios]
        mean = float(more @ odds)
        least = min(s for s, p in zip(more, odds, strict=True) if p > 0)
        return bound + (1 - weight) * mean + weight * float(least)

    def _root(self, plan: Plan, other: Callable[[float], float]) -> float:
        """Return the factor up to which a plan costs no more than without the offer."""
        return _root(lambda factor: self._cost_of(plan, factor) - other(factor))


def _root(above: Callable[[float], float]) -> float:
    """Return where a function that does not fall reaches 0, from 0 to MOST_FACTOR."""
    if above(0.0) >= 0:
        return 0.0
    if above(MOST_FACTOR) <= 0:
        return MOST_FACTOR
    from scipy.optimize import brentq  # noqa: PLC0415  (over a second, with Pyomo)

    return float(brentq(above, 0.0, MOST_FACTOR, xtol=1e-13, rtol=1e-13))
