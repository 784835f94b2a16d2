"""Other probabilities and break-evens as other programs read them."""

from dataclasses import asdict

from planner.odds import BreakEvens, Flip, Otherwise, Peak, Rivals
from planner.report.odds_told import (
    flip_said,
    flips_said,
    otherwise_said,
    rivals_said,
    sides,
)
from planner.report.record import plain


def otherwise_record(found: Otherwise | None) -> dict[str, object] | None:
    """Return plans at other probabilities; None where no curb has a range."""
    if found is None:
        return None
    return {
        "ranges": {name: plain(asdict(each)) for name, each in found.ranges.items()},
        "costs": [plain(dict(row)) for row in found.table.to_dict("records")],
        "worst": [
            {"policy": plan.policy, **_peak(peak)}
            for plan, peak in zip(found.plans, found.worst, strict=True)
        ],
        "worst_regret": [
            {"policy": each.plan.policy, "against": each.against, **_peak(each.peak)}
            for each in found.regrets
        ]
        if len(found.plans) > 1
        else [],
        "least_worst_regret": list(found.steadiest),
        "statements": otherwise_said(found),
    }


def rivals_record(found: Rivals) -> dict[str, object]:
    """Return plans of one policy made for other probabilities."""
    return {
        "policy": found.plan.policy,
        "plans": otherwise_record(found.otherwise),
        "stopped": found.stopped,
        "statements": rivals_said(found),
    }


def _peak(peak: Peak) -> dict[str, object]:
    return {
        "mix": plain(dict(peak.mix)),
        "most": plain(peak.found),
        "bound": plain(peak.bound),
        "exact": peak.is_exact,
    }


def flips_record(found: BreakEvens) -> dict[str, object]:
    """Return where the decisions of a plan flip."""
    return {
        "policy": found.plan.policy,
        "flips": [_flip(each, found) for each in found.flips],
        "steady": [
            {"name": each.name, "signed": each.taken(found.plan)}
            for each in found.steady
        ],
        "varied": [
            {"kind": each.kind, "curb": each.subject, "base": plain(each.base)}
            for each in found.looked_at
        ],
        "stopped": found.stopped,
        "statements": flips_said(found),
    }


def _flip(flip: Flip, found: BreakEvens) -> dict[str, object]:
    yes, no = sides(flip)
    proved = not flip.why
    return {
        "name": flip.decision.name,
        "project": flip.decision.is_project,
        "kind": flip.way.kind,
        "curb": flip.way.subject,
        "below": plain(flip.below),
        "above": plain(flip.above),
        "pays_at": plain(yes) if proved else None,
        "not_at": plain(no) if proved else None,
        "base": plain(flip.way.base),
        "closed": flip.closed,
        "statement": flip_said(flip, found.plan.case),
    }
