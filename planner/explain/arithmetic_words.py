"""A sum in words."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_NAMED = 6


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A sum that fails: what can be is less than what must be."""

    where: str
    """Which periods, goods and scenario."""
    sentence: str
    can: float
    must: float
    detail: tuple[str, ...] = ()
    """What the two numbers are made of."""

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.where}: {self.sentence}."


def amount(number: float, unit: str) -> str:
    """Return a volume as exact as a buyer wrote it."""
    return f"{number:,.7g} {unit}".strip()


def short(value: str) -> str:
    """Return a target's value without its dimension where that says enough."""
    named = [each.partition(":")[2] or each for each in value.split("; ")]
    return " and ".join(each.partition("=")[2] or each for each in named)


def parts_words(volumes: Mapping[str, float], unit: str) -> str:
    """Return what a total is made of, the largest first: `A 60 kg, B 40 kg`."""
    ranked = sorted(volumes.items(), key=lambda pair: -pair[1])
    given = [(name, units) for name, units in ranked if units > 0]
    nothing = [name for name, units in ranked if units <= 0]
    listed = [f"{name} {amount(units, unit)}" for name, units in given[:MOST_NAMED]]
    rest = sum(units for _, units in given[MOST_NAMED:])
    if rest > 0:
        listed.append(f"{len(given) - MOST_NAMED} more {amount(rest, unit)}")
    if nothing and len(nothing) <= MOST_NAMED:
        listed.append(f"{', '.join(nothing)} nothing")
    return ", ".join(listed) or "nothing"
