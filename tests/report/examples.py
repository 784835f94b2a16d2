"""A case with every term a report has to show."""

from typing import Any

from models.case import Case
from models.rules import RULES
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    process,
    scenario,
    simple_case,
    supplier,
    target,
)

PERIODS = 10


def gallium() -> Case:
    """Return two and a half years of quarters: long-term, spot, recycling, a mine."""
    rules: Any = RULES
    cap = {
        "on": target("country:China"),
        "item": "gallium",
        "per": "year",
        "start": 6,
        "limit": 0.65,
    }
    return simple_case(
        item("gallium 6N", mineral="gallium", opening_stock=900, holding_cost=6),
        item(
            "gallium 4N",
            mineral="gallium",
            content=0.98,
            max_stock=4000,
            holding_cost=5,
            stock_value=150,
        ),
        item("GaAs scrap", mineral="gallium", content=0.4),
        demand(2500, "Substrate plant Itami", item="gallium 6N", shortage_cost=4000),
        demand(
            [900] * 4 + [1200] * 6,
            "LED plant Anan",
            item="gallium 6N",
            shortage_cost=2500,
            scrap_item="GaAs scrap",
            scrap_rate=0.5,
        ),
        supplier("Zhuhai Metals", country="China"),
        supplier("Pavlodar Alumina", country="Kazakhstan"),
        supplier("Rhine Recycling", country="Germany"),
        supplier("Wagerup", country="Australia"),
        supplier("Busan Trading", country="South Korea"),
        offer(
            "Zhuhai long-term",
            price=[310] * 5 + [330] * 5,
            capacity=3500,
            item="gallium 4N",
            supplier="Zhuhai Metals",
            fixed_cost=40000,
            take_or_pay=0.3,
            lead_time=1,
            lot_size=50,
            min_order=200,
            order_cost=1500,
            tiers={9000: 0.04},
            commitment={0: 2600},
        ),
        offer(
            "Zhuhai spot",
            price=345,
            capacity=1200,
            item="gallium 4N",
            supplier="Zhuhai Metals",
        ),
        offer(
            "Pavlodar offtake",
            price=420,
            capacity=1500,
            item="gallium 4N",
            supplier="Pavlodar Alumina",
            period_cost=9000,
            lead_time=2,
            first=3,
        ),
        offer(
            "Wagerup stake",
            price=395,
            capacity=[0] * 6 + [2000] * 4,
            item="gallium 4N",
            supplier="Wagerup",
            project="Wagerup plant",
            first=6,
        ),
        offer(
            "Busan spot",
            price=640,
            capacity=500,
            item="gallium 6N",
            supplier="Busan Trading",
            flex=0.5,
        ),
        process(
            "refine to 6N",
            input="gallium 4N",
            output="gallium 6N",
            recovery=0.94,
            capacity=4500,
            cost=60,
            country="Japan",
        ),
        process(
            "Rhine recycling",
            input="GaAs scrap",
            output="gallium 4N",
            recovery=0.35,
            capacity=300,
            cost=90,
            country="Germany",
        ),
        curb(
            "China licences",
            "country:China",
            flow=[0.01, 0.4, 0.3, 0.86],
            price=1.8,
            latest=8,
        ),
        curb("China embargo", "country:China", flow=0, latest=8),
        curb("Kazakh transit", "country:Kazakhstan", flow=0.5, length=2),
        *(
            scenario(f"licences@{start}", 0.02, **{"China licences": start})
            for start in range(1, 9)
        ),
        *(
            scenario(f"embargo@{start}", 0.01, **{"China embargo": start})
            for start in range(1, 9)
        ),
        scenario("transit@5", 0.04, **{"Kazakh transit": 5}),
        scenario("both@4", 0.005, **{"Kazakh transit": 4, "China embargo": 4}),
        periods=PERIODS,
        per_year=4,
        first="2026Q3",
        name="Gallium for Japan, 2026–2028",
        discount_rate=0.05,
        risk_weight=0.2,
        projects={"Wagerup plant": 350_000},
        policies={
            "China 65%": (
                rules["max_share"](**cap),
                rules["max_volume"](
                    on=target("country:*"), per="year", start=0, limit=16000
                ),
                rules["min_volume"](
                    on=target("country:China"), per="period", start=0, limit=500
                ),
            )
        },
        warnings=("Sheet 'Notes old' is hidden; it was read like any other.",),
        source="books/gallium.xlsx",
        digest="0" * 64,
    )
