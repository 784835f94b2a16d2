"""The page that compares policies, put together."""

from planner.compare import Comparison
from planner.report import words
from planner.report.page import grounds
from planner.report.page.figures import Page
from planner.report.page.odds import otherwise
from planner.report.page.policies import choices
from planner.report.page.rules import rules
from planner.report.page.shortages import shortages
from planner.report.page.sources import sources
from planner.report.page.tradeoff import tradeoff
from planner.report.page.verdict import alerts, head, verdict


def page_of(comparison: Comparison) -> Page:
    """Return everything a comparison's report says."""
    case, plans = comparison.case, comparison.plans
    some = bool(plans)
    return Page(
        title=case.name,
        kind="Procurement policies compared",
        subtitle=(
            f"{words.horizon(case)} · {words.count(len(comparison.outcomes), 'policy', 'policies')}"
            f" · {words.count(len(case.scenarios), 'scenario')} · volumes in {case.unit},"
            f" money in {case.currency}"
        ),
        verdict=list(verdict(comparison)),
        head=head(comparison),
        alerts=alerts(comparison),
        sections=[
            *(
                each(comparison)
                for each in (tradeoff, shortages, sources, rules)
                if some
            ),
            *otherwise(comparison.otherwise),
        ],
        choices_title="Policy by policy",
        choices=choices(comparison),
        closing=[
            each(comparison)
            for each in (
                grounds.cost_lines,
                grounds.regret,
                grounds.assumed,
                grounds.proof,
            )
            if some
        ],
        terms=list(grounds.terms(plans[0])) if some else (),
        made=grounds.made_with(plans[0]) if some else "",
    )
