"""What rules about shares and volumes have in common: sums over buckets."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from models.case import Case, Target
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.scope import (
    HORIZON,
    PLAN,
    SUPPLY,
    Sum,
    ends_of,
    measured,
    over,
    sums_of,
    volume,
    volume_words,
)
from models.rules.words import whom


@dataclass(frozen=True, kw_only=True)
class SumRule(Rule):
    """A limit on the volume of a target in each bucket, or on its share."""

    on: Target
    item: str | None = None
    stage: Literal["supply", "refining"] = SUPPLY
    per: Literal["horizon", "year", "period"] = HORIZON
    start: int | None = None
    end: int | None = None
    when: Literal["plan", "always"] = PLAN
    limit: float

    on_is: ClassVar[On] = On.TARGET

    @abstractmethod
    def sources(self, each: Sum) -> frozenset[str]:
        """Return whose volumes the rule's sums are about."""

    @abstractmethod
    def row(self, part: Any, whole: Any) -> Any:
        """Return what must not exceed 0, given volumes of the target and in all."""

    @abstractmethod
    def weigh(self, part: float, whole: float) -> tuple[float, float]:
        """Return the limited figure and its slack, given a plan's volumes."""

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Write one row for each bucket and node in which it is complete."""
        sums = {each.key: each for each in sums_of(self, case)}
        block.ROWS = [
            (*key, end)
            for key, each in sums.items()
            if each.may_change(case, self.sources(each))
            for end in ends_of(model.tree, each.bucket, self.when)
        ]

        @block.Constraint(block.ROWS)
        def limit(_, *row):
            each, end = sums[row[:-1]], row[-1]
            part = volume(model, case, each, each.part, end)
            whole = volume(model, case, each, each.whole, end)
            return self.row(part, whole) + model.nothing <= 0

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the tightest node of every bucket."""
        return [
            min(self._measures(outlook, each), key=lambda measure: measure.slack)
            for each in sums_of(self, outlook.case)
        ]

    def _measures(self, outlook: Outlook, each: Sum) -> list[Measure]:
        enforced = each.may_change(outlook.case, self.sources(each))
        measures = []
        for end in ends_of(outlook.tree, each.bucket, self.when):
            part = measured(outlook, each, each.part, end)
            whole = measured(outlook, each, each.whole, end)
            actual, slack = self.weigh(part, whole)
            measures.append(Measure(each.label, actual, self.limit, slack, enforced))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        word, each = ("least", "each") if self.is_minimum else ("most", "any one")
        if self.limit_is is Limit.SHARE:
            much = f"{self.limit_words(case)} of {volume_words(self)} comes"
        else:
            much = f"{self.limit_words(case)} of {volume_words(self)} come"
        source = whom(self.on, each=each)
        return f"At {word} {much} from {source}{over(self, case)}."
