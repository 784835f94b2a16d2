"""N-1: the cheapest plan that survives every loss its rules name.

Only the losses that a plan fails are added to its tree; it is solved again until it
survives them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.case import Case, Curb
from models.decisions import Decisions, Outlook
from models.recourse import allowed_short, build_responses, known_nodes
from models.rules import Rule
from models.sourcing import responses_of
from models.tree import Tree, grow
from planner.errors import PlannerError
from planner.solving.engine import Options, Status, run
from planner.solving.responses import stated

ByNode = Mapping[tuple[str, int], float]
SECONDS = 600.0
SURVIVED = 1e-6
"""Share of a period's demand by which a response may miss a rule and still keep it."""


@dataclass(frozen=True)
class Trial:
    """How a plan fares in losses it may not be made for."""

    failed: Sequence[Curb]
    outlook: Outlook
    """The plan with its best response to every loss."""


def losses_of(case: Case, rules: Sequence[Rule]) -> list[Curb]:
    """Return every loss the rules name, once."""
    named = (loss for rule in rules for loss in rule.losses(case))
    return list({(loss.name, loss.earliest): loss for loss in named}.values())


def try_losses(
    outlook: Outlook, rules: Sequence[Rule], made_for: Sequence[Curb]
) -> Trial:
    """Find the plan's best response to each loss, and those that break a rule.

    ``made_for`` are the losses its tree has already.
    """
    known = {(loss.name, loss.earliest) for loss in made_for}
    every = losses_of(outlook.case, rules)
    others = [loss for loss in every if (loss.name, loss.earliest) not in known]
    if not others:
        return Trial((), outlook)
    tree = grow(outlook.case, [*made_for, *others])
    responses = respond(outlook, rules, tree, allowed_short(outlook.case, rules, tree))
    beyond = {node for _, node in responses.beyond}
    paths = tree.paths[len(tree.scenarios) - len(others) :]
    failed = [
        loss
        for loss, path in zip(others, paths, strict=True)
        if beyond & set(path.tolist())
    ]
    return Trial(failed, joined_with(outlook, tree, responses.decisions))


@dataclass(frozen=True)
class Responses:
    """The best responses of a plan on a larger tree."""

    beyond: Sequence[tuple[str, int]]
    """Where more goes short than is allowed, as (demand, node)."""
    decisions: Decisions


def respond(
    outlook: Outlook,
    rules: Sequence[Rule],
    tree: Tree,
    allowed: Mapping[tuple[str, int], float],
) -> Responses:
    """Find what a plan can do at best in the losses of a tree grown from its own."""
    case = outlook.case
    model = build_responses(outlook, rules, tree, allowed)
    problem, variables = stated(model)
    answer = run(problem, Options(gap=0.0, time_limit=SECONDS))
    if answer.status is not Status.OPTIMAL or answer.values is None:
        raise PlannerError(f"The losses could not be tried: {answer.message}")
    values = {id(v): x for v, x in zip(variables, answer.values.tolist(), strict=True)}
    beyond = [
        (name, node)
        for (name, node), excess in model.beyond.items()
        if values.get(id(excess), 0.0)
        > SURVIVED * max(1.0, case.demands[name].volume[tree.period[node]])
    ]
    return Responses(beyond, responses_of(model, case, values))


def joined_with(outlook: Outlook, tree: Tree, responses: Decisions) -> Outlook:
    """Return a plan's decisions on a larger tree, with responses where it is larger."""
    known, decided = known_nodes(outlook.tree, tree), outlook.decisions
    numbers: dict[int, list[int]] = {}
    for ours, theirs in known.items():
        numbers.setdefault(theirs, []).append(ours)

    def joined(old: ByNode, new: ByNode) -> dict[tuple[str, int], float]:
        kept = {(n, ours): x for (n, k), x in old.items() for ours in numbers[k]}
        return kept | {key: x for key, x in new.items() if key[1] not in known}

    deliveries = {
        (name, ours, period): volume
        for (name, node, period), volume in decided.deliveries.items()
        for ours in numbers[node]
    } | {k: x for k, x in responses.deliveries.items() if k[1] not in known}
    decisions = replace(
        decided,
        deliveries=deliveries,
        refining=joined(decided.refining, responses.refining),
        stock=joined(decided.stock, responses.stock),
        unserved=joined(decided.unserved, responses.unserved),
    )
    return replace(outlook, tree=tree, decisions=decisions)
