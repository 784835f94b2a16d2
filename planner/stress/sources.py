"""What can be lost together, and in how many months it is back or replaced."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, isfinite

from models.case import Case, Target
from models.rules.survive_loss import lost

MONTHS = 12
RECOVERY = "tag:recover"
"""The label that says in how many months a source is back or replaced, as the column
recovery of Offers does: a process has only this one."""
ROUNDING = 1e-6


@dataclass(frozen=True)
class Source:
    """What is lost together."""

    dimension: str
    value: str
    hits: Target
    recovery: float | None
    """Months until it is back or replaced; None where the workbook does not say."""


def months_of(case: Case) -> float:
    """Return the months of a period."""
    return MONTHS / case.periods_per_year


def sources_of(case: Case) -> list[Source]:
    """Return every country, supplier and value of a tag."""
    named = {name for _, labels in _labels(case) for name in labels}
    tags = {name for name in named if name.startswith("tag:")}
    dimensions = ["country", "supplier", *sorted(tags - {RECOVERY})]
    return [
        Source(dimension, value, hits, _recovery(case, hits))
        for dimension in dimensions
        for value, hits in lost(case, Target(each=dimension)).items()
        if value.startswith(dimension)
    ]


def _labels(case: Case) -> Iterator[tuple[float | None, Mapping[str, str]]]:
    """Yield the months that an offer or process says, and its labels."""
    for offer in case.offers.values():
        yield offer.recovery, offer.labels
    for process in case.processes.values():
        yield None, process.labels


def _recovery(case: Case, hits: Target) -> float | None:
    """Return the longest recovery of what is hit, in months."""
    said = (
        _number(labels.get(RECOVERY, "")) if months is None else months
        for months, labels in _labels(case)
        if hits.hits(labels)
    )
    return max((each for each in said if each is not None), default=None)


def _number(text: str) -> float | None:
    try:
        months = float(text)
    except ValueError:
        return None
    return months if isfinite(months) and months >= 0 else None


def recovery_periods(source: Source, case: Case) -> int:
    """Return the whole periods that a source with a recovery is away."""
    if source.recovery is None:
        return len(case.periods)
    periods = ceil(source.recovery / months_of(case) - ROUNDING)
    return max(1, min(len(case.periods), periods))


def lengths_of(source: Source, start: int, case: Case) -> list[int]:
    """Return 1, 2, 4 … periods, the recovery, and to the horizon's end."""
    left = len(case.periods) - start
    doubled = {2**n for n in range(left.bit_length()) if 2**n < left}
    return sorted({left, min(left, recovery_periods(source, case)), *doubled})
