"""Small cases for tests: a builder for each thing and one for the whole question.

    case = simple_case(
        offer("A", price=10, capacity=60, country="China"),
        offer("B", price=14),
        demand(100),
        curb("ban", "country:China", flow=0),
        scenario("cut", 0.2, ban=1),
        periods=3,
    )

Wherever a number per period is meant, one number holds for the whole horizon. Items,
suppliers, the no-curb path `plan` and, if there is no demand, one for 100 `metal` are
filled in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf
from types import SimpleNamespace
from typing import Any, TypeAlias, TypeVar

from models.case import (
    Case,
    Curb,
    Demand,
    Item,
    Offer,
    Process,
    Scenario,
    Supplier,
    Target,
    Tier,
    Vector,
)

Shape: TypeAlias = float | Sequence[float]
"""One number for every period, or one for each."""
Part: TypeAlias = Item | Demand | Supplier | Offer | Process | Curb | Scenario
Kind = TypeVar("Kind", Item, Demand, Supplier, Offer, Process, Curb, Scenario)

LONGEST = 600
"""Periods in the longest horizon."""


def target(text: str) -> Target:
    """Return what `country:China; tag:refiner=China` or `tag:refiner:*` points at."""
    if text.endswith(":*"):
        return Target(each=text.removesuffix(":*"))
    return Target(pairs=tuple(_pair(each.strip()) for each in text.split(";")))


def targets_of(them: Iterable[Offer | Process]) -> list[str]:
    """Return every target that names one of these."""
    return sorted(
        {
            f"{dimension}{'=' if dimension.startswith('tag:') else ':'}{value}"
            for each in them
            for dimension, value in each.labels.items()
        }
    )


def item(name: str = "metal", *, mineral: str = "", **terms: Any) -> Item:
    """Return an item, its own mineral unless one is named."""
    return Item(name=name, mineral=mineral or name, **terms)


def demand(
    volume: Shape = 100,
    name: str = "use",
    *,
    item: str = "metal",
    shortage_cost: float = 1000,
    **terms: Any,
) -> Demand:
    """Return a demand; `demand([0, 100], "plant")` needs something from period 1 on."""
    return Demand(
        name=name,
        item=item,
        volume=_vector(volume),
        shortage_cost=shortage_cost,
        **terms,
    )


def supplier(name: str, capacity: Shape = inf, *, country: str = "") -> Supplier:
    """Return a supplier, of its offers' country; only needed to limit them together."""
    return Supplier(name=name, country=country, capacity=_vector(capacity))


def offer(  # noqa: PLR0913 - one argument per term
    name: str = "A",
    price: Shape = 10,
    capacity: Shape = inf,
    *,
    item: str = "metal",
    supplier: str = "",
    country: str = "Chile",
    tags: Mapping[str, str] | None = None,
    commitment: Mapping[int, float] | None = None,
    tiers: Mapping[float, float] | None = None,
    first: int = 0,
    last: int = -1,
    **terms: Any,
) -> Offer:
    """Return an offer, by default free to sign and unlimited.

    Its supplier bears its name unless given. ``tags`` {"refiner": "China"},
    ``commitment`` {period: volume}, ``tiers`` {from_volume: discount}; ``last`` -1 is
    the end of the horizon.
    """
    seller = supplier or name
    steps = ({0: 0.0} | dict(tiers)) if tiers else {}
    return Offer(
        name=name,
        supplier=seller,
        item=item,
        labels={"offer": name, "supplier": seller, "country": country} | _tags(tags),
        price=_vector(price),
        capacity=_vector(capacity),
        first=first,
        last=last,
        tiers=tuple(Tier(*step) for step in sorted(steps.items())),
        commitment=_sparse(commitment or {}),
        **terms,
    )


def process(
    name: str = "smelter",
    *,
    input: str = "ore",
    output: str = "metal",
    capacity: Shape = inf,
    recovery: float = 1.0,
    country: str = "",
    tags: Mapping[str, str] | None = None,
    **terms: Any,
) -> Process:
    """Return a process; ``capacity`` is its max_output, ``recovery`` its yield."""
    place = {"country": country} if country else {}
    return Process(
        name=name,
        input=input,
        output=output,
        labels={"process": name} | place | _tags(tags),
        recovery=recovery,
        capacity=_vector(capacity),
        **{"first": 0, "last": -1} | terms,
    )


def curb(  # noqa: PLR0913 - one argument per term
    name: str = "ban",
    hits: str = "country:China",
    flow: Shape = 0.0,
    *,
    length: int = LONGEST,
    price: Shape = 1.0,
    price_hits: str = "",
    earliest: int = 0,
    latest: int = -1,
    **terms: Any,
) -> Curb:
    """Return a curb; one number for ``flow`` holds for ``length``, for ``price`` too.

    It strikes only where a scenario says so: `scenario("cut", 0.2, ban=1)`.
    """
    flows = _vector(flow) * length if isinstance(flow, int | float) else _vector(flow)
    return Curb(
        name=name,
        hits=target(hits),
        flow=flows,
        price_hits=target(price_hits or hits),
        price=(
            _vector(price) * len(flows)
            if isinstance(price, int | float)
            else _vector(price)
        ),
        earliest=earliest,
        latest=latest,
        **terms,
    )


def scenario(name: str, probability: float, **strikes: int) -> Scenario:
    """Return a scenario; ``strikes`` say which curb starts in which period."""
    return Scenario(name=name, probability=probability, strikes=tuple(strikes.items()))


def rule(name: str, on: str = "", **columns: Any) -> Any:
    """Return a rule as one row of the Policies sheet, for the oracle.

    ``columns``: item, stage, per, start, end (`from` and `to`), when, limit, duration,
    min_each.
    """
    blank = dict.fromkeys(
        ("item", "stage", "per", "start", "end", "when", "limit", "duration")
    )
    pointed = target(on) if on else None
    return SimpleNamespace(**blank | {"rule": name, "on": pointed} | columns)


def simple_case(
    *parts: Part,
    periods: int = 1,
    per_year: int = 1,
    first: str = "",
    projects: Mapping[str, float] | None = None,
    policies: Mapping[str, Sequence[Any]] | None = None,
    **settings: Any,
) -> Case:
    """Return the case made of these parts.

    ``settings`` are Case's: discount_rate, risk_weight, risk_level, gap …
    """
    demands = _named(parts, Demand) or {"use": demand()}
    offers = _named(parts, Offer)
    processes = _named(parts, Process)
    sellers = _sellers(_named(parts, Supplier), offers, periods)
    named = _named(parts, Item)
    mentioned = _mentioned(demands, offers, processes)
    return Case(
        **{"name": "test", "currency": "USD", "unit": "kg"} | settings,
        periods=labels(periods, per_year, first),
        periods_per_year=per_year,
        items={name: item(name) for name in mentioned if name not in named} | named,
        demands={
            name: replace(each, volume=_stretched(each.volume, periods))
            for name, each in demands.items()
        },
        suppliers=sellers,
        offers={
            name: _fitted(each, sellers[each.supplier], periods)
            for name, each in offers.items()
        },
        processes={
            name: replace(
                each,
                capacity=_stretched(each.capacity, periods),
                last=each.last % periods,
            )
            for name, each in processes.items()
        },
        projects=dict(projects or {}),
        curbs={
            name: replace(
                each,
                flow=each.flow[:periods],
                price=each.price[:periods],
                latest=each.latest % periods,
            )
            for name, each in _named(parts, Curb).items()
        },
        scenarios=_scenarios(tuple(_named(parts, Scenario).values())),
        policies={"none": ()}
        | {name: tuple(rules) for name, rules in (policies or {}).items()},
    )


def labels(periods: int, per_year: int = 1, first: str = "") -> tuple[str, ...]:
    """Return period labels: 2026, 2026Q1 or 2026-01 and on, unless ``first`` is set."""
    first = first or {1: "2026", 4: "2026Q1", 12: "2026-01"}[per_year]
    start = int(first[:4]) * per_year + (int(first.lstrip("0123456789")[1:] or 1) - 1)
    spelled = {1: "{}", 4: "{}Q{}", 12: "{}-{:02}"}[per_year]
    return tuple(
        spelled.format(each // per_year, each % per_year + 1)
        for each in range(start, start + periods)
    )


def _pair(text: str) -> tuple[str, str]:
    dimension, mark, value = text.partition("=" if text.startswith("tag:") else ":")
    if not (mark and value):
        message = f"{text!r} is neither dimension:value nor tag:NAME=value"
        raise ValueError(message)
    return dimension.strip(), value.strip()


def _tags(tags: Mapping[str, str] | None) -> dict[str, str]:
    return {f"tag:{name}": value for name, value in (tags or {}).items()}


def _vector(shape: Shape) -> Vector:
    numbers = (shape,) if isinstance(shape, int | float) else shape
    return tuple(float(each) for each in numbers)


def _sparse(volumes: Mapping[int, float]) -> Vector:
    return tuple(float(volumes.get(t, 0)) for t in range(max(volumes, default=-1) + 1))


def _stretched(vector: Vector, periods: int) -> Vector:
    if len(vector) not in (1, periods):
        message = f"{len(vector)} numbers for {periods} periods"
        raise ValueError(message)
    return vector if len(vector) == periods else vector * periods


def _named(parts: Sequence[Part], kind: type[Kind]) -> dict[str, Kind]:
    return {each.name: each for each in parts if isinstance(each, kind)}


def _sellers(
    given: Mapping[str, Supplier], offers: Mapping[str, Offer], periods: int
) -> dict[str, Supplier]:
    found = {
        each.supplier: supplier(each.supplier, country=each.labels["country"])
        for each in offers.values()
    }
    return {
        name: replace(
            each,
            capacity=_stretched(each.capacity, periods),
            country=each.country or (found[name].country if name in found else "Chile"),
        )
        for name, each in (found | dict(given)).items()
    }


def _fitted(each: Offer, seller: Supplier, periods: int) -> Offer:
    own = _stretched(each.capacity, periods)
    return replace(
        each,
        labels={**each.labels, "country": seller.country},
        price=_stretched(each.price, periods),
        capacity=tuple(map(min, own, seller.capacity)),
        last=each.last % periods,
        commitment=each.commitment + (0.0,) * (periods - len(each.commitment)),
    )


def _mentioned(
    demands: Mapping[str, Demand],
    offers: Mapping[str, Offer],
    processes: Mapping[str, Process],
) -> dict[str, None]:
    names = [each.item for each in offers.values()]
    names += [each.item for each in demands.values()]
    names += [name for each in processes.values() for name in (each.input, each.output)]
    names += [each.scrap_item for each in demands.values() if each.scrap_item]
    return dict.fromkeys(names)


def _scenarios(given: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    if any(not each.strikes for each in given):
        return given
    rest = 1 - sum(each.probability for each in given)
    return (Scenario(name="plan", probability=rest), *given)
