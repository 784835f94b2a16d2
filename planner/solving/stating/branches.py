"""A question too large to hold its model at once: the plan's model, the rest as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

import numpy as np

from models.case import Case
from models.decisions import Decisions
from models.rules import Rule
from models.sourcing import (
    CRUMB,
    add_rules,
    build,
    build_case,
    clean,
    decisions_of,
    risk_of,
)
from models.tree import Tree
from planner.solving.engine import Answer
from planner.solving.linear import Flags, Reals
from planner.solving.question import Question, ask_next
from planner.solving.start import Whole
from planner.solving.stating.declared import IndivisibleError
from planner.solving.stating.joined import Parted, with_rows_of
from planner.solving.stating.parts import parted
from planner.solving.stating.replicated import Source, replicated

LARGE = 200_000
"""Nodes times offers from which a problem is stated in parts."""
AT_ONCE = 50_000
"""Nodes times offers of a part, if no branch is larger; 4 KiB for each."""
EVEN = 0.5
"""A weight of CVaR, with which what is spent at each node is a row of its own."""
READ = {
    "volume": "deliveries",
    "output": "refining",
    "stock": "stock",
    "unserved": "unserved",
}
"""Where the values of each family of columns are decided."""


@dataclass(frozen=True)
class PartedQuestion(Question):
    """A question whose model and variables are those of the plan alone."""

    parted: Parted = field(kw_only=True)

    @property
    def _plan(self) -> int:
        """Return how many columns the plan has; they come first."""
        return len(self.variables)

    def values(self, answer: Answer) -> Mapping[int, float]:
        """Return an answer's values of the plan by the variable's id."""
        found = () if answer.values is None else answer.values[: self._plan].tolist()
        return {id(v): x for v, x in zip(self.variables, found, strict=False)}

    def start(self, known: Whole) -> Reals | None:
        """Return the known whole numbers column by column, NaN for every other."""
        if not known:
            return None
        start = np.full(len(self.problem.cost), np.nan)
        start[: self._plan] = [known.get(id(each), np.nan) for each in self.variables]
        return start

    def whole(self, answer: Answer) -> Whole:
        """Return an answer's whole numbers, to start from."""
        values = self.values(answer)
        integer = self.problem.integer[: self._plan]
        return {
            id(each): values[id(each)]
            for each, is_whole in zip(self.variables, integer, strict=True)
            if is_whole and values
        }

    def planned(self) -> Flags:
        """Return which columns are the plan's own."""
        return self.parted.planned

    def decisions(self, answer: Answer) -> Decisions:
        """Return an answer's decisions, node by node."""
        plan = decisions_of(self.model, self.case, self.values(answer))
        if answer.values is None:
            return plan
        later: dict[str, Any] = {
            each: dict(getattr(plan, each)) for each in READ.values()
        }
        for family, values in self.parted.read(answer.values):
            if family.name in READ:
                places = np.flatnonzero(np.abs(values) >= CRUMB / 2)
                numbers = map(clean, values[places].tolist())
                pairs = zip(family.keys(places), numbers, strict=True)
                later[READ[family.name]].update(pair for pair in pairs if pair[1])
        offers = self.case.offers
        used = {name for name, _, _ in later["deliveries"]}
        spot = {name for name in used if offers[name].free_to_sign}
        return replace(plan, **later, signed=plan.signed | spot)

    def restated(self) -> "PartedQuestion":
        """Return the question with the rows that the plan's model has gained."""
        again = with_rows_of(self.parted, self.model)
        return replace(self, parted=again, problem=again.problem)


def ask_by_size(
    case: Case, rules: Sequence[Rule], tree: Tree, generosity: float
) -> Question:
    """State the problem of a case under some rules, in parts if it is large."""
    size = len(tree.nodes) * len(case.offers)
    if size < LARGE or not tree.branches or not _divides(case, tree):
        return ask_next(case, rules, tree, generosity)

    source = source_of(case, rules, generosity)
    most = max(1, AT_ONCE // len(case.offers))
    try:
        found = _stated(source, tree, most)
    except IndivisibleError:
        return ask_next(case, rules, tree, generosity)
    return PartedQuestion(
        case, rules, tree, found.model, found.problem, found.variables, parted=found
    )


def _divides(case: Case, tree: Tree) -> bool:
    """Tell whether responses may be read, and bounds judged, by the plan's model."""
    unlikely = any(
        tree.probability[node] <= 0 and node not in tree.on_plan | tree.losses
        for node in tree.nodes
    )
    offers = case.offers.values()
    limited = all(isfinite(each.capacity[t]) for each in offers for t in each.window)
    return limited and not unlikely and not any(any(each.commitment) for each in offers)


def source_of(case: Case, rules: Sequence[Rule], generosity: float) -> Source:
    """Return how to state a case under some rules."""

    def stated(part: Tree) -> Any:
        return build(case, rules, part, generosity=generosity)

    def spelled_out(part: Tree) -> Any:
        m = build_case(case, part, (EVEN, level), generosity=generosity)
        add_rules(m, case, rules)
        return m

    weight, level = risk_of(case, rules)
    leads = {name: offer.lead_time for name, offer in case.offers.items()}
    return Source(
        build=stated, spelled_out=stated if weight else spelled_out, leads=leads
    )


def _stated(source: Source, tree: Tree, most: int) -> Parted:
    try:
        return replicated(source, tree, most)
    except IndivisibleError:
        return parted(source.build, tree, most)
