"""What a bill takes from the case and its scenarios alone, whatever is decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from models.case import Case, Offer
from planner.audit.exact import exact, growth, total

Owed = tuple[Fraction, Fraction]
"""Units that are paid for in a year even if they are not taken, and what one costs."""
Flow = tuple[tuple[int, ...], Sequence[Fraction]]
"""What tells φ of a year apart from others, and φ in each period."""


@dataclass(frozen=True)
class Terms:
    """The terms of payment of a case, prepared once for all plans."""

    case: Case
    _owed: dict[tuple[str, int, tuple[int, ...]], Owed] = field(default_factory=dict)

    @cached_property
    def worth(self) -> Sequence[Fraction]:
        """Return δ: what money in each period is worth in the first."""
        case = self.case
        return [
            1 / growth(case.discount_rate, t, case.periods_per_year)
            for t in range(len(case.periods))
        ]

    def owed(self, offer: Offer, year: int, inside: Sequence[int], flow: Flow) -> Owed:
        """Return share · Σ φ·cap less what was taken before, and the year's mean price.

        Not discounted; ``inside`` are the year's periods in the window.
        """
        codes, factors = flow
        key = offer.name, year, codes
        if key not in self._owed:
            self._owed[key] = self._computed(offer, year, inside, factors)
        return self._owed[key]

    def _computed(
        self, offer: Offer, year: int, inside: Sequence[int], flow: Sequence[Fraction]
    ) -> Owed:
        past = self.case.past(offer.name, year)
        first = offer.lead_time if offer.owed_from is None else offer.owed_from
        held = (flow[t] * exact(offer.capacity[t]) for t in inside if t >= first)
        could = sum(held, exact(past.promised))
        prices = [*past.prices, *(offer.price[t] for t in inside)]
        price = total(map(exact, prices)) / len(prices)
        return exact(offer.take_or_pay) * could - exact(past.taken), price
