"""Rules of no policy: what a re-solve is forced to do, to see what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case
from models.decisions import Outlook
from models.rules import Limit, Measure, Rule
from models.rules.rule import On
from planner.plan import Plan


@dataclass(frozen=True, kw_only=True)
class NothingNew(Rule):
    """x = commitment for one offer, in the plan and in every response."""

    offer: str

    rule: ClassVar[str] = "nothing_new"
    meaning: ClassVar[str] = "Nothing beyond what is already ordered is bought."
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.NONE
    holds_in_losses: ClassVar[bool] = True

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Forbid every delivery that is not already ordered."""
        ordered = case.offers[self.offer].commitment
        block.DELIVERIES = [key for key in model.DELIVERIES if key[0] == self.offer]

        @block.Constraint(block.DELIVERIES)  # type: ignore[untyped-decorator]
        def nothing_new(_: Any, *key: Any) -> Any:
            return model.volume[key] <= ordered[key[2]]

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: no report shows this rule."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return f"Nothing new from {self.offer}."


@dataclass(frozen=True, kw_only=True)
class SignedAs(Rule):
    """y and g as they are in a known plan: these contracts and projects, no others."""

    offers: frozenset[str]
    projects: frozenset[str]

    rule: ClassVar[str] = "signed_as"
    meaning: ClassVar[str] = "These contracts and projects are signed, and no others."
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.NONE

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold every contract and project."""

        @block.Constraint(sorted(model.CONTRACTS))  # type: ignore[untyped-decorator]
        def contract(_: Any, name: str) -> Any:
            return model.signed[name] == float(name in self.offers)

        @block.Constraint(sorted(case.projects))  # type: ignore[untyped-decorator]
        def project(_: Any, name: str) -> Any:
            return model.opened[name] == float(name in self.projects)

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: no report shows this rule."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return "Signed as in the plan."


@dataclass(frozen=True, kw_only=True)
class SignedOtherwise(Rule):
    """Σ over what is known to be signed of (1 − y) + Σ over the rest of y ≥ 1."""

    known: SignedAs

    rule: ClassVar[str] = "signed_otherwise"
    meaning: ClassVar[str] = "Some contract or project is not as it is in a known plan."
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.NONE

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Forbid this one choice of contracts and projects."""
        chosen = {name: name in self.known.offers for name in sorted(model.CONTRACTS)}
        opened = {name: name in self.known.projects for name in sorted(case.projects)}
        changed = [
            *(_unlike(model.signed[name], now=now) for name, now in chosen.items()),
            *(_unlike(model.opened[name], now=now) for name, now in opened.items()),
        ]

        @block.Constraint()  # type: ignore[untyped-decorator]
        def other(_: Any) -> Any:
            return sum(changed, start=model.nothing) >= 1

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: no report shows this rule."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return "Signed otherwise than in the plan."


def _unlike(variable: Any, *, now: bool) -> Any:
    return 1 - variable if now else variable


def signing(plan: Plan) -> SignedAs:
    """Return what a plan signs that is not free to sign, and what it opens."""
    contracts = {
        name for name in plan.signed if not plan.case.offers[name].free_to_sign
    }
    return SignedAs(offers=frozenset(contracts), projects=frozenset(plan.opened))
