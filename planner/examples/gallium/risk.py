"""What may happen to Company X's supply."""

from planner.examples.gallium.names import CHINA, SPOT, Rows

_INDEX = "tag:price=index"
_CAP = "below 4,000 USD/kg on spot, assumption"

CURBS: Rows = (
    {
        "curb": "C1 licensing hiccup",
        "hits": "country:China",
        "flow": 0.65,
        "length": 1,
        "price_hits": f"offer:{CHINA}; offer:{SPOT}",
        "price": "1.15; 1.05",
        "probability": 0.26,
        "probability_low": 0.15,
        "probability_high": 0.45,
        "note": "a month without exports, as May 2025 [22]: 26% a year (15 to 45%), "
        "derived; flow 0.65 and price: assumption",
    },
    {
        "curb": "C2 licensing shock",
        "hits": "country:China",
        "flow": "0.01; 0.40; 0.30; 0.86",
        "flow_after": 0.65,
        "price_hits": _INDEX,
        "price": "1.65; 2.15; 2.10; 2.00",
        "probability": 0.25,
        "probability_low": 0.12,
        "probability_high": 0.45,
        "note": "as August 2023 [16]: flow derived from [13][14][15][17][18][19], and "
        "0.65 after it, assumption; price 1.65 and 2.15 derived from [4][5], the rest "
        "assumption; 25% a year (12 to 45%), derived",
    },
    {
        "curb": "C3 embargo on Japan",
        "hits": "country:China",
        "flow": "0.15; 0.15; 0.30; 0.50",
        "flow_after": 0.65,
        "price_hits": _INDEX,
        "price": "2.25; 2.50; 2.20; 2.00",
        "probability": 0.20,
        "probability_low": 0.12,
        "probability_high": 0.45,
        "note": "as 2010 [78] and 2026 [66][67][68]: flow -80 to -90% [27], the rest "
        f"assumption; price x2.5 [12], kept {_CAP}; 20% a year (12 to 45%), derived",
    },
    {
        "curb": "C4 long ban",
        "hits": "country:China",
        "flow": 0,
        "price_hits": _INDEX,
        "price": "2.25; 2.60",
        "price_after": 2.6,
        "probability": 0.03,
        "probability_low": 0.01,
        "probability_high": 0.08,
        "note": "as the US ban of December 2024 [79][69]: to the end of the plan; price "
        f"x4 to x6.2 [9] over 2023, kept {_CAP}; 3% a year (1 to 8%): assumption",
    },
)
