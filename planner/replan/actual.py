"""What may be told of what has happened, and what was planned to happen."""

from collections.abc import Iterator

from planner.replan.roll import stock_of
from planner.replan.start import Start
from planner.workbook.actuals import Known
from planner.workbook.periods import PER_YEAR

NOTHING = 1e-9


def known_of(start: Start) -> Known:
    """Return what a workbook of actual figures may name."""
    case = start.case
    return Known(
        offers=case.offers,
        items=case.items,
        curbs=case.curbs,
        past=start.before(),
        at=start.label,
        length={count: word for word, count in PER_YEAR.items()}[case.periods_per_year],
    )


def planned_units(start: Start) -> Iterator[tuple[str, str, float]]:
    """Yield offer, period and units of every delivery that should have come."""
    for name, offer in start.case.offers.items():
        for label in start.before():
            units = start.arrived(offer, label)
            if units > NOTHING:
                yield name, label, units


def planned_stock(start: Start) -> Iterator[tuple[str, float]]:
    """Yield item and units of the stock that should be there."""
    for name, item in start.case.items.items():
        yield name, stock_of(start, item)
