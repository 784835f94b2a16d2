"""What every policy rule is: one row of the Policies sheet that knows its maths."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar

from models.case import Case, Curb
from models.decisions import Outlook
from models.rules.words import numeral, percent
from models.tree import Tree


class Limit(StrEnum):
    """What a rule's limit counts."""

    NONE = "nothing"
    SHARE = "share"
    QUANTITY = "units"
    MONEY = "money"
    COUNT = "whole number"
    INDEX = "index from 0 to 10 000"
    DAYS = "days"


class On(StrEnum):
    """What the `on` of a rule may be."""

    TARGET = "a target"
    TARGET_OR_ALL = "a target or blank"
    EACH = "dimension:*"
    DEMAND = "demand:NAME, demand:* or blank"
    NONE = "blank"


@dataclass(frozen=True)
class Measure:
    """What a rule limits, in one bucket of a plan."""

    bucket: str
    """Which value, mineral and periods, in words."""
    actual: float
    limit: float
    slack: float
    """How far the plan may still go; below 0 the rule is broken."""
    enforced: bool = True
    """False where nothing can be changed any more: reported, not enforced."""


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """One rule of a policy. Its fields are the columns of the Policies sheet it uses.

    A field without a default is required. `start` and `end` are the columns `from` and
    `to`, as period indices. A subclass in a file of its own in this folder is all a new
    rule needs.
    """

    rule: ClassVar[str]
    """Its name in the sheet."""
    meaning: ClassVar[str]
    """One sentence for the documentation."""
    limit_is: ClassVar[Limit]
    on_is: ClassVar[On]
    is_minimum: ClassVar[bool] = False
    holds_in_losses: ClassVar[bool] = False
    """Whether it also limits what is done in loss scenarios."""
    most: ClassVar[float | None] = None
    below: ClassVar[float | None] = None
    """Tighter ends of the limit's range than its kind has."""

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the columns of the Policies sheet the rule uses."""
        spelled = {"start": "from", "end": "to"}
        return tuple(spelled.get(each.name, each.name) for each in fields(cls))

    @abstractmethod
    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Write the rule's constraints on its own block."""

    def tighten(self, block: Any, model: Any, outlook: Outlook) -> bool:
        """Cut off a solution that breaks the rule; tell whether it was cut."""
        del block, model, outlook
        return False

    def least_stock(
        self, case: Case
    ) -> Sequence[tuple[Mapping[str, float], int, float]]:
        """Return the stock the plan must hold at the end of periods.

        Each is what a unit of each item counts, the period, and the units at least.
        """
        del case
        return ()

    def losses(self, case: Case) -> Sequence[Curb]:
        """Return the loss scenarios the rule asks a plan to survive.

        Each is a curb that starts in its ``earliest`` period.
        """
        del case
        return ()

    def allowed(self, case: Case, tree: Tree) -> Mapping[tuple[str, int], float]:
        """Return the most units that may go short in its losses, by (demand, node)."""
        del case, tree
        return {}

    @abstractmethod
    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return what the rule limits, bucket by bucket, from the plan alone."""

    def risk(self, weight: float, level: float) -> tuple[float, float]:
        """Return the weight and level of CVaR under this rule, as they are by default."""
        return weight, level

    @abstractmethod
    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""

    def limit_words(self, case: Case) -> str:
        """Return the limit in what it counts, such as `65%`; nothing without a limit."""
        limit: float | None = getattr(self, "limit", None)
        if limit is None:
            return ""
        return {
            Limit.SHARE: percent(limit),
            Limit.QUANTITY: f"{numeral(limit)} {case.unit}",
            Limit.MONEY: f"{numeral(limit)} {case.currency}",
            Limit.DAYS: f"{numeral(limit)} {'day' if limit == 1 else 'days'}",
        }.get(self.limit_is, numeral(limit))

    def __str__(self) -> str:
        """Return the label under which messages and reports name the rule."""
        shown = (getattr(self, each, None) for each in ("on", "item", "limit"))
        words = (
            f"{each:.10g}" if isinstance(each, float) else str(each)
            for each in shown
            if each is not None
        )
        return " ".join((self.rule, *words))
