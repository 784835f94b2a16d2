"""What Company X uses, stocks and refines."""

from planner.examples.gallium.names import (
    METAL,
    QUARTERS,
    RECYCLING,
    SCRAP,
    SEVEN,
    SIX,
    TO_SEVEN,
    TO_SIX,
    Rows,
    by_quarter,
)

SETTINGS: Rows = (
    {"setting": "name", "value": "Gallium 2026-2028"},
    {"setting": "currency", "value": "USD"},
    {"setting": "unit", "value": "kg", "note": "kg of contained gallium"},
    {"setting": "period", "value": "quarter"},
    {"setting": "first_period", "value": QUARTERS[0]},
    {"setting": "periods", "value": len(QUARTERS)},
    {
        "setting": "discount_rate",
        "value": 0,
        "note": "assumption: the 6% cost of capital is inside holding_cost",
    },
    {"setting": "policy", "value": "Cheapest"},
    {
        "setting": "max_curbs",
        "value": 1,
        "note": "assumption: one curb at a time, because the starting price already "
        "contains two shocks (Notes); what this leaves out is reported as dropped",
    },
)

ITEMS: Rows = (
    {
        "item": METAL,
        "mineral": "gallium",
        "holding_cost": 11,
        "opening_stock": 3300,
        "max_stock": 9850,
        "closing_stock": 3300,
        "note": "opening stock: 60 days [61] of 2026 demand, derived; most: 180 days "
        "[61] as the size of the store, assumption; left at the end as found, "
        "assumption; holding: (6% of 700 + 2) / 4 a quarter, assumption",
    },
    {
        "item": SIX,
        "mineral": "gallium",
        "holding_cost": 15.5,
        "note": "holding: (6% of 1,000 + 2) / 4 a quarter, assumption",
    },
    {
        "item": SEVEN,
        "mineral": "gallium",
        "holding_cost": 15.5,
        "note": "holding: as 6N, assumption",
    },
    {
        "item": SCRAP,
        "mineral": "gallium",
        "holding_cost": 5.75,
        "opening_stock": 500,
        "max_stock": 2000,
        "note": "in kg of recoverable gallium, so content and yield are 1, assumption; "
        "opening stock: what 2026Q3 returned, derived from assumptions; most: "
        "assumption; holding: (6% of 350 + 2) / 4 a quarter, assumption",
    },
)

_RETURNS = (
    "13% comes back as scrap after one quarter: 3% lost in refining and 10% new scrap "
    "from wafers, assumption"
)
DEMAND: Rows = (
    {
        "demand": "LED",
        "item": SIX,
        "shortage_cost": 3000,
        "scrap_item": SCRAP,
        "scrap_rate": 0.13,
        **by_quarter(1850, 1850, 1850, 1850, 1850, 1850, 1900, 1900, 1900),
        "note": "volume: assumption, growth 2% a year [10]; 6N [10]; shortage cost: "
        f"assumption; {_RETURNS}",
    },
    {
        "demand": "POWER",
        "item": SEVEN,
        "shortage_cost": 8000,
        "scrap_item": SCRAP,
        "scrap_rate": 0.13,
        **by_quarter(1400, 1450, 1500, 1600, 1650, 1750, 1800, 1900, 2000),
        "note": "volume: assumption, growth 20% a year where [10] claims 42%; 7N: "
        f"assumption; shortage cost: assumption; {_RETURNS}",
    },
    {
        "demand": "EV",
        "item": METAL,
        "shortage_cost": 5000,
        **by_quarter(1350, 1400, 1450, 1500, 1550, 1600, 1650, 1700, 1750),
        "note": "magnet dopant; volume: assumption, growth 15% a year [10]; 4N: "
        "assumption; shortage cost: assumption; no scrap returns: assumption",
    },
    {
        "demand": "RADAR",
        "item": SEVEN,
        "shortage_cost": 20000,
        "scrap_item": SCRAP,
        "scrap_rate": 0.13,
        **by_quarter(650, 650, 700, 700, 700, 750, 750, 750, 800),
        "note": "volume: assumption, growth 10% a year where [10] claims 35%; 7N [10]; "
        f"shortage cost: assumption; {_RETURNS}",
    },
)

REFINING: Rows = (
    {
        "process": RECYCLING,
        "input": SCRAP,
        "output": METAL,
        "yield": 1,
        "cost": 250,
        "country": "Japan",
        "note": "the recycler's toll: 250 of its 600 per kg, the rest being scrap value, "
        "split an assumption; capacity: see Capacity; yield 1: assumption, see Items",
    },
    {
        "process": TO_SIX,
        "input": METAL,
        "output": SIX,
        "yield": 0.97,
        "cost": 280,
        "max_output": 4500,
        "country": "Japan",
        "note": "fee 280: mean premium of high purity 2020-24, derived from [1]; yield "
        "97% and 4,500 kg per quarter: assumption",
    },
    {
        "process": TO_SEVEN,
        "input": SIX,
        "output": SEVEN,
        "yield": 1,
        "cost": 0,
        "country": "Japan",
        "note": "assumption: one fee for 6N and 7N as in [1], so 7N passes through the "
        "6N line first and shares its 4,500 kg; this last pass costs and loses nothing",
    },
)
