"""Policies side by side, as tables: costs, risks, dependence, rules, regret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from models.case import Case
from planner.compare import figures, standing
from planner.compare.ledger import ledger
from planner.compare.measured import measures
from planner.compare.outcome import Outcome
from planner.compare.regret import regret
from planner.odds import Otherwise, otherwise
from planner.plan import Plan


@dataclass(frozen=True)
class Comparison:
    """Policies in the workbook's order; each keeps its place whatever became of it."""

    case: Case
    outcomes: Sequence[Outcome]
    without: Mapping[tuple[str, int], Outcome]
    """For a policy and the place of one of its rules: the policy without that row."""

    @cached_property
    def solved(self) -> Sequence[tuple[Outcome, Plan]]:
        """Return the outcomes that have a plan, with it."""
        return [(each, each.plan) for each in self.outcomes if each.plan is not None]

    @cached_property
    def plans(self) -> Sequence[Plan]:
        """Return the plans there are."""
        return [plan for _, plan in self.solved]

    @property
    def lowest(self) -> float:
        """Return the lowest expected cost among the plans."""
        return min(plan.expected_cost for plan in self.plans)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per plan, money in the base currency, shares from 0 to 1.

        Columns policy, status, objective, gap, expected_cost, cvar_cost, premium,
        premium_share, expected_shortage and worst_shortage (units),
        expected_shortage_share and worst_shortage_share (of all demand over the
        horizon), country_share (the largest), hhi_country, hhi_supplier, exposure,
        contracts, stock_days (see ``figures.stock_days``), tie (whether it and another
        are the cheapest within the gaps), dominated (by which policies).
        """
        return pd.DataFrame([self._row(plan) for plan in self.plans])

    def _row(self, plan: Plan) -> dict[str, object]:
        premium = plan.expected_cost - self.lowest
        return {
            "policy": plan.policy,
            "status": str(plan.status),
            **figures.costs_of(plan),
            "premium": premium,
            "premium_share": premium / abs(self.lowest) if self.lowest else 0.0,
            **figures.shortages_of(plan),
            **figures.dependence_of(plan),
            "contracts": figures.contracts_of(plan),
            "stock_days": figures.stock_days(plan),
            "tie": standing.tied(plan, self.plans),
            "dominated": standing.dominators(plan, self.plans),
        }

    @cached_property
    def frontier(self) -> Sequence[str]:
        """Return the policies that none dominates, by rising expected cost."""
        best = [
            each for each in self.plans if not standing.dominators(each, self.plans)
        ]
        best.sort(key=lambda plan: plan.expected_cost)
        return [plan.policy for plan in best]

    @cached_property
    def cover(self) -> pd.DataFrame:
        """Columns policy, country, months: full service after its loss, at worst.

        Infinite where nobody goes short before the horizon ends. What has no country is
        named as it is lost, `process:NAME`.
        """
        rows = [
            (outcome.policy, value.removeprefix("country:"), months)
            for outcome, _ in self.solved
            for value, months in (outcome.months or {}).items()
        ]
        return pd.DataFrame(rows, columns=["policy", "country", "months"])

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Each distinct rule of these policies, measured for every plan.

        Columns rule, sentence, limit, kind (what the limit counts), policy, actual and
        slack (the tightest bucket's, of those that can still be changed if any can),
        bucket, holds (whether the policy has the rule), met (slack not below 0 but for
        rounding), enforced (whether the bucket can still be changed). survive_loss is
        measured with the best response a plan has (see ``survival.survived``). exclude
        counts units (limit 0), require whether each offer is signed (limit 1), tightest
        first; risk_weight and risk_level limit nothing and are left out.
        """
        return measures(self.case, self.solved)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """What each row of each policy costs and buys, by the plan without that row.

        Columns policy, rule, cost and cvar (more with the row), shortage (expected
        units less with the row), slack (the tightest bucket's), binds, tie (whether the
        cost is within the gaps of both plans), status (of the plan without the row),
        objective (more with the row, where both weigh risk alike).
        """
        return ledger(self.solved, self.without)

    @cached_property
    def otherwise(self) -> Otherwise | None:
        """Return the plans at every probability that the curbs may have, if they vary."""
        return otherwise(self.plans)

    @cached_property
    def regret(self) -> pd.DataFrame:
        """Columns policy, worst, scenario, mean: cost above the best policy's there.

        Over the scenarios of positive probability, signing and orders included.
        """
        return regret(self.case, self.plans)
