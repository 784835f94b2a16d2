"""What changed from one run to another: in the workbook's cells, and in the plans."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from planner.runs.run import Run, UnknownFileError
from planner.runs.store import Store

CELLS, COMPARED = "cells.json", "compare.json"
NOTICED = 1e-6
"""A volume that changes by less, relative to the larger, has not changed."""
ADDRESS = re.compile(r"([A-Z]+)(\d+)")
Cells = Mapping[str, Mapping[str, Any]]
"""Sheet to address to value."""


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """A cell whose value changed; None where it was, or is, empty."""

    sheet: str
    cell: str
    row: str
    """What its row is about: the value in column A."""
    column: str
    """Its column's header."""
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class VolumeChange:
    """What an offer delivers in a period, in the workbook's unit."""

    offer: str
    period: str
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class PlanChange:
    """The plans of one policy; costs in the base currency, None where there is no plan."""

    policy: str
    status: tuple[str, str]
    """Before and after: optimal, infeasible, ..., `not asked`."""
    cost: tuple[float | None, float | None]
    """Expected cost."""
    signed: tuple[str, ...]
    """Offers that are signed now and were not."""
    unsigned: tuple[str, ...]
    """Offers that were signed and are not any more."""
    volumes: tuple[VolumeChange, ...]

    @property
    def is_change(self) -> bool:
        """Tell whether anything changed."""
        before, after = self.cost
        moved = (before is None) != (after is None) or _differ(before or 0, after or 0)
        other = self.status[0] != self.status[1] or self.signed or self.unsigned
        return bool(moved or other or self.volumes)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """From one run to another."""

    before: Run
    after: Run
    cells: Sequence[CellChange]
    limits: tuple[tuple[str, ...], tuple[str, ...]]
    """Limits that were changed for the run alone, before and after."""
    plans: Sequence[PlanChange]
    """One for each policy of either run."""
    currency: str = ""
    unit: str = ""
    """Of the later run's workbook; blank where nothing was solved."""

    def record(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        return {
            "before": self.before.id,
            "after": self.after.id,
            "same_workbook": self.before.digest == self.after.digest,
            "cells": [asdict(each) for each in self.cells],
            "limits": [list(each) for each in self.limits],
            "currency": self.currency,
            "unit": self.unit,
            "plans": [asdict(each) for each in self.plans],
        }


def difference(store: Store, before: str, after: str) -> Difference:
    """Return what changed from one run to another; cells are matched by address.

    Raises:
        UnknownRunError: there is no such run.
    """
    one, other = store.run(before), store.run(after)
    same = one.digest == other.digest
    solved = [_kept(store, each, COMPARED) for each in (one, other)]
    plans = [_plans(each) for each in solved]
    return Difference(
        before=one,
        after=other,
        cells=() if same else _changes(_cells(store, one), _cells(store, other)),
        limits=(_limits(one), _limits(other)),
        plans=[
            _plan_change(name, plans[0].get(name), plans[1].get(name))
            for name in dict.fromkeys((*plans[0], *plans[1]))
        ],
        currency=solved[1].get("currency", ""),
        unit=solved[1].get("unit", ""),
    )


def _kept(store: Store, run: Run, name: str) -> Any:
    try:
        return json.loads(store.file(run.id, name))
    except UnknownFileError:
        return {}


def _cells(store: Store, run: Run) -> Cells:
    found: Cells = _kept(store, run, CELLS)
    return found


def _changes(before: Cells, after: Cells) -> list[CellChange]:
    return [
        change
        for sheet in dict.fromkeys((*after, *before))
        for change in _in_sheet(sheet, before.get(sheet, {}), after.get(sheet, {}))
    ]


def _in_sheet(
    sheet: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[CellChange]:
    changed = {
        cell
        for cell in {*before, *after}
        if before.get(cell) != after.get(cell)
        or isinstance(before.get(cell), bool) != isinstance(after.get(cell), bool)
    }
    for cell in sorted(changed, key=_place):
        number, _, letters = _place(cell)
        heads, labels = f"{letters}1", f"A{number}"
        yield CellChange(
            sheet=sheet,
            cell=cell,
            row=_said(after.get(labels, before.get(labels))),
            column=_said(after.get(heads, before.get(heads))),
            before=before.get(cell),
            after=after.get(cell),
        )


def _place(cell: str) -> tuple[int, int, str]:
    """Return row, and column by its length and letters, so that they can be sorted."""
    found = ADDRESS.fullmatch(cell)
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, cell)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _limits(run: Run) -> tuple[str, ...]:
    changes = run.choice.limits if run.choice else ()
    return tuple(
        f"{each.policy}: limit of rule {each.row + 1} is {each.limit:.10g}"
        for each in changes
    )


def _plans(solved: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {each["policy"]: each for each in solved.get("policies", ())}


def _plan_change(
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> PlanChange:
    one, other = before or {}, after or {}
    was, now = one.get("signed", ()), other.get("signed", ())
    both = "plan" in one and "plan" in other
    return PlanChange(
        policy=name,
        status=(one.get("status", "not asked"), other.get("status", "not asked")),
        cost=(one.get("expected_cost"), other.get("expected_cost")),
        signed=tuple(each for each in now if each not in was) if both else (),
        unsigned=tuple(each for each in was if each not in now) if both else (),
        volumes=tuple(_volumes(one["plan"], other["plan"])) if both else (),
    )


def _volumes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[VolumeChange]:
    was, now = _by_place(before), _by_place(after)
    for offer, period in sorted({*was, *now}):
        one, other = was.get((offer, period), 0.0), now.get((offer, period), 0.0)
        if _differ(one, other):
            yield VolumeChange(offer=offer, period=period, before=one, after=other)


def _by_place(plan: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], float]:
    return {(each["offer"], each["period"]): each["volume"] for each in plan}


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > NOTICED * max(1.0, abs(one), abs(other))
