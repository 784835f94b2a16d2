"""What a rule about volumes adds up: which goods, whose, in which periods."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyomo.core as pyo

from models.case import Case, Target
from models.decisions import Outlook
from models.deliveries import arriving
from models.rules.words import span
from models.tree import Factors, Tree

SUPPLY: Final = "supply"
REFINING: Final = "refining"
HORIZON: Final = "horizon"
YEAR: Final = "year"
PERIOD: Final = "period"
PLAN: Final = "plan"
ALWAYS: Final = "always"


@dataclass(frozen=True)
class Goods:
    """One item or mineral, and how many of its units one unit of each source counts.

    A source is an offer (stage supply) or a process (stage refining).
    """

    label: str
    weight: Mapping[str, float]
    is_item: bool = False
    """Whether an item is meant, in its own units, and not a mineral."""


@dataclass(frozen=True)
class Bucket:
    """The periods over which a sum is taken."""

    label: str
    periods: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Sum:
    """The volume of ``part`` among all ``goods`` in one bucket."""

    value: str
    goods: Goods
    bucket: Bucket
    part: frozenset[str]
    stage: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells it from the other sums of a rule."""
        return self.value, self.goods.label, self.bucket.label

    @property
    def label(self) -> str:
        """Return it in words."""
        return " · ".join(self.key)

    @property
    def whole(self) -> frozenset[str]:
        """Return every source of the goods."""
        return frozenset(self.goods.weight)

    def may_change(self, case: Case, sources: frozenset[str]) -> bool:
        """Tell whether anything in the bucket is still open to decision."""
        known: Mapping[str, Any] = sources_at(case, self.stage)
        return any(
            known[name].can_change(period)
            for name in sources
            for period in self.bucket.periods
        )


def sources_at(case: Case, stage: str) -> Mapping[str, Any]:
    """Return the offers, or the processes, of a stage."""
    return case.processes if stage == REFINING else case.offers


def goods_of(case: Case, stage: str, item: str | None) -> list[Goods]:
    """Return the named item (in its own units) or mineral, or each mineral (by content)."""
    sources = sources_at(case, stage)
    bears = {
        name: case.items[each.output if stage == REFINING else each.item]
        for name, each in sources.items()
    }
    if item is not None and item in case.items:
        own = {n: 1.0 for n, each in bears.items() if each.name == item}
        return [Goods(item, own, is_item=True)]
    minerals = dict.fromkeys(each.mineral for each in bears.values())
    return [
        Goods(mineral, {n: e.content for n, e in bears.items() if e.mineral == mineral})
        for mineral in minerals
        if item in {None, mineral}
    ]


def values_of(
    case: Case, stage: str, target: Target, goods: Goods
) -> dict[str, frozenset[str]]:
    """Return the sources each value of a target means, those without any left out.

    With `dimension:*`, what has no value in the dimension stands for itself, by
    supplier or by process.
    """
    sources = sources_at(case, stage)
    if target.each is None:
        part = frozenset(n for n in goods.weight if target.hits(sources[n].labels))
        return {str(target): part} if part else {}
    grouped: dict[str, set[str]] = {}
    own = "process" if stage == REFINING else "supplier"
    for name in goods.weight:
        labels = sources[name].labels
        dimension = target.each if target.each in labels else own
        grouped.setdefault(f"{dimension}:{labels[dimension]}", set()).add(name)
    return {value: frozenset(part) for value, part in grouped.items()}


def in_scope(case: Case, stage: str, target: Target, item: str | None) -> list[str]:
    """Return every offer or process a target means, of an item or mineral if named."""
    sources = sources_at(case, stage)
    goods = {name for each in goods_of(case, stage, item) for name in each.weight}
    return [n for n, each in sources.items() if n in goods and target.hits(each.labels)]


def buckets_of(
    case: Case, per: str, start: int | None, end: int | None
) -> list[Bucket]:
    """Return the buckets of the counted periods, those without any left out."""
    last = len(case.periods) - 1 if end is None else end
    counted = range(start or 0, last + 1)
    if per == PERIOD:
        return [Bucket(case.periods[t], (t,)) for t in counted]
    if per == YEAR:
        years = {y: [t for t in ts if t in counted] for y, ts in case.years.items()}
        return [
            Bucket(str(year), periods) for year, periods in years.items() if periods
        ]
    if not counted:
        return []
    first, final = case.periods[counted[0]], case.periods[counted[-1]]
    return [Bucket(f"{first}–{final}" if first != final else first, counted)]


def sums_of(rule: Any, case: Case) -> list[Sum]:
    """Return every sum a rule with `on`, `item`, `stage`, `per`, `from`, `to` limits."""
    return [
        Sum(value=value, goods=goods, bucket=bucket, part=part, stage=rule.stage)
        for goods in goods_of(case, rule.stage, rule.item)
        for value, part in values_of(case, rule.stage, rule.on, goods).items()
        for bucket in buckets_of(case, rule.per, rule.start, rule.end)
    ]


def splits_of(rule: Any, case: Case) -> list[list[Sum]]:
    """Return the sums of a `dimension:*` rule, together for each goods and bucket."""
    together: dict[tuple[str, str], list[Sum]] = {}
    for each in sums_of(rule, case):
        together.setdefault((each.goods.label, each.bucket.label), []).append(each)
    return list(together.values())


def first_new(case: Case) -> int:
    """Return the first period in which any offer can deliver anything new."""
    offers = case.offers.values()
    periods = range(len(case.periods))
    new = (t for t in periods if any(each.can_change(t) for each in offers))
    return next(new, len(case.periods))


def ends_of(tree: Tree, bucket: Bucket, when: str) -> list[int]:
    """Return the nodes in which a sum over the bucket is complete."""
    last = bucket.periods[-1]
    if when == PLAN:
        return [tree.plan[last]]
    return [node for node in tree.in_period[last] if tree.probability[node] > 0]


def volume(m: Any, case: Case, each: Sum, sources: frozenset[str], end: int) -> Any:
    """Return the model's volume of ``sources`` in the bucket that ends at a node."""
    return pyo.quicksum(_terms(m, case, each, sources, end))


def _terms(
    m: Any, case: Case, each: Sum, sources: frozenset[str], end: int
) -> Iterator[Any]:
    for name in sorted(sources):
        weight = each.goods.weight[name]
        for period in each.bucket.periods:
            node = m.tree.before(end, period)
            if each.stage == REFINING:
                yield weight * m.outputs.get((name, node), 0)
            elif period in case.offers[name].window:
                yield weight * arriving(m, case, name, node)


def measured(outlook: Outlook, each: Sum, sources: frozenset[str], end: int) -> float:
    """Return a plan's volume of ``sources`` in the bucket that ends at a node."""
    nodes = [outlook.tree.before(end, period) for period in each.bucket.periods]

    def units(name: str) -> Factors:
        whole = (
            outlook.output(name) if each.stage == REFINING else outlook.arriving[name]
        )
        return whole[nodes]

    weight = each.goods.weight
    return float(sum(weight[name] * np.sum(units(name)) for name in sorted(sources)))


def over(rule: Any, case: Case) -> str:
    """Return the buckets and counted periods of a rule in words, after a comma."""
    per = {
        HORIZON: "over the horizon",
        YEAR: "in each year",
        PERIOD: "in each period",
    }[rule.per]
    counted = span(rule, case)
    whole = rule.per == HORIZON and counted
    always = getattr(rule, "when", PLAN) == ALWAYS
    scenarios = ", in every scenario" if always else ""
    return ("" if whole else f", {per}") + counted + scenarios


def volume_words(rule: Any) -> str:
    """Return what a rule's sums are of: `the supply of gallium`."""
    refining = getattr(rule, "stage", SUPPLY) == REFINING
    stage = "refined output" if refining else "supply"
    return f"the {stage} of {rule.item or 'each mineral'}"
