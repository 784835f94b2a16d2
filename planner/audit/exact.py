"""Numbers without rounding, and how far a float solver may miss what they ask."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from math import isfinite, lcm
from typing import TypeVar

DIGITS = 50
"""Digits kept of a power that no fraction equals: (1 + rate)^(−t/k), hazards."""
ALIKE = 10**12
"""Factors that agree to twelve decimals agree: a product of floats is no further off."""

Place = TypeVar("Place", bound=Hashable)


class Kind(Enum):
    """Where a row's rounding comes from, and the miss allowed: absolute, and relative.

    The relative part is of the sum of the magnitudes of the row's terms.
    """

    SOLVED = (Fraction(1, 10**6), Fraction(1, 10**6))
    """Kept by the solver, in units (of a budget: money). HiGHS keeps rows to 1e-7 in
    scaled units, and its answer is taken when no row is missed by more than 1e-6 of its
    largest number. Volumes are then cut to ten digits, and what is below 1e-7 units is
    taken for 0; several such crumbs may meet in a row."""
    RECOMPUTED = (Fraction(1, 10**6), Fraction(1, 10**9))
    """Money, computed in floats from the same decisions: good to far more digits."""
    CHANCE = (Fraction(1, 10**9), Fraction(0))
    """A probability or a share, computed in floats."""
    POINTS = (Fraction(1, 100), Fraction(0))
    """Points of the Herfindahl–Hirschman index, by the definition of max_hhi."""
    EXACT = (Fraction(0), Fraction(0))
    """Nothing to round: whole numbers, yes or no, one decision in two places."""

    def allows(self, size: Fraction) -> Fraction:
        """Return the miss allowed in a row whose terms add up to ``size``."""
        absolute, relative = self.value
        allowed: Fraction = absolute + relative * size
        return allowed


ZERO, ONE = Fraction(0), Fraction(1)
PROBABILITY = Fraction(1, 10**6)
"""By which a workbook's probabilities may miss 1."""


@lru_cache(maxsize=1 << 18)
def exact(number: float) -> Fraction:
    """Return a float as the fraction it is."""
    return Fraction(number)


def total(terms: Iterable[Fraction]) -> Fraction:
    """Return the sum of fractions, reduced once at the end and not at every term."""
    return sums(terms)[0]


def sums(terms: Iterable[Fraction]) -> tuple[Fraction, Fraction]:
    """Return the sum of fractions, and the sum of their magnitudes."""
    ratios = [each.as_integer_ratio() for each in terms]
    whole = lcm(*(under for _, under in ratios))
    parts = [over * (whole // under) for over, under in ratios]
    return Fraction(sum(parts), whole), Fraction(sum(map(abs, parts)), whole)


def sums_at(
    terms: Iterable[tuple[Fraction, Iterable[Place]]],
) -> tuple[Mapping[Place, int], Mapping[Place, int], int]:
    """Return by place the sum of its terms and of their magnitudes, over what is last.

    A term goes with all places that have it. Whole numbers over one denominator are
    added in a thirtieth of the time that fractions take, and as exactly.
    """
    ratios = [(term.as_integer_ratio(), places) for term, places in terms if term]
    whole = lcm(*(under for (_, under), _ in ratios))
    found: dict[Place, int] = defaultdict(int)
    sizes: dict[Place, int] = defaultdict(int)
    for (over, under), places in ratios:
        part = over * (whole // under)
        size = abs(part)
        for place in places:
            found[place] += part
            sizes[place] += size
    return found, sizes, whole


def limit(number: float) -> Fraction | None:
    """Return a limit as a fraction; None where it is infinite."""
    return exact(number) if isfinite(number) else None


def growth(rate: float, over: int, under: int) -> Fraction:
    """Return (1 + rate)^(over/under) to 50 digits, ``rate`` taken exactly."""
    with localcontext(prec=DIGITS):
        base = 1 + Decimal(rate)
        return Fraction(base ** (Decimal(over) / Decimal(under)))
