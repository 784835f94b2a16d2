"""A buyer's own volumes: can they be, what do they break, what do they cost, what is near.

The way: ``workbook.edited`` reads the volumes → ``terms`` checks them cell by cell →
``solving.given`` prices them and finds the nearest plan → ``result``.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from threading import Event

from models.rules import Rule
from models.sourcing import risk_of
from planner.accounts import Accounts
from planner.audit import require_clean
from planner.errors import NoPlanError, StoppedError, TimeUpError
from planner.plan import Plan, Status
from planner.price.result import Broken, Change, Priced, broken_in, changes_to, edits_of
from planner.price.terms import Breach, breaches, kept_exactly
from planner.price.unplaced import unplaced
from planner.solving import effort_for
from planner.solving.given import Given, nearest, priced
from planner.solving.losses import try_losses
from planner.solving.optimum import Effort
from planner.workbook.edited import Edited

__all__ = ["Breach", "Broken", "Change", "Priced", "changes_to", "price"]

SHARP = 1e-7
"""Gap of a distance, as a share of all the volume given."""
HURRIED = 10.0
"""Seconds in which volumes are still priced once the search is to end."""
Tell = Callable[[str], None]


def price(
    best: Plan,
    edited: Edited,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    stop: Event | None = None,
    tell: Tell = lambda _: None,
) -> Priced:
    """Return what becomes of edited volumes beside the cheapest plan of a policy.

    ``gap`` and ``time_limit`` are those of each solve; the workbook's if None. ``tell``
    hears what is done. Once ``stop`` is set the volumes are still priced, in a hurry;
    then the cheapest plan stands for the nearest that was not sought.

    Raises:
        StoppedError: stopped before the volumes were priced.
        PlannerError: the solver failed, or its answer cannot be confirmed.
    """
    effort = partial(effort_for, best.case, gap=gap, time_limit=time_limit)
    return _Pricing(best, edited, effort, stop or Event(), tell).result()


class _Pricing:
    """One pricing: the plan it is beside, and how hard to try."""

    def __init__(
        self,
        best: Plan,
        edited: Edited,
        effort: Callable[..., Effort],
        stop: Event,
        tell: Tell,
    ) -> None:
        self.best, self.edited, self.tell = best, edited, tell
        self.effort, self.stop = effort, stop
        self.ended = best.status
        """How the searches ended, once one has ended early."""
        self.volumes = kept_exactly(best.case, edited)
        self.given = Given(volumes=self.volumes, signed=edited.signed)

    def result(self) -> Priced:
        """Return everything, step by step."""
        case, rules = self.best.case, tuple(self.best.rules)
        found = breaches(case, self.edited)
        self.tell("the volumes as they are")
        own = None if found else self._as_they_are()
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
            status=self.ended,
        )

    def _as_they_are(self) -> Plan | None:
        """Return the plan with the volumes given; None if none is."""
        if not self.stop.is_set():
            try:
                return self._own((), self.given, self.effort(stop=self.stop))
            except TimeUpError:
                raise
            except StoppedError:  # by the user: the answer is not far
                pass
        return self._own((), self.given, self.effort(time_limit=HURRIED))

    def _own(self, rules: Sequence[Rule], given: Given, effort: Effort) -> Plan | None:
        """Return the plan with volumes given under some rules; None if none is."""
        try:
            plan = priced(self.best, rules, given, effort)
        except NoPlanError:
            return None
        require_clean(plan)
        self._note(plan.status)
        return plan

    def _note(self, status: str) -> None:
        """Note how a search ended, if it ended early."""
        if status != Status.OPTIMAL:
            self.ended = Status(status)

    def _nearest(self, rules: Sequence[Rule]) -> tuple[Plan, float]:
        """Return the nearest plan under some rules, and how near any can be.

        The cheapest, and nothing proved, where that was not sought to an end.
        """
        if self.stop.is_set():
            self._note(Status.INTERRUPTED)
            return self.best, 0.0
        effort, sharp = (
            self.effort(stop=self.stop, **more) for more in ({}, {"gap": SHARP})
        )
        try:
            found = nearest(self.best, rules, self.volumes, effort, sharp)
        except StoppedError as early:
            self._note(early.status)
            return self.best, 0.0
        require_clean(found.plan)
        self._note(found.plan.status)
        return found.plan, found.proved

    def _judged(
        self, plan: Plan, rules: Sequence[Rule]
    ) -> tuple[Plan, Sequence[Broken]]:
        """Return the plan with responses that keep every rule they can, and the rest.

        What is broken only for the want of other responses is not broken: rules are
        taken in one by one as long as there is a plan with the same volumes.
        """
        first = plan if plan is self.best else _under(plan, rules)
        if not broken_in(first):
            return first, ()
        try:
            return self._adapted(plan, first, rules)
        except StoppedError as early:
            self._note(early.status)
            return first, broken_in(first)

    def _adapted(
        self, plan: Plan, first: Plan, rules: Sequence[Rule]
    ) -> tuple[Plan, Sequence[Broken]]:
        """Return it with other responses; ``first`` is it with the ones it has.

        Raises:
            StoppedError: stopped before it was known.
        """
        if self.stop.is_set():
            raise StoppedError
        given = replace(
            self.given,
            volumes={
                n: tuple(plan.outlook.planned(n).tolist()) for n in plan.case.offers
            },
            signed=frozenset(plan.signed),
        )
        self.tell("the policy's rules, one by one")
        whole = self._own(rules, given, self.effort(stop=self.stop))
        if whole is not None:
            return whole, ()
        names = {each.rule for each in broken_in(first)}
        kept = [each for each in rules if str(each) not in names]
        best = plan
        for rule in [None, *(each for each in rules if str(each) in names)]:
            trial = [*kept, rule] if rule else kept
            found = self._own(trial, given, self.effort(stop=self.stop))
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
