"""Cases for tests: builders (see tests.builders) and cases drawn at random."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from math import inf
from random import Random
from typing import Any, Literal, TypeVar

from models.case import (
    Case,
    Curb,
    Demand,
    Item,
    Offer,
    Process,
    Scenario,
    Supplier,
)
from tests.builders import (
    Part,
    curb,
    demand,
    item,
    labels,
    offer,
    process,
    rule,
    scenario,
    simple_case,
    supplier,
    target,
    targets_of,
)

__all__ = [
    "curb",
    "demand",
    "item",
    "labels",
    "offer",
    "process",
    "random_case",
    "rule",
    "scenario",
    "simple_case",
    "supplier",
    "target",
    "targets_of",
]

COUNTRIES = ("China", "Chile", "Japan")
REFINERS = ("China", "Korea")
Kind = TypeVar("Kind", Offer, Process)


def random_case(seed: int, *, size: Literal["small", "medium"] = "small") -> Case:
    """Return a case that uses many terms at once; nearly always it has a plan.

    Equal seeds give equal cases. `small` has up to 4 periods, 4 offers and 5
    scenarios, `medium` twice as many.
    """
    dice = Random(f"{size} {seed}")  # noqa: S311 - no secret
    scale = {"small": 1, "medium": 2}[size]
    periods = dice.randint(1 + scale, 4 * scale)
    per_year = dice.choice((1, 4, 4, 12))
    items, processes = _chain(dice, periods)
    sellers = [_supplier(dice, f"S{j}", periods) for j in range(dice.randint(2, 4))]
    bought = [each.name for each in items if each.name not in ("scrap", "oxide")]
    count = max(len(bought), dice.randint(2, 4 * scale))
    offers = [
        _offer(dice, f"O{j}", bought[j % len(bought)], sellers, periods)
        for j in range(count)
    ]
    hit = targets_of([*offers, *processes])
    curbs = [_curb(dice, f"C{j}", hit, periods) for j in range(dice.randint(1, 3))]
    parts: list[Part] = [*items, *sellers, *curbs, *_demands(dice, items, periods)]
    parts += [_loosened(dice, each, curbs) for each in processes]
    parts += _committed(
        dice, [_loosened(dice, each, curbs) for each in offers], sellers, periods
    )
    parts += _scenarios(dice, curbs, periods, 2 * scale)
    return simple_case(
        *parts,
        periods=periods,
        per_year=per_year,
        first={1: "2026", 4: "2026Q3", 12: "2026-10"}[per_year],
        projects={"mine": 60.0 * dice.randint(0, 9), "plant": 150.0},
        discount_rate=dice.choice((0.0, 0.05, 0.12)),
        risk_weight=dice.choice((0.0, 0.0, 0.3, 0.9)),
        risk_level=dice.choice((0.0, 0.5, 0.8, 0.95)),
        gap=0.0,
        name=f"random {size} {seed}",
    )


def _sometimes(dice: Random, chance: float, value: Any, otherwise: Any = 0.0) -> Any:
    return value if dice.random() < chance else otherwise


def _curb(dice: Random, name: str, hit: Sequence[str], periods: int) -> Curb:
    flows = (0.0, 0.01, 0.2, 0.25, 0.4, 0.5, 0.86, 1.0)
    listed = [dice.choice(flows) for _ in range(dice.randint(1, 3))]
    prices = [dice.choice((1.0, 1.2, 1.5, 2.0, 0.9)) for _ in range(dice.randint(1, 3))]
    earliest = dice.randrange(periods)
    return curb(
        name,
        "; ".join(dice.sample(hit, dice.choice((1, 1, 2)))),
        dice.choice((listed, dice.choice(flows))),
        **_sometimes(dice, 0.5, {"length": dice.randint(1, 3)}, {}),
        flow_after=dice.choice((1.0, 1.0, 0.5, 0.8)),
        price=dice.choice((prices, 1.0, 1.5)),
        price_hits=_sometimes(dice, 0.3, dice.choice(hit), ""),
        price_after=dice.choice((1.0, 1.0, 1.1)),
        probability=_sometimes(dice, 0.8, 0.1 * dice.randint(1, 6)),
        earliest=earliest,
        latest=dice.randint(earliest, periods - 1),
    )


def _chain(dice: Random, periods: int) -> tuple[list[Item], list[Process]]:
    """Return metal, perhaps powder of the same mineral, ore by way of oxide, scrap."""
    items = [_item(dice, "metal", "gallium", 1.0)]
    processes = []
    if dice.random() < 0.4:
        items.append(_item(dice, "powder", "gallium", dice.choice((0.5, 0.8, 2.0))))
    if dice.random() < 0.4:
        items += [_item(dice, "ore", "ore", 0.3), _item(dice, "oxide", "oxide", 1.0)]
        processes.append(_process(dice, "roasting", ("ore", "oxide"), periods))
        processes.append(_process(dice, "refining", ("oxide", "metal"), periods))
    if dice.random() < 0.4:
        items.append(_item(dice, "scrap", "old", 1.0))
        processes.append(_process(dice, "recycling", ("scrap", "metal"), periods))
    return items, processes


def _item(dice: Random, name: str, mineral: str, content: float) -> Item:
    opening = _sometimes(dice, 0.6, 5.0 * dice.randint(1, 8))
    most = _sometimes(dice, 0.5, opening + 10.0 * dice.randint(2, 12), inf)
    return item(
        name,
        mineral=mineral,
        content=content,
        holding_cost=dice.choice((0.0, 0.25, 1.0)),
        opening_stock=opening,
        max_stock=most,
        closing_stock=_sometimes(dice, 0.15, 5.0),
        stock_value=_sometimes(dice, 0.5, dice.choice((4.0, 9.0)))
        if most < inf
        else 0.0,
    )


def _process(dice: Random, name: str, way: tuple[str, str], periods: int) -> Process:
    first = dice.choice((0, 0, 0, 1))
    return process(
        name,
        input=way[0],
        output=way[1],
        capacity=[10.0 * dice.randint(0, 6) for _ in range(periods)],
        recovery=dice.choice((0.5, 0.8, 0.95, 1.0)),
        cost=dice.choice((0.0, 1.0, 2.5)),
        country=dice.choice((*COUNTRIES, "")),
        tags=_sometimes(dice, 0.4, {"refiner": dice.choice(REFINERS)}, {}),
        first=min(first, periods - 1),
        last=dice.randint(min(first, periods - 1), periods - 1),
    )


def _supplier(dice: Random, name: str, periods: int) -> Supplier:
    shape = [20.0 * dice.randint(1, 5) for _ in range(periods)]
    most = dice.choice((inf, inf, 60.0, shape))
    return supplier(name, most, country=dice.choice(COUNTRIES))


def _offer(
    dice: Random, name: str, thing: str, sellers: Sequence[Supplier], periods: int
) -> Offer:
    tags = {"refiner": dice.choice(REFINERS), "route": dice.choice(("air", "sea"))}
    seller = dice.choice(sellers)
    price = dice.randint(6, 24)
    volume = 10.0 * dice.randint(2, 9)
    capacity = [volume * dice.choice((1, 1, 1, 0.5, 0)) for _ in range(periods)]
    most = max(map(min, capacity, cycle(seller.capacity)))
    first = _sometimes(dice, 0.2, dice.randrange(periods), 0)
    return offer(
        name,
        [price * dice.choice((1, 1, 1.25, 0.75)) for _ in range(periods)],
        capacity,
        item=thing,
        supplier=seller.name,
        country=seller.country,
        tags=dict(dice.sample(sorted(tags.items()), dice.randint(0, 2))),
        first=first,
        last=_sometimes(dice, 0.2, dice.randint(first, periods - 1), periods - 1),
        lead_time=dice.choice((0, 0, 0, 1, 1, 2, 3)),
        flex=dice.choice((None, None, 0.0, 0.25, 1.0)),
        freight=dice.choice((0.0, 0.5, 2.0)),
        duty=dice.choice((0.0, 0.0, 0.055)),
        **_order_terms(dice, most),
        **_signing_terms(dice, volume, periods),
    )


def _order_terms(dice: Random, most: float) -> dict[str, Any]:
    least = dice.choice((5.0, 12.5, most / 2))
    return {
        "min_order": _sometimes(dice, 0.35, min(least, most)),
        "lot_size": _sometimes(dice, 0.25, dice.choice((4.0, 10.0, 0.5))),
        "order_cost": _sometimes(dice, 0.25, dice.choice((15.0, 60.0))),
    }


def _signing_terms(dice: Random, volume: float, periods: int) -> dict[str, Any]:
    if dice.random() < 0.3:  # spot
        return {}
    froms = sorted(dice.sample((0.5, 1.0, 1.5, 2.0, 3.0), dice.randint(1, 3)))
    steps = {volume * f: 0.05 * (j + 1) for j, f in enumerate(froms)}
    if dice.random() < 0.2:
        steps[0.0] = 0.02
    return {
        "fixed_cost": _sometimes(dice, 0.4, 50.0 * dice.randint(1, 6)),
        "period_cost": _sometimes(dice, 0.3, 10.0 * dice.randint(1, 5)),
        "take_or_pay": _sometimes(dice, 0.4, dice.choice((0.3, 0.6, 0.9))),
        "project": _sometimes(dice, 0.3, dice.choice(("mine", "plant")), None),
        "tiers": _sometimes(dice, 0.4 if periods < 6 else 0.25, steps, None),
    }


def _loosened(dice: Random, each: Kind, curbs: Sequence[Curb]) -> Kind:
    """Make something unlimited, now and then, where no curb or take-or-pay forbids."""
    bound = isinstance(each, Offer) and each.take_or_pay > 0
    if bound or any(curb.hits.hits(each.labels) for curb in curbs):
        return each
    return replace(each, capacity=(inf,)) if dice.random() < 0.3 else each


def _committed(
    dice: Random, offers: Sequence[Offer], sellers: Sequence[Supplier], periods: int
) -> list[Offer]:
    """Order something already of some offers, within what their supplier can do."""
    joint = {each.name: each.capacity for each in sellers}
    shared = {name: [o for o in offers if o.supplier == name] for name in joint}
    result = []
    for each in offers:
        volumes = [0.0] * periods
        if dice.random() < 0.35:
            for t in dice.sample(range(each.first, each.last + 1), 1):
                own = each.capacity[t % len(each.capacity)]
                most = joint[each.supplier][t % len(joint[each.supplier])]
                part = min(own, most / len(shared[each.supplier]), 40.0)
                volumes[t] = part * dice.choice((0.25, 0.5, 1.0))
        result.append(replace(each, commitment=tuple(volumes)))
    return result


def _demands(dice: Random, items: Sequence[Item], periods: int) -> list[Demand]:
    names = {each.name for each in items}
    used = ["metal", *({"powder"} & names), *_sometimes(dice, 0.4, ["metal"], [])]
    return [
        demand(
            [5.0 * dice.randint(0, 12) for _ in range(periods)],
            f"D{j}",
            item=name,
            shortage_cost=50.0 * dice.randint(1, 10),
            max_shortage=_sometimes(dice, 0.15, dice.choice((0.9, 0.6)), 1.0),
            **_sometimes(
                dice,
                0.7 if "scrap" in names else 0.0,
                {
                    "scrap_item": "scrap",
                    "scrap_rate": dice.choice((0.1, 0.5)),
                    "scrap_lag": dice.randint(1, 2),
                },
                {},
            ),
        )
        for j, name in enumerate(used)
    ]


def _scenarios(
    dice: Random, curbs: Sequence[Curb], periods: int, count: int
) -> list[Scenario]:
    """Return scenarios of 5 to 15 %, now and then an impossible one or a twin."""
    result = []
    for j in range(dice.randint(1, 2 + count)):
        struck = dice.sample(curbs, dice.randint(1, min(2, len(curbs))))
        strikes = {each.name: dice.randrange(periods) for each in struck}
        probability = dice.choice((0.0, 0.05, 0.05, 0.1, 0.15))
        result.append(scenario(f"W{j}", probability, **strikes))
    if dice.random() < 0.1:
        result.append(replace(result[0], name="twin"))
    return result
