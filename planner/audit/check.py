"""The audit itself: every constraint, rule and figure, in reading order."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from models.case import Case
from planner.audit.chances import chances
from planner.audit.decided import Decided, Stated, not_figures, not_numbers
from planner.audit.findings import Audit, Row, judged
from planner.audit.orders import orders, tiers
from planner.audit.responses import flex, foresight
from planner.audit.rules import risk_of, rules_kept, unknown
from planner.audit.scene import Scene
from planner.audit.signing import deliveries, signing
from planner.audit.stated import stated
from planner.audit.stock import refining, service, stock
from planner.audit.world import world_of

CONSTRAINTS = (
    signing,
    deliveries,
    orders,
    foresight,
    flex,
    stock,
    refining,
    service,
    tiers,
)


def audit_decisions(
    case: Case, rules: Sequence[Any], decided: Decided, said: Stated | None = None
) -> Audit:
    """Recompute all that holds of a plan from the case and its decisions alone.

    Each of ``rules`` is a row of the Policies sheet: its ``rule`` and its columns.
    ``said`` are the figures stated of the plan, compared with the recomputed ones.
    """
    rubbish = [*not_numbers(decided), *(not_figures(said) if said else ())]
    if rubbish:
        return judged(rubbish)
    scene = Scene(world_of(case, decided.losses), decided)
    return judged(_rows(scene, rules, said), unknown(rules))


def _rows(scene: Scene, rules: Sequence[Any], said: Stated | None) -> Iterator[Row]:
    weight, level = risk_of(scene.case, rules)
    yield from chances(scene.case)
    yield from chain.from_iterable(check(scene) for check in CONSTRAINTS)
    yield from rules_kept(scene, rules, level)
    if said is not None:
        yield from stated(scene, said, weight, level)
