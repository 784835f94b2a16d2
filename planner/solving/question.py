"""A case under some rules as a linear problem, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pyomo.common.gc_manager import PauseGC

from models.case import Case
from models.decisions import Decisions, Outlook
from models.rules import Rule
from models.sourcing import (
    add_rules,
    build,
    decisions_of,
    parts_of_rules,
    risk_of,
)
from models.tree import Tree
from planner.solving.engine import Answer
from planner.solving.ground import Ground, give_back, taken
from planner.solving.large.choice import planned_in
from planner.solving.linear import (
    Flags,
    LinearProblem,
    Reals,
    from_pyomo,
    problem_of,
)
from planner.solving.start import Whole


@dataclass(frozen=True)
class Question:
    """The linear problem of a case under some rules, and the way back."""

    case: Case
    rules: Sequence[Rule]
    tree: Tree
    model: Any
    problem: LinearProblem
    variables: Sequence[Any]
    ground: Ground | None = None
    """What of it no rule changes, if that is to be kept for another question."""

    def values(self, answer: Answer) -> Mapping[int, float]:
        """Return an answer's values by the variable's id."""
        values = () if answer.values is None else answer.values.tolist()
        return {id(v): x for v, x in zip(self.variables, values, strict=True)}

    def start(self, known: Whole) -> Reals | None:
        """Return the known whole numbers column by column, NaN for every other."""
        if not known:
            return None
        return np.array([known.get(id(each), np.nan) for each in self.variables])

    def whole(self, answer: Answer) -> Whole:
        """Return an answer's whole numbers, to start from."""
        values = self.values(answer)
        return {
            id(each): values[id(each)]
            for each, integer in zip(self.variables, self.problem.integer, strict=True)
            if integer and values
        }

    def planned(self) -> Flags:
        """Return which columns are the plan's own."""
        return planned_in(self.model, self.tree, self.variables)

    def decisions(self, answer: Answer) -> Decisions:
        """Return an answer's decisions."""
        return decisions_of(self.model, self.case, self.values(answer))

    def outlook(self, answer: Answer) -> Outlook:
        """Return an answer's decisions over the tree."""
        return Outlook(
            case=self.case,
            tree=self.tree,
            decisions=self.decisions(answer),
            risk_level=risk_of(self.case, self.rules)[1],
        )

    def tightened(self, answer: Answer) -> "Question | None":
        """Return the question with an answer that breaks a rule cut off; None if none."""
        if not may_tighten(self.rules):
            return None
        outlook = self.outlook(answer)
        cut = [
            rule.tighten(self.model.rules[place], self.model, outlook)
            for place, rule in enumerate(self.rules)
        ]
        return self._with_cuts() if any(cut) else None

    def _with_cuts(self) -> "Question":
        if self.ground is None:
            return self.restated()
        problem, variables = _on(self.ground)
        return replace(self, problem=problem, variables=variables)

    def let_go(self) -> None:
        """Leave what no rule changes to the next question; this one is done with."""
        if self.ground is not None:
            give_back(self.ground)

    def relaxed(self) -> "Question":
        """Return the question without whole numbers."""
        anything = np.zeros_like(self.problem.integer)
        return replace(self, problem=replace(self.problem, integer=anything))

    def restated(self) -> "Question":
        """Return the question as the model now states it."""
        problem, variables = from_pyomo(self.model)
        return replace(self, problem=problem, variables=variables)


def may_tighten(rules: Sequence[Rule]) -> bool:
    """Tell whether a rule is stated by cuts, one round after another."""
    return any(type(rule).tighten is not Rule.tighten for rule in rules)


def ask(case: Case, rules: Sequence[Rule], tree: Tree, generosity: float) -> Question:
    """State the problem of a case under some rules."""
    with PauseGC():  # collecting garbage among so many small objects doubles the time
        model = build(case, rules, tree, generosity=generosity)
        problem, variables = from_pyomo(model)
    return Question(case, rules, tree, model, problem, variables)


def ask_next(
    case: Case, rules: Sequence[Rule], tree: Tree, generosity: float
) -> Question:
    """State the problem as ``ask``, on what is kept of the last one of the same case.

    Whoever asks lets go of the question in the end.
    """
    with PauseGC():
        ground = taken(case, tree, risk_of(case, rules), generosity)
        add_rules(ground.model, case, rules)
        problem, variables = _on(ground)
    return Question(case, rules, tree, ground.model, problem, variables, ground)


def _on(ground: Ground) -> tuple[LinearProblem, list[Any]]:
    return problem_of(ground.draft.extended(parts_of_rules(ground.model)))
