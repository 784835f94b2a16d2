"""What Company X wants to keep."""

from planner.examples.gallium.names import Rows

_CRMA, _TWO = "CRMA 65% and 25% recycled", "Two sources"
_LARGEST = ("China", "Kazakhstan", "Australia")
"""Abroad; the others deliver less than any of these."""

POLICIES: Rows = (
    {
        "policy": "Cheapest",
        "rule": "risk_weight",
        "limit": 0,
        "note": "no limit at all: the expected cost alone counts; assumption",
    },
    {
        "policy": "Max 65% per country",
        "rule": "max_share",
        "on": "country:*",
        "per": "year",
        "limit": 0.65,
        "note": "EU Critical Raw Materials Act, most from one third country [60]",
    },
    {
        "policy": "No more than 60% China",
        "rule": "max_share",
        "on": "country:China",
        "per": "year",
        "limit": 0.6,
        "note": "what Japan reached in rare earths [78]",
    },
    {
        "policy": "25% recycled",
        "rule": "min_share",
        "on": "tag:type=recycled",
        "per": "year",
        "limit": 0.25,
        "note": "EU Critical Raw Materials Act [60]; counts scrap that is bought, not "
        "Company X's own",
    },
    {
        "policy": "Max 40% per country",
        "rule": "max_share",
        "on": "country:*",
        "per": "year",
        "limit": 0.4,
        "note": "a stricter cap than [60]: assumption",
    },
    {
        "policy": "No new Chinese metal",
        "rule": "max_share",
        "on": "country:China",
        "per": "year",
        "from": "2027Q1",
        "limit": 0,
        "note": "from 2027 on, what is ordered already still arrives: assumption",
    },
    {
        "policy": "60 days of stock",
        "rule": "min_stock_days",
        "item": "gallium",
        "limit": 60,
        "note": "Japan's stockpile target [61]; scrap counts too",
    },
    *(
        {
            "policy": "Survive losing one",
            "rule": "survive_loss",
            "on": f"country:{country}",
            "limit": 0.8,
            "duration": 4,
            "note": "N-1: 80% of every use goes on through a year without this country, "
            "assumption",
        }
        for country in ("China", "Kazakhstan")
    ),
    {
        "policy": _CRMA,
        "rule": "max_share",
        "on": "country:*",
        "per": "year",
        "limit": 0.65,
        "note": "EU Critical Raw Materials Act [60], its two limits together: most from "
        "one third country, of yearly use",
    },
    {
        "policy": _CRMA,
        "rule": "min_share",
        "on": "tag:type=recycled",
        "per": "year",
        "limit": 0.25,
        "note": "EU Critical Raw Materials Act [60]: recycled, of yearly use; counts scrap "
        "that is bought",
    },
    {
        "policy": "HHI 2,500",
        "rule": "max_hhi",
        "on": "country:*",
        "limit": 2500,
        "note": "the US line for highly concentrated in 2010 [63], over the whole plan: in "
        "2026 alone what is ordered already keeps it above, derived",
    },
    {
        "policy": "HHI 1,800",
        "rule": "max_hhi",
        "on": "country:*",
        "limit": 1800,
        "note": "the US line of 2023 [63], over the whole plan; before the new mines "
        "deliver it is met only by going short, derived",
    },
    {
        "policy": "180 days of stock",
        "rule": "min_stock_days",
        "item": "gallium",
        "from": "2028Q1",
        "limit": 180,
        "note": "Japan's stockpile target for minerals at high risk [61]; from 2028 on, a "
        "year to build it up: assumption; scrap counts too",
    },
    *(
        {
            "policy": "N-1 65%",
            "rule": "survive_loss",
            "on": f"country:{country}",
            "limit": 0.65,
            "note": "N-1: 65% of every use goes on if this country, one of the three "
            "largest abroad, is lost for good: assumption, beside the IEA's 35 to 65% "
            "[64b]",
        }
        for country in _LARGEST
    ),
    {
        "policy": "N-1 65%, Japan too",
        "rule": "survive_loss",
        "on": "country:*",
        "limit": 0.65,
        "note": "cannot be kept: all 6N and 7N is refined in Japan; a second refiner abroad "
        "would mend it. As N-1 65% [64b], assumption",
    },
    {
        "policy": _TWO,
        "rule": "min_sources",
        "on": "supplier:*",
        "per": "period",
        "limit": 2,
        "min_each": 0.1,
        "note": "in every quarter, each with a tenth of demand: assumption",
    },
    {
        "policy": _TWO,
        "rule": "max_share",
        "on": "supplier:*",
        "per": "year",
        "limit": 0.65,
        "note": "dual sourcing, at most 65% from one supplier: assumption",
    },
    {
        "policy": "Risk-averse",
        "rule": "risk_weight",
        "limit": 0.5,
        "note": "half the weight on the worst 5% of scenarios: assumption",
    },
)
