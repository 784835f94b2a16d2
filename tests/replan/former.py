"""An earlier plan for tests, without a file between."""

from dataclasses import replace
from typing import Any

from models.case import Case
from planner.audit.from_plan import decided_of
from planner.plan import Plan
from planner.replan import Asked, Replanned, Start, replan
from planner.replan.begun import begun_in
from planner.solving import solve
from planner.workbook.actuals import Actuals
from planner.workbook.addresses import Addresses
from planner.workbook.former import Former
from planner.workbook.inputs import inputs_of


def former_of(plan: Plan) -> Former:
    """Return what a plan decided, as its workbook would say."""
    case, decided = plan.case, decided_of(plan)
    return Former(
        source="plan.xlsx",
        digest=case.digest,
        policy=plan.policy,
        periods=case.periods,
        signed=decided.signed,
        opened=decided.opened,
        tiers={
            (name, year): case.offers[name].tiers[place].from_volume
            for (name, year), place in decided.tiers.items()
        },
        plan=next(each.name for each in case.scenarios if not each.strikes),
        paths={
            scenario: {
                (what, name): dict(zip(case.periods, volumes, strict=True))
                for what, values in response.families()
                for name, volumes in values.items()
            }
            for scenario, response in decided.responses.items()
        },
        inputs=inputs_of(case),
    )


def began(
    case: Case, at: str, now: Case | None = None, policy: str = "none", **more: Any
) -> Start:
    """Return where planning begins again at a period, after the case's own plan.

    ``now`` is the workbook as it is by then. ``more``: stay, stock, received, curbs.
    """
    return after(former_of(solve(case, policy)), at, now or case, **more)


def after(former: Former, at: str, case: Case, **more: Any) -> Start:
    return Start(
        case=case,
        former=former,
        at=case.periods.index(at),
        stay=more.get("stay", 0.0),
        actuals=Actuals(stock=more.get("stock", {}), received=more.get("received", {})),
        begun=begun_in(case, at, more.get("curbs", {})),
    )


def again(start: Start, policy: str = "none") -> Replanned:
    return replan(start, Asked(policy=policy), Addresses())


def with_offer(case: Case, name: str, **terms: Any) -> Case:
    """Return the case with other terms of an offer."""
    changed = replace(case.offers[name], **terms)
    return replace(case, offers={**case.offers, name: changed})


def volumes(found: Replanned, offer: str) -> list[float]:
    return [round(float(x), 6) for x in found.plan.outlook.planned(offer)]
