"""The audit itself: every constraint, rule and figure, in the order of reading.

What holds in each scenario by itself is checked part by part (see ``parts``), what
holds of the plan or of all scenarios together once, and all is told in one order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from models.case import Case
from planner.audit.chances import chances
from planner.audit.decided import Decided, Stated, not_figures, not_numbers
from planner.audit.figures import Share, figures_of, share_of
from planner.audit.findings import Alike, Audit, Row, Tally, judged, tally, together
from planner.audit.orders import orders, tiers
from planner.audit.parts import Part, parts_of, whole
from planner.audit.responses import flex, foresight
from planner.audit.rules import IN_SCENARIOS, ON_ALL, risk_of, unknown
from planner.audit.scene import Scene
from planner.audit.signing import deliveries, foreign, signing, suppliers
from planner.audit.stated import stated
from planner.audit.stock import refining, service, stock
from planner.audit.world import world_of
from planner.errors import UsageError
from planner.spread import dismiss, spread

Check = Callable[[Scene], Iterable[Row | Alike]]
SECTIONS: Sequence[tuple[Check, bool]] = (
    (lambda scene: chances(scene.case), False),
    (signing, False),
    (foreign, True),
    (deliveries, True),
    (suppliers, True),
    (orders, False),
    *(
        (partial(foresight, what=what), True)
        for what in ("delivery", "output", "stock", "unserved")
    ),
    (flex, True),
    (stock, True),
    (refining, True),
    (service, True),
    (tiers, False),
)
"""Each constraint, and whether it holds in every scenario by itself."""


LARGE, FAR = 2_000_000, 200_000
"""Moments times offers from which parts are checked by other processes, and elsewhere."""
PARTS = 16
"""Parts of a large plan, about."""


@dataclass(frozen=True)
class Checked:
    """What came of a part; no figures if it was not all numbers."""

    tally: Tally
    share: Share | None


@dataclass(frozen=True)
class Help:
    """Who may check the parts of a large plan."""

    jobs: int | None = 1
    """Processes of this machine; as many as it has cores if None."""
    cluster: str | None = None
    """Where a Dask scheduler is; see ``planner.spread``."""

    def parts(self, scene: Scene, rules: Sequence[Any]) -> Sequence[Part]:
        """Return the parts in which a plan is checked: one unless it is large."""
        moments = len(scene.moments)
        large = FAR if self.cluster else LARGE
        alone = self.jobs == 1 and not self.cluster
        if alone or moments * len(scene.case.offers) < large:
            return [whole(scene, rules)]
        return parts_of(scene, rules, max(1, moments // PARTS))

    def checked(self, parts: Sequence[Part]) -> Sequence[Checked]:
        """Return what comes of each part, in order."""
        if len(parts) == 1:
            return [check_part(parts[0])]
        try:
            found = dict(spread(check_part, parts, self.jobs, check_part, self.cluster))
        except UsageError:  # the cluster is gone since the command began
            found = dict(spread(check_part, parts, self.jobs, check_part))
        dismiss()  # beside a large plan they are in the way
        return [found[place] for place in range(len(parts))]


ALONE = Help()


def audit_decisions(
    case: Case,
    rules: Sequence[Any],
    decided: Decided,
    said: Stated | None = None,
    helped: Help = ALONE,
) -> Audit:
    """Recompute all that holds of a plan from the case and its decisions alone.

    Each of ``rules`` is a row of the Policies sheet: its ``rule`` and its columns.
    ``said`` are the figures stated of the plan, compared with the recomputed ones.
    """
    scene = Scene(world_of(case, decided.losses), decided)
    return concluded(scene, rules, said, helped.checked(helped.parts(scene, rules)))


def check_part(part: Part) -> Checked:
    """Return what comes of the scenarios of a part."""
    scene = part.scene
    rubbish = tally(_not_numbers(scene))
    if rubbish.checks:
        return Checked(part.renumbered(replace(rubbish, is_rubbish=True)), None)
    found = together(_tallies(scene, part.rules, in_scenarios=True))
    return Checked(part.renumbered(found), share_of(scene))


def _not_numbers(scene: Scene) -> Iterator[Row]:
    numbers = {name: w for w, name in enumerate(scene.world.names)}
    plan = scene.world.names[scene.world.plan]
    for row in not_numbers(scene.decided):
        if not (scene.lent and row.scenario == plan):
            yield row._replace(at=(numbers.get(row.scenario, -1), -1))


def concluded(
    scene: Scene, rules: Sequence[Any], said: Stated | None, parts: Sequence[Checked]
) -> Audit:
    """Return the audit of a plan of which every part is checked."""
    found = [each.tally for each in parts]
    rubbish = tally(not_figures(said) if said else (), section=1)
    shares = [each.share for each in parts if each.share is not None]
    if rubbish.checks or len(shares) < len(parts):
        found.append(replace(rubbish, is_rubbish=True))
        unchecked = []
    else:
        found += _tallies(scene, rules, in_scenarios=False)
        if said is not None:
            figures = figures_of(scene, shares)
            rows = stated(scene, figures, said, risk_of(scene.case, rules))
            found.append(tally(rows, len(SECTIONS) + len(rules)))
        unchecked = unknown(rules)
    names, periods = scene.world.names, scene.case.periods
    return judged(together(found), unchecked, names, periods)


def _tallies(
    scene: Scene, rules: Sequence[Any], *, in_scenarios: bool
) -> Iterator[Tally]:
    for section, (check, each) in enumerate(SECTIONS):
        if each is in_scenarios:
            yield tally(check(scene), section)
    _, level = risk_of(scene.case, rules)
    checks = IN_SCENARIOS if in_scenarios else ON_ALL
    for section, rule in enumerate(rules, start=len(SECTIONS)):
        if rule.rule in checks:
            yield tally(checks[rule.rule](scene, rule, level), section)
