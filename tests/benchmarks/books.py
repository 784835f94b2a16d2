"""Made-up books of any size, the same for the same seed.

Each has contracts with take-or-pay, lots on a third of its offers, refining, two
countries whose curbs hit many offers, and policies with a share cap and a stock rule.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from planner.workbook.periods import horizon
from planner.workbook.template import write

Row = Mapping[str, object]
Rows = list[Row]

CURBED = {"China": 0.38, "Indonesia": 0.2}
"""The share of suppliers in each country that may curb its exports."""
CALM = ("Australia", "Canada", "Chile", "Japan", "Kazakhstan", "Norway")
CHEAPER = {"China": 0.72, "Indonesia": 0.85}
"""What a curbed country asks, as a share of the usual price."""
LOTTED = (0, 3, 6, 10, 12)
"""Which of fifteen offers come in lots: a third, and none of them spot."""
AMPLE = 2.2
"""Capacity of all offers of an item over its demand."""
RECOVERY = 0.8
GUARD = "China 60%, 30 days"
"""The policy of the book: a share cap and a stock rule."""
CAPS, DAYS = (0.75, 0.6, 0.5), (0, 15, 30)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a book is.

    ``starts`` are the periods in which each curb may start: 9 and 9 make
    (9 + 1)·(9 + 1) = 100 scenarios.
    """

    offers: int
    items: int
    length: str
    first: str
    periods: int
    starts: tuple[int, ...]
    gap: float = 1e-3

    @property
    def scenarios(self) -> int:
        """Return how many scenarios it has, the no-curb path among them."""
        count = 1
        for each in self.starts:
            count *= each + 1
        return count

    @property
    def labels(self) -> tuple[str, ...]:
        """Return its periods."""
        return horizon(self.length, self.first, self.periods).labels


SIZES = {
    "tiny": Size(
        offers=8, items=4, length="quarter", first="2027Q1", periods=4, starts=(2, 2)
    ),
    "M": Size(
        offers=40, items=8, length="quarter", first="2027Q1", periods=12, starts=(9, 9)
    ),
    "L": Size(
        offers=120,
        items=12,
        length="month",
        first="2027-01",
        periods=24,
        starts=(19, 19),
        gap=1e-2,
    ),
    "3L": Size(
        offers=240,
        items=16,
        length="month",
        first="2027-01",
        periods=30,
        starts=(19, 24),
        gap=1e-2,
    ),
    "XL": Size(
        offers=300,
        items=24,
        length="month",
        first="2027-01",
        periods=36,
        starts=(19, 9, 9),
        gap=1e-2,
    ),
}
FLOWS = (("China", 0.15), ("Indonesia", 0.3), ("China", 0.45))
"""Whom each curb hits, and the share of the planned volume that it lets through."""


def write_book(path: Path, size: Size, seed: int = 0) -> Path:
    """Write a book of this size."""
    write(path, tables(size, seed))
    return path


def tables(size: Size, seed: int = 0) -> Mapping[str, Sequence[Row]]:
    """Return the sheets of a book of this size."""
    # Reproducible on purpose: a made-up book, not a secret.
    dice = random.Random(seed)  # noqa: S311
    goods = _goods(size, dice)
    suppliers = _suppliers(size, dice)
    return {
        "Settings": _settings(size),
        "Items": [_item(each) for each in goods],
        "Demand": [_demand(each, size, dice) for each in goods if not each.is_ore],
        "Suppliers": suppliers,
        "Offers": _offers(size, goods, suppliers, dice),
        "Refining": [row for each in goods for row in _refining(each)],
        "Curbs": _curbs(size, suppliers),
        "Policies": _policies(),
    }


@dataclass(frozen=True, kw_only=True)
class _Good:
    """An item, what a unit is worth, and what is used of it per period."""

    name: str
    mineral: str
    price: float
    use: float
    is_ore: bool
    made_from: str = ""


def _goods(size: Size, dice: random.Random) -> list[_Good]:
    """Return the items: of each four, two metals, an ore and what is refined from it."""
    goods: list[_Good] = []
    for place in range(size.items):
        kind, number = place % 4, place // 4 + 1
        ore = f"Ore {number}"
        names = f"Metal {number}A", f"Metal {number}B", ore, f"Oxide {number}"
        price = 10 ** dice.uniform(1.5, 2.7)
        use = 10 ** dice.uniform(2.7, 3.5)
        if kind == 3:  # as much again as the ore yields, at thrice its price
            price, use = 3 * goods[-1].price, 2 * RECOVERY * goods[-1].use
        goods.append(
            _Good(
                name=names[kind],
                mineral=names[kind] if kind < 2 else f"Element {number}",
                price=round(price, 2),
                use=round(use),
                is_ore=kind == 2,
                made_from=ore if kind == 3 else "",
            )
        )
    return goods


def _settings(size: Size) -> Rows:
    values = {
        "currency": "USD",
        "unit": "kg",
        "period": size.length,
        "first_period": size.first,
        "periods": size.periods,
        "discount_rate": 0.05,
        "policy": GUARD,
        "max_curbs": len(size.starts),
        "scenarios": size.scenarios,
        "gap": size.gap,
        "time_limit": 1800,
    }
    return [{"setting": name, "value": value} for name, value in values.items()]


def _item(good: _Good) -> Row:
    stocked = 0 if good.is_ore else round(1.5 * good.use)
    return {
        "item": good.name,
        "mineral": good.mineral,
        "content": RECOVERY if good.is_ore else 1,
        "holding_cost": round(0.015 * good.price, 3),
        "opening_stock": stocked,
        "max_stock": 5 * good.use,
        "closing_stock": stocked,
    }


def _demand(good: _Good, size: Size, dice: random.Random) -> Row:
    needs = {
        label: round(good.use * 1.01**t * dice.uniform(0.9, 1.1))
        for t, label in enumerate(size.labels)
    }
    loss = round(good.price * dice.uniform(4, 8), 2)
    return {
        "demand": f"Use of {good.name}",
        "item": good.name,
        "shortage_cost": loss,
        **needs,
    }


def _suppliers(size: Size, dice: random.Random) -> Rows:
    count = max(len(CURBED) + 2, size.offers // 2)
    places = []
    for country, share in CURBED.items():
        places += [country] * max(1, round(share * count))
    places += [dice.choice(CALM) for _ in range(count - len(places))]
    return [
        {"supplier": f"Supplier {n}", "country": country}
        for n, country in enumerate(places, start=1)
    ]


def _offers(
    size: Size, goods: Sequence[_Good], suppliers: Rows, dice: random.Random
) -> Rows:
    """Return the offers, dealt to items and suppliers in turn."""
    each = max(1, size.offers // len(goods))
    order = list(suppliers)
    dice.shuffle(order)
    return [
        _offer(
            n,
            goods[n % len(goods)],
            order[(n * 7 + n // len(goods)) % len(order)],
            each,
            dice,
        )
        for n in range(size.offers)
    ]


def _offer(n: int, good: _Good, supplier: Row, rivals: int, dice: random.Random) -> Row:
    country = str(supplier["country"])
    most = max(1, round(AMPLE * good.use / rivals * dice.uniform(0.6, 1.4)))
    price = good.price * CHEAPER.get(country, 1.0) * dice.uniform(0.85, 1.2)
    row = {
        "offer": f"Offer {n + 1}",
        "supplier": supplier["supplier"],
        "item": good.name,
        "max_volume": most,
        "freight": round(0.02 * good.price, 3),
        "duty": dice.choice((0, 0, 0.03)),
        "lead_time": dice.choice((0, 1, 1, 2)),
    }
    if n % 5 == 4:  # spot: dear, and free to sign
        return {**row, "price": round(1.35 * price, 2), "lead_time": 0}
    row |= {
        "price": round(price, 2),
        "fixed_cost": round(dice.uniform(0.1, 0.4) * most * price),
        "take_or_pay": dice.choice((0.3, 0.5, 0.6)),
        "flex": dice.choice((0.1, 0.25, 0.5)),
    }
    if n % 15 in LOTTED:
        lot = max(1, most // 12)
        row |= {"lot_size": lot, "min_order": 2 * lot}
    return row


def _refining(good: _Good) -> Rows:
    if not good.made_from:
        return []
    terms = {"input": good.made_from, "output": good.name, "yield": RECOVERY}
    return [
        {
            "process": f"{good.name} in {country}",
            **terms,
            "cost": round(fee * good.price, 3),
            "max_output": round(share * good.use),
            "country": country,
        }
        for country, fee, share in (("China", 0.1, 0.7), ("Japan", 0.2, 0.4))
    ]


def _curbs(size: Size, suppliers: Rows) -> Rows:
    spare = size.periods // 4
    others = {str(each["country"]) for each in suppliers} - set(CURBED)
    return [
        {
            "curb": f"{country} lets {flow:.0%} through",
            "hits": f"country:{country}",
            "flow": flow,
            "length": max(1, size.periods // 2 - place),
            "flow_after": 0.8,
            "price_hits": "; ".join(f"country:{each}" for each in sorted(others)),
            "price": 1.15 + 0.05 * place,
            "probability": (0.12, 0.08, 0.1)[place],
            "earliest": size.labels[_first(size, count, spare)],
            "latest": size.labels[_first(size, count, spare) + count - 1],
        }
        for place, ((country, flow), count) in enumerate(
            zip(FLOWS, size.starts, strict=False)
        )
    ]


def _first(size: Size, count: int, spare: int) -> int:
    """Return the first start: some periods in, if the window leaves them."""
    return min(spare, size.periods - count)


def _policies() -> Rows:
    """Return eleven policies; `none` makes twelve."""
    rows: Rows = []
    for cap in CAPS:
        for days in DAYS:
            name = f"China {cap:.0%}, {days} days"
            rows.append(_rule(name, "max_share", cap, on="country:China"))
            if days:
                rows.append(_rule(name, "min_stock_days", days))
    rows.append(_rule("Short at most 5%", "max_expected_shortage", 0.05))
    rows.append(
        _rule("Two countries", "min_sources", 2, on="country:*", item="Metal 1A")
    )
    return rows


def _rule(policy: str, rule: str, limit: float, **columns: str) -> Row:
    return {"policy": policy, "rule": rule, "limit": limit, **columns}


def write_rows(path: Path, rows: int, seed: int = 0) -> Path:
    """Write a plain book with this many rows over its sheets, to be read and checked.

    A tenth are suppliers, three tenths offers, three tenths prices by period, the rest
    commitments; there is one item and one demand.
    """
    dice = random.Random(seed)  # noqa: S311 - as above
    book = Workbook(write_only=True)
    labels = horizon("quarter", "2027Q1", 4).labels
    settings = _settings(SIZES["tiny"])
    settings = [row for row in settings if row["setting"] != "policy"]
    _sheet(book, "Settings", settings)
    _sheet(book, "Items", [{"item": "metal"}])
    use = {"demand": "plant", "item": "metal", "shortage_cost": 900}
    _sheet(book, "Demand", [use | dict.fromkeys(labels, 1e6)])
    tenth = rows // 10
    _sheet(book, "Suppliers", [_seller(n) for n in range(tenth)])
    offers = [_plain(n, n % tenth, dice) for n in range(3 * tenth)]
    _sheet(book, "Offers", offers)
    prices = [
        {"offer": row["offer"]} | {x: dice.randint(50, 99) for x in labels}
        for row in offers
    ]
    _sheet(book, "Prices", prices)
    orders = [
        {"offer": f"offer {n}", "period": labels[0], "volume": 1}
        for n in range(rows - 7 * tenth)
        if n < len(offers)
    ]
    _sheet(book, "Commitments", orders)
    book.save(path)
    return path


def _seller(n: int) -> Row:
    return {"supplier": f"seller {n}", "country": CALM[n % len(CALM)]}


def _plain(n: int, seller: int, dice: random.Random) -> Row:
    return {
        "offer": f"offer {n}",
        "supplier": f"seller {seller}",
        "item": "metal",
        "price": dice.randint(50, 99),
        "max_volume": 100,
        "fixed_cost": dice.randint(1, 9) * 100,
    }


def _sheet(book: Workbook, title: str, rows: Sequence[Row]) -> None:
    page = book.create_sheet(title)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    page.append(columns)
    for row in rows:
        page.append([row.get(each) for each in columns])
