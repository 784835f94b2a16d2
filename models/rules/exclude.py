"""exclude: no offer in scope is signed, no process in scope runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from models.case import Case, Target
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.scope import REFINING, SUPPLY, in_scope
from models.rules.words import whom


@dataclass(frozen=True, kw_only=True)
class Exclude(Rule):
    """y = 0 and x = 0 for every offer, r = 0 for every process, in every scenario.

    Field: sanctions and embargoes.
    """

    on: Target
    item: str | None = None
    stage: Literal["supply", "refining"] = SUPPLY

    rule: ClassVar[str] = "exclude"
    meaning: ClassVar[str] = (
        "Nothing in the target is signed, or runs, in any scenario."
    )
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.TARGET
    holds_in_losses: ClassVar[bool] = True

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Forbid signing and every delivery, or every run."""
        excluded = in_scope(case, self.stage, self.on, self.item)
        if self.stage == REFINING:
            block.RUNS = [run for run in model.RUNS if run[0] in excluded]

            @block.Constraint(block.RUNS)
            def idle(_, name, node):
                return model.output[name, node] <= 0

            return
        block.DELIVERIES = [key for key in model.DELIVERIES if key[0] in excluded]

        @block.Constraint(excluded)
        def unsigned(_, name):
            return model.signed[name] <= 0

        @block.Constraint(block.DELIVERIES)
        def undelivered(_, *key):
            return model.volume[key] <= 0

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the units each excluded offer or process delivers at most at a node."""
        case = outlook.case
        measures = []
        for name in in_scope(case, self.stage, self.on, self.item):
            if self.stage == REFINING:
                units = float(np.max(outlook.output(name)))
            else:
                signed = name in outlook.decisions.signed
                units = max(float(np.max(outlook.scheduled[name])), float(signed))
            measures.append(Measure(name, units, 0.0, -units))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        goods = f" of {self.item}" if self.item else ""
        source = whom(self.on, each="any", joint="or")
        if self.stage == REFINING:
            return f"No refined output{goods} from {source}, in any scenario."
        return f"Nothing{goods} from {source} is signed or delivered, in any scenario."
