"""risk_weight: λ, the weight of CVaR against expected cost, for this policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule


@dataclass(frozen=True, kw_only=True)
class RiskWeight(Rule):
    r"""min first cost + (1 − λ) · Σ_w π_w C_w + λ · CVaR_α(C), with λ = limit.

    Field: mean-risk optimisation (Rockafellar and Uryasev, 2000).
    """

    limit: float

    rule: ClassVar[str] = "risk_weight"
    meaning: ClassVar[str] = (
        "λ, the weight of CVaR against expected cost, for this policy."
    )
    limit_is: ClassVar[Limit] = Limit.SHARE
    most: ClassVar[float] = 0.99
    on_is: ClassVar[On] = On.NONE

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Write nothing: the objective is built with it."""
        del block, model, case

    def risk(self, weight: float, level: float) -> tuple[float, float]:
        """Return this policy's own."""
        del weight
        return self.limit, level

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: it limits nothing."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        share = self.limit_words(case)
        return f"CVaR weighs {share} of the objective, expected cost the rest."
