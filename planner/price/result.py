"""What came of pricing a buyer's own volumes."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.case import Case
from planner.plan import TOUCHING, Plan, Status
from planner.price.terms import Breach
from planner.workbook.edited import Edited

MOVED = 1e-6
"""Units, relative, below which two volumes are the same."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One volume that differs between two schedules."""

    offer: str
    period: str
    place: str
    """Its cell in the plan workbook."""
    before: float
    after: float

    @property
    def moved(self) -> float:
        """Return the units that are more or, below 0, fewer."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A rule of the policy that the volumes do not keep, in one bucket."""

    rule: str
    sentence: str
    kind: str
    """What its limit counts."""
    bucket: str
    limit: float
    actual: float
    """As near as any responses to these volumes come."""


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A buyer's volumes: whether they can be, what they break, cost, and what is near."""

    edited: Edited
    policy: str
    best: Plan
    """The cheapest plan of the policy."""
    breaches: Sequence[Breach]
    """Why the volumes are impossible; none if they are possible."""
    own: Plan | None
    """The plan with these volumes; with its rules all of the policy's, kept or not. None
    if there is none."""
    broken: Sequence[Broken]
    """Rules that it does not keep: of the nearest possible plan if there is no own."""
    possible: Plan | None
    """The nearest plan that can be, whatever it breaks; the own if that can be."""
    nearest: Plan
    """The nearest plan that keeps the policy; the cheapest if none nearer was sought."""
    proved: float
    """No plan that keeps the policy is nearer."""
    edits: Sequence[Change]
    """What the buyer changed in the plan as it was written."""
    status: Status = Status.OPTIMAL
    """How the searches ended: optimal unless one was ended early."""

    @property
    def case(self) -> Case:
        """Return the case."""
        return self.best.case

    @property
    def is_kept(self) -> bool:
        """Tell whether the volumes are possible and keep the policy."""
        return self.own is not None and not self.broken

    @property
    def changes(self) -> Sequence[Change]:
        """Return what the nearest plan that keeps the policy changes."""
        return changes_to(self.edited, self.nearest)

    @property
    def distance(self) -> float:
        """Return the units by which the nearest plan that keeps the policy differs."""
        return sum(abs(each.moved) for each in self.changes)


def changes_to(edited: Edited, plan: Plan) -> list[Change]:
    """Return every volume in which a plan is not as edited."""
    return [
        Change(
            offer=name,
            period=period,
            place=edited.place(name, period),
            before=given,
            after=float(planned),
        )
        for name in plan.case.offers
        for period, given, planned in zip(
            plan.case.periods,
            edited.volumes[name],
            plan.outlook.planned(name),
            strict=True,
        )
        if differs(given, float(planned))
    ]


def edits_of(edited: Edited, case: Case) -> list[Change]:
    """Return every volume that the buyer changed."""
    return [
        Change(
            offer=name,
            period=period,
            place=edited.place(name, period),
            before=old,
            after=new,
        )
        for name in case.offers
        for period, old, new in zip(
            case.periods, edited.before[name], edited.volumes[name], strict=True
        )
        if differs(old, new)
    ]


def differs(one: float, other: float) -> bool:
    """Tell whether two volumes differ by more than rounding."""
    return abs(one - other) > MOVED * max(1.0, abs(one))


def broken_in(plan: Plan) -> list[Broken]:
    """Return every rule of a plan that it does not keep, bucket by bucket."""
    return [
        Broken(
            rule=str(rule),
            sentence=rule.sentence(plan.case),
            kind=str(rule.limit_is),
            bucket=each.bucket,
            limit=each.limit,
            actual=each.actual,
        )
        for rule in plan.rules
        for each in rule.measure(plan.outlook)
        if each.enforced and each.slack < -TOUCHING * max(1.0, abs(each.limit))
    ]
