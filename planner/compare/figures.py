"""What a plan comes to, in the figures by which plans are compared."""

from models.case import Case, Target
from models.decisions import Outlook
from models.rules import Rule
from models.rules.max_exposure import MaxExposure
from models.rules.max_hhi import MaxHhi
from models.rules.max_share import MaxShare
from models.rules.min_stock_days import DAYS, needed_next
from planner.plan import Plan

COUNTRIES, SUPPLIERS = Target(each="country"), Target(each="supplier")
EVERYTHING = (
    ("country_share", MaxShare(on=COUNTRIES, limit=1.0)),
    ("hhi_country", MaxHhi(on=COUNTRIES, limit=1e4)),
    ("hhi_supplier", MaxHhi(on=SUPPLIERS, limit=1e4)),
    ("exposure", MaxExposure(limit=1.0)),
)
"""Rules that limit nothing but measure the whole horizon, each mineral by itself."""


def costs_of(plan: Plan) -> dict[str, object]:
    """Return objective, gap, expected_cost and cvar_cost, in the base currency."""
    return {
        "objective": plan.objective,
        "gap": plan.gap,
        "expected_cost": plan.expected_cost,
        "cvar_cost": plan.cvar_cost,
    }


def shortages_of(plan: Plan) -> dict[str, float]:
    """Return the expected and the worst shortage, in units and as a share of demand.

    Units of all demands are added up.
    """
    whole = total_demand(plan.case)
    short = {
        "expected_shortage": plan.expected_shortage,
        "worst_shortage": plan.worst_shortage,
    }
    shares = {f"{name}_share": x / whole if whole else 0.0 for name, x in short.items()}
    return {**short, **shares}


def dependence_of(plan: Plan) -> dict[str, float]:
    """Return country_share, hhi_country, hhi_supplier, exposure: the worst mineral's."""
    return {name: _worst(rule, plan.outlook) for name, rule in EVERYTHING}


def _worst(rule: Rule, outlook: Outlook) -> float:
    return max((each.actual for each in rule.measure(outlook)), default=0.0)


def contracts_of(plan: Plan) -> int:
    """Return how many offers are signed that are not free to sign."""
    return sum(not plan.case.offers[name].free_to_sign for name in plan.signed)


def total_demand(case: Case) -> float:
    """Return the units of all demands over the horizon."""
    return sum(sum(each.volume) for each in case.demands.values())


def stock_days(plan: Plan) -> float:
    r"""Return the plan's mean stock in days of demand, minerals together by content.

    D · Σ_t Σ_i content_i · Ī_it / Σ_t Σ_d content_d · demand_d,t+1

    The mean over periods, and minerals, of the days of the next period's demand (the
    last period: its own) that the stock covers, weighed by that demand; D is 30, 90 or
    360. Stock of a mineral that nothing demands counts nowhere; 0 without any demand.
    """
    case, weight = plan.case, demanded(plan.case)
    periods = range(len(case.periods))
    needed = sum(needed_next(case, weight, t) for t in periods)
    nodes = list(plan.outlook.tree.plan)
    held = sum(
        content * float(plan.outlook.stock(name)[nodes].sum())
        for name, content in weight.items()
    )
    return DAYS[case.periods_per_year] * held / needed if needed else 0.0


def demanded(case: Case) -> dict[str, float]:
    """Return the content of each item whose mineral is demanded."""
    minerals = {
        case.items[each.item].mineral
        for each in case.demands.values()
        if any(each.volume)
    }
    return {
        name: item.content
        for name, item in case.items.items()
        if item.mineral in minerals
    }
