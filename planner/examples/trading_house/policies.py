"""What may happen to the trading house's supply, and what it wants to keep."""

from planner.examples.trading_house.names import (
    BRAZIL,
    HEAVY,
    IN_CHINA,
    LIGHT,
    QUARTERS,
    YEARS,
    Row,
    Rows,
)
from planner.examples.trading_house.use import DEMAND, ITEMS

_SPOTS = "offer:NdPr spot; offer:Dy spot; offer:Tb spot"
_RARE = "offer:NdPr China; offer:Dy China; offer:Tb China"
CURBS: Rows = (
    {
        "curb": "Gallium licensing",
        "hits": "offer:Gallium China",
        "flow": "0.01; 0.40; 0.30; 0.86",
        "flow_after": 0.65,
        "price_hits": "offer:Gallium spot; offer:Gallium Wagerup",
        "price": "1.65; 2.15; 2.10; 2.00",
        "probability": 0.25,
        "note": "as August 2023 [16]: flow derived from [13][14][15][17][18][19], 0.65 "
        "after it, assumption; price 1.65 and 2.15 derived from [4][5], the rest "
        "assumption; 25% a year (12 to 45%), derived",
    },
    {
        "curb": "Heavy rare-earth licensing",
        "hits": "offer:Dy China; offer:Tb China",
        "flow": "0.40; 0.80",
        "price_hits": "offer:Dy spot; offer:Tb spot",
        "price": 2,
        "probability": 0.26,
        "note": "as April 2025: magnets at 26% in May, back in July [72], over two "
        "quarters, assumption; Europe's price x3 [73] from a lower level, x2 here, "
        "assumption; 26% a year, one event in 3.33 years, derived",
    },
    {
        "curb": "Rare-earth and battery rules",
        "hits": f"{_RARE}; offer:Carbonate China; process:{IN_CHINA}",
        "flow": 0.5,
        "length": 4,
        "price_hits": f"{_SPOTS}; offer:Carbonate spot",
        "price": 1.5,
        "probability": 0.1,
        "note": "as announced in October 2025 and suspended for a year [69]: flow, length, "
        "price and 10% a year: assumption",
    },
    {
        "curb": "Embargo on Japan",
        "hits": "country:China",
        "flow": "0.15; 0.15; 0.30; 0.50",
        "flow_after": 0.65,
        "price_hits": f"{_SPOTS}; offer:Carbonate spot; offer:Gallium spot",
        "price": "2.0; 2.0; 1.8; 1.5",
        "probability": 0.12,
        "note": "as 2010 [78] and the orders of 2026 [66][67][68]: flow -80 to -90% for "
        "gallium [27], for all minerals and the rest assumption; price: assumption; 12% "
        "a year, two events in 16.2 years, derived",
    },
)

FLOOR = 0.3
_MINERAL = {str(each["item"]): each["mineral"] for each in ITEMS}


def _needed(mineral: str, year: int) -> float:
    """Return a year's demand for a mineral whose items in demand are pure oxides."""
    quarters = [quarter for quarter in QUARTERS if quarter.startswith(str(year))]
    rows = (row for row in DEMAND if _MINERAL[str(row["item"])] == mineral)
    return sum(float(str(row[quarter])) for row in rows for quarter in quarters)


def _floor(mineral: str, year: int) -> Row:
    return {
        "policy": "Australian floor 30%",
        "rule": "min_volume",
        "on": "country:Australia",
        "item": mineral,
        "per": "year",
        "from": f"{year}Q1",
        "to": f"{year}Q4",
        "limit": round(FLOOR * _needed(mineral, year), 2),
        "note": "30% of the year's demand, derived; a volume, as 30% of what is bought "
        "would change with the stock; the deal of 2023 [50] was for about 30% of Japan's "
        "demand for Dy and Tb, NdPr: assumption",
    }


def _on_china(policy: str, rule: str, limit: float, note: str) -> Row:
    return {
        "policy": policy,
        "rule": rule,
        "on": "country:China",
        "per": "year",
        "limit": limit,
        "note": note,
    }


POLICIES: Rows = (
    {
        "policy": "Cheapest",
        "rule": "risk_weight",
        "limit": 0,
        "note": "no limit at all: the expected cost alone counts; assumption",
    },
    *(_floor(mineral, year) for mineral in (LIGHT, HEAVY) for year in YEARS),
    _on_china(
        *("No more than 60% China", "max_share", 0.6),
        "what Japan reached in rare earths [78], of each mineral",
    ),
    {
        "policy": "Max 65% per country",
        "rule": "max_share",
        "on": "country:*",
        "per": "year",
        "limit": 0.65,
        "note": "EU Critical Raw Materials Act, most from one third country [60], of each "
        "mineral",
    },
    {
        "policy": "Convert outside China",
        "rule": "exclude",
        "on": f"process:{IN_CHINA}",
        "stage": "refining",
        "note": "concentrate goes to Korea alone: assumption",
    },
    {
        "policy": "Buy the Brazilian stake",
        "rule": "require",
        "on": f"offer:{BRAZIL}",
        "note": "the off-take is signed, so the stake is bought [54]; its premium is what "
        "it costs beyond its use, assumption",
    },
    {
        "policy": "No Brazilian stake",
        "rule": "exclude",
        "on": f"offer:{BRAZIL}",
        "note": "the other way round: assumption",
    },
    {
        "policy": "60 days of stock",
        "rule": "min_stock_days",
        "from": "2027Q3",
        "limit": 60,
        "note": "Japan's stockpile target [61], of each mineral, once contracts deliver: "
        "assumption; concentrate and scrap count too",
    },
    {
        "policy": "Lithium survives a year without China",
        "rule": "survive_loss",
        "on": "country:China",
        "item": "lithium",
        "limit": 0.95,
        "duration": 4,
        "note": "N-1: 95% of the cathodes are served: assumption",
    },
    {
        "policy": "Two suppliers of each mineral",
        "rule": "min_sources",
        "on": "supplier:*",
        "per": "year",
        "limit": 2,
        "min_each": 0.2,
        "note": "two, each with a fifth of the year's demand: assumption",
    },
    {
        "policy": "HHI 2,500 in lithium",
        "rule": "max_hhi",
        "on": "country:*",
        "item": "lithium",
        "limit": 2500,
        "note": "the US line for highly concentrated until 2023 [63], over the whole plan",
    },
    _on_china(
        *("200 MUSD a year to China", "max_spend", 200_000_000),
        "a budget for one country over all minerals: assumption",
    ),
    {
        "policy": "At most 2% exposed",
        "rule": "max_exposure",
        "per": "year",
        "limit": 0.02,
        "note": "the share of each mineral that curbs are expected to hold back: "
        "assumption",
    },
    {
        "policy": "Risk-averse",
        "rule": "risk_weight",
        "limit": 0.5,
        "note": "half the weight on the worst 5% of scenarios: assumption",
    },
)
