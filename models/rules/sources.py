"""What rules about the number of sources, or their spread, have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from models.case import Case, Target
from models.decisions import Outlook
from models.rules.rule import On, Rule
from models.rules.scope import HORIZON, SUPPLY, Sum, measured, splits_of, volume


@dataclass(frozen=True, kw_only=True)
class SourcesRule(Rule):
    """A limit on how the plan's volume splits over the values of a dimension."""

    on: Target
    item: str | None = None
    stage: Literal["supply", "refining"] = SUPPLY
    per: Literal["horizon", "year", "period"] = HORIZON
    start: int | None = None
    end: int | None = None

    on_is: ClassVar[On] = On.EACH

    def splits(self, case: Case) -> list[list[Sum]]:
        """Return the sums of every bucket, one for each value."""
        return splits_of(self, case)

    def open_splits(self, case: Case) -> list[list[Sum]]:
        """Return those in which anything can still be changed."""
        return [each for each in self.splits(case) if may_change(case, each)]


def may_change(case: Case, split: Sequence[Sum]) -> bool:
    """Tell whether anything in a bucket is still open to decision."""
    return split[0].may_change(case, split[0].whole)


def label(split: Sequence[Sum]) -> str:
    """Return a bucket in words."""
    return f"{split[0].goods.label} · {split[0].bucket.label}"


def planned(m: Any, case: Case, each: Sum) -> Any:
    """Return the model's planned volume of one value."""
    return volume(m, case, each, each.part, m.tree.plan[each.bucket.periods[-1]])


def planned_volumes(outlook: Outlook, split: Sequence[Sum]) -> list[float]:
    """Return a plan's volume of every value."""
    end = outlook.tree.plan[split[0].bucket.periods[-1]]
    return [measured(outlook, each, each.part, end) for each in split]
