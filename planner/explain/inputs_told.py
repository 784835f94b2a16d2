"""What came of the cells that were tried, with the contracts that come nearest."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import pandas as pd

from planner.explain.contest import Contest
from planner.explain.explanation import INPUTS, Explanation, Rival
from planner.explain.forced import signing
from planner.explain.inputs import Sway, named
from planner.explain.inputs_places import place_of, words_of
from planner.explain.rounds import Rounds
from planner.plan import Plan
from planner.workbook.addresses import Addresses, where


def with_inputs(
    told: Explanation, contests: Sequence[Contest], solved: Rounds
) -> Explanation:
    """Return it with the cells that matter, and how many of all were looked at."""
    tried = [each.value for each in solved.found.values() if each.value is not None]
    found = [each for each in tried if each.factor > 0]
    found.sort(key=lambda each: -each.regret.low)
    at = where(told.case.source, told.case)
    rows = [_input(each, told.plan, at) for each in found]
    return replace(
        told,
        inputs=pd.DataFrame(rows, columns=INPUTS),
        cells_tried=told.cells_proved + len(tried),
        ties=sum(each.tie for each in tried),
        rival=_nearest(contests),
        stopped=solved.stopped,
    )


def _nearest(contests: Sequence[Contest]) -> Rival | None:
    known = [each for each in contests if isfinite(each.margin.high)]
    if not known:
        return None
    near = min(known, key=lambda each: each.margin.high)
    now, then = signing(near.base.plan), signing(near.rival or near.base.plan)
    return Rival(added=named(then, now), dropped=named(now, then), dearer=near.margin)


def _input(sway: Sway, plan: Plan, at: Addresses) -> tuple[Any, ...]:
    cell = sway.cell
    rule = str(plan.rules[int(cell.name)]) if cell.table == "rules" else ""
    return (
        place_of(cell, plan.case, plan.policy, at),
        words_of(cell, rule),
        cell.value,
        round(sway.factor - 1, 9),
        sway.added,
        sway.dropped,
        sway.regret.low,
        sway.regret.high,
    )
