"""What a buyer has to know of how an old plan is continued."""

from collections.abc import Iterator

from planner.replan.past import committed
from planner.replan.start import Start
from planner.workbook import plan_book

NOTHING = 1e-9


def remarks(start: Start) -> list[str]:
    """Return what a buyer has to know of how the old plan is continued."""
    return [
        *(
            f"{each.curb.name} has begun in {each.start}: what it lets through from "
            f"{start.label} on is taken as certain, other curbs may come on top."
            for each in start.begun
        ),
        *_gone(start),
        *_lifted(start),
    ]


def _gone(start: Start) -> Iterator[str]:
    unit = start.case.unit
    names = {
        name
        for what, name in start.former.paths.get(start.former.plan, {})
        if what == plan_book.DELIVERY
    }
    for name in sorted(names - start.case.offers.keys()):
        units = sum(
            start.ordered(name, p) for p in start.former.periods if start.since(p) >= 0
        )
        if units > NOTHING:
            yield (
                f"{name} is no longer in the workbook: {units:,.6g} {unit} that the old "
                "plan took from it are not counted on."
            )


def _lifted(start: Start) -> Iterator[str]:
    for offer in start.case.offers.values():
        for t, units in enumerate(committed(start, offer)):
            if units > offer.capacity[start.at + t] * (1 + NOTHING):
                yield (
                    f"{offer.name}, {start.case.periods[start.at + t]}: {units:,.6g} "
                    f"{start.case.unit} were ordered, more than the workbook now "
                    "allows; the order stands."
                )
