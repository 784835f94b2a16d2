"""What may be signed or left: contracts and projects, and the rule that holds one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case
from models.decisions import Outlook
from models.rules import Limit, Measure, Rule
from models.rules.rule import On
from planner.plan import Plan


@dataclass(frozen=True)
class Decision:
    """A contract that costs or binds, or a project of several offers."""

    name: str
    is_project: bool = False

    def taken(self, plan: Plan) -> bool:
        """Tell whether a plan signs it, or opens it."""
        return self.name in (plan.opened if self.is_project else plan.signed)


def decisions_of(case: Case) -> list[Decision]:
    """Return what a plan of a case is free to sign or leave.

    What is already ordered is signed; a project of one offer is decided with it.
    """
    contracts = [
        Decision(name)
        for name, offer in case.offers.items()
        if not (offer.free_to_sign or offer.committed)
    ]
    opened = [each.project for each in case.offers.values() if each.project]
    shared = [name for name in case.projects if opened.count(name) > 1]
    return [*contracts, *(Decision(name, is_project=True) for name in shared)]


@dataclass(frozen=True, kw_only=True)
class Held(Rule):
    """y_o = 1 or 0 for one contract, or g_j for one project. A rule of no policy."""

    decision: Decision
    taken: bool

    rule: ClassVar[str] = "held"
    meaning: ClassVar[str] = "One contract or project is taken, or is not."
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.NONE

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold the decision."""
        del case
        chosen = model.opened if self.decision.is_project else model.signed

        @block.Constraint()  # type: ignore[untyped-decorator]
        def held(_: Any) -> Any:
            return chosen[self.decision.name] == float(self.taken)

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: no report shows this rule."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return f"{self.decision.name} is {'' if self.taken else 'not '}taken."
