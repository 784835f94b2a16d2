"""What must be said beneath the tables of a comparison."""

from collections.abc import Iterator, Sequence

from planner.compare import Comparison
from planner.plan import Plan, Status
from planner.report import words
from planner.report.compared.beside import LONGEST, numbered

MOST_BUCKETS = 3


def every(comparison: Comparison) -> list[str]:
    """Return each note once, what matters most first."""
    said = [
        *_ended(comparison),
        *_names(comparison),
        *_proved(comparison.plans),
        *(note for plan in comparison.plans for note in plan.run.notes),
        *_settled(comparison.plans),
    ]
    return list(dict.fromkeys(said))


def _ended(comparison: Comparison) -> Iterator[str]:
    """Yield why there is no plan, or not all of its figures; once for all it is true of."""
    names = numbered(comparison)
    because: dict[str, list[str]] = {}
    for each in comparison.outcomes:
        if each.why:
            because.setdefault(each.why, []).append(names[each.policy].strip())
    for why, policies in because.items():
        yield f"{', '.join(policies)}: {why}"


def _names(comparison: Comparison) -> Iterator[str]:
    """Yield the names that the tables cut short."""
    for name in numbered(comparison).values():
        if words.width(name) > LONGEST:
            yield f"Policy {name.strip()}."


def _proved(plans: Sequence[Plan]) -> Iterator[str]:
    """Yield how far from the best possible the plans are at most."""
    whole = [plan for plan in plans if plan.status is Status.OPTIMAL]
    if whole:
        most = words.gap(max(plan.gap for plan in whole))
        yield (
            f"Every plan is proved within {most} of the cheapest possible; differences "
            "within two plans' gaps are a tie."
        )
    for plan in plans:
        if plan.status is not Status.OPTIMAL:
            gap = words.gap(plan.gap)
            yield f"{plan.policy}: {words.status(plan)}, with a gap of {gap}."


def _settled(plans: Sequence[Plan]) -> Iterator[str]:
    """Yield the buckets in which nothing can be changed any more and a rule is broken."""
    for plan in plans:
        table = plan.measures
        broken = table[~table["enforced"].astype(bool) & (table["slack"] < 0)]
        for rule, rows in broken.groupby("rule", sort=False):
            buckets = list(rows["bucket"])
            shown = ", ".join(buckets[:MOST_BUCKETS])
            left = len(buckets) - MOST_BUCKETS
            more = f" and {left} more" if left > 0 else ""
            yield (
                f"{rule}: nothing can be changed any more in {shown}{more}: reported, "
                "not enforced."
            )
