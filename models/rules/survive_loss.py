"""survive_loss: N-1, the plan can serve enough after losing any one value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case, Curb, Offer, Process, Target
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.scope import PERIOD, buckets_of, first_new
from models.rules.words import noun, whom
from models.tree import Tree


@dataclass(frozen=True, kw_only=True)
class SurviveLoss(Rule):
    r"""u ≤ (1 − limit) · demand at every node of a loss scenario from its start on.

    A loss has φ = 0 on all of a value's offers and processes for ``duration`` periods
    from one start, for each value and each start from `from` to `to`; its probability is
    0. Not before the first period in which any offer can deliver anything new.

    Field: N-1, security of supply, as in Regulation (EU) 2017/1938.
    """

    on: Target
    item: str | None = None
    start: int | None = None
    end: int | None = None
    duration: int | None = None
    limit: float

    rule: ClassVar[str] = "survive_loss"
    meaning: ClassVar[str] = (
        "After losing any one value, at least this share of each demand is served."
    )
    limit_is: ClassVar[Limit] = Limit.SHARE
    on_is: ClassVar[On] = On.TARGET
    is_minimum: ClassVar[bool] = True
    holds_in_losses: ClassVar[bool] = True

    def losses(self, case: Case) -> Sequence[Curb]:
        """Return the loss of each value from each start."""
        flow = (0.0,) * (self.duration or len(case.periods))
        return [
            Curb(
                name=self._name(value, case),
                hits=hits,
                flow=flow,
                price_hits=Target(),
                earliest=bucket.periods[0],
                latest=bucket.periods[0],
            )
            for bucket in buckets_of(case, PERIOD, self.start, self.end)
            for value, hits in lost(case, self.on).items()
        ]

    def _name(self, value: str, case: Case) -> str:
        name = f"loss of {value}{self._how_long()}"
        return f"{name} (N-1)" if name in case.curbs else name

    def _how_long(self) -> str:
        if self.duration is None:
            return ""
        return f" for {self.duration} periods"

    def demands(self, case: Case) -> list[str]:
        """Return the demands to be served: all, or those of the item or mineral."""
        if self.item is None:
            return list(case.demands)
        by_item = self.item in case.items
        return [
            name
            for name, demand in case.demands.items()
            if self.item
            == (demand.item if by_item else case.items[demand.item].mineral)
        ]

    def allowed(self, case: Case, tree: Tree) -> dict[tuple[str, int], float]:
        """Return the most units of each demand that may go unserved, by (demand, node).

        Of the tree's nodes that this rule's losses pass from their start on.
        """
        nodes = {node for _, served in self._served(case, tree) for node in served}
        return {
            (name, node): (1 - self.limit)
            * case.demands[name].volume[tree.period[node]]
            for name in self.demands(case)
            for node in sorted(nodes)
        }

    def _served(self, case: Case, tree: Tree) -> list[tuple[str, list[int]]]:
        """Return each loss of this rule in the tree, and where it must be survived."""
        own = {(loss.name, loss.earliest) for loss in self.losses(case)}
        return [
            (
                scenario.name,
                path[max(scenario.strikes[0][1], first_new(case)) :].tolist(),
            )
            for path, scenario in zip(tree.paths, tree.scenarios, strict=True)
            if scenario.strikes and set(scenario.strikes) <= own
        ]

    def apply(self, block: Any, model: Any, case: Case) -> None:
        """Serve enough at every node of the loss scenarios in the tree."""
        allowed = self.allowed(case, model.tree)
        block.USES = [use for use in allowed if use in model.shorts]

        @block.Constraint(block.USES)
        def serve(_, *use):
            return model.shorts[use] <= allowed[use]

    def measure(self, outlook: Outlook) -> Sequence[Measure]:
        """Return the least share served in each loss scenario of the tree."""
        case, tree = outlook.case, outlook.tree
        needs = [
            (case.demands[n].volume, outlook.unserved(n)) for n in self.demands(case)
        ]
        measures = []
        for scenario, nodes in self._served(case, tree):
            shares = [
                1 - float(unserved[node]) / needed[tree.period[node]]
                for needed, unserved in needs
                for node in nodes
                if needed[tree.period[node]] > 0
            ]
            if shares:
                least = min(shares)
                slack = least - self.limit
                measures.append(Measure(scenario, least, self.limit, slack))
        return measures

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        goods = f" for {self.item}" if self.item else ""
        return (
            f"After losing {whom(self.on)}{self._spell(case)}, at least "
            f"{self.limit_words(case)} of each demand{goods} is still served."
        )

    def _spell(self, case: Case) -> str:
        starts = [b.label for b in buckets_of(case, PERIOD, self.start, self.end)]
        when = f"any period of {starts[0]}–{starts[-1]}" if starts else "no period"
        if len(starts) == len(case.periods):
            when = "any period"
        elif len(starts) == 1:
            (when,) = starts
        if self.duration is None:
            return f" from {when} on"
        periods = "period" if self.duration == 1 else "periods"
        return f" for {self.duration} {periods}, starting in {when}"


def lost(case: Case, target: Target) -> Mapping[str, Target]:
    """Return what is lost together: the target, or each value of its dimension.

    What has no value in the dimension is lost by itself, by supplier or by process.
    """
    if target.each is None:
        return {str(target): target}
    values: dict[str, list[tuple[str, str]]] = {}
    sources: list[Offer | Process] = [*case.offers.values(), *case.processes.values()]
    for source in sources:
        kind, value = _value(case, source, target.each)
        values.setdefault(value, []).append((kind, source.name))
    return {value: Target(tuple(pairs)) for value, pairs in values.items()}


def _value(case: Case, source: Offer | Process, dimension: str) -> tuple[str, str]:
    """Return `offer` or `process`, and with which value it is lost."""
    labels = source.labels
    kind, own = ("offer", "supplier") if "offer" in labels else ("process",) * 2
    if dimension in labels:
        return kind, str(Target(((dimension, labels[dimension]),)))
    value = Target(((own, labels[own]),))
    sold = (each.labels for each in case.offers.values() if value.hits(each.labels))
    partly = any(dimension in others for others in sold)
    # Not the loss of the whole supplier, which another rule may name.
    return kind, f"{value} (no {noun(dimension)})" if partly else str(value)
