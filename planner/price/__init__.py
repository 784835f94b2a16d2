"""A buyer's own volumes: can they be, what do they break, what do they cost, what is near.

The way: ``workbook.edited`` reads the volumes → ``terms`` checks them cell by cell →
``solving.given`` prices them and finds the nearest plan → ``result``.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from models.rules import Rule
from models.sourcing import risk_of
from planner.accounts import Accounts
from planner.audit import require_clean
from planner.errors import NoPlanError
from planner.plan import Plan
from planner.price.result import Broken, Change, Priced, broken_in, changes_to, edits_of
from planner.price.terms import Breach, breaches, kept_exactly
from planner.price.unplaced import unplaced
from planner.solving import effort_for
from planner.solving.given import Given, nearest, priced
from planner.solving.losses import try_losses
from planner.solving.question import Effort
from planner.workbook.edited import Edited

__all__ = ["Breach", "Broken", "Change", "Priced", "changes_to", "price"]

SHARP = 1e-7
"""Gap of a distance, as a share of all the volume given."""
Tell = Callable[[str], None]


def price(
    best: Plan,
    edited: Edited,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    tell: Tell = lambda _: None,
) -> Priced:
    """Return what becomes of edited volumes beside the cheapest plan of a policy.

    ``gap`` and ``time_limit`` are those of each solve; the workbook's if None. ``tell``
    hears what is done.

    Raises:
        StoppedError: stopped before it was known.
        PlannerError: the solver failed, or its answer cannot be confirmed.
    """
    return _Pricing(best, edited, gap, time_limit, tell).result()


class _Pricing:
    """One pricing: the plan it is beside, and how hard to try."""

    def __init__(
        self,
        best: Plan,
        edited: Edited,
        gap: float | None,
        time_limit: float | None,
        tell: Tell,
    ) -> None:
        self.best, self.edited, self.tell = best, edited, tell
        self.gap, self.time_limit = gap, time_limit
        self.volumes = kept_exactly(best.case, edited)
        self.given = Given(volumes=self.volumes, signed=edited.signed)

    def _effort(self, gap: float | None = None) -> Effort:
        near = self.gap if gap is None else gap
        return effort_for(self.best.case, gap=near, time_limit=self.time_limit)

    def result(self) -> Priced:
        """Return everything, step by step."""
        case, rules = self.best.case, tuple(self.best.rules)
        found = breaches(case, self.edited)
        self.tell("the volumes as they are")
        own = None if found else self._own(())
        proved = 0.0
        if own is None:
            found += unplaced(case, self.edited, self.given)
            self.tell("the nearest plan that is possible")
            shown, proved = self._nearest(())
        else:
            shown = own
        shown, broken = self._judged(shown, rules)
        if own is not None:
            own = shown
        near = shown
        if broken:
            self.tell("the nearest plan that keeps the policy")
            near, proved = self._nearest(rules)
        return Priced(
            edited=self.edited,
            policy=self.best.policy,
            best=self.best,
            breaches=found,
            own=own,
            broken=broken,
            possible=shown,
            nearest=near,
            proved=proved,
            edits=edits_of(self.edited, case),
        )

    def _own(self, rules: Sequence[Rule], given: Given | None = None) -> Plan | None:
        """Return the plan with the volumes given under some rules; None if none is."""
        try:
            plan = priced(self.best, rules, given or self.given, self._effort())
        except NoPlanError:
            return None
        require_clean(plan)
        return plan

    def _nearest(self, rules: Sequence[Rule]) -> tuple[Plan, float]:
        """Return the nearest plan under some rules, and how near any can be."""
        sharp = self._effort(SHARP)
        found = nearest(self.best, rules, self.volumes, self._effort(), sharp)
        require_clean(found.plan)
        return found.plan, found.proved

    def _judged(
        self, plan: Plan, rules: Sequence[Rule]
    ) -> tuple[Plan, Sequence[Broken]]:
        """Return the plan with responses that keep every rule they can, and the rest.

        What is broken only for the want of other responses is not broken: rules are
        taken in one by one as long as there is a plan with the same volumes.
        """
        first = _under(plan, rules)
        if not broken_in(first):
            return first, ()
        given = replace(
            self.given,
            volumes={
                n: tuple(plan.outlook.planned(n).tolist()) for n in plan.case.offers
            },
            signed=frozenset(plan.signed),
        )
        self.tell("the policy's rules, one by one")
        whole = self._own(rules, given)
        if whole is not None:
            return whole, ()
        names = {each.rule for each in broken_in(first)}
        kept = [each for each in rules if str(each) not in names]
        best = plan
        for rule in [None, *(each for each in rules if str(each) in names)]:
            trial = [*kept, rule] if rule else kept
            found = self._own(trial, given)
            if found is not None:
                best, kept = found, trial
        shown = _under(best, rules)
        return shown, broken_in(shown)


def _under(plan: Plan, rules: Sequence[Rule]) -> Plan:
    """Return a plan with its best response to every loss that rules name, as theirs."""
    if any(rule.losses(plan.case) for rule in rules):
        outlook = try_losses(plan.outlook, rules, ()).outlook
    else:
        outlook = plan.outlook
    weight, level = risk_of(plan.case, rules)
    outlook = replace(outlook, risk_level=level)
    accounts = Accounts(outlook=outlook)
    return replace(
        plan,
        rules=tuple(rules),
        outlook=outlook,
        accounts=accounts,
        weight=weight,
        level=level,
        objective=accounts.objective(weight, level),
    )
