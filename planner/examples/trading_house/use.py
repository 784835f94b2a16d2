"""What the trading house's customers use, and what is refined and stocked for them."""

from planner.examples.trading_house.names import (
    CARBONATE,
    CONCENTRATE,
    DY,
    HEAVY,
    IN_CHINA,
    IN_KOREA,
    LIGHT,
    METAL,
    NDPR,
    QUARTERS,
    RECYCLING,
    SCRAP,
    TB,
    Path,
    Row,
    Rows,
    by_year,
)

SETTINGS: Rows = (
    {"setting": "name", "value": "Trading house 2027-2029"},
    {"setting": "currency", "value": "USD", "note": "prices of metals are in USD"},
    {
        "setting": "unit",
        "value": "t",
        "note": "one unit for the whole book: gallium, traded in kg, is in t too, and "
        "1 USD/kg is 1,000 USD/t",
    },
    {"setting": "period", "value": "quarter"},
    {"setting": "first_period", "value": QUARTERS[0]},
    {"setting": "periods", "value": len(QUARTERS)},
    {
        "setting": "discount_rate",
        "value": 0,
        "note": "assumption: the 6% cost of capital is inside holding_cost",
    },
    {"setting": "policy", "value": "Australian floor 30%"},
    {
        "setting": "max_curbs",
        "value": 1,
        "note": "assumption: one curb at a time; what this leaves out is reported",
    },
    {"setting": "gap", "value": 0.0005, "note": "assumption: 0.05% is close enough"},
)

_STOCK = (
    "opening stock: 60 days [61] of 2027 demand, derived, and left at the end as found, "
    "assumption; most: 180 days [61], assumption; holding: 6% of price a year, assumption"
)
ITEMS: Rows = (
    {
        "item": METAL,
        "mineral": "gallium",
        "holding_cost": 10_500,
        "opening_stock": 3.3,
        "max_stock": 10,
        "closing_stock": 3.3,
        "note": _STOCK,
    },
    {
        "item": CONCENTRATE,
        "mineral": "lithium",
        "content": 0.148,
        "holding_cost": 30,
        "max_stock": 40_000,
        "note": "6% Li2O (SC6): 0.06 x 2.473 t of carbonate, derived; most and holding: "
        "assumption",
    },
    {
        "item": CARBONATE,
        "mineral": "lithium",
        "holding_cost": 300,
        "opening_stock": 2_000,
        "max_stock": 6_000,
        "closing_stock": 2_000,
        "note": f"{_STOCK}; lithium is counted in t of carbonate",
    },
    {
        "item": NDPR,
        "mineral": LIGHT,
        "holding_cost": 1_650,
        "opening_stock": 265,
        "max_stock": 800,
        "closing_stock": 265,
        "note": _STOCK,
    },
    {
        "item": DY,
        "mineral": HEAVY,
        "holding_cost": 4_500,
        "opening_stock": 16,
        "max_stock": 48,
        "closing_stock": 16,
        "note": _STOCK,
    },
    {
        "item": TB,
        "mineral": HEAVY,
        "holding_cost": 15_000,
        "opening_stock": 3.3,
        "max_stock": 10,
        "closing_stock": 3.3,
        "note": _STOCK,
    },
    {
        "item": SCRAP,
        "mineral": LIGHT,
        "holding_cost": 1_100,
        "max_stock": 200,
        "note": "in t of recoverable NdPr oxide, so content and yield are 1; most and "
        "holding: assumption",
    },
)


def _use(customer: str, item: str, loss: float, units: Path, note: str) -> Row:
    return {
        "demand": customer,
        "item": item,
        "shortage_cost": loss,
        **by_year(units),
        "note": f"{note}; shortage cost: assumption",
    }


_RARE = "Japan used 18,835 t of rare earths in 2024 [78d], split by element: assumption"
DEMAND: Rows = (
    _use("Wafers", METAL, 5_000_000, (5, 5.25, 5.5), "volume: assumption"),
    _use("Cathodes", CARBONATE, 60_000, (3000, 3300, 3600), "volume: assumption"),
    {
        **_use("Traction motors", NDPR, 600_000, (400, 420, 440), _RARE),
        "scrap_item": SCRAP,
        "scrap_rate": 0.12,
        "note": f"{_RARE}; shortage cost: assumption; 12% comes back after one quarter "
        "as new scrap from cutting magnets, assumption",
    },
    _use("Hot magnets Dy", DY, 3_000_000, (24, 25, 26), _RARE),
    _use("Hot magnets Tb", TB, 8_000_000, (5, 5.2, 5.4), _RARE),
)

REFINING: Rows = (
    {
        "process": IN_CHINA,
        "input": CONCENTRATE,
        "output": CARBONATE,
        "yield": 0.126,
        "cost": 2_500,
        "max_output": 2_000,
        "country": "China",
        "note": "85% of the 0.148 t is recovered, assumption; fee and capacity: "
        "assumption; in 2025 carbonate at 9.0 to 9.15 less 7.9 t of SC6 at 830 [77] left "
        "2,400 USD/t, derived",
    },
    {
        "process": IN_KOREA,
        "input": CONCENTRATE,
        "output": CARBONATE,
        "yield": 0.126,
        "cost": 3_500,
        "max_output": 2_000,
        "country": "Korea",
        "note": "as in China, at 1,000 USD/t more: assumption",
    },
    {
        "process": RECYCLING,
        "input": SCRAP,
        "output": NDPR,
        "yield": 1,
        "cost": 30_000,
        "max_output": 80,
        "country": "Japan",
        "note": "fee and capacity: assumption; yield 1, see Items",
    },
)
