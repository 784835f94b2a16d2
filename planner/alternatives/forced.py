"""Rules of no policy: what a re-solve is held to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case
from models.decisions import Outlook
from models.deliveries import scheduled
from models.rules import Limit, Measure, Rule
from models.rules.rule import On
from planner.plan import Plan

ROUNDING = 1e-6
"""Relative width of the band in which a volume is held."""


@dataclass(frozen=True, kw_only=True)
class _Forced(Rule):
    limit_is: ClassVar[Limit] = Limit.NONE
    on_is: ClassVar[On] = On.NONE

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return nothing: no report shows this rule."""
        del outlook
        return ()

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        del case
        return self.meaning


@dataclass(frozen=True, kw_only=True)
class Signs(_Forced):
    """y = 1, or y = 0, for one contract."""

    offer: str
    signed: bool

    rule: ClassVar[str] = "signs"
    meaning: ClassVar[str] = "One contract is signed, or is not."

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold the contract."""
        del case

        @block.Constraint([self.offer])  # type: ignore[untyped-decorator]
        def contract(_: Any, name: str) -> Any:
            return model.signed[name] == float(self.signed)


@dataclass(frozen=True, kw_only=True)
class Opens(_Forced):
    """g = 1, or g = 0, for one project."""

    project: str
    opened: bool

    rule: ClassVar[str] = "opens"
    meaning: ClassVar[str] = "One project is opened, or is not."

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold the project."""
        del case

        @block.Constraint([self.project])  # type: ignore[untyped-decorator]
        def project(_: Any, name: str) -> Any:
            return model.opened[name] == float(self.opened)


@dataclass(frozen=True, kw_only=True)
class Takes(_Forced):
    """Σ x̄ over the offers of each group and the horizon = what is given."""

    volumes: tuple[tuple[tuple[str, ...], float], ...]
    """Groups of offers, and the units each delivers in the plan."""

    rule: ClassVar[str] = "takes"
    meaning: ClassVar[str] = "Every supplier delivers as much as in a known plan."

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Hold every volume, but for rounding."""

        @block.Constraint(range(len(self.volumes)))  # type: ignore[untyped-decorator]
        def takes(_: Any, place: int) -> Any:
            names, units = self.volumes[place]
            wide = ROUNDING * (1 + units)
            total = sum(
                scheduled(model, case, name, node)
                for name in names
                for node in model.tree.plan
            )
            return (units - wide, total + model.nothing, units + wide)


def volumes_of(plan: Plan) -> Takes:
    """Return the volume that a plan takes of each item from each supplier."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, offer in plan.case.offers.items():
        groups.setdefault((offer.supplier, offer.item), []).append(name)
    planned = plan.outlook.planned
    return Takes(
        volumes=tuple(
            (tuple(names), sum(float(planned(each).sum()) for each in names))
            for names in groups.values()
        )
    )
