"""survive_loss: N-1, the plan can serve enough after losing any one value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case, Curb, Offer, Process, Target
from models.decisions import Outlook
from models.rules.rule import Limit, Measure, On, Rule
from models.rules.scope import PERIOD, buckets_of, first_new
from models.tree import Tree


@dataclass(frozen=True, kw_only=True)
class SurviveLoss(Rule):
    r"""u ≤ (1 − limit) · demand at every node of a loss scenario from its start on.

    A loss has φ = 0 on all of a value's offers and processes for ``duration`` periods
    from one start, for each value and each start from `from` to `to`; its probability is
    0. Not before the first period in which any offer can deliver anything new.
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
                name=f"loss of {value}" + self._how_long(),
                hits=hits,
                flow=flow,
                price_hits=Target(),
                earliest=bucket.periods[0],
                latest=bucket.periods[0],
            )
            for bucket in buckets_of(case, PERIOD, self.start, self.end)
            for value, hits in lost(case, self.on).items()
        ]

    def _how_long(self) -> str:
        return f" for {self.duration} periods" if self.duration else ""

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
        own = {(loss.name, loss.earliest) for loss in self.losses(case)}
        nodes = {
            int(node)
            for path, scenario in zip(tree.paths, tree.scenarios, strict=True)
            if set(scenario.strikes) <= own and scenario.strikes
            for node in path[max(scenario.strikes[0][1], first_new(case)) :]
        }
        return {
            (name, node): (1 - self.limit)
            * case.demands[name].volume[tree.period[node]]
            for name in self.demands(case)
            for node in sorted(nodes)
        }

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
        worst: dict[str, float] = {}
        allowed = self.allowed(case, tree)
        for path, scenario in zip(tree.paths, tree.scenarios, strict=True):
            for name in self.demands(case):
                unserved = outlook.unserved(name)
                for t, node in enumerate(path):
                    needed = case.demands[name].volume[t]
                    if scenario.strikes and needed > 0 and (name, int(node)) in allowed:
                        served = 1 - float(unserved[node]) / needed
                        least = worst.get(scenario.name, 1.0)
                        worst[scenario.name] = min(served, least)
        return [
            Measure(scenario, served, self.limit, served - self.limit)
            for scenario, served in worst.items()
        ]

    def sentence(self, case: Case) -> str:
        """Return the rule in plain words."""
        goods = f" for {self.item}" if self.item else ""
        lasting = f"for {self.duration} periods" if self.duration else "to the end"
        starts = [
            bucket.label for bucket in buckets_of(case, PERIOD, self.start, self.end)
        ]
        when = f"from any period {starts[0]} to {starts[-1]}" if starts else "never"
        share = f"{100 * self.limit:.10g}%"
        return (
            f"If any one of {self.on} is lost {when}, {lasting}, at least {share} of each "
            f"demand{goods} is still served in each period."
        )


def lost(case: Case, target: Target) -> Mapping[str, Target]:
    """Return what is lost together: the target, or each value of its dimension.

    What has no value in the dimension is lost by itself, by supplier or by process.
    """
    if target.each is None:
        return {str(target): target}
    values: dict[str, list[tuple[str, str]]] = {}
    sources: list[Offer | Process] = [
        *case.offers.values(),
        *case.processes.values(),
    ]
    for source in sources:
        labels = source.labels
        kind, own = ("offer", "supplier") if "offer" in labels else ("process",) * 2
        dimension = target.each if target.each in labels else own
        value = str(Target(((dimension, labels[dimension]),)))
        values.setdefault(value, []).append((kind, source.name))
    return {value: Target(tuple(pairs)) for value, pairs in values.items()}
