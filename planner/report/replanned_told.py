"""The next planning in sentences and as JSON: what changes from the old plan, and why."""

from collections.abc import Iterator

from planner.plan import Status
from planner.replan import Replanned
from planner.replan.result import Ended
from planner.report import words
from planner.report.record import plain, plan_record

NO_CAUSE = "no single cause"


def statements(found: Replanned) -> list[str]:
    """Return what is to be done now, in sentences."""
    return [
        _verdict(found),
        *_cost(found),
        *_standing(found),
        *_horizon(found),
        *_causes(found),
        *_ended(found),
        *found.remarks,
    ]


def _verdict(found: Replanned) -> str:
    case, label = found.case, found.start.label
    signs = f" Sign {', '.join(found.newly_signed)} now." if found.newly_signed else ""
    if not found.moves:
        return f"From {label} on the old schedule stands: nothing changes.{signs}"
    units = sum(abs(each.moved) for each in found.moves)
    return (
        f"From {label} on {words.count(len(found.moves), 'volume')} of the old schedule "
        f"change, {words.units(units, case)} in all.{signs}"
    )


def _cost(found: Replanned) -> Iterator[str]:
    plan, case, label = found.plan, found.case, found.start.label
    said = f"From {label} on it costs {words.money(plan.expected_cost, case)} expected"
    kept = found.kept
    if found.ended is Ended.KEPT:
        yield f"{said}."
    elif kept is None:
        yield (
            f"{said}; the old schedule cannot be carried on as it is, within terms and "
            "policy."
        )
    elif not found.moves:
        yield f"{said}. Money is worth as in {label}."
    else:
        saved = kept.expected_cost - plan.expected_cost
        which = "saved" if saved >= 0 else "more, for less risk or within the gap"
        yield (
            f"{said}; the old schedule carried on would cost "
            f"{words.money(kept.expected_cost, case)}: {words.money(abs(saved), case)} "
            f"{which}."
        )
    if found.start.stay:
        paid = plan.cost.get("changes", 0.0)
        yield (
            f"A unit moved is priced at {100 * found.start.stay:.10g}% of its landed "
            f"price: {words.money(paid, case)} in all, in that cost."
        )


def _standing(found: Replanned) -> Iterator[str]:
    if found.standing:
        units = sum(each.volume for each in found.standing)
        yield (
            f"{words.count(len(found.standing), 'delivery', 'deliveries')}, "
            f"{words.units(units, found.case)}, "
            f"{'is' if len(found.standing) == 1 else 'are'} ordered already and cannot "
            "change."
        )
    signed = [n for n, o in found.case.offers.items() if o.signed_before]
    if signed:
        yield f"Signed before, and stays so: {', '.join(signed)}."


def _horizon(found: Replanned) -> Iterator[str]:
    if found.new_periods:
        spans = words.spans(found.new_periods, found.case.periods)
        yield f"Planned for the first time: {spans}."


def _causes(found: Replanned) -> Iterator[str]:
    for each in found.causes:
        place = f"{each.place} · " if each.place else ""
        yield f"{place}{each.label}{_effect(each.moved, found)}"
    if found.moves and not found.causes:
        if found.start.former.inputs:
            yield (
                "Nothing in the workbook changed: the cheapest plan from here on is "
                "another because time has passed, or periods are new."
            )
        else:
            yield (
                f"{found.start.former.source} does not keep what it was made from, so "
                "what changed in the workbook is not known."
            )


def _ended(found: Replanned) -> Iterator[str]:
    """Say what is not known, where a search was ended early."""
    if found.plan.status is not Status.OPTIMAL:
        yield f"This is the best plan so far. {words.proof(found.plan)}"
    if found.ended:
        yield f"Stopped early; not asked: {found.ended}."


def _effect(moved: float | None, found: Replanned) -> str:
    if not found.moves:
        return ": it changes no volume."
    if moved is None:
        return ": not tried by itself."
    if not moved:
        return ": it alone moves nothing."
    return f": without it {words.units(moved, found.case)} would not move."


def why(reasons: tuple[str, ...]) -> str:
    """Return the causes of a move in words."""
    return "; ".join(reasons) or NO_CAUSE


def replan_record(found: Replanned) -> dict[str, object]:
    """Return it as other programs read it: a plan's record and what changed."""
    kept = found.kept
    return {
        **plan_record(found.plan),
        "at": found.start.label,
        "from": found.start.former.source,
        "stay": found.start.stay,
        "statements": statements(found),
        "not_asked": str(found.ended),
        "kept": None
        if kept is None
        else {
            "expected_cost": plain(kept.expected_cost),
            "objective": plain(kept.objective),
        },
        "newly_signed": found.newly_signed,
        "new_periods": list(found.new_periods),
        "moves": [
            {
                "offer": each.offer,
                "period": each.period,
                "before": plain(each.before),
                "after": plain(each.after),
                "why": list(each.why),
            }
            for each in found.moves
        ],
        "ordered": [
            {"offer": each.offer, "period": each.period, "volume": plain(each.volume)}
            for each in found.standing
        ],
        "differences": [
            {
                "cell": each.place,
                "name": each.name,
                "column": each.column,
                "before": each.before,
                "after": each.after,
                "periods": list(each.periods),
            }
            for each in found.differences
        ],
        "causes": [
            {"cell": each.place, "what": each.label, "moved": plain(each.moved)}
            for each in found.causes
        ],
    }
