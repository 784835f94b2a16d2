"""The answer: one plan, its costs and risks, and its tables.

Every table is a tidy pandas frame in the workbook's unit and base currency; a period
is its label. Figures come from the decisions through ``accounts``, never from the
solver.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.case import Case
from models.decisions import Decisions, Outlook
from models.rules import Measure, Rule
from models.tree import Factors
from planner.accounts import Accounts
from planner.method import Method

if TYPE_CHECKING:  # loaded with the first table: the solver begins before that
    import pandas as pd

TOUCHING = 1e-6
"""Relative slack below which a limit binds."""


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a plan was made: options, versions, and times in seconds."""

    gap: float
    time_limit: float
    threads: int
    solver: str
    version: str
    seconds: float
    build_seconds: float
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds by phase, as far as the run had come: see ``planner.timing``."""
    notes: tuple[str, ...] = ()
    method: Method = Method.EXTENSIVE
    """The way it was solved."""
    log: str = ""
    """The solver's own, for a bug report."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The cheapest plan found under one policy."""

    case: Case
    policy: str
    rules: Sequence[Rule]
    outlook: Outlook
    accounts: Accounts
    status: Status
    objective: float
    bound: float
    """No plan can be cheaper than this, in the objective's terms."""
    weight: float
    """λ and α of CVaR in the objective."""
    level: float
    run: Run

    @property
    def gap(self) -> float:
        """Return how far, at most, the objective is above the best possible."""
        above = max(0.0, self.objective - self.bound)
        return above / max(abs(self.objective), 1e-9) if above else 0.0

    @property
    def expected_cost(self) -> float:
        """Return the expected, discounted cost."""
        return self.accounts.expected_cost

    @property
    def cvar_cost(self) -> float:
        """Return what is decided first plus the CVaR of the scenario costs."""
        return self.accounts.cvar_cost(self.level)

    @property
    def cost(self) -> Mapping[str, float]:
        """Return the expected cost lines; they add up to the expected cost."""
        return self.accounts.lines

    @cached_property
    def _probability(self) -> Factors:
        return np.array([each.probability for each in self.case.scenarios])

    @property
    def expected_shortage(self) -> float:
        """Return the expected units unserved."""
        return float(self._probability @ self._shortages)

    @property
    def worst_shortage(self) -> float:
        """Return the most units unserved in a scenario of positive probability."""
        return float(self._shortages[self._probability > 0].max())

    @cached_property
    def _shortages(self) -> Factors:
        return self.accounts.shortages[: len(self.case.scenarios)]

    @property
    def signed(self) -> list[str]:
        """Return the offers signed; a free one if it delivers in some scenario."""
        return [name for name in self.case.offers if name in self._decided.signed]

    @property
    def opened(self) -> list[str]:
        """Return the projects opened."""
        return [name for name in self.case.projects if name in self._decided.opened]

    @property
    def _decided(self) -> Decisions:
        return self.outlook.decisions

    @cached_property
    def tiers(self) -> "pd.DataFrame":
        """Columns offer, year, from_volume, discount: the tier chosen for a year."""
        rows = [
            (name, year, tier.from_volume, tier.discount)
            for (name, year), place in sorted(self._decided.tiers.items())
            for tier in [self.case.offers[name].tiers[place]]
        ]
        return _table(rows, columns=["offer", "year", "from_volume", "discount"])

    @cached_property
    def deliveries(self) -> "pd.DataFrame":
        """Columns offer, supplier, country, item, period, volume, unit_cost, cost.

        One row for every delivery of the plan, commitments included. ``unit_cost`` is
        the landed price with tier discount, duty and freight; money is undiscounted.
        """
        rows = []
        for name, offer in self.case.offers.items():
            for t, volume in enumerate(self.outlook.planned(name)):
                if volume > 0:
                    discount = self.accounts.tier_discount(offer, t)
                    price = offer.price[t] * (1 - discount) * (1 + offer.duty)
                    unit_cost = price + offer.freight
                    rows.append(
                        (
                            name,
                            offer.supplier,
                            offer.labels["country"],
                            offer.item,
                            self.case.periods[t],
                            float(volume),
                            unit_cost,
                            float(volume) * unit_cost,
                        )
                    )
        columns = ["offer", "supplier", "country", "item", "period", "volume"]
        return _table(rows, columns=[*columns, "unit_cost", "cost"])

    def _on_plan(self, values: Factors) -> list[float]:
        return [float(values[node]) for node in self.outlook.tree.plan]

    @cached_property
    def refining(self) -> "pd.DataFrame":
        """Columns process, period, output: what each process puts out in the plan."""
        rows = [
            (name, period, output)
            for name in self.case.processes
            for period, output in self._periods(self.outlook.output(name))
            if output > 0
        ]
        return _table(rows, columns=["process", "period", "output"])

    def _periods(self, values: Factors) -> list[tuple[str, float]]:
        return list(zip(self.case.periods, self._on_plan(values), strict=True))

    @cached_property
    def stock(self) -> "pd.DataFrame":
        """Columns item, period, volume: the plan's stock at the end of each period."""
        rows = [
            (name, period, volume)
            for name in self.case.items
            for period, volume in self._periods(self.outlook.stock(name))
        ]
        return _table(rows, columns=["item", "period", "volume"])

    @cached_property
    def unserved(self) -> "pd.DataFrame":
        """Columns demand, period, expected, plan: units unserved, where any are."""
        tree, rows = self.outlook.tree, []
        chance = np.array(tree.probability)
        for name in self.case.demands:
            short = self.outlook.unserved(name)
            for t, period in enumerate(self.case.periods):
                nodes = list(tree.in_period[t])
                expected = float(chance[nodes] @ short[nodes])
                planned = float(short[tree.plan[t]])
                if expected > 0 or planned > 0:
                    rows.append((name, period, expected, planned))
        return _table(rows, columns=["demand", "period", "expected", "plan"])

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """Columns scenario, probability, cost, shortage; cost without signing."""
        return _table(
            {
                "scenario": [each.name for each in self.case.scenarios],
                "probability": self._probability,
                "cost": self.accounts.outcomes[: len(self.case.scenarios)],
                "shortage": self._shortages,
            }
        )

    @cached_property
    def short(self) -> "pd.DataFrame":
        """Columns scenario, probability, demand, volume, share: who goes short.

        ``share`` is of the demand over the horizon.
        """
        paths, rows = self.outlook.tree.paths, []
        short = {
            name: self.outlook.unserved(name)[paths].sum(axis=1).tolist()
            for name in self.case.demands
        }
        for w, scenario in enumerate(self.case.scenarios):
            for name, demand in self.case.demands.items():
                volume = short[name][w]
                if volume > 0:
                    share = volume / sum(demand.volume)
                    rows.append(
                        (scenario.name, scenario.probability, name, volume, share)
                    )
        columns = ["scenario", "probability", "demand", "volume", "share"]
        return _table(rows, columns=columns)

    @cached_property
    def shares(self) -> "pd.DataFrame":
        """Columns mineral, country, period, volume, share: who the plan depends on.

        ``volume`` counts the mineral's content; ``share`` is of the period's total.
        """
        content = {name: each.content for name, each in self.case.items.items()}
        mineral = {name: each.mineral for name, each in self.case.items.items()}
        table = self.deliveries.assign(
            mineral=self.deliveries["item"].map(mineral),
            volume=self.deliveries["volume"] * self.deliveries["item"].map(content),
        )
        by = ["mineral", "country", "period"]
        sums: pd.DataFrame = table.groupby(by, as_index=False)[["volume"]].sum()
        total = sums.groupby(["mineral", "period"])["volume"].transform("sum")
        return sums.assign(share=sums["volume"] / total)

    @cached_property
    def dependence(self) -> "pd.DataFrame":
        """Columns mineral, country, volume, share: the same over the horizon."""
        by = ["mineral", "country"]
        sums = self.shares.groupby(by, as_index=False, sort=False)[["volume"]].sum()
        total = sums.groupby("mineral")["volume"].transform("sum")
        table: pd.DataFrame = sums.assign(share=sums["volume"] / total)
        return table.sort_values(
            ["mineral", "volume"], ascending=[True, False], ignore_index=True
        )

    @cached_property
    def costs(self) -> "pd.DataFrame":
        """Columns line, cost, share: expected cost lines and their share of the sum."""
        lines = list(self.cost.items())
        table = _table(lines, columns=["line", "cost"])
        whole = self.expected_cost or 1.0
        return table.assign(share=table["cost"] / whole)

    @cached_property
    def measures(self) -> "pd.DataFrame":
        """Columns rule, bucket, limit, actual, slack, binds, enforced."""
        rows = [
            (
                str(rule),
                each.bucket,
                each.limit,
                each.actual,
                each.slack,
                binding(each),
                each.enforced,
            )
            for rule in self.rules
            for each in rule.measure(self.outlook)
        ]
        columns = ["rule", "bucket", "limit", "actual", "slack", "binds", "enforced"]
        return _table(rows, columns=columns)

    @cached_property
    def binding(self) -> "pd.DataFrame":
        """Columns limit, periods: which capacities and rules the plan runs into."""
        rows = []
        for name, offer in self.case.offers.items():
            planned = self.outlook.planned(name)
            full = [
                t
                for t in offer.window
                if planned[t] > 0 and planned[t] >= offer.capacity[t] * (1 - TOUCHING)
            ]
            rows.append((f"capacity of {name}", full))
        for name, process in self.case.processes.items():
            output = self._on_plan(self.outlook.output(name))
            full = [
                t
                for t in process.window
                if output[t] > 0 and output[t] >= process.capacity[t] * (1 - TOUCHING)
            ]
            rows.append((f"output of {name}", full))
        for name, item in self.case.items.items():
            stock = self._on_plan(self.outlook.stock(name))
            full = [
                t
                for t, held in enumerate(stock)
                if held > 0 and held >= item.max_stock * (1 - TOUCHING)
            ]
            rows.append((f"room for {name}", full))
        named = [
            (limit, ", ".join(self.case.periods[t] for t in full))
            for limit, full in rows
            if full
        ]
        rules = self.measures[self.measures["binds"].astype(bool)]
        named += list(zip(rules["rule"], rules["bucket"], strict=True))
        return _table(named, columns=["limit", "periods"])

    def _repr_html_(self) -> str:
        """Show the plan in a notebook."""
        unit = f"{self.case.unit} per period"
        table = self.deliveries.pivot_table(
            index=["country", "offer"], columns="period", values="volume", aggfunc="sum"
        ).fillna(0)
        head = (
            f"<p><b>{self.policy}</b>: expected cost {self.expected_cost:,.0f} "
            f"{self.case.currency}, gap {self.gap:.2%}; deliveries in {unit}</p>"
        )
        return head + str(table.to_html(float_format="{:,.0f}".format))


def _table(rows: Any, columns: list[str] | None = None) -> "pd.DataFrame":
    """Return rows, or a mapping of columns, as a frame."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(rows, columns=columns)


def binding(measure: Measure) -> bool:
    """Tell whether a limit is reached and enforced."""
    return measure.enforced and measure.slack <= TOUCHING * max(1.0, measure.limit)
