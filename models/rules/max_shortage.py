"""max_shortage: how much of a period's demand may go unserved, in any scenario."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case
from models.decisions import Outlook
from models.rules.demands import ShortageRule
from models.rules.rule import Measure


@dataclass(frozen=True, kw_only=True)
class MaxShortage(ShortageRule):
    r"""u ≤ limit · demand, in each period of every scenario (not of losses).

    Field: robust optimisation, which holds in every scenario (Soyster, 1973).
    """

    rule: ClassVar[str] = "max_shortage"
    meaning: ClassVar[str] = (
        "At most this share of each period's demand goes unserved, in every scenario."
    )

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Limit every node that is not of loss scenarios alone."""
        demands, periods = set(self.demands(case)), set(self.periods(case))
        tree = model.tree
        block.USES = [
            (name, node)
            for name, node in model.UNSERVED
            if name in demands
            and tree.period[node] in periods
            and node not in tree.losses
        ]

        @block.Constraint(block.USES)
        def serve(_, name, node):
            needed = case.demands[name].volume[tree.period[node]]
            return model.unserved[name, node] <= self.limit * needed

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the worst share unserved of each demand."""
        case, tree = outlook.case, outlook.tree
        measures = []
        for name in self.demands(case):
            unserved, needed = outlook.unserved(name), case.demands[name].volume
            shares = [
                float(unserved[node]) / needed[t]
                for t in self.periods(case)
                if needed[t] > 0
                for node in tree.in_period[t]
                if node not in tree.losses
            ]
            worst = max(shares, default=0.0)
            measures.append(Measure(name, worst, self.limit, self.limit - worst))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        return self.unserved(case, "in any period and scenario")
