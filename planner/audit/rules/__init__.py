"""Every policy rule by its definition in the contract, none by the model's measure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from models.case import Case
from planner.audit.findings import Alike, Row
from planner.audit.rules.money import max_exposure, max_spend
from planner.audit.rules.shortage import (
    holds_responses,
    max_cvar_shortage,
    max_expected_shortage,
    max_shortage,
    min_stock_days,
    survive_loss,
)
from planner.audit.rules.sources import (
    exclude,
    max_hhi,
    max_sources,
    min_sources,
    require,
)
from planner.audit.rules.volumes import max_share, max_volume, min_share, min_volume
from planner.audit.scene import Scene

Check = Callable[[Scene, Any, float], Iterator[Row | Alike]]
"""Takes what is audited, the rule as a row of the sheet, and α of the policy."""
IN_SCENARIOS: Mapping[str, Check] = {
    "max_share": max_share,
    "min_share": min_share,
    "max_volume": max_volume,
    "min_volume": min_volume,
    "exclude": exclude,
    "max_shortage": max_shortage,
    "survive_loss": survive_loss,
}
"""Rules on every scenario, each by itself: part by part."""
ON_ALL: Mapping[str, Check] = {
    "max_spend": max_spend,
    "min_sources": min_sources,
    "max_sources": max_sources,
    "max_hhi": max_hhi,
    "max_exposure": max_exposure,
    "require": require,
    "min_stock_days": min_stock_days,
    "max_expected_shortage": max_expected_shortage,
    "max_cvar_shortage": max_cvar_shortage,
    "survive_loss": holds_responses,
}
"""Rules on the plan, or on all scenarios together."""
CHECKS = {**IN_SCENARIOS, **ON_ALL}
SETTINGS = ("risk_weight", "risk_level")
"""Rules that limit nothing: they set λ and α."""


def unknown(rules: Sequence[Any]) -> list[str]:
    """Return the rules that this audit does not know."""
    known = {*CHECKS, *SETTINGS}
    return [str(rule) for rule in rules if rule.rule not in known]


def risk_of(case: Case, rules: Sequence[Any]) -> tuple[float, float]:
    """Return λ and α: the policy's own, else those of the settings."""
    own = {rule.rule: rule.limit for rule in rules if rule.rule in SETTINGS}
    weight = own.get("risk_weight", case.risk_weight)
    return weight, own.get("risk_level", case.risk_level)
