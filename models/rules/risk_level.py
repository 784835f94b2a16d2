"""risk_level: α, the level of CVaR, for this policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.words import percent


@dataclass(frozen=True, kw_only=True)
class RiskLevel(Rule):
    r"""CVaR_α(C) = min_η η + Σ_w π_w max(C_w − η, 0) / (1 − α), with α = limit.

    Field: conditional value at risk (Rockafellar and Uryasev, 2000).
    """

    limit: float

    rule: ClassVar[str] = "risk_level"
    meaning: ClassVar[str] = "α, the level of CVaR, for this policy."
    limit_is: ClassVar[Limit] = Limit.SHARE
    below: ClassVar[float] = 1.0
    on_is: ClassVar[On] = On.NONE

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Write nothing: the objective is built with it."""
        del block, model, case

    def risk(self, weight: float, level: float) -> tuple[float, float]:
        """Return this policy's own."""
        del level
        return weight, self.limit

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: it limits nothing."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return (
            f"CVaR is the mean cost of the worst {percent(1 - self.limit)} of outcomes."
        )
