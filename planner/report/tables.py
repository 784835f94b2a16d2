"""The plan as rows that every report shows: contracts, volumes by period, rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.case import Case, Offer
from models.rules import Limit, Measure
from models.tree import Factors
from planner.plan import TOUCHING, Plan
from planner.report.words import decimals, number
from planner.workbook import plan_book

if TYPE_CHECKING:
    import pandas as pd

NOTHING = 1e-9
"""Volumes below this are rounding."""
KEPT, BINDS, BROKEN = "kept", "binds", "broken"
REPORTED = "reported, not enforced"
TOTAL = plan_book.ALL


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing's volume in every period of the plan."""

    kind: str
    name: str
    source: str = ""
    country: str = ""
    item: str = ""
    volumes: Sequence[float]

    @property
    def total(self) -> float:
        """Return the volume over the horizon."""
        return sum(self.volumes)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What becomes of one scenario."""

    name: str
    probability: float
    cost: float
    total: float
    """Its cost with what is decided first."""
    shortage: float
    who: str
    """The demands that go short, the worst first."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one rule stands in one bucket."""

    rule: str
    sentence: str
    kind: Limit
    measure: Measure
    state: str


def each_row(table: "pd.DataFrame", *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the values of these columns, row by row."""
    yield from zip(*(table[column].tolist() for column in columns), strict=True)


def deliveries(plan: Plan) -> list[Row]:
    """Return the plan's deliveries by offer, commitments included; signed offers first."""
    offers = plan.case.offers
    rows = [
        of_offer("delivery", offer, plan.outlook.planned(name).tolist())
        for name, offer in offers.items()
    ]
    bought = [each for each in rows if each.total > NOTHING]
    return sorted(bought, key=lambda row: (offers[row.name].free_to_sign, -row.total))


def ordered(plan: Plan) -> list[Row]:
    """Return the deliveries that are already ordered; they count in the others."""
    return [
        of_offer(plan_book.ORDERED, offer, offer.commitment)
        for offer in plan.case.offers.values()
        if any(offer.commitment)
    ]


def of_offer(kind: str, offer: Offer, volumes: Sequence[float]) -> Row:
    """Return an offer's volumes."""
    return Row(
        kind=kind,
        name=offer.name,
        source=offer.supplier,
        country=offer.labels["country"],
        item=offer.item,
        volumes=volumes,
    )


def totals(plan: Plan) -> list[Row]:
    """Return the deliveries of each item that several offers deliver."""
    by_item: dict[str, list[Row]] = {}
    for row in deliveries(plan):
        by_item.setdefault(row.item, []).append(row)
    return [
        Row(
            kind=TOTAL,
            name=item,
            item=item,
            volumes=[
                sum(each) for each in zip(*(r.volumes for r in rows), strict=True)
            ],
        )
        for item, rows in by_item.items()
        if len(rows) > 1
    ]


def outputs(plan: Plan) -> list[Row]:
    """Return what each process that runs puts out."""
    rows = [
        Row(
            kind=plan_book.OUTPUT,
            name=name,
            country=each.labels.get("country", ""),
            item=each.output,
            volumes=on_plan(plan, plan.outlook.output(name)),
        )
        for name, each in plan.case.processes.items()
    ]
    return [each for each in rows if each.total > NOTHING]


def stocks(plan: Plan) -> list[Row]:
    """Return every item's stock at the end of each period."""
    return [
        Row(
            kind="stock",
            name=name,
            item=name,
            volumes=on_plan(plan, plan.outlook.stock(name)),
        )
        for name in plan.case.items
    ]


def gaps(plan: Plan) -> list[Row]:
    """Return the demand the plan itself leaves unserved."""
    rows = [
        Row(
            kind=plan_book.UNSERVED,
            name=name,
            item=each.item,
            volumes=on_plan(plan, plan.outlook.unserved(name)),
        )
        for name, each in plan.case.demands.items()
    ]
    return [each for each in rows if each.total > NOTHING]


def on_plan(plan: Plan, by_node: Factors) -> list[float]:
    """Return what is known by node, on the plan's own nodes."""
    return [float(each) for each in by_node[list(plan.outlook.tree.plan)]]


def by_year(volumes: Sequence[float], case: Case) -> list[float]:
    """Return volumes added up by calendar year."""
    return [sum(volumes[t] for t in periods) for periods in case.years.values()]


def year_shares(plan: Plan) -> Mapping[tuple[str, str, int], float]:
    """Return the share of each (mineral, country, year) in the plan's deliveries."""
    sums: dict[tuple[str, str, int], float] = {}
    columns = ("mineral", "country", "period", "volume")
    for mineral, country, period, volume in each_row(plan.shares, *columns):
        key = (mineral, country, int(period[:4]))
        sums[key] = sums.get(key, 0.0) + volume
    whole: dict[tuple[str, int], float] = {}
    for (mineral, _, year), volume in sums.items():
        whole[mineral, year] = whole.get((mineral, year), 0.0) + volume
    return {key: volume / whole[key[0], key[2]] for key, volume in sums.items()}


def outcomes(plan: Plan) -> list[Outcome]:
    """Return every scenario, in the case's order."""
    who: dict[str, list[tuple[float, str]]] = {}
    for scenario, name, volume in each_row(plan.short, "scenario", "demand", "volume"):
        who.setdefault(scenario, []).append((volume, name))
    first = sum(plan.accounts.first.values())
    places = decimals(plan.outcomes["shortage"])
    return [
        Outcome(
            name=name,
            probability=probability,
            cost=cost,
            total=cost + first,
            shortage=shortage,
            who=_who(who.get(name, ()), places),
        )
        for name, probability, cost, shortage in each_row(
            plan.outcomes, "scenario", "probability", "cost", "shortage"
        )
    ]


def _who(short: Iterable[tuple[float, str]], places: int) -> str:
    ranked = sorted(short, key=lambda each: (-each[0], each[1]))
    return "; ".join(f"{name} {number(volume, places)}" for volume, name in ranked)


def rules(plan: Plan) -> list[Standing]:
    """Return how every rule of the policy stands, bucket by bucket."""
    return [
        Standing(
            rule=str(rule),
            sentence=rule.sentence(plan.case),
            kind=rule.limit_is,
            measure=each,
            state=_state(each),
        )
        for rule in plan.rules
        for each in rule.measure(plan.outlook)
    ]


def _state(measure: Measure) -> str:
    touching = TOUCHING * max(1.0, abs(measure.limit))
    if not measure.enforced:
        return REPORTED
    if measure.slack < -touching:
        return BROKEN
    return BINDS if measure.slack <= touching else KEPT


def bindings(plan: Plan) -> Mapping[str, list[str]]:
    """Return where each capacity or rule binds, by limit."""
    found: dict[str, list[str]] = {}
    for limit, periods in each_row(plan.binding, "limit", "periods"):
        found.setdefault(limit, []).append(periods)
    return found
