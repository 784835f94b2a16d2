"""What one more unit of each limit that is reached is worth, by re-solves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from models.case import Case, Offer
from planner.explain.bracket import UNKNOWN, Bracket, dearer
from planner.explain.resolve import Base
from planner.explain.worth_limits import (
    OFFER,
    PROCESS,
    ROOM,
    RULE,
    SUPPLIER,
    Reached,
    loosened,
)

MOST = 40
"""At most so many limits are tried."""


@dataclass(frozen=True)
class Worth:
    """What a step beyond a limit saves."""

    step: float
    saving: Bracket
    """In the objective, for the step in all the periods together."""


@dataclass(frozen=True, kw_only=True)
class WorthOf:
    """Find what a step beyond one limit saves."""

    base: Base
    reached: Reached

    @property
    def label(self) -> str:
        """Return what is tried."""
        return f"one more of {self.reached.name}"

    def found(self) -> Worth:
        """Return the saving, by one re-solve or two."""
        one = self._with(self.reached.step)
        open_ = one.saving.low <= 0 <= one.saving.high and not one.saving.is_exact
        if not (open_ and self.reached.larger):
            return one
        return self._with(self.reached.larger)

    def _with(self, step: float) -> Worth:
        plan, reached = self.base.plan, self.reached
        if reached.kind == RULE:
            rules = list(plan.rules)
            rules[reached.place] = loosened(rules[reached.place], step)
            saving = dearer(plan, self.base.solved(rules=rules))
        else:
            case = raised(self.base.case, reached, step)
            saving = dearer(plan, self.base.solved(case))
        return Worth(step, saving.at_least(0.0) if self._only_helps else saving)

    @property
    def _only_helps(self) -> bool:
        """Tell whether more room cannot hurt: take-or-pay rises with the capacity."""
        named = _offers_of(self.base.case, self.reached)
        return not any(each.take_or_pay for each in named)


def raised(case: Case, reached: Reached, step: float) -> Case:
    """Return the case with more room in the periods in which a limit is reached."""

    def more(vector: Iterable[float]) -> tuple[float, ...]:
        return tuple(
            each + step if t in reached.periods else each
            for t, each in enumerate(vector)
        )

    if reached.kind == PROCESS:
        process = case.processes[reached.name]
        wider = replace(process, capacity=more(process.capacity))
        return replace(case, processes={**case.processes, reached.name: wider})
    if reached.kind == ROOM:
        item = case.items[reached.name]
        roomier = replace(item, max_stock=item.max_stock + step)
        return replace(case, items={**case.items, reached.name: roomier})
    named = _offers_of(case, reached)
    offers = {each.name: replace(each, capacity=more(each.capacity)) for each in named}
    seller = case.suppliers[named[0].supplier]
    larger = replace(seller, capacity=more(seller.capacity))
    return replace(
        case,
        offers={**case.offers, **offers},
        suppliers={**case.suppliers, seller.name: larger},
    )


def _offers_of(case: Case, reached: Reached) -> list[Offer]:
    """Return the offers whose capacity is raised."""
    if reached.kind == OFFER:
        return [case.offers[reached.name]]
    if reached.kind != SUPPLIER:
        return []
    seller = case.suppliers[reached.name]
    return [
        each
        for each in case.offers.values()
        if each.supplier == seller.name
        and any(each.capacity[t] >= seller.capacity[t] for t in reached.periods)
    ]


def worth_record(reached: Reached, worth: Worth | None, why: str) -> dict[str, Any]:
    """Return one row of the table of what limits are worth."""
    saving = worth.saving if worth else UNKNOWN
    step = worth.step if worth else reached.step
    units = step * max(1, len(reached.periods))
    return {
        "kind": reached.kind,
        "limit": reached.name,
        "periods": reached.periods,
        "on_plan": reached.on_plan,
        "step": step,
        "low": saving.low,
        "high": saving.high,
        "unit_low": saving.low / units,
        "unit_high": saving.high / units,
        "why": why,
    }
