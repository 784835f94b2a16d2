"""A small market with a plan made by hand, all of whose costs can be added in the head.

Three years without discounting. Contract A sells metal from China, spot B from Chile a
year after ordering, C ore from a mine that must be opened; half of the ore becomes metal.
In scenario `cut` (20 %) half of what A sends is held back from 2027 on, at twice the
price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.case import Case
from planner.audit import Decided, Response, Stated
from tests.cases import curb, demand, item, offer, process, scenario, simple_case

Volumes = Mapping[str, Sequence[float]]


def response(
    deliveries: Volumes | None = None,
    output: Volumes | None = None,
    stock: Volumes | None = None,
    unserved: Volumes | None = None,
) -> Response:
    def exact(volumes: Volumes | None) -> dict[str, tuple[float, ...]]:
        return {n: tuple(map(float, each)) for n, each in (volumes or {}).items()}

    return Response(
        deliveries=exact(deliveries),
        output=exact(output),
        stock=exact(stock),
        unserved=exact(unserved),
    )


def decided(
    signed: Sequence[str] = (),
    opened: Sequence[str] = (),
    tiers: Mapping[tuple[str, int], int] | None = None,
    losses: Mapping[str, Volumes] | None = None,
    **responses: Response,
) -> Decided:
    return Decided(
        signed=frozenset(signed),
        opened=frozenset(opened),
        tiers=dict(tiers or {}),
        responses=responses,
        losses={
            name: {n: tuple(map(float, flow)) for n, flow in flows.items()}
            for name, flows in (losses or {}).items()
        },
    )


def market(**settings: Any) -> Case:
    return simple_case(
        item("metal", holding_cost=1, stock_value=3, max_stock=50, closing_stock=10),
        item("ore"),
        item("scrap"),
        demand(
            100,
            shortage_cost=100,
            max_shortage=0.6,
            scrap_item="scrap",
            scrap_rate=0.1,
            scrap_lag=1,
        ),
        offer(
            "A",
            10,
            80,
            country="China",
            fixed_cost=7,
            min_order=20,
            lot_size=10,
            order_cost=1,
        ),
        offer("B", 20, 100, lead_time=1, commitment={0: 30}),
        offer("C", 2, 40, item="ore", project="mine", first=1),
        process("smelter", recovery=0.5, capacity=10, cost=1, first=1),
        curb("ban", "country:China", flow=0.5, price=2.0),
        scenario("cut", 0.2, ban=1),
        periods=3,
        projects={"mine": 5.0},
        **{"risk_weight": 0.5, "risk_level": 0.8} | settings,
    )


def by_hand() -> Decided:
    return decided(
        signed=["A", "B", "C"],
        opened=["mine"],
        plan=response(
            {"A": [80, 70, 70], "B": [30, 20, 20], "C": [0, 20, 20]},
            {"smelter": [0, 10, 10]},
            {"metal": [10, 10, 10], "scrap": [0, 10, 20]},
        ),
        cut=response(
            {"A": [80, 70, 70], "B": [30, 20, 55], "C": [0, 20, 20]},
            {"smelter": [0, 10, 10]},
            {"metal": [10, 0, 0], "scrap": [0, 10, 17.5]},
            {"use": [0, 25, 0]},
        ),
    )


def said() -> Stated:
    """Return the figures of ``by_hand``.

    Deliveries: 1400 + 1140 + 1140 in the plan, 1400 + 1140 + 1840 in the cut.
    """
    return Stated(
        objective=5641,
        bound=5641,
        gap=0,
        asked_gap=0,
        is_optimal=True,
        weight=0.5,
        level=0.8,
        expected_cost=4357,
        cvar_cost=6925,
        expected_shortage=5,
        worst_shortage=25,
        cost={
            "deliveries": 3820,
            "take_or_pay": 0,
            "fixed": 7,
            "period": 0,
            "orders": 3,
            "projects": 5,
            "refining": 20,
            "holding": 26,
            "shortage": 500,
            "stock_credit": -24,
        },
        outcomes={"plan": 3700, "cut": 6910},
        shortages={"plan": 0, "cut": 25},
    )


def changed(
    before: Decided, scenarios: str, what: str, name: str, values: Mapping[int, float]
) -> Decided:
    """Return decisions with other volumes in some scenarios; `plan cut` is both."""
    responses = dict(before.responses)
    for scenario_ in scenarios.split():
        family = dict(getattr(responses[scenario_], what))
        old = family.get(name, (0.0,) * len(next(iter(family.values()), (0.0,) * 3)))
        family[name] = tuple(float(values.get(t, x)) for t, x in enumerate(old))
        responses[scenario_] = replace(responses[scenario_], **{what: family})
    return replace(before, responses=responses)
