"""require: every offer in scope is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case, Target
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.scope import SUPPLY, in_scope
from models.rules.words import listed, whom


@dataclass(frozen=True, kw_only=True)
class Require(Rule):
    """y = 1 for every offer in scope.

    Field: mandated and incumbent suppliers.
    """

    on: Target
    item: str | None = None

    rule: ClassVar[str] = "require"
    meaning: ClassVar[str] = "Every offer in the target is signed."
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.TARGET
    is_minimum: ClassVar[bool] = True

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Force signing."""

        @block.Constraint(in_scope(case, SUPPLY, self.on, self.item))
        def sign(_, name):
            return model.signed[name] >= 1

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return whether each required offer is signed."""
        case = outlook.case
        required = in_scope(case, SUPPLY, self.on, self.item)
        signed = {
            name: name in outlook.decisions.signed or case.offers[name].free_to_sign
            for name in required
        }
        return [
            Measure(n, float(yes), 1.0, float(yes) - 1) for n, yes in signed.items()
        ]

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        goods = f" of {self.item}" if self.item else ""
        named = [value for dimension, value in self.on.pairs if dimension == "offer"]
        if named and len(named) == len(self.on.pairs) and not goods:
            are = "s {} are" if len(named) > 1 else " {} is"
            return f"Offer{are} signed.".format(listed(named))
        return f"Every offer{goods} from {whom(self.on, each='any')} is signed."
