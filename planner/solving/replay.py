"""The cheapest response of a plan in histories that its tree does not hold."""

from collections.abc import Sequence

from pyomo.common.gc_manager import PauseGC

from models.decisions import Outlook
from models.replay import build_replay
from models.rules import Rule
from models.sourcing import responses_of
from models.tree import Tree
from planner.errors import PlannerError, StoppedError
from planner.solving.engine import Options, Status, run
from planner.solving.losses import SECONDS, joined_with
from planner.solving.responses import stated


def replay(outlook: Outlook, rules: Sequence[Rule], tree: Tree) -> Outlook:
    """Return a plan on a tree grown from its own, with its best response where it grew.

    ``tree`` is as in ``build_replay``.

    Raises:
        StoppedError: stopped by Ctrl-C.
        PlannerError: no response was found.
    """
    with PauseGC():  # as where a plan is sought: half the time
        model = build_replay(outlook, rules, tree)
        problem, variables = stated(model)
    answer = run(problem, Options(gap=0.0, time_limit=SECONDS))
    if answer.status is Status.INTERRUPTED:
        raise StoppedError("Stopped by you while a history was played.")
    if answer.status is not Status.OPTIMAL or answer.values is None:
        raise PlannerError(f"A history could not be played: {answer.message}")
    values = {id(v): x for v, x in zip(variables, answer.values.tolist(), strict=True)}
    return joined_with(outlook, tree, responses_of(model, outlook.case, values))
