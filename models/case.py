"""The question: one procurement problem as plain frozen data, checked and ready.

Quantities are in ``unit``, money in ``currency``; shares lie between 0 and 1. A
``Vector`` has one number per period of the horizon; a period is an index from 0.
``math.inf`` means unlimited. Names are spelled as in the workbook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

Vector = tuple[float, ...]


@dataclass(frozen=True)
class Target:
    """What a rule or a curb points at: `country:China; tag:refiner=China` or `country:*`.

    ``pairs`` are (dimension, value), their union is meant; ``each`` is the dimension
    of a `dimension:*` (then ``pairs`` is empty). A dimension is `offer`, `supplier`,
    `process`, `country` or `tag:NAME`.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    each: str | None = None

    def hits(self, labels: Mapping[str, str]) -> bool:
        """Tell whether something with these labels is meant."""
        if self.each is not None:
            return True
        return any(labels.get(dimension) == value for dimension, value in self.pairs)

    def __str__(self) -> str:
        """Return the target as a buyer writes it."""
        if self.each is not None:
            return f"{self.each}:*"
        return "; ".join(
            f"{dimension}{'=' if dimension.startswith('tag:') else ':'}{value}"
            for dimension, value in self.pairs
        )


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something bought, refined, stocked or used."""

    name: str
    mineral: str
    content: float = 1.0
    """Units of the mineral in one unit of the item."""
    holding_cost: float = 0.0
    """Per unit in stock at the end of a period."""
    opening_stock: float = 0.0
    max_stock: float = float("inf")
    closing_stock: float = 0.0
    stock_value: float = 0.0
    """Credit per unit left at the end of the horizon."""
    inflow: Vector = ()
    """Scrap of what was served before the horizon, as it comes back; empty if none."""

    def returning(self, period: int) -> float:
        """Return the units that come back in a period of what was served before."""
        return self.inflow[period] if self.inflow else 0.0


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Who uses an item: a product, a plant, a customer."""

    name: str
    item: str
    volume: Vector
    shortage_cost: float
    max_shortage: float = 1.0
    """Share of a period's demand that may go unserved."""
    scrap_item: str | None = None
    scrap_rate: float = 0.0
    """Units of ``scrap_item`` returned per unit served, ``scrap_lag`` periods later."""
    scrap_lag: int = 1


@dataclass(frozen=True, kw_only=True)
class Supplier:
    """Who sells; ``capacity`` limits all its offers together, per period."""

    name: str
    country: str
    capacity: Vector


@dataclass(frozen=True)
class Tier:
    """From this many planned units in a calendar year, ``discount`` on all of them."""

    from_volume: float
    discount: float


@dataclass(frozen=True, kw_only=True)
class Past:
    """What was done under an offer in the horizon's first calendar year, before it."""

    planned: float = 0.0
    """Units planned, which count for the year's tier."""
    taken: float = 0.0
    """Units that arrived, which count for take-or-pay."""
    promised: float = 0.0
    """Units that could be delivered, of which take-or-pay is a share."""
    prices: Vector = ()
    """Of those periods, for the mean price at which take-or-pay is paid."""
    paid: float = 0.0
    """What they cost with duty, before a discount and freight."""
    discount: float = 0.0
    """At which they were paid; another tier settles the difference in the first period."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a supplier offers, and on which terms."""

    name: str
    supplier: str
    item: str
    labels: Mapping[str, str]
    """Its value in each dimension: offer, supplier, country, tag:NAME."""
    price: Vector
    """Per unit in the base currency (exchange rate applied), before duty."""
    capacity: Vector
    """The smaller of its own and its supplier's, per period."""
    freight: float = 0.0
    duty: float = 0.0
    min_order: float = 0.0
    lot_size: float = 0.0
    """0 is no lots."""
    order_cost: float = 0.0
    fixed_cost: float = 0.0
    period_cost: float = 0.0
    take_or_pay: float = 0.0
    lead_time: int = 0
    first: int
    """First and last period of the delivery window, both inside it."""
    last: int
    project: str | None = None
    flex: float | None = None
    recovery: float | None = None
    """Months until it is back, or replaced, once it is lost; no model asks for it."""
    tiers: tuple[Tier, ...] = ()
    """Empty, or increasing from a tier at 0."""
    commitment: Vector
    signed_before: bool = False
    """Signed before the horizon: it stays so, and its fixed cost is spent."""
    past: Past = Past()
    owed_from: int | None = None
    """First period that counts for take-or-pay; None: the first after the lead time."""
    schedule: Vector = ()
    """Units planned before, from which a change has its price; empty if there are none."""
    change_cost: Vector = ()
    """Of a unit more or fewer than in the schedule; empty if a change costs nothing."""

    @property
    def window(self) -> range:
        """Return the periods in which it can deliver."""
        return range(self.first, self.last + 1)

    def owes(self, period: int) -> bool:
        """Tell whether what could be delivered in a period counts for take-or-pay."""
        return period >= (self.lead_time if self.owed_from is None else self.owed_from)

    @property
    def free_to_sign(self) -> bool:
        """Tell whether signing costs and binds nothing, as for spot supply."""
        return not (
            self.fixed_cost
            or self.period_cost
            or self.project
            or self.take_or_pay
            or self.tiers
        )

    @property
    def committed(self) -> bool:
        """Tell whether it is signed already, or deliveries are ordered."""
        return self.signed_before or any(self.commitment)

    def can_change(self, period: int) -> bool:
        """Tell whether a delivery in ``period`` is still open to decision."""
        return (
            period in self.window
            and period >= self.lead_time
            and self.capacity[period] > self.commitment[period]
        )


@dataclass(frozen=True, kw_only=True)
class Process:
    """Turns ``input`` into ``output``; recycling starts from a scrap item."""

    name: str
    input: str
    output: str
    labels: Mapping[str, str]
    """Its value in each dimension: process, country, tag:NAME."""
    recovery: float
    """Output per unit of input (the workbook's `yield`)."""
    cost: float = 0.0
    """Per unit of output."""
    capacity: Vector
    first: int
    last: int

    @property
    def window(self) -> range:
        """Return the periods in which it can run."""
        return range(self.first, self.last + 1)

    def can_change(self, period: int) -> bool:
        """Tell whether its output in ``period`` is open to decision."""
        return period in self.window and self.capacity[period] > 0


@dataclass(frozen=True, kw_only=True)
class Curb:
    """A cut in supply that may start; factors act from its first period on.

    ``flow[j]`` holds in the j-th period after the start, ``flow_after`` past the list;
    a number that holds to the end of the horizon is a list as long as the horizon.
    ``price`` likewise.
    """

    name: str
    hits: Target
    flow: Vector
    flow_after: float = 1.0
    price_hits: Target
    price: Vector = ()
    price_after: float = 1.0
    probability: float = 0.0
    """Per year, that it starts."""
    probability_low: float | None = None
    """The least and the most it may be; the plan is made for ``probability``."""
    probability_high: float | None = None
    earliest: int
    latest: int


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Which curbs strike and when: ``strikes`` are (curb, first period)."""

    name: str
    probability: float
    strikes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One planning question.

    ``policies`` maps a policy's name to its rules (see ``models.rules``); ``none`` is
    always among them. ``scenarios`` has exactly one without strikes and with a
    positive probability, the no-curb path; probabilities add up to 1 (loss scenarios
    of a rule are added by the rule, with probability 0).
    """

    name: str
    currency: str
    unit: str
    periods: tuple[str, ...]
    """Labels: 2026Q3, 2026-07 or 2026."""
    periods_per_year: int
    discount_rate: float = 0.0
    risk_weight: float = 0.0
    risk_level: float = 0.95
    policy: str = "none"
    gap: float = 1e-4
    time_limit: float = 300.0
    items: Mapping[str, Item]
    demands: Mapping[str, Demand]
    suppliers: Mapping[str, Supplier]
    offers: Mapping[str, Offer]
    processes: Mapping[str, Process] = field(default_factory=dict)
    projects: Mapping[str, float] = field(default_factory=dict)
    """What opening each costs."""
    curbs: Mapping[str, Curb] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...]
    dropped_probability: float = 0.0
    """Mass of the curb combinations that were left out before scaling to 1."""
    policies: Mapping[str, tuple[Any, ...]]
    warnings: tuple[str, ...] = ()
    source: str = ""
    """Path of the workbook, and below the SHA-256 of its bytes."""
    digest: str = ""

    @cached_property
    def years(self) -> Mapping[int, tuple[int, ...]]:
        """Return the periods of each calendar year in the horizon."""
        indices = range(len(self.periods))
        return {
            year: tuple(group)
            for year, group in groupby(indices, lambda t: int(self.periods[t][:4]))
        }

    def past(self, offer: str, year: int) -> Past:
        """Return what was done under an offer in a calendar year, before the horizon."""
        began = year == int(self.periods[0][:4])
        return self.offers[offer].past if began else Past()

    @cached_property
    def discount(self) -> Vector:
        """Return what money in each period is worth today: (1 + rate)^(-t/k)."""
        return tuple(
            (1 + self.discount_rate) ** (-t / self.periods_per_year)
            for t in range(len(self.periods))
        )
