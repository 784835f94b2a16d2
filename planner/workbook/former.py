"""A plan workbook as the start of the next planning: what it decided, by period label."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InputError, Problem, UsageError
from planner.workbook import inputs, plan_book
from planner.workbook.apart import content_of
from planner.workbook.foreign import Foreign, titles_and_sheets
from planner.workbook.inputs import Inputs, read_inputs
from planner.workbook.kinds import PLAN, mistaken
from planner.workbook.plan_book import PlanBook, plan_book_of

Path_ = Mapping[tuple[str, str], Mapping[str, float]]
"""Units by period label, by what (delivery, stock …) and name."""


@dataclass(frozen=True, kw_only=True)
class Former:
    """What an earlier plan decided."""

    source: str
    digest: str
    """Fingerprint of the workbook it was made from."""
    policy: str
    periods: tuple[str, ...]
    signed: frozenset[str]
    opened: frozenset[str]
    tiers: Mapping[tuple[str, int], float]
    """Units from which the chosen tier starts, by offer and calendar year."""
    plan: str
    """Name of the no-curb path."""
    paths: Mapping[str, Path_]
    """What is done in each scenario; what is not listed is as in the plan."""
    inputs: Inputs
    """What it was made from; empty if its workbook does not say."""

    def units(self, scenario: str, what: str, name: str, period: str) -> float:
        """Return the units of a scenario in a period; 0 where it has none."""
        own = self.paths.get(scenario, {}).get((what, name))
        if own is None:
            own = self.paths.get(self.plan, {}).get((what, name), {})
        return own.get(period, 0.0)

    def knows(self, period: str) -> bool:
        """Tell whether a period was planned."""
        return period in self.periods


def read_former(path: Path) -> Former:
    """Return what a plan workbook decided.

    Raises:
        InputError: it is no plan workbook, or its sheet of decisions was changed.
        UsageError: it cannot be opened, or is no workbook.
    """
    wanted = (plan_book.SHEET, inputs.SHEET)
    titles, found = titles_and_sheets(content_of(path), path.name, wanted)
    sheet = found.get(plan_book.SHEET)
    if sheet is None:
        missing = Problem(
            plan_book.SHEET,
            "",
            "the sheet is missing",
            f"{path.name} is no plan workbook without it",
            PLAN.source,
        )
        raise InputError(mistaken(titles, path.name, PLAN) or missing)
    try:
        book = plan_book_of(sheet.dense(), path.name)
        return _former(path, book, found)
    except (UsageError, ValueError) as error:
        problem = Problem(
            plan_book.SHEET, "", str(error), "it is written by the planner", PLAN.source
        )
        raise InputError(problem) from error


def _former(path: Path, book: PlanBook, found: Mapping[str, Foreign]) -> Former:
    paths: dict[str, dict[tuple[str, str], Mapping[str, float]]] = {}
    volumes = [line for line in book.lines if line.what in plan_book.OF_PLAN]
    if not book.periods:
        raise UsageError(f"row 4 of {plan_book.SHEET} names no periods")
    if why := book.name_of(plan_book.LEFT_OUT):
        raise UsageError(f"its responses to curbs are left out: {why}")
    for line in volumes:
        if not line.volumes:
            raise UsageError(f"{line.what} of {line.name} has no volumes")
        by_period = dict(zip(book.periods, line.volumes, strict=True))
        paths.setdefault(line.scenario, {})[line.what, line.name] = by_period
    kept = found.get(inputs.SHEET)
    return Former(
        source=path.name,
        digest=book.name_of(plan_book.MADE_FROM),
        policy=book.name_of(plan_book.MADE_FOR),
        periods=book.periods,
        signed=frozenset(each.name for each in book.of(plan_book.SIGNED)),
        opened=frozenset(each.name for each in book.of(plan_book.OPENED)),
        tiers={
            (each.name, int(each.scenario)): each.figure or 0.0
            for each in book.of(plan_book.TIER)
        },
        plan=volumes[0].scenario if volumes else "",
        paths=paths,
        inputs=read_inputs(kept) if kept is not None else {},
    )
